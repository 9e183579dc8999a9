"""A conversation's memory between the database's row and the dialogs' value.

A question that waits for its area, or was the last one answered, is kept masked: the numbers in it
find no clause.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import TypeAdapter

from bot.masking import masked
from bot.storage.repositories.conversations import Conversation
from dialogs.dialog import Position, Visited
from dialogs.messages import Choice
from dialogs.state import ConversationState, Subject
from knowledge.model import Focus


@dataclass(frozen=True, slots=True)
class _Place:
    """What a position holds beside dialog, version and step, which are columns of their own."""

    slots: str = "{}"
    tries: int = 0
    trail: tuple[Visited, ...] = ()


@dataclass(frozen=True, slots=True)
class _Focus:
    focus: Focus
    turns: int


_PLACE = TypeAdapter(_Place)
_OFFERED = TypeAdapter(tuple[Choice, ...])
_FOCUS = TypeAdapter(_Focus)


def state_of(conversation: Conversation) -> ConversationState:
    """What the dialogs are given."""
    return ConversationState(
        jurisdiction=conversation.jurisdiction,
        position=_position_of(conversation),
        offered=_OFFERED.validate_json(conversation.offered),
        subject=_subject_of(conversation),
    )


def with_state(conversation: Conversation, state: ConversationState) -> Conversation:
    """The row that keeps `state`; its version is the one that was read."""
    position, subject = state.position, state.subject
    place = _Place(position.slots, position.tries, position.trail) if position else _Place()
    return replace(
        conversation,
        jurisdiction=state.jurisdiction,
        dialog=position.dialog if position else "",
        dialog_version=position.version if position else 0,
        step=position.step if position else "",
        slots=masked(_PLACE.dump_json(place).decode()),
        offered=_OFFERED.dump_json(state.offered).decode(),
        focus=masked(_FOCUS.dump_json(_Focus(subject.focus, subject.turns)).decode()) if subject else "{}",
        focus_at=subject.at if subject else None,
    )


def _position_of(conversation: Conversation) -> Position | None:
    if not conversation.dialog:
        return None
    place = _PLACE.validate_json(conversation.slots)
    return Position(
        conversation.dialog, conversation.dialog_version, conversation.step, place.slots, place.tries, place.trail
    )


def _subject_of(conversation: Conversation) -> Subject | None:
    at: datetime | None = conversation.focus_at
    if at is None:
        return None
    kept = _FOCUS.validate_json(conversation.focus)
    return Subject(kept.focus, at, kept.turns)
