"""Filings, how they came to their state, and who looked them up."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import case, desc, func, insert, select, update

from bot.storage.repositories.core import core_table, in_portions, insert_once
from bot.storage.session import Session
from bot.storage.tables import FilingEntryRow, FilingRow, LookupRow
from dialogs.ports.filings import FilingState

_filing = core_table(FilingRow)
_entry = core_table(FilingEntryRow)
_lookup = core_table(LookupRow)

OVER: frozenset[FilingState] = frozenset(("rejected", "withdrawn", "revoked", "archived"))
"""States after which nothing more comes."""


@dataclass(frozen=True, slots=True)
class KeptFiling:
    """A filing as it is kept; `cqo_name` is sealed."""

    id: int
    number: str
    record_type: str
    enterprise_id: int
    authority: str
    cqo_name: bytes
    state: FilingState
    since: datetime
    supersedes_id: int | None


@dataclass(frozen=True, slots=True)
class FilingEntry:
    """One change of state; `note` is sealed."""

    state: FilingState
    at: datetime
    by: str
    note: bytes | None
    is_visible: bool


@dataclass(frozen=True, slots=True)
class NewFiling:
    """A filing to be opened; `cqo_name` is sealed."""

    number: str
    record_type: str
    enterprise_id: int
    authority: str
    cqo_name: bytes


def open_filing(
    session: Session,
    *,
    number: str,
    record_type: str,
    enterprise_id: int,
    authority: str,
    cqo_name: bytes,
    supersedes_id: int | None,
    now: datetime,
) -> int | None:
    """A new filing without any entry yet; None where its number is taken or the superseded one has a successor."""
    values = {
        "number": number,
        "record_type": record_type,
        "enterprise_id": enterprise_id,
        "authority": authority,
        "cqo_name": cqo_name,
        "state": "draft",
        "since": now,
        "supersedes_id": supersedes_id,
        "created_at": now,
        "updated_at": now,
    }
    return insert_once(session, _filing, values, unique=())


def open_in_state(session: Session, opened: Sequence[tuple[NewFiling, FilingEntry]], *, now: datetime) -> None:
    """Many new filings at once, each in the state of its entry; the database refuses a number that is taken."""
    if not opened:
        return
    dated = {"supersedes_id": None, "created_at": now, "updated_at": now}
    rows = [asdict(filing) | {"state": entry.state, "since": entry.at} | dated for filing, entry in opened]
    session.execute(insert(_filing), rows)
    ids = {number: filing.id for number, filing in by_numbers(session, [new.number for new, _ in opened]).items()}
    session.execute(insert(_entry), [{"filing_id": ids[new.number]} | asdict(entry) for new, entry in opened])


def describe(
    session: Session, filing_id: int, *, record_type: str, authority: str, cqo_name: bytes, now: datetime
) -> None:
    """Write what a filing says beside its state."""
    values = {"record_type": record_type, "authority": authority, "cqo_name": cqo_name, "updated_at": now}
    session.execute(update(_filing).where(_filing.c.id == filing_id).values(values))


def enter(session: Session, filing_id: int, entry: FilingEntry, *, now: datetime) -> None:
    """Move a filing into the entry's state and keep how it came there."""
    moved = {"state": entry.state, "since": entry.at, "updated_at": now}
    session.execute(update(_filing).where(_filing.c.id == filing_id).values(moved))
    session.execute(
        insert(_entry).values(
            filing_id=filing_id,
            state=entry.state,
            at=entry.at,
            by=entry.by,
            note=entry.note,
            is_visible=entry.is_visible,
        )
    )


def by_number(session: Session, number: str) -> KeptFiling | None:
    """The filing with this number; on PostgreSQL nobody else moves it until the transaction ends."""
    columns = [_filing.c[name] for name in KeptFiling.__dataclass_fields__]
    row = session.execute(select(*columns).where(_filing.c.number == number).with_for_update()).mappings().first()
    return None if row is None else KeptFiling(**row)


def by_numbers(session: Session, numbers: Iterable[str]) -> dict[str, KeptFiling]:
    """The filings with these numbers, by number; on PostgreSQL nobody else moves them until the transaction ends."""
    columns = [_filing.c[name] for name in KeptFiling.__dataclass_fields__]
    found: dict[str, KeptFiling] = {}
    for portion in in_portions(sorted(numbers)):
        statement = select(*columns).where(_filing.c.number.in_(portion)).order_by(_filing.c.id).with_for_update()
        found |= {row["number"]: KeptFiling(**row) for row in session.execute(statement).mappings()}
    return found


def latest_entries(session: Session, filing_ids: Iterable[int]) -> dict[int, FilingEntry]:
    """How each of these filings came to its present state, by the filing's id; none for one without a history."""
    columns = [_entry.c[name] for name in ("filing_id", *FilingEntry.__dataclass_fields__)]
    found: dict[int, FilingEntry] = {}
    for portion in in_portions(filing_ids):
        last = select(func.max(_entry.c.id)).where(_entry.c.filing_id.in_(portion)).group_by(_entry.c.filing_id)
        for row in session.execute(select(*columns).where(_entry.c.id.in_(last))):
            filing_id, *fields = row
            found[filing_id] = FilingEntry(*fields)
    return found


def of_enterprise(session: Session, enterprise_id: int) -> list[KeptFiling]:
    """All filings of an enterprise, the current one first, then the latest."""
    columns = [_filing.c[name] for name in KeptFiling.__dataclass_fields__]
    is_over = case((_filing.c.state.in_(OVER), 1), else_=0)
    order = (is_over, desc(_filing.c.since), desc(_filing.c.id))
    statement = select(*columns).where(_filing.c.enterprise_id == enterprise_id).order_by(*order)
    return [KeptFiling(**row) for row in session.execute(statement).mappings()]


def history(session: Session, filing_id: int) -> list[FilingEntry]:
    """How a filing came to its state, oldest first."""
    columns = [_entry.c[name] for name in FilingEntry.__dataclass_fields__]
    statement = select(*columns).where(_entry.c.filing_id == filing_id).order_by(_entry.c.id)
    return [FilingEntry(**row) for row in session.execute(statement).mappings()]


def as_of(session: Session) -> datetime | None:
    """When any filing was last touched; None while there is none."""
    latest: datetime | None = session.scalar(select(func.max(_filing.c.updated_at)))
    return latest


def record_lookup(
    session: Session,
    conversation_id: int,
    *,
    reference_hash: str,
    result: Literal["shown", "nothing", "locked"],
    enterprise_id: int | None,
    now: datetime,
) -> None:
    """Keep that somebody looked."""
    values = {
        "conversation_id": conversation_id,
        "reference_hash": reference_hash,
        "result": result,
        "enterprise_id": enterprise_id,
        "at": now,
    }
    session.execute(insert(_lookup).values(values))


def visible_note(entries: Sequence[FilingEntry]) -> bytes | None:
    """The sealed note that the enterprise may read with the latest state."""
    latest = entries[-1] if entries else None
    return latest.note if latest and latest.is_visible else None
