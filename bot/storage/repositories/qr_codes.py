"""The permanent QR codes of scenes; a platform has room for so many, and each is made once."""

from datetime import datetime

from sqlalchemy import select

from bot.storage.repositories.core import core_table, insert_once
from bot.storage.session import Session
from bot.storage.tables import QrCodeRow

_code = core_table(QrCodeRow)


def tickets(session: Session, account: tuple[str, str]) -> dict[str, str]:
    """The ticket of each scene of an account (channel, name) that has a code."""
    channel, name = account
    is_its = (_code.c.channel == channel) & (_code.c.account == name)
    return {row.scene: row.ticket for row in session.execute(select(_code.c.scene, _code.c.ticket).where(is_its))}


def keep_ticket(session: Session, account: tuple[str, str], scene: str, ticket: str, *, now: datetime) -> None:
    """Keep the code of a scene; one that is kept already stays."""
    channel, name = account
    values = {"channel": channel, "account": name, "scene": scene, "ticket": ticket, "made_at": now}
    insert_once(session, _code, values, unique=("channel", "account", "scene"))
