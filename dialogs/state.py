"""What is remembered of a conversation between two turns, and what one turn made of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from dialogs.dialog import Position
from dialogs.messages import Choice, Reply
from dialogs.policy import OutcomeName
from dialogs.recording import PrivateWords
from knowledge.model import Candidate, Focus

FOCUS_LASTS = timedelta(minutes=30)
FOCUS_TURNS = 10
JUDGED_WITHIN_TURNS = 3
"""So long after an answer 「没答对」 still means that answer."""

Verdict = Literal["helpful", "missed"]


@dataclass(frozen=True, slots=True)
class Subject:
    """What the last policy answer was about, when, and how many turns ago."""

    focus: Focus
    at: datetime
    turns: int = 0


@dataclass(frozen=True, slots=True)
class LastAnswer:
    """The latest answer, as far as 有帮助 and 没答对 concern it.

    `question` is what was asked first, through every choice among clauses since. `unseen` are the
    ids of clauses that were considered and not shown, best first. `offers_clauses` tells that
    clauses stand as choices: the one taken answers the same question. `is_missed`: another answer
    to the question was 没答对. `turn` is the number of the turn that gave the answer, 0 until that
    turn is recorded; `turns` have passed since.
    """

    question: str
    at: datetime
    unseen: tuple[str, ...] = ()
    offers_clauses: bool = False
    is_missed: bool = False
    turn: int = 0
    turns: int = 0


@dataclass(frozen=True, slots=True)
class Declinings:
    """How many messages were declined in a row, and when the last that counts was."""

    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the user thinks of the answer that the conversation's turn of this number gave."""

    turn: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class ConversationState:
    """One conversation's memory. `jurisdiction` is the user's own area or empty.

    `offered` are the choices of the last reply, which a digit or label resolves against.
    `asked_back_at` is when the user was asked what he means, and has got no answer since.
    """

    jurisdiction: str = ""
    position: Position | None = None
    offered: tuple[Choice, ...] = ()
    subject: Subject | None = None
    answer: LastAnswer | None = None
    asked_back_at: datetime | None = None
    declined: Declinings | None = None
    is_with_staff: bool = False
    """A person holds the conversation: the bot says nothing of its own."""
    parked: tuple[Position, ...] = ()
    """Dialogs put aside for something else, the latest last."""

    def focus_at(self, now: datetime) -> Focus | None:
        """The last answer's subject while it is fresh, else None."""
        subject = self.subject
        if subject is None or subject.turns >= FOCUS_TURNS or now - subject.at > FOCUS_LASTS:
            return None
        return subject.focus

    def answer_at(self, now: datetime) -> LastAnswer | None:
        """The last answer while the user may still be speaking of it, else None."""
        answer = self.answer
        if answer is None or answer.turns > JUDGED_WITHIN_TURNS or now - answer.at > FOCUS_LASTS:
            return None
        return answer

    def was_asked_back(self, now: datetime) -> bool:
        """Whether the user was asked lately what he means: he is not asked twice."""
        return self.asked_back_at is not None and now - self.asked_back_at <= FOCUS_LASTS

    def a_turn_later(self) -> "ConversationState":
        """The same memory with its subject and answer one turn older and nothing on offer."""
        subject = replace(self.subject, turns=self.subject.turns + 1) if self.subject else None
        answer = replace(self.answer, turns=self.answer.turns + 1) if self.answer else None
        return replace(self, subject=subject, answer=answer, offered=())

    def recorded_as(self, turn: int) -> "ConversationState":
        """The same, with the number of the turn that gave the answer, where it is this turn's."""
        if self.answer is None or self.answer.turn:
            return self
        return replace(self, answer=replace(self.answer, turn=turn))


@dataclass(frozen=True, slots=True)
class Advanced:
    """What one turn decided: the new memory, what is said, and how it is recorded.

    `dialog` names the dialog or command concerned, `step` the open step; both empty where none.
    `wants_more` asks for the next waiting page, `wants_staff` for a person. `judgement` is kept
    with the answer that it judges.
    """

    state: ConversationState
    outcome: OutcomeName
    replies: tuple[Reply, ...] = ()
    dialog: str = ""
    step: str = ""
    jurisdiction: str = ""
    candidates: tuple[Candidate, ...] = ()
    does: str = ""
    """A command that was wished for in other words, to be carried out instead of all this."""
    wants_more: bool = False
    wants_staff: bool = False
    judgement: Judgement | None = None
    heard: str = ""
    """What is recorded instead of the user's words; empty for the words."""
    private: tuple[PrivateWords, ...] = ()
    """What must not be recorded of what is said in this turn."""

    def naming_open_dialog(self) -> "Advanced":
        """The same, naming the dialog that stays open beneath it."""
        position = self.state.position
        return replace(self, dialog=position.dialog, step=position.step) if position else self

    def offering(self) -> "Advanced":
        """The same, with the choices of the last reply that has any kept as what is on offer."""
        offered = next((reply.choices for reply in reversed(self.replies) if reply.choices), ())
        return replace(self, state=replace(self.state, offered=offered))
