"""What was said, in both directions, as staff may read it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import insert, select

from bot.storage.repositories.core import core_table
from bot.storage.session import Session
from bot.storage.tables import TranscriptRow, TurnRow

_transcript = core_table(TranscriptRow)
_turn = core_table(TurnRow)

_INSERT = insert(_transcript)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said. `text` is masked already; `citations` is JSON text, `[]` when there are none."""

    direction: Literal["in", "out"]
    kind: str
    text: str
    created_at: datetime
    citations: str = "[]"
    turn_id: int | None = None


def insert_lines(session: Session, conversation_id: int, lines: Sequence[Line]) -> None:
    """Adds lines in the order given."""
    if lines:
        session.execute(_INSERT, [{"conversation_id": conversation_id} | _values(line) for line in lines])


def questions_of(session: Session, turn_ids: Collection[int]) -> dict[int, str]:
    """What was asked in words in these turns, as it was recorded; a turn inside a dialog asked nothing."""
    if not turn_ids:
        return {}
    is_question = (_transcript.c.direction == "in") & (_transcript.c.kind == "said") & (_turn.c.dialog == "")
    statement = (
        select(_transcript.c.turn_id, _transcript.c.text)
        .join(_turn, _turn.c.id == _transcript.c.turn_id)
        .where(is_question & _transcript.c.turn_id.in_(turn_ids))
    )
    return {row.turn_id: row.text for row in session.execute(statement)}


def citing(session: Session, document: str) -> list[Line]:
    """What was answered with a clause of the document with that id, oldest first."""
    columns = [_transcript.c[name] for name in Line.__dataclass_fields__]
    names_it = _transcript.c.citations.contains(f'"id": "{document}.', autoescape=True)
    return [
        Line(**row) for row in session.execute(select(*columns).where(names_it).order_by(_transcript.c.id)).mappings()
    ]


def of_conversation(session: Session, conversation_id: int) -> list[Line]:
    """Everything said in a conversation, oldest first."""
    columns = [_transcript.c[name] for name in Line.__dataclass_fields__]
    statement = select(*columns).where(_transcript.c.conversation_id == conversation_id).order_by(_transcript.c.id)
    return [Line(**row) for row in session.execute(statement).mappings()]


_NAMES = [field.name for field in fields(Line)]


def _values(line: Line) -> dict[str, Any]:
    return {name: getattr(line, name) for name in _NAMES}
