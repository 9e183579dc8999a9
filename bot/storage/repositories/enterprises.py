"""The register of enterprises. The contact they registered stays sealed here."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, insert, or_, select, update

from bot.storage.repositories.core import core_table, in_portions, insert_once
from bot.storage.session import Session
from bot.storage.tables import EnterpriseRow, FilingRow

_enterprise = core_table(EnterpriseRow)
_filing = core_table(FilingRow)


@dataclass(frozen=True, slots=True)
class EnterpriseRecord:
    """What the register holds of an enterprise; what was not declared is empty.

    `contact_name` and `contact_phone` are sealed, `last_four_hash` stands for the phone's last four
    digits, as bot.records.proof makes it.
    """

    uscc: str
    name: str
    jurisdiction: str
    district: str = ""
    size: str = ""
    field: str = ""
    industry: str = ""
    contact_name: bytes | None = None
    contact_phone: bytes | None = None
    last_four_hash: str = ""


@dataclass(frozen=True, slots=True)
class Registered(EnterpriseRecord):
    """A record with its place in the register. `id` is 0 only in a value that was never read."""

    id: int = 0


def insert_enterprise(session: Session, record: EnterpriseRecord, *, now: datetime) -> int | None:
    """The new enterprise's id, or None where its code is registered already."""
    values = asdict(record) | {"created_at": now, "updated_at": now}
    return insert_once(session, _enterprise, values, unique=("uscc",))


def insert_enterprises(session: Session, records: Sequence[EnterpriseRecord], *, now: datetime) -> None:
    """Many new enterprises at once; a code that is registered already is refused by the database."""
    if records:
        session.execute(
            insert(_enterprise), [asdict(record) | {"created_at": now, "updated_at": now} for record in records]
        )


def update_enterprise(session: Session, enterprise_id: int, record: EnterpriseRecord, *, now: datetime) -> None:
    """Write the record over the registered one; its code included."""
    values = asdict(record) | {"updated_at": now}
    session.execute(update(_enterprise).where(_enterprise.c.id == enterprise_id).values(values))


def by_uscc(session: Session, uscc: str) -> Registered | None:
    """The enterprise registered under this code."""
    return _first(session, _enterprise.c.uscc == uscc)


def by_usccs(session: Session, codes: Iterable[str]) -> dict[str, Registered]:
    """Those that are registered under these codes, by code."""
    return {
        found.uscc: found
        for portion in in_portions(codes)
        for found in _select(session, _enterprise.c.uscc.in_(portion))
    }


def by_id(session: Session, enterprise_id: int) -> Registered | None:
    """The enterprise with this row id."""
    return _first(session, _enterprise.c.id == enterprise_id)


def by_reference(session: Session, reference: str) -> Registered | None:
    """The enterprise with this code, or the one to which the filing with this number belongs.

    One statement whatever the reference is, so that the time it takes tells nothing.
    """
    filed = select(_filing.c.enterprise_id).where(_filing.c.number == reference).scalar_subquery()
    return _first(session, or_(_enterprise.c.uscc == reference, _enterprise.c.id == filed))


def _first(session: Session, condition: ColumnElement[bool]) -> Registered | None:
    return next(iter(_select(session, condition)), None)


def _select(session: Session, condition: ColumnElement[bool]) -> list[Registered]:
    columns = [_enterprise.c[name] for name in Registered.__dataclass_fields__]
    return [Registered(**row) for row in session.execute(select(*columns).where(condition)).mappings()]
