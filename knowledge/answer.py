"""From a question to an answer that rests on clauses, or says honestly that none settles it."""

import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Self

from knowledge.answering.composing import Composer
from knowledge.answering.edition import EVERYWHERE, Edition, candidates_of
from knowledge.answering.topics import Topics, load_topics
from knowledge.documents.gaps import Gap
from knowledge.documents.library import Library, load_library
from knowledge.errors import BrokenManifest
from knowledge.finding.folding import has_words
from knowledge.model import Answer, Answered, Candidate, Focus, NotStated, PolicyDocument, Question, Quote, SmallTalk
from knowledge.phrasings import Phrasings, load_phrasings
from knowledge.reading.days import day_named
from knowledge.reading.followups import completed, gone_back
from knowledge.reading.places import Gazetteer, NamedPlaces, compares, load_gazetteer
from knowledge.reading.talk import Talk
from knowledge.reading.titles import (
    asks_how_related,
    asks_whether_it_applies,
    document_named,
    documents_called,
    looks_inside,
    name_looked_inside,
    numbered_elsewhere,
    text_not_held,
    without_law_in_passing,
)

_LONGEST_QUESTION = 2_000
_MOST_AREAS = 8
"""So many areas of a conversation are kept in mind."""
_NO_WORDS = "请用文字说一说您想了解的事，例如“首席质量官怎么备案”。"


class PolicyAnswers:
    """Answers questions over one library. Safe to share between threads once built."""

    def __init__(
        self,
        library: Library,
        phrasings: Phrasings,
        gazetteer: Gazetteer,
        *,
        today: Callable[[], date],
        topics: Topics | None = None,
    ) -> None:
        for document in library.documents.values():
            if document.jurisdiction not in gazetteer.jurisdictions:
                raise BrokenManifest(
                    f"{document.id}: its folder {document.jurisdiction} is no jurisdiction; "
                    f"add knowledge/jurisdictions/{document.jurisdiction}.toml"
                )
        self._library = library
        self._phrasings = phrasings
        self._gazetteer = gazetteer
        self._topics = topics or Topics((), phrasings.implied)
        self._talk = Talk(phrasings)
        self._today = today
        self._editions: dict[int, Edition] = {}

    @classmethod
    def load(cls, *, today: Callable[[], date]) -> Self:
        """Over the corpus of the checkout; BrokenManifest when one of its files is malformed."""
        library = load_library()
        phrasings = load_phrasings(library)
        return cls(library, phrasings, load_gazetteer(), today=today, topics=load_topics(library, phrasings.implied))

    def answer(self, question: Question) -> Answer:
        """What the texts say, in the area the question names, else of the conversation, else of the user.

        As at the day that the question names, else today.
        """
        text = self._spelled(question.text)
        if not has_words(text) or text.strip().isdecimal():
            return SmallTalk(_NO_WORDS)
        focus = question.focus or Focus()
        known = focus.jurisdiction or question.profile
        known = known if known in self._gazetteer.jurisdictions else ""
        back, text = gone_back(text, focus)
        return _remembering(self._answer(question, text, focus, back or known), focus, known)

    def _answer(self, question: Question, text: str, focus: Focus, known: str) -> Answer:
        """The answer to `text`, what is asked by now, in the area `known` unless it names another."""
        own = next(iter(self._gazetteer.read(text, known=known).codes), known)
        asking = without_law_in_passing(text)
        if asking != text:
            return self._answer(question, asking, focus, own)
        by_document = self._by_document(question, text, known, own)
        if by_document is not None:
            return by_document
        text = self._in_full(text)
        by_name = self._by_name(text, known)
        if by_name is not None:
            return self._told_apart(by_name, own)
        named, area = self._placed(text, known)
        line = self._gazetteer.lineage(next(iter(named.codes), area))
        day, rest = self._day(question, named.rest, line)
        asked, context = completed(rest, focus)
        named = replace(named, rest=rest)
        if context and not named.codes and (open_document := self._opened(focus, area)) is not None:
            return self._told_apart(self._edition(day).in_document(open_document, asked, area), area)
        answer = self._as_at(day, line, lambda edition: edition.answer(text, named, asked, context, focus, area))
        return answer if named.codes else self._told_apart(answer, known)

    def _by_document(self, question: Question, text: str, known: str, own: str) -> Answer | None:
        """The answer where `text` names a document by number or title; None where it names none.

        `own` is the area to answer in, `known` the one that was so before.
        """
        line = self._gazetteer.lineage(own)
        documents = self._library.documents.values()
        document, beside_name = self._document_named(text, line)
        if document is not None:
            own = next(iter(self._gazetteer.read(beside_name, known=known).codes), known)
            if own and document.jurisdiction not in self._around(own) and asks_whether_it_applies(beside_name):
                area = self._gazetteer.jurisdictions[document.jurisdiction].short_name
                held = f"{area}的{document.marked_title}"
                return NotStated(f"{held}在本地是否适用", own)
            second, beside_both = self._document_named(beside_name, line)
            if second not in (None, document) and has_words(beside_both) and not asks_how_related(beside_both):
                edition = self._edition(self._today())
                both = edition.documents_compared([document, second], self._gazetteer.read(beside_both).rest)
                if both is not None:
                    return both
            day, asked = self._day(question, self._in_full(beside_name), (document.jurisdiction,))
            line = (document.jurisdiction,)
            return self._told_apart(
                self._as_at(day, line, lambda edition: edition.in_document(document, asked, own)), own
            )
        missing = text_not_held(text, documents, line)
        if not missing:
            return None
        elsewhere = "、".join(
            f"{one.doc_no}是{self._gazetteer.jurisdictions[one.jurisdiction].short_name}的文件"
            for one in numbered_elsewhere(text, documents, line)
        )
        return NotStated(f"{missing}（{elsewhere}）" if elsewhere else missing, own)

    def _opened(self, focus: Focus, area: str) -> PolicyDocument | None:
        """The document of another area that the last answer of a conversation in `area` showed."""
        document = self._library.documents.get(focus.document)
        return document if document and document.jurisdiction not in self._around(area) else None

    def _told_apart(self, answer: Answer, own: str) -> Answer:
        """`answer`; where it rests on a document of another area, which the user named, it says whose that is,
        and the conversation stays in the area it was in."""
        if not isinstance(answer, Answered | NotStated) or not own or not answer.jurisdiction:
            return answer
        if answer.jurisdiction in self._around(own):
            return answer
        answer = replace(answer, focus=replace(answer.focus, jurisdiction=own))
        if isinstance(answer, NotStated):
            return answer
        theirs, ours = (self._gazetteer.jurisdictions[code].short_name for code in (answer.jurisdiction, own))
        return replace(answer, remarks=(f"这是{theirs}的文件，不是{ours}的文件。", *answer.remarks))

    def _around(self, area: str) -> tuple[str, ...]:
        """`area`, those above it and those inside it; all where it is empty."""
        above = self._gazetteer.lineage(area)
        inside = (code for code in self._gazetteer.jurisdictions if area in self._gazetteer.lineage(code))
        return (*above, *inside) if area else tuple(self._gazetteer.jurisdictions)

    def _document_named(self, text: str, line: tuple[str, ...]) -> tuple[PolicyDocument | None, str]:
        """The document that `text` calls by number or title, of versions of one title the one in force."""
        document, beside = document_named(text, self._library.documents.values(), line)
        if document is None or (document.doc_no and document.doc_no in text):
            return document, beside
        called = (document.jurisdiction, document.title)
        in_force = self._library.as_at(self._today()).documents.values()
        return next((one for one in in_force if (one.jurisdiction, one.title) == called), document), beside

    def _placed(self, text: str, known: str) -> tuple[NamedPlaces, str]:
        """The places that `text` names, and the area to answer in where it names none: a document that is called
        by a name people have for it brings its own."""
        named = self._without_mentions(self._gazetteer.read(text, known=known), known)
        called = documents_called(text, self._library.documents.values(), self._around(known))
        if len({document.jurisdiction for document in called}) == 1 and not named.codes and not named.elsewhere:
            known = known if called[0].jurisdiction in self._gazetteer.lineage(known) else called[0].jurisdiction
            named = replace(named, doubtful=None)
        return named, known

    def _as_at(self, day: date, line: Collection[str], ask: Callable[[Edition], Answer]) -> Answer:
        """What the edition of `day` says when it is asked, with what the reader must know of that day."""
        today = self._today()
        gaps = [gap for gap in self._library.gaps_on(day) if gap.document.jurisdiction in line] if day < today else []
        answer = ask(self._edition(today if gaps else min(day, today)))
        if not isinstance(answer, Answered) or day == today:
            return answer
        if gaps:
            return replace(
                answer,
                remarks=(_why(gaps[0]), *answer.remarks),
                leaves_open=f"{day.year}年{day.month}月{day.day}日适用的条文",
            )
        return replace(answer, remarks=(_applied_on(day, today, answer.quotes), *answer.remarks))

    def _day(self, question: Question, text: str, line: tuple[str, ...]) -> tuple[date, str]:
        """The day whose law is asked for, and `text` without the words that name it."""
        if question.as_at is not None:
            return question.as_at, text
        said = day_named(text, area=line, library=self._library)
        return (said.day, said.rest) if said else (self._today(), text)

    def _by_name(self, text: str, known: str) -> Answer | None:
        """The answer to what stands in documents that `text` calls by a name; None where it calls none so."""
        edition = self._edition(self._today())
        named = self._gazetteer.read(text, known=known)
        area = next(iter(named.codes), known)
        called = documents_called(text, self._library.documents.values(), self._around(area))
        if len(called) > 1 and compares(text):
            return edition.documents_compared(called, named.rest)
        if len(called) == 1 and looks_inside(text, called[0]):
            return edition.in_document(called[0], text, area)
        if not called and (inside := name_looked_inside(text, self._library.documents.values())):
            return NotStated(f"{inside}的内容", area)
        return None

    def _without_mentions(self, named: NamedPlaces, known: str) -> NamedPlaces:
        """`named` without places elsewhere that the texts of the user's area themselves mention (杭州, 长沙)."""
        line = self._gazetteer.lineage(known)
        texts = [document.text for document in self._library.documents.values() if document.jurisdiction in line]
        return replace(named, elsewhere=tuple(one for one in named.elsewhere if not any(one in text for text in texts)))

    def search(self, text: str, *, area: str = EVERYWHERE, limit: int = 10) -> tuple[Candidate, ...]:
        """The clauses nearest to `text` in one area or all, best first, whether or not they answer it."""
        edition = self._edition(self._today())
        ranking = edition.search(area).rank(self._in_full(self._spelled(text)), limit=sys.maxsize)
        return candidates_of(ranking, limit)

    def _edition(self, day: date) -> Edition:
        library = self._library.as_at(day)
        if id(library) not in self._editions:
            self._editions[id(library)] = Edition(
                library,
                full=self._library,
                phrasings=self._phrasings,
                gazetteer=self._gazetteer,
                topics=self._topics,
                talk=self._talk,
                compose=Composer(self._library, self._phrasings, self._gazetteer, self._today),
            )
        return self._editions[id(library)]

    def _spelled(self, text: str) -> str:
        return self._edition(self._today()).search(EVERYWHERE).spell(text[:_LONGEST_QUESTION])

    def _in_full(self, text: str) -> str:
        for short, full in self._phrasings.aliases.items():
            text = text.replace(short, full)
        return text


def _remembering(answer: Answer, focus: Focus, known: str) -> Answer:
    """`answer` with the areas that the conversation was in before, `known` the last of them."""
    if not isinstance(answer, Answered | NotStated) or not answer.focus.question:
        return answer
    earlier = focus.earlier if known in ("", answer.focus.jurisdiction) else (*focus.earlier, known)
    return replace(answer, focus=replace(answer.focus, earlier=earlier[-_MOST_AREAS:])) if earlier else answer


def _why(gap: Gap) -> str:
    """Why the words of an earlier day cannot be shown."""
    document = gap.document
    title = document.marked_title
    match gap.reason:
        case "not_yet":
            return f"{title}当时尚未施行，以上为现在的文本。"
        case "repealed":
            return f"{title}当时已经废止，以上为现在的文本。"
        case _:
            return f"{title}当时的文本本知识库未收录，以上为{document.date_note or '现在'}的文本。"


def _applied_on(day: date, today: date, quotations: Sequence[Quote]) -> str:
    """What is known of the texts shown to one who asks for the law of `day`, which is not today."""
    if day > today:
        return "以上是现行文本，届时以当时有效的文件为准。"
    if all(quotation.document.begins_on is not None for quotation in quotations):
        return f"以上是{day:%Y}年{day.month}月{day.day}日适用的文本。"
    return "文件没有写明施行日期，当时是否适用请向主管部门核实。"
