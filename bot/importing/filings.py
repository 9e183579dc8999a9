"""备案名单. The register may be kept elsewhere: a state is taken as it is given, and written into the history."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from bot.clock import BEIJING
from bot.importing.columns import BadCell, Column, ReadRow, day, one_of, words
from bot.importing.kinds import Desk, Kind, Tally, uscc
from bot.progress import progressing
from bot.storage.repositories import enterprises, filings
from bot.storage.repositories.enterprises import Registered
from bot.storage.repositories.filings import FilingEntry, KeptFiling, NewFiling
from dialogs.ports.filings import FILING_STATE_WORDS

_STATES = {said: state for state, said in FILING_STATE_WORDS.items()}
_TYPES = {"备案": "备案", "人才库登记": "人才库登记"}
_BY = "import"


def _write(rows: Sequence[ReadRow], desk: Desk) -> Tally:
    tally = Tally()
    owners = enterprises.by_usccs(desk.session, {row.values["uscc"] for row in rows})
    known = filings.by_numbers(desk.session, [row.values["number"] for row in rows])
    latest = filings.latest_entries(desk.session, [kept.id for kept in known.values()])
    fresh = []
    for row in progressing(rows):
        with tally.judging(row):
            owner, kept = _owner(row.values, owners), known.get(row.values["number"])
            if kept is None:
                fresh.append((_new(row.values, owner.id, desk), _entry(row.values, desk)))
                continue
            if kept.enterprise_id != owner.id:
                raise BadCell(f"filing {kept.number} belongs to another enterprise")
            is_changed = [_describe(kept, row.values, desk), _move(kept, latest.get(kept.id), row.values, desk)]
            tally.changed += any(is_changed)
            tally.unchanged += not any(is_changed)
    filings.open_in_state(desk.session, fresh, now=desk.now)
    tally.new = len(fresh)
    return tally


def _owner(values: Mapping[str, Any], owners: Mapping[str, Registered]) -> Registered:
    if values["uscc"] not in owners:
        raise BadCell(f"no enterprise {values['uscc']} is registered; import enterprises first")
    return owners[values["uscc"]]


def _new(values: Mapping[str, Any], enterprise_id: int, desk: Desk) -> NewFiling:
    name = desk.sealer.seal(values["cqo_name"].encode())
    return NewFiling(values["number"], values["record_type"], enterprise_id, values["authority"], name)


def _entry(values: Mapping[str, Any], desk: Desk) -> FilingEntry:
    note = desk.sealer.seal(values["note"].encode()) if values["note"] else None
    return FilingEntry(values["state"], _moment(values["since"]), _BY, note, is_visible=bool(note))


def _describe(kept: KeptFiling, values: Mapping[str, Any], desk: Desk) -> bool:
    """Write what the filing says beside its state; False where it says so already."""
    said = (kept.record_type, kept.authority, desk.sealer.open(kept.cqo_name).decode())
    if said == (values["record_type"], values["authority"], values["cqo_name"]):
        return False
    filings.describe(
        desk.session,
        kept.id,
        record_type=values["record_type"],
        authority=values["authority"],
        cqo_name=desk.sealer.seal(values["cqo_name"].encode()),
        now=desk.now,
    )
    return True


def _move(kept: KeptFiling, latest: FilingEntry | None, values: Mapping[str, Any], desk: Desk) -> bool:
    """Write the state into the history; False where it is the latest there already."""
    if latest is not None:
        note = desk.sealer.open(latest.note).decode() if latest.note else ""
        if (latest.state, latest.at, note) == (values["state"], _moment(values["since"]), values["note"]):
            return False
    filings.enter(desk.session, kept.id, _entry(values, desk), now=desk.now)
    return True


def _moment(since: date) -> datetime:
    return datetime.combine(since, time(), BEIJING)


FILINGS = Kind(
    name="filings",
    columns=(
        Column("备案编号", "number", words(64), is_required=True),
        Column("记录类型", "record_type", one_of(_TYPES), empty="备案"),
        Column("统一社会信用代码", "uscc", uscc, is_required=True),
        Column("状态", "state", one_of(_STATES), is_required=True),
        Column("状态日期", "since", day, is_required=True),
        Column("受理单位", "authority", words(200)),
        Column("首席质量官", "cqo_name", words(40), is_required=True),
        Column("给企业的说明", "note", words(500)),
    ),
    key="number",
    write=_write,
    example=(
        "GD-2026-0001",
        "备案",
        "91440604MA0000015B",
        "已备案",
        "2026-06-20",
        "佛山市市场监督管理局",
        "于某某",
        "",
    ),
)
