"""备案名单. The register may be kept elsewhere: a state is taken as it is given, and written into the history."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from bot.clock import BEIJING
from bot.importing.columns import BadCell, Column, day, one_of, words
from bot.importing.kinds import Desk, Kind, Written, uscc
from bot.storage.repositories import enterprises, filings
from bot.storage.repositories.filings import FilingEntry
from dialogs.ports.filings import FILING_STATE_WORDS

_STATES = {said: state for state, said in FILING_STATE_WORDS.items()}
_TYPES = {"备案": "备案", "人才库登记": "人才库登记"}
_BY = "import"


def _write(values: Mapping[str, Any], desk: Desk) -> Written:
    enterprise = enterprises.by_uscc(desk.session, values["uscc"])
    if enterprise is None:
        raise BadCell(f"no enterprise {values['uscc']} is registered; import enterprises first")
    known = filings.by_number(desk.session, values["number"])
    if known is not None and known.enterprise_id != enterprise.id:
        raise BadCell(f"filing {values['number']} belongs to another enterprise")
    name = values["cqo_name"].encode()
    if known is None:
        filings.open_filing(
            desk.session,
            number=values["number"],
            record_type=values["record_type"],
            enterprise_id=enterprise.id,
            authority=values["authority"],
            cqo_name=desk.sealer.seal(name),
            supersedes_id=None,
            now=desk.now,
        )
        return _entered(values, desk, "new")
    history = filings.history(desk.session, known.id)
    is_described = (known.record_type, known.authority) == (values["record_type"], values["authority"])
    is_same_name = desk.sealer.open(known.cqo_name) == name
    if not (is_described and is_same_name):
        filings.describe(
            desk.session,
            known.id,
            record_type=values["record_type"],
            authority=values["authority"],
            cqo_name=desk.sealer.seal(name),
            now=desk.now,
        )
    latest = history[-1] if history else None
    note = desk.sealer.open(latest.note).decode() if latest and latest.note else ""
    if latest and (latest.state, latest.at, note) == (values["state"], _moment(values["since"]), values["note"]):
        return "unchanged" if is_described and is_same_name else "changed"
    return _entered(values, desk, "changed")


def _entered(values: Mapping[str, Any], desk: Desk, written: Written) -> Written:
    filing = filings.by_number(desk.session, values["number"])
    if filing is None:
        raise BadCell(f"the number {values['number']} is taken")
    note = desk.sealer.seal(values["note"].encode()) if values["note"] else None
    entry = FilingEntry(values["state"], _moment(values["since"]), _BY, note, is_visible=bool(note))
    filings.enter(desk.session, filing.id, entry, now=desk.now)
    return written


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
