"""The clause knowledge base as dialogs ask it."""

from dataclasses import dataclass
from typing import Protocol

from knowledge.model import Answer, Candidate, Jurisdiction, Question, Quote


@dataclass(frozen=True, slots=True)
class PlaceNamed:
    """An area said in a message: its code, and the message without the place name."""

    code: str
    rest: str


class PolicyAnswers(Protocol):
    """How dialogs reach the clause knowledge base."""

    def answer(self, question: Question) -> Answer:
        """The clause that answers, or what else is to be said; never raises on odd input."""

    @property
    def jurisdictions(self) -> tuple[Jurisdiction, ...]:
        """Every area with texts, in the order in which a user is asked."""

    def lineage(self, area: str) -> tuple[str, ...]:
        """The area and its parents, nearest first, whose texts and sessions apply in it; empty for an unknown code."""

    def place_in(self, text: str) -> PlaceNamed | None:
        """The one area that `text` names; None where it names none or several."""

    def area_of(self, text: str) -> str:
        """The one area that `text` names, or whose document it calls by number, title or another name; or empty."""

    def quoted(self, clause_id: str, question: str) -> tuple[Quote, ...]:
        """The clause as an answer to `question` quotes it, with the list it announces; empty for an unknown id."""

    def matches(self, text: str, area: str, limit: int) -> tuple[Candidate, ...]:
        """The clauses nearest to `text`, best first, whether or not they answer it; no area means everywhere."""
