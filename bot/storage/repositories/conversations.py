"""Where each person stands. The version makes two writers notice each other."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.errors import StaleConversation
from bot.storage.repositories.core import belongs_to, core_table, insert_once
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


def by_key(session: Session, key: ConversationKey) -> Conversation | None:
    """The person's conversation, if he ever said a word."""
    row = session.execute(select(_conversation).where(belongs_to(_conversation, key))).mappings().first()
    return None if row is None else Conversation(**row)


def hold(session: Session, conversation_id: int) -> Conversation:
    """The conversation with this row id; on PostgreSQL nobody else saves it until the transaction ends."""
    its = select(_conversation).where(_conversation.c.id == conversation_id).with_for_update()
    return Conversation(**session.execute(its).mappings().one())


def get_or_create(session: Session, key: ConversationKey, *, now: datetime) -> Conversation:
    """The person's conversation; a first word makes one at version 0."""
    known = by_key(session, key)
    if known is None:
        fresh = asdict(Conversation(0, key.channel, key.account, key.user, created_at=now, updated_at=now))
        del fresh["id"]
        insert_once(session, _conversation, fresh, unique=("channel", "account", "user"))
        known = by_key(session, key)
    if known is None:
        raise StaleConversation("A conversation vanished between two statements.")
    return known


def save(session: Session, conversation: Conversation, *, now: datetime) -> Conversation:
    """Writes the changed conversation over the version it was read at; the result carries the next one.

    Until the transaction ends nobody else can save it. Raises StaleConversation when somebody has.
    """
    saved = replace(conversation, version=conversation.version + 1, updated_at=now)
    fields = asdict(saved)
    for fixed in ("id", "channel", "account", "user", "created_at"):
        del fields[fixed]
    is_unchanged = (_conversation.c.id == conversation.id) & (_conversation.c.version == conversation.version)
    if session.execute(update(_conversation).where(is_unchanged).values(fields).returning(_conversation.c.id)).first():
        return saved
    raise StaleConversation(f"Conversation {conversation.id} is no longer at version {conversation.version}.")
