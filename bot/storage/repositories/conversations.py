"""Where each person stands. The version makes two writers notice each other."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, select, update

from bot.errors import StaleConversation
from bot.storage.repositories.core import core_table, insert_once, is_persons, person
from bot.storage.session import Session
from bot.storage.tables import ConversationRow
from dialogs.messages import ConversationKey

_conversation = core_table(ConversationRow)


@dataclass(frozen=True, slots=True)
class Conversation:
    """One person's position. `slots`, `offered`, `focus` and `remembered` are JSON text, `{}` or `[]` when empty.

    `dialog` and `step` are empty while no dialog is open. `spoke_at` is when he last sent something, `acted_at`
    when he last tapped the menu, scanned or followed; `pushed_since_…` count what he was sent unasked since then.
    """

    id: int
    channel: str
    account: str
    user: str
    created_at: datetime
    updated_at: datetime
    version: int = 0
    jurisdiction: str = ""
    dialog: str = ""
    dialog_version: int = 0
    step: str = ""
    slots: str = "{}"
    offered: str = "[]"
    focus: str = "{}"
    focus_at: datetime | None = None
    remembered: str = "{}"
    mode: Literal["bot", "staff"] = "bot"
    wants_staff_at: datetime | None = None
    is_following: bool = True
    spoke_at: datetime | None = None
    acted_at: datetime | None = None
    pushed_since_spoke: int = 0
    pushed_since_acted: int = 0


_FIXED = ("id", "channel", "account", "user", "created_at")
_CHANGING = [field.name for field in fields(Conversation) if field.name not in _FIXED]
_OF_PERSON = select(_conversation).where(is_persons(_conversation))
_SAVE = (
    update(_conversation)
    .where(_conversation.c.id == bindparam("its_id"), _conversation.c.version == bindparam("its_version"))
    .values({name: bindparam(name) for name in _CHANGING})
    .returning(_conversation.c.id)
)


def by_key(session: Session, key: ConversationKey) -> Conversation | None:
    """The person's conversation, if he ever said a word."""
    row = session.execute(_OF_PERSON, person(key)).mappings().first()
    return None if row is None else Conversation(**row)


def hold(session: Session, conversation_id: int) -> Conversation:
    """The conversation with this row id; on PostgreSQL nobody else saves it until the transaction ends."""
    its = select(_conversation).where(_conversation.c.id == conversation_id).with_for_update()
    return Conversation(**session.execute(its).mappings().one())


def get_or_create(session: Session, key: ConversationKey, *, now: datetime) -> Conversation:
    """The person's conversation; a first word makes one at version 0."""
    if known := by_key(session, key):
        return known
    fresh = Conversation(0, key.channel, key.account, key.user, created_at=now, updated_at=now)
    values = person(key) | {"created_at": now} | _changing(fresh)
    new_id = insert_once(session, _conversation, values, unique=("channel", "account", "user"))
    known = replace(fresh, id=new_id) if new_id is not None else by_key(session, key)
    if known is None:
        raise StaleConversation("A conversation vanished between two statements.")
    return known


def save(session: Session, conversation: Conversation, *, now: datetime) -> Conversation:
    """Writes the changed conversation over the version it was read at; the result carries the next one.

    Until the transaction ends nobody else can save it. Raises StaleConversation when somebody has.
    """
    saved = replace(conversation, version=conversation.version + 1, updated_at=now)
    values = {"its_id": conversation.id, "its_version": conversation.version} | _changing(saved)
    if session.execute(_SAVE, values).first():
        return saved
    raise StaleConversation(f"Conversation {conversation.id} is no longer at version {conversation.version}.")


def _changing(conversation: Conversation) -> dict[str, Any]:
    """What a turn may change."""
    return {name: getattr(conversation, name) for name in _CHANGING}
