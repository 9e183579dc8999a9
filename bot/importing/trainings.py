"""培训场次名单. A session that opens, moves or is called off is told to those who wait for it or have a place."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.clock import BEIJING
from bot.importing.columns import BadCell, Column, ReadRow, count, day, one_of, words, yes_or_no
from bot.importing.kinds import Desk, Kind, Tally
from bot.progress import progressing
from bot.storage.repositories import trainings
from bot.storage.repositories.trainings import Training

_STATUSES = {"未开放": "scheduled", "报名中": "open", "已截止": "closed", "已结束": "finished", "已取消": "cancelled"}
_FORMS = {"线下": False, "线上": True, "线上线下结合": False}
_MOST_SEATS = 100_000


def _write(rows: Sequence[ReadRow], desk: Desk) -> Tally:
    tally = Tally()
    known = trainings.lock_all(desk.session, [row.values["code"] for row in rows])
    fresh = []
    for row in progressing(rows):
        with tally.judging(row):
            given = _given(row.values, desk)
            before = known.get(given["code"])
            if before is None:
                fresh.append(given)
            elif all(getattr(before, name) == value for name, value in _comparable(given, before).items()):
                tally.unchanged += 1
            else:
                _change(before, given, desk)
                tally.changed += 1
    trainings.insert_trainings(desk.session, fresh, now=desk.now)
    tally.new = len(fresh)
    _announce([given["code"] for given in fresh], desk)
    return tally


def _given(values: Mapping[str, Any], desk: Desk) -> dict[str, Any]:
    """The row as the table has it."""
    if values["ends_on"] < values["starts_on"]:
        raise BadCell("结束日期 lies before 开始日期")
    if values["deadline"] > values["starts_on"]:
        raise BadCell("报名截止 lies after 开始日期")
    given = {name: value for name, value in values.items() if name != "area"}
    return {**given, "jurisdiction": desk.areas.our_code_of(values["area"])}


def _comparable(given: Mapping[str, Any], known: Training) -> dict[str, Any]:
    """A full session is one that is open, as a list tells it."""
    is_full_one = known.status == "full" and given["status"] == "open"
    return {**given, "status": "full"} if is_full_one else dict(given)


def _change(before: Training, given: dict[str, Any], desk: Desk) -> None:
    """Write what is new of a session, and tell those whom it concerns."""
    if given["capacity"] < before.taken:
        raise BadCell(f"名额 {given['capacity']} is less than the {before.taken} seats that are taken")
    trainings.change(desk.session, before.id, given, now=desk.now)
    if given["status"] == "cancelled":
        desk.line.call_off(desk.session, before, now=desk.now)
        return
    if before.status == "scheduled":
        _announce([before.code], desk)
    after = trainings.by_id(desk.session, before.id)
    if after is not None:
        desk.line.tell_of_changes(desk.session, before, after, now=desk.now)
        desk.line.offer_free_seats(desk.session, after.id, now=desk.now)


def _announce(codes: Sequence[str], desk: Desk) -> None:
    """Tell of the soonest open session of each jurisdiction; who waited for one is told of one only."""
    today = desk.now.astimezone(BEIJING).date()
    is_open = [one for one in trainings.by_codes(desk.session, codes).values() if one.is_open_on(today)]
    soonest = {one.jurisdiction: one for one in sorted(is_open, key=lambda one: one.starts_on, reverse=True)}
    for training in soonest.values():
        within = desk.areas.where_applies(training.jurisdiction)
        desk.line.announce(desk.session, training, within, now=desk.now)


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
