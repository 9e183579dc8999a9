"""The shortest way to a yes: no shorter one exists, each named value does, and time is counted to the day."""

import random
from collections.abc import Mapping
from datetime import date
from itertools import combinations, product

import pytest

from knowledge.facts import Amount, NumberFact
from knowledge.nearest import Change, nearest_yes
from knowledge.rules import Band, Condition, Outcome, Row, Ruleset, evaluate, probes_of
from tests.knowledge import rules_by_brute_force as brute
from tests.knowledge.candidates_by_hand import ANSWERS, UNSURE, nantong, ways_to_give
from tests.knowledge.rulebooks import TODAY, read, shipped_rules

NAMES = tuple(name for name in ANSWERS if name != "is_senior")
FIT = {"post": "质量部门正职", "years": 4, "degree": "本科", "forbidden": "没有", "declare": "是"}
OFFERED = {name: values[:6] for name, values in ANSWERS.items()}


def changes(area: str, today: date = TODAY, **given: object) -> tuple[Change, ...] | None:
    return nearest_yes(shipped_rules().of(area), read(**given), today)


def words(area: str, **given: object) -> list[str]:
    found = changes(area, **given)
    assert found is not None
    return [change.words for change in found]


def can_be_reached(given: Mapping[str, object], size: int) -> bool:
    """Whether the law read by hand says yes after other answers to so many facts."""
    for changed in combinations(NAMES, size):
        for answers in product(*(OFFERED[name] for name in changed)):
            if nantong({**given, **dict(zip(changed, answers, strict=True))})[0] == "meets_listed":
                return True
    return False


def test_no_smaller_set_of_changes_leads_to_yes_and_every_value_named_does() -> None:
    choose = random.Random(3)
    for given in choose.sample([*ways_to_give(*NAMES)], 150):
        found = changes("nantong", **given)
        if given.get("forbidden") == "有":
            assert found is None
            continue
        assert found is not None
        sizes = [size for size in range(min(len(found), 4)) if can_be_reached(given, size)]
        assert sizes == [], given
        first = {change.fact.name: change.to[0] for change in found}
        for change in found:
            for value in change.to:
                changed = {**read(**given), **first, change.fact.name: value}
                assert evaluate(shipped_rules().of("nantong"), changed).name == "meets_listed", (given, found)


def test_each_part_of_the_way_is_the_shortest_for_its_conditions() -> None:
    """Facts that no condition shares with others can be mended by themselves: all ways of each part, whole."""
    for part in (("post",), ("years",), ("declare",), ("degree", "title", "title_related")):
        rest = {name: value for name, value in FIT.items() if name not in part}
        for given in ways_to_give(*part):
            found = changes("nantong", **given, **rest)
            assert found is not None
            assert {change.fact.name for change in found} <= {*part}
            assert not any(can_be_reached({**given, **rest}, size) for size in range(len(found)))
            assert can_be_reached({**given, **rest}, len(found))


@pytest.mark.parametrize("seed", range(60))
def test_of_rules_made_at_random_too_no_shorter_way_exists(seed: int) -> None:
    choose = random.Random(seed)
    one = brute.made(choose)
    for _ in range(4):
        given = brute.given(choose)
        found = nearest_yes(one.rules, given, TODAY)
        if evaluate(one.rules, given).name == "barred":
            assert found is None
            continue
        assert (None if found is None else len(found)) == brute.fewest_changes(one, given)
        if found is not None:
            order = [*brute.FACTS]
            names = [change.fact.name for change in found]
            assert names == sorted(names, key=order.index)
            first = {change.fact.name: change.to[0] for change in found}
            tried = [{**given, **first, change.fact.name: value} for change in found for value in change.to]
            assert {evaluate(one.rules, facts).name for facts in tried} <= {"meets_listed"}


def counted(*rows: tuple[float, float, Outcome], grows: bool = True) -> Ruleset:
    """One condition on a number: from, below, outcome."""
    fact = NumberFact("n", "数", "年", 0, 60, grows)
    table = tuple(Row({"n": Band(least, below)}, outcome, "") for least, below, outcome in rows)
    condition = Condition("c", "必要", brute.QUOTE, (fact,), table, {"n": probes_of(fact, table)})
    return Ruleset("j", (fact,), (condition,))


def test_a_number_is_named_with_all_above_it_only_where_more_does_no_harm() -> None:
    banded = counted((0, 3, "not_met"), (3, 10, "met"), (10, 61, "not_met"))
    (change,) = nearest_yes(banded, {"n": Amount(1, 1)}, TODAY) or ()
    assert (change.to, change.words, change.on) == ((Amount(3, 3),), "数：3年", date(2028, 11, 20))
    (change,) = nearest_yes(banded, {"n": Amount(20, 20)}, TODAY) or ()
    assert (change.to, change.on) == ((Amount(3, 3),), None)
    lowest = counted((0, 1, "not_met"), (1, 5, "met"), (5, 7, "unclear"), (7, 61, "met"))
    assert [one.to for one in nearest_yes(lowest, {"n": Amount(0, 0)}, TODAY) or ()] == [(Amount(1, 1),)]


def test_what_does_not_grow_is_not_healed_by_time() -> None:
    still = counted((0, 3, "not_met"), (3, 61, "met"), grows=False)
    (change,) = nearest_yes(still, {"n": Amount(1, 1)}, TODAY) or ()
    assert (change.to, change.on) == ((Amount(3, 60),), None)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, []),
        ({"degree": "高中", "title": "无"}, ["学历：大专、本科、硕士及以上"]),
        ({"degree": "高中", "title": "中级"}, ["职称是否属于相关专业：是"]),
        ({"degree": "高中", "title": "中级", "title_related": "否"}, ["学历：大专、本科、硕士及以上"]),
        ({"degree": "不清楚", "title": "无"}, ["学历：大专、本科、硕士及以上"]),
        ({"degree": "高中", "title": "不清楚", "title_related": "是"}, ["职称：中级、高级"]),
        ({"post": "董事长/总经理"}, ["岗位：副总等高层副职、总经理助理/总裁助理、质量部门正职"]),
        ({"years": 2, "declare": "否"}, ["质量管理年限：满3年", "是否符合品行和素养方面的要求：是"]),
        ({"forbidden": "不确定", "years": "不清楚"}, ["质量管理年限：满3年", "不得担任的情形：没有"]),
    ],
)
def test_what_is_not_known_is_settled_before_what_is_known_is_changed(
    given: dict[str, object], wanted: list[str]
) -> None:
    assert words("nantong", **FIT | given) == wanted


def test_in_xiangshan_saying_that_one_is_a_senior_manager_is_enough() -> None:
    assert words("xiangshan", post="总经理助理/总裁助理") == ["是否企业高层管理人员：是"]
    assert words("xiangshan", post="质量部门正职", is_senior="否") == ["岗位：董事长/总经理、副总等高层副职"]
    assert words("xiangshan", post="副总") == []


@pytest.mark.parametrize("area", ["guangdong", "meizhou", "other"])
def test_where_no_conditions_are_listed_or_a_bar_stands_there_is_no_way(area: str) -> None:
    assert changes(area) is None
    assert changes("nantong", **FIT | {"forbidden": "有", "years": 1}) is None


@pytest.mark.parametrize(
    ("years", "today", "on"),
    [
        (1, date(2026, 11, 20), date(2028, 11, 20)),
        (2, date(2028, 2, 29), date(2029, 3, 1)),
        (2.9, date(2026, 11, 20), date(2026, 12, 27)),
        (2.5, date(2026, 11, 20), date(2027, 5, 22)),
        (0.5, date(2026, 11, 20), date(2029, 5, 22)),
        (0, date(2026, 12, 31), date(2029, 12, 31)),
        ("不满3年", date(2026, 11, 20), None),
        ("不确定", date(2026, 11, 20), None),
        (None, date(2026, 11, 20), None),
    ],
)
def test_time_heals_years_to_the_day_never_too_early(years: object, today: date, on: date | None) -> None:
    found = changes("nantong", today, **FIT | {"years": years})
    assert found is not None
    assert [(change.fact.name, change.to, change.on) for change in found] == [("years", (Amount(3, 60),), on)]


def test_only_time_heals_by_itself() -> None:
    found = changes("nantong", **FIT | {"degree": "高中", "title": UNSURE})
    assert found is not None
    assert [change.on for change in found] == [None]
