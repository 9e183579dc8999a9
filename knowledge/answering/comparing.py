"""Several areas side by side: one topic, a line for each, its clauses or that it states nothing."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.answering.composing import Composer
from knowledge.answering.topics import Topic, Topics, side_of
from knowledge.documents.library import Library
from knowledge.finding.folding import has_words
from knowledge.model import Answer, Answered, NotStated
from knowledge.reading.places import Gazetteer

_COMPARISON = re.compile(
    r"有?(?:什么|啥|哪些|何|多大)?(?:区别|差别|不同|不一样|差异|异同)|(?:是不是|都|也)?(?:一样|相同|一回事)[吗么嘛不]?"
    r"|(?:放|摆|搁)?(?:在|到)?一起(?:说说?|看看?|比比?|讲讲?)?|[哪这那]份(?:文件)?|哪个文件|又说|各给一句|各说一句|一个[样东][西儿]?"
    r"|分别|各自|各是|各要|各|相比|对比一?下?|比较一?下?|[两二三]个?(?:地方|边|地|处|家|市)|哪[边个里]"
)
_DIFFER = re.compile(r"区别|差别|不同|不一样|差异|异同|分别")
_MOST_TOPICS = 3


@dataclass(frozen=True, slots=True)
class Comparer:
    """Compares over one edition; `decide` answers a question in one area from its own texts."""

    library: Library
    gazetteer: Gazetteer
    topics: Topics
    compose: Composer
    decide: Callable[[str, str], Answer | None]

    def compare(self, areas: Sequence[str], asked: str, elsewhere: Sequence[str] = ()) -> Answer | None:
        """The areas in order; None when none of them quotes anything."""
        question = compared_matter(asked)
        own = {area: self.decide(area, question) for area in areas}
        sure = {area: one for area, one in own.items() if isinstance(one, Answered) and not one.leaves_open}
        topic = self.topics.of(question, answered_by={one.quotes[0].clause.id for one in sure.values()})
        sides = [(area, self._side(area, topic, one, question)) for area, one in own.items()]
        return self.compose.compared(sides, asked, elsewhere)

    def topics_compared(self, area: str, asked: str) -> Answer | None:
        """Two topics of one area that `asked` names, side by side; None where it names fewer or one is not stated."""
        topics = self.topics.all_said(asked)
        sides = [(area, self.on_topic(topic, area, topic.name)) for topic in topics[:_MOST_TOPICS]]
        if len(sides) < 2 or any(stated is None for _, stated in sides):
            return None
        return self.compose.compared(sides, asked, ())

    def on_topic(self, topic: Topic, area: str, question: str) -> Answered | None:
        """What an area states on `topic`, None where nothing."""
        clauses = side_of(topic, self.gazetteer.lineage(area), self.library)
        return self.compose.answered(clauses, area, question) if clauses else None

    def _side(self, area: str, topic: Topic | None, own: Answer | None, question: str) -> Answer | None:
        line = self.gazetteer.lineage(area)
        if topic is None or not self.topics.covers(line):
            return own
        stated = self.on_topic(topic, area, question)
        if stated is not None:
            return stated
        if isinstance(own, NotStated) or (isinstance(own, Answered) and own.leaves_open):
            return own
        return self.compose.lacking(topic.name, (), area, question)


def asks_what_differs(asked: str) -> bool:
    """Whether `asked` is about the difference between things."""
    return _DIFFER.search(asked) is not None


def compared_matter(asked: str) -> str:
    """What a message without its places compares: `asked` without the words that only set things side by side."""
    matter = _COMPARISON.sub(" ", asked)
    return matter if has_words(matter) else asked
