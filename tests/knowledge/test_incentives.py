"""Incentive files: the shipped ones are sound and say what their clauses say; unsound ones are refused."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from knowledge.errors import BrokenManifest
from knowledge.incentive_files import INCENTIVES, incentive_faults, load_incentives
from knowledge.incentives import AreaIncentives, Beneficiary, Interest
from knowledge.lint import examine_incentives
from knowledge.reading.places import load_gazetteer
from tests.knowledge.made_up_corpus import rewrite
from tests.knowledge.rulebooks import TODAY, areas, library


def given(area: str) -> AreaIncentives:
    return load_incentives(library(), areas(), today=TODAY).of(area)


def clauses(area: str, beneficiary: Beneficiary, interest: Interest | None = None) -> list[str]:
    """The decisive clause of each incentive, in the order in which they are shown."""
    return [one.quotes[0].clause.id.partition(".")[2] for one in given(area).fitting(beneficiary, interest)]


def test_the_shipped_files_are_sound() -> None:
    assert incentive_faults(library(), areas(), today=TODAY) == []
    assert examine_incentives(library(), load_gazetteer(), today=TODAY) == []


def test_each_area_gives_what_its_own_texts_and_its_parents_give() -> None:
    province = ["s4.i8.p3", "s4.i8.p3", "s5.i17.p1", "s6.i24.p1"]
    assert clauses("guangdong", "person") == province
    assert clauses("meizhou", "person") == province
    assert clauses("shenzhen", "person") == ["s1.p3", *province]
    assert clauses("guangdong", "enterprise") == ["s4.i8.p2", "s4.i8.p2", "s4.i8.p3", "s4.i7.p2"]
    assert clauses("nantong", "enterprise") == ["a19"]
    assert clauses("nantong", "person") == ["a13", "a18", "a16"]
    assert clauses("xiangshan", "enterprise") == ["s6.i3"]
    assert clauses("xiangshan", "person") == ["s6.i3", "s6.i2"]
    assert clauses("beijing", "person") == []


def test_money_is_given_to_enterprises_of_guangdong_alone_and_as_credit() -> None:
    funded = {
        (area, beneficiary): clauses(area, beneficiary, "funds")
        for area in areas()
        for beneficiary in ("enterprise", "person")
    }
    assert {key for key, found in funded.items() if found} == {
        (area, "enterprise") for area in ("guangdong", "meizhou", "shenzhen")
    }
    assert funded["guangdong", "enterprise"] == ["s4.i8.p3"]


@pytest.mark.parametrize("area", ["guangdong", "meizhou", "shenzhen"])
def test_the_province_gives_to_those_who_are_filed(area: str) -> None:
    gate = given(area).gate
    assert gate is not None
    assert "经备案登记" in gate.words


@pytest.mark.parametrize("area", ["nantong", "xiangshan"])
def test_no_other_text_demands_a_filing(area: str) -> None:
    assert given(area).gate is None


def test_the_strength_of_each_is_the_clauses_own_word() -> None:
    for area in areas():
        for one in given(area).incentives:
            assert one.strength in one.line
            assert any(one.strength in quote.words for quote in one.quotes)
            assert all(quote.words in quote.clause.text for quote in one.quotes)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("nantong-measures.a19", "nantong-measures.a99", "no clause nantong-measures.a99"),
        ("nantong-measures.a19", "guangdong-notice.s4.i8.p2", "belongs to guangdong"),
        ("申报各级政府质量奖的必要条件", "申报各级政府质量奖的重要条件", "does not stand in nantong-measures.a19"),
        ("制度是必要条件", "制度是重要条件", "must stand in the line and in the words"),
        ('strength = "必要条件"', 'strength = "必须条件"', "must stand in the line and in the words"),
        ('interests = ["awards"]', 'interests = ["money"]', "correct it"),
        ('beneficiary = "enterprise"', 'beneficiary = "town"', "correct it"),
        ('interests = ["awards"]', "interests = []", "correct it"),
    ],
)
def test_unsound_file_is_refused_with_its_line(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    root = Path(shutil.copytree(INCENTIVES, tmp_path / "incentives"))
    rewrite(root / "nantong.toml", old, new)
    with pytest.raises(BrokenManifest, match=rf"nantong\.toml, line \d+: .*{sentence}") as refused:
        load_incentives(library(), areas(), today=TODAY, root=root)
    found = examine_incentives(library(), load_gazetteer(), today=TODAY, root=root)
    assert [str(one) for one in found] == [str(refused.value)]


def test_clause_that_is_not_in_force_yet_is_refused() -> None:
    faults = incentive_faults(library(), areas(), today=date(2011, 1, 1))
    assert any("not in force on 2011-01-01" in str(fault) for fault in faults)


def test_file_of_an_unknown_area_is_refused(tmp_path: Path) -> None:
    root = Path(shutil.copytree(INCENTIVES, tmp_path / "incentives"))
    (root / "nantong.toml").rename(root / "atlantis.toml")
    with pytest.raises(BrokenManifest, match="atlantis is no jurisdiction"):
        load_incentives(library(), areas(), today=TODAY, root=root)
