"""企业名单."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.importing.columns import BadCell, Column, ReadRow, one_of, words
from bot.importing.kinds import Desk, Kind, Tally, uscc
from bot.importing.sheets import Cell
from bot.progress import progressing
from bot.records.proof import last_four_hash
from bot.storage.repositories import enterprises
from bot.storage.repositories.enterprises import EnterpriseRecord
from dialogs.values.phones import Landline, Mobile, phone_in

_SIZES = {"大型": "大型", "中型": "中型", "小型": "小型", "微型": "微型", "不清楚": ""}
_FIELDS = {"产品": "产品", "工程": "工程", "服务": "服务"}


def _phone(cell: Cell) -> str:
    read = phone_in(str(cell), admits_demo=True)
    if isinstance(read, Mobile | Landline):
        return read.number
    raise BadCell("is no telephone number of China")


def _write(rows: Sequence[ReadRow], desk: Desk) -> Tally:
    tally = Tally()
    known = enterprises.by_usccs(desk.session, [row.values["uscc"] for row in rows])
    fresh = []
    for row in progressing(rows):
        record = _record(row.values, desk)
        registered = known.get(record.uscc)
        if registered is None:
            fresh.append(record)
        elif _in_clear(registered, desk) == _in_clear(record, desk):
            tally.unchanged += 1
        else:
            enterprises.update_enterprise(desk.session, registered.id, record, now=desk.now)
            tally.changed += 1
    enterprises.insert_enterprises(desk.session, fresh, now=desk.now)
    tally.new = len(fresh)
    return tally


def _record(values: Mapping[str, Any], desk: Desk) -> EnterpriseRecord:
    return EnterpriseRecord(
        uscc=values["uscc"],
        name=values["name"],
        jurisdiction=desk.areas.code_of(values["area"]),
        district=values["district"],
        size=values["size"],
        field=values["field"],
        industry=values["industry"],
        contact_name=_sealed(values["contact_name"], desk),
        contact_phone=_sealed(values["contact_phone"], desk),
        last_four_hash=last_four_hash(desk.sealer, values["uscc"], values["contact_phone"]),
    )


def _sealed(words_: str, desk: Desk) -> bytes | None:
    return desk.sealer.seal(words_.encode()) if words_ else None


def _in_clear(record: EnterpriseRecord, desk: Desk) -> tuple[str, ...]:
    """What the record says; what is sealed is sealed anew each time, and must be opened to be compared."""
    opened = (desk.sealer.open(one).decode() if one else "" for one in (record.contact_name, record.contact_phone))
    return (record.name, record.jurisdiction, record.district, record.size, record.field, record.industry, *opened)


ENTERPRISES = Kind(
    name="enterprises",
    columns=(
        Column("企业名称", "name", words(200), is_required=True),
        Column("统一社会信用代码", "uscc", uscc, is_required=True),
        Column("地区", "area", words(64), is_required=True),
        Column("区县", "district", words(64)),
        Column("企业规模", "size", one_of(_SIZES)),
        Column("主要领域", "field", one_of(_FIELDS)),
        Column("行业", "industry", words(64)),
        Column("联系人", "contact_name", words(40)),
        Column("联系电话", "contact_phone", _phone),
    ),
    key="uscc",
    write=_write,
    example=(
        "佛山云陶示例建筑陶瓷有限公司",
        "91440604MA0000015B",
        "佛山市",
        "禅城区",
        "小型",
        "产品",
        "建筑陶瓷",
        "许某",
        "13800000000",
    ),
)
