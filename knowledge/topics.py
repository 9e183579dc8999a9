"""What people compare between places, and the clauses that answer there: `corpus/topics.toml`."""

from collections.abc import Collection, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge.index import ClauseIndex
from knowledge.library import Library
from knowledge.manifest import broken, read_manifest
from knowledge.model import Clause
from knowledge.phrasings import CORPUS

_FILE = "topics.toml"
_SURE = 0.55
"""A message is about a topic, whatever clauses are found for it, from this much of it said in the topic's words."""


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


class Topics:
    """Finds the topic of a message, or of a clause, by the words people use for the topic itself."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self._topics = tuple(topics)
        self._index = ClauseIndex.build(
            {"id": str(number), "heading": topic.name, "text": "\n".join(topic.asked)}
            for number, topic in enumerate(self._topics)
        )

    def of(self, message: str, *, answered_by: Collection[str]) -> Topic | None:
        """The topic that `message` is about; None where neither its words nor the clauses that were found
        for it, `answered_by`, speak for one."""
        found = self._index.search(message, limit=1)
        if found and found[0].score >= _SURE * self._index.best_possible(message):
            return self._topics[int(found[0].id)]
        return self.around(answered_by, message)

    def around(self, clauses: Collection[str], message: str) -> Topic | None:
        """The topic that most of `clauses` answer, among equals the one that `message` fits best."""
        fit = {int(match.id): match.score for match in self._index.search(message, limit=len(self._topics))}
        answered = [
            (len(topic.answering & set(clauses)), fit.get(number, 0.0), topic)
            for number, topic in enumerate(self._topics)
        ]
        best = max(answered, key=lambda row: row[:2], default=None)
        return best[2] if best and best[0] else None


def load_topics(library: Library, root: Path = CORPUS) -> Topics:
    """The topics under `root`; BrokenManifest when the file is malformed or names an unknown clause."""
    path = root / _FILE
    topics = read_manifest(path, _TopicsFile).topics
    for topic in topics:
        for clauses in topic.clauses.values():
            for clause in clauses:
                if clause not in library.clauses:
                    raise broken(path, path.read_text("utf-8"), (clause,), f"no clause {clause}; correct it")
    return Topics(topics)


def side_of(topic: Topic, lineage: Sequence[str], library: Library) -> tuple[Clause, ...]:
    """The clauses with which an area answers `topic`, its own before its parent's; empty where it is silent."""
    own = next((topic.clauses[code] for code in lineage if code in topic.clauses), ())
    return tuple(library.clauses[clause] for clause in own if clause in library.clauses)
