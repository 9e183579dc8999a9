"""A conversation's memory between the database's row and the dialogs' value.

What a dialog has been told is sealed. The last question answered is kept in words for the follow-up
and for a person who is asked to help, masked: the numbers in it find no clause.
"""

import base64
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import TypeAdapter

from bot.masking import masked
from bot.sealing import Sealer
from bot.storage.repositories.conversations import Conversation
from dialogs.dialog import Position
from dialogs.messages import Choice
from dialogs.state import ConversationState, Declinings, LastAnswer, Subject
from knowledge.model import Focus


@dataclass(frozen=True, slots=True)
class _Places:
    """The open position, what it offers, and those put aside. Dialog, version and step of the open one are columns too.

    What an open dialog offers may repeat what it was told: it is sealed with it.
    """

    open: Position | None = None
    parked: tuple[Position, ...] = ()
    offered: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class _Focus:
    focus: Focus
    turns: int


@dataclass(frozen=True, slots=True)
class _Remembered:
    """What has no column of its own. Every field has a default, so that rows of earlier programs load."""

    answer: LastAnswer | None = None
    asked_back_at: datetime | None = None
    declined: Declinings | None = None


_PLACES = TypeAdapter(_Places)
_OFFERED = TypeAdapter(tuple[Choice, ...])
_FOCUS = TypeAdapter(_Focus)
_REMEMBERED = TypeAdapter(_Remembered)


class Memory:
    """Reads and writes what is remembered between two turns."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def state_of(self, conversation: Conversation) -> ConversationState:
        """What the dialogs are given. Raises WrongDataKey."""
        remembered = _REMEMBERED.validate_json(conversation.remembered)
        places = self._places_of(conversation)
        return ConversationState(
            jurisdiction=conversation.jurisdiction,
            position=_position_of(conversation, places.open),
            offered=places.offered or _OFFERED.validate_json(conversation.offered),
            subject=_subject_of(conversation),
            answer=remembered.answer,
            asked_back_at=remembered.asked_back_at,
            declined=remembered.declined,
            is_with_staff=conversation.mode == "staff",
            parked=places.parked,
        )

    def with_state(self, conversation: Conversation, state: ConversationState) -> Conversation:
        """The row that keeps `state`; its version is the one that was read."""
        position, subject, answer = state.position, state.subject, state.answer
        sealed = state.offered if position else ()
        remembered = _Remembered(_masked_answer(answer) if answer else None, state.asked_back_at, state.declined)
        return replace(
            conversation,
            jurisdiction=state.jurisdiction,
            mode="staff" if state.is_with_staff else "bot",
            dialog=position.dialog if position else "",
            dialog_version=position.version if position else 0,
            step=position.step if position else "",
            slots=self._sealed(_Places(position, state.parked, sealed)) if position or state.parked else "",
            offered=_OFFERED.dump_json(() if sealed else state.offered).decode(),
            focus=_FOCUS.dump_json(_masked(subject)).decode() if subject else "{}",
            focus_at=subject.at if subject else None,
            remembered=_REMEMBERED.dump_json(remembered).decode(),
        )

    def _places_of(self, conversation: Conversation) -> _Places:
        if conversation.slots in ("", "{}"):
            return _Places()
        return _PLACES.validate_json(self._sealer.open(base64.b64decode(conversation.slots)))

    def _sealed(self, places: _Places) -> str:
        return base64.b64encode(self._sealer.seal(_PLACES.dump_json(places))).decode()


def _position_of(conversation: Conversation, kept: Position | None) -> Position | None:
    """The open position as the columns tell it."""
    if not conversation.dialog or kept is None:
        return None
    return replace(kept, dialog=conversation.dialog, version=conversation.dialog_version, step=conversation.step)


def _masked(subject: Subject) -> _Focus:
    return _Focus(replace(subject.focus, question=masked(subject.focus.question)), subject.turns)


def _masked_answer(answer: LastAnswer) -> LastAnswer:
    return replace(answer, question=masked(answer.question))


def _subject_of(conversation: Conversation) -> Subject | None:
    if conversation.focus_at is None:
        return None
    kept = _FOCUS.validate_json(conversation.focus)
    return Subject(kept.focus, conversation.focus_at, kept.turns)
