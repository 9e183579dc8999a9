"""What is remembered of a conversation between two turns, and what one turn made of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dialogs.dialog import Position
from dialogs.messages import Choice, Reply
from dialogs.policy import OutcomeName
from knowledge.model import Candidate, Focus

FOCUS_LASTS = timedelta(minutes=30)
FOCUS_TURNS = 10


@dataclass(frozen=True, slots=True)
class Subject:
    """What the last policy answer was about, when, and how many turns ago."""

    focus: Focus
    at: datetime
    turns: int = 0


@dataclass(frozen=True, slots=True)
class ConversationState:
    """One conversation's memory. `jurisdiction` is the user's own area or empty.

    `offered` are the choices of the last reply, which a digit or label resolves against.
    """

    jurisdiction: str = ""
    position: Position | None = None
    offered: tuple[Choice, ...] = ()
    subject: Subject | None = None

    def focus_at(self, now: datetime) -> Focus | None:
        """The last answer's subject while it is fresh, else None."""
        subject = self.subject
        if subject is None or subject.turns >= FOCUS_TURNS or now - subject.at > FOCUS_LASTS:
            return None
        return subject.focus

    def a_turn_later(self) -> "ConversationState":
        """The same memory with its subject one turn older and nothing on offer."""
        subject = replace(self.subject, turns=self.subject.turns + 1) if self.subject else None
        return replace(self, subject=subject, offered=())


@dataclass(frozen=True, slots=True)
class Advanced:
    """What one turn decided: the new memory, what is said, and how it is recorded.

    `dialog` names the dialog or command concerned, `step` the open step; both empty where none.
    `wants_more` asks for the next waiting page, `wants_staff` for a person.
    """

    state: ConversationState
    outcome: OutcomeName
    replies: tuple[Reply, ...] = ()
    dialog: str = ""
    step: str = ""
    jurisdiction: str = ""
    candidates: tuple[Candidate, ...] = ()
    wants_more: bool = False
    wants_staff: bool = False

    def naming_open_dialog(self) -> "Advanced":
        """The same, naming the dialog that stays open beneath it."""
        position = self.state.position
        return replace(self, dialog=position.dialog, step=position.step) if position else self

    def offering(self) -> "Advanced":
        """The same, with the choices of the last reply that has any kept as what is on offer."""
        offered = next((reply.choices for reply in reversed(self.replies) if reply.choices), ())
        return replace(self, state=replace(self.state, offered=offered))
