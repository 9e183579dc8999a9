"""The real clause answers, but some messages get an answer that the test sets."""

from collections.abc import Mapping
from dataclasses import replace

from bot.clock import SystemClock
from bot.policy import ClausePolicy, ports_over
from dialogs.ports import PlaceNamed, Ports
from knowledge.documents.library import load_library
from knowledge.model import Answer, Answered, Candidate, Jurisdiction, Question, Quote, Unsure

LIBRARY = load_library()
_POLICY, PORTS = ports_over(LIBRARY, "https://bot.example.gov.cn", SystemClock())
"""What the service gives its dialogs."""


class ScriptedPolicy:
    """Answers as set where a message is known, else as the service would."""

    def __init__(self, real: ClausePolicy, answers: Mapping[str, Answer]) -> None:
        self.jurisdictions: tuple[Jurisdiction, ...] = real.jurisdictions
        self._real = real
        self._answers = answers

    def answer(self, question: Question) -> Answer:
        return self._answers.get(question.text) or self._real.answer(question)

    def lineage(self, area: str) -> tuple[str, ...]:
        return self._real.lineage(area)

    def place_in(self, text: str) -> PlaceNamed | None:
        return self._real.place_in(text)

    def matches(self, text: str, area: str, limit: int) -> tuple[Candidate, ...]:
        return self._real.matches(text, area, limit)

    def quoted(self, clause_id: str, question: str) -> tuple[Quote, ...]:
        return self._real.quoted(clause_id, question)


def ports_with(answers: Mapping[str, Answer]) -> Ports:
    """The service's ports with those answers set."""
    return replace(PORTS, policy=ScriptedPolicy(_POLICY, answers))


def quote(clause_id: str) -> Quote:
    """The whole clause."""
    clause = LIBRARY.clauses[clause_id]
    return Quote(clause, LIBRARY.document_of(clause), clause.text)


def answered(shown: str, *considered: str) -> Answered:
    """An answer of Nantong that quotes one clause and considered others."""
    return Answered("结论。", (quote(shown),), "nantong", candidates=_candidates(shown, *considered))


def unsure(*options: str) -> Unsure:
    """Several clauses could be meant."""
    return Unsure(tuple(map(quote, options)), "nantong", _candidates(*options))


def _candidates(*clauses: str) -> tuple[Candidate, ...]:
    return tuple(Candidate(LIBRARY.clauses[clause], 1.0) for clause in clauses)
