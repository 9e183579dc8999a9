"""培训场次名单. A session that opens, moves or is called off is told to those who wait for it or have a place."""

from collections.abc import Mapping
from typing import Any

from bot.importing.columns import BadCell, Column, count, day, one_of, words, yes_or_no
from bot.importing.kinds import Desk, Kind, Written, area_in
from bot.storage.repositories import trainings
from bot.storage.repositories.trainings import Training

_STATUSES = {"未开放": "scheduled", "报名中": "open", "已截止": "closed", "已结束": "finished", "已取消": "cancelled"}
_FORMS = {"线下": False, "线上": True, "线上线下结合": False}
_MOST_SEATS = 100_000


def _write(values: Mapping[str, Any], desk: Desk) -> Written:
    if values["ends_on"] < values["starts_on"]:
        raise BadCell("结束日期 lies before 开始日期")
    if values["deadline"] > values["starts_on"]:
        raise BadCell("报名截止 lies after 开始日期")
    given = {name: value for name, value in values.items() if name != "area"}
    given["jurisdiction"] = area_in(values["area"], desk.policy)
    known = trainings.by_codes(desk.session, [values["code"]]).get(values["code"])
    if known is None:
        trainings.insert_training(desk.session, given, now=desk.now)
        _tell(None, _now(values["code"], desk), desk)
        return "new"
    locked = trainings.lock(desk.session, known.id) or known
    if all(getattr(locked, name) == value for name, value in _comparable(given, locked).items()):
        return "unchanged"
    if given["capacity"] < locked.taken:
        raise BadCell(f"名额 {given['capacity']} is less than the {locked.taken} seats that are taken")
    trainings.change(desk.session, locked.id, given, now=desk.now)
    _tell(locked, _now(values["code"], desk), desk)
    return "changed"


def _comparable(given: Mapping[str, Any], known: Training) -> dict[str, Any]:
    """A full session is one that is open, as a list tells it."""
    is_full_one = known.status == "full" and given["status"] == "open"
    return {**given, "status": "full"} if is_full_one else dict(given)


def _now(code: str, desk: Desk) -> Training:
    return trainings.by_codes(desk.session, [code])[code]


def _tell(before: Training | None, after: Training, desk: Desk) -> None:
    if before is not None and after.status == "cancelled" != before.status:
        desk.line.call_off(desk.session, before, now=desk.now)
        return
    if after.status in ("open", "full") and (before is None or before.status == "scheduled"):
        within = [
            area.code for area in desk.policy.jurisdictions if after.jurisdiction in desk.policy.lineage(area.code)
        ]
        desk.line.announce(desk.session, after, tuple(within), now=desk.now)
    if before is not None:
        desk.line.tell_of_changes(desk.session, before, after, now=desk.now)
        desk.line.offer_free_seats(desk.session, after.id, now=desk.now)


TRAININGS = Kind(
    name="trainings",
    columns=(
        Column("场次编号", "code", words(40), is_required=True),
        Column("名称", "title", words(200), is_required=True),
        Column("地区", "area", words(64), is_required=True),
        Column("开始日期", "starts_on", day, is_required=True),
        Column("结束日期", "ends_on", day, is_required=True),
        Column("地点", "place", words(200), is_required=True),
        Column("形式", "is_online", one_of(_FORMS), empty=False),
        Column("名额", "capacity", count(1, _MOST_SEATS), is_required=True),
        Column("候补上限", "waitlist_limit", count(0, _MOST_SEATS), empty=0),
        Column("每家企业上限", "enterprise_limit", count(1, _MOST_SEATS), empty=None),
        Column("报名截止", "deadline", day, is_required=True),
        Column("状态", "status", one_of(_STATUSES), is_required=True),
        Column("收费说明", "fee", words(200)),
        Column("主办方", "organiser", words(200)),
        Column("继续教育", "is_continuing", yes_or_no, empty=False),
    ),
    key="code",
    write=_write,
    example=(
        "T2026-GD-11",
        "企业首席质量官岗位能力培训班",
        "广东省",
        "2026-12-20",
        "2026-12-21",
        "佛山市",
        "线下",
        "60",
        "10",
        "",
        "2026-12-15",
        "报名中",
        "免费",
        "示例主办单位",
        "否",
    ),
)
