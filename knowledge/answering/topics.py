"""What people compare between places, and the clauses that answer there: `corpus/topics.toml`."""

import re
from collections.abc import Collection, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge.answering.unprinted import Named
from knowledge.documents.library import Library
from knowledge.finding.folding import fold
from knowledge.finding.index import ClauseIndex
from knowledge.manifest import broken, read_manifest
from knowledge.model import Clause
from knowledge.phrasings import CORPUS

_FILE = "topics.toml"
_SAID = 0.35
"""A message is about a topic from this much of it said in the topic's words, whatever clauses are found."""
_TELLING = 4
"""So many characters of a topic's words in a row are that topic, whatever else is said."""
_SAYS_NOTHING = re.compile(
    "是什么|是啥|有?哪些|有?什么|有?啥|怎么(?:规定|说|样)|如何|规定|设立|关于|对|方面|当|担任|情况|呢|吗|啊|呀|和|有"
)
_FILLERS = ("企业", "公司", "我们", "的", "请问", "？", "?")
_HINTED = 0.1
"""From this much on a clause found in one area is enough."""


class Topic(BaseModel):
    """One matter that several areas settle, each in its way or not at all; clause ids by jurisdiction."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    asked: tuple[str, ...]
    clauses: dict[str, tuple[str, ...]]

    @property
    def answering(self) -> frozenset[str]:
        """The ids of all clauses that answer it somewhere."""
        return frozenset(clause for clauses in self.clauses.values() for clause in clauses)


class _TopicsFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    topics: tuple[Topic, ...]
    named: tuple[Named, ...] = ()


class Topics:
    """Finds the topic of a message, or of a clause, by the words people use for the topic itself."""

    def __init__(self, topics: Sequence[Topic], implied: Sequence[str], things: Sequence[Named] = ()) -> None:
        """`implied` are words that every message may hold and that tell topics apart as little as clauses; `things`
        have a name of their own in the texts."""
        self.things = tuple(things)
        self._topics = tuple(topics)
        self._by_words = sorted(
            ((_bare(words), topic) for topic in self._topics for words in (topic.name, *topic.asked)),
            key=lambda row: -len(row[0]),
        )
        self._implied = re.compile("|".join(map(re.escape, [*implied, *_FILLERS])))
        self._index = ClauseIndex.build(
            {"id": str(number), "heading": topic.name, "text": "\n".join(topic.asked)}
            for number, topic in enumerate(self._topics)
        )

    def of(self, message: str, *, answered_by: Collection[str]) -> Topic | None:
        """The topic that `message` is about, by its words or by the clauses that were found for it in several
        areas; None where neither speaks for one."""
        message = self._implied.sub(" ", message)
        said = self._said_in(message)
        if said and len(said[0][0]) >= _TELLING:
            return said[0][1]
        possible = self._index.best_possible(message)
        fit = self._fit(message)
        best = max(fit, key=fit.__getitem__, default=None)
        if best is not None and fit[best] >= _SAID * possible:
            return self._topics[best]
        topic = self.around(answered_by, message)
        if topic is None or len(topic.answering & set(answered_by)) > 1:
            return topic or next((one for _, one in said), None)
        return topic if fit.get(self._topics.index(topic), 0.0) >= _HINTED * possible else None

    def all_said(self, message: str) -> tuple[Topic, ...]:
        """The topics whose words stand in `message`, in the order in which they come up."""
        bare = _bare(message)
        found = sorted((bare.index(words), topic) for words, topic in self._said_in(message))
        return tuple(topic for _, topic in found)

    def _said_in(self, message: str) -> list[tuple[str, Topic]]:
        """Words for topics that stand in `message`, the longest first, each topic once and no word inside another."""
        bare = _bare(message)
        found: list[tuple[str, Topic]] = []
        for words, topic in self._by_words:
            if words in bare and topic not in (one for _, one in found):
                found.append((words, topic))
                bare = bare.replace(words, "\n")
        return found

    def answered_by(self, clause: str) -> tuple[str, ...]:
        """The names of the topics that the clause with that id answers somewhere."""
        return tuple(topic.name for topic in self._topics if clause in topic.answering)

    def named(self, message: str) -> Topic | None:
        """The topic that `message` does no more than name: 「任职条件」「有哪些激励政策」; else None."""
        said = _bare(self._index.repair(self._implied.sub(" ", message)))
        for words, topic in self._by_words:
            if words in said and not _SAYS_NOTHING.sub("", said.replace(words, "", 1)):
                return topic
        return None

    def around(self, clauses: Collection[str], message: str) -> Topic | None:
        """The topic that most of `clauses` answer, among equals the one that `message` fits best."""
        fit = self._fit(message)
        answered = [
            (len(topic.answering & set(clauses)), fit.get(number, 0.0), topic)
            for number, topic in enumerate(self._topics)
        ]
        best = max(answered, key=lambda row: row[:2], default=None)
        return best[2] if best and best[0] else None

    def covers(self, lineage: Sequence[str]) -> bool:
        """Whether any topic says where an area, or a parent of it, answers; a new area may have no entry yet."""
        return any(code in topic.clauses for topic in self._topics for code in lineage)

    def _fit(self, message: str) -> dict[int, float]:
        return {int(match.id): match.score for match in self._index.search(message, limit=len(self._topics))}


def load_topics(library: Library, implied: Sequence[str], root: Path = CORPUS) -> Topics:
    """The topics under `root`; BrokenManifest when the file is malformed or names an unknown clause."""
    path = root / _FILE
    file = read_manifest(path, _TopicsFile)
    for topic in file.topics:
        for clauses in topic.clauses.values():
            for clause in clauses:
                if clause not in library.clauses:
                    raise broken(path, path.read_text("utf-8"), (clause,), f"no clause {clause}; correct it")
    return Topics(file.topics, implied, file.named)


def side_of(topic: Topic, lineage: Sequence[str], library: Library) -> tuple[Clause, ...]:
    """The clauses with which an area answers `topic`, its own before its parent's; empty where it is silent."""
    own = next((topic.clauses[code] for code in lineage if code in topic.clauses), ())
    return tuple(library.clauses[clause] for clause in own if clause in library.clauses)


def _bare(words: str) -> str:
    return "".join(char for char in fold(words) if char.isalnum())
