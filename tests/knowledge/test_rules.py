"""Verdicts on candidates: the known cases, and what the texts leave open, word for word."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from knowledge.rulebook import load_rulebook
from knowledge.rules import ELSEWHERE, Rulebook, evaluate, next_fact, next_hint_fact, side_by_side
from tests.knowledge.made_up_corpus import rewrite
from tests.knowledge.rulebooks import TODAY, areas, copied_rules, judged, library, read, shipped_rules

CASES = json.loads((Path(__file__).parents[1] / "fixtures/eligibility_cases.json").read_text("utf-8"))
FIT = {"post": "质量部门正职", "years": 4, "degree": "本科", "forbidden": "没有", "declare": "是"}
CLAUSES = {
    "岗位": "第五条", "素养": "第五条（一）", "年限": "第五条（二）", "学历或职称": "第五条（三）",
    "品行": "第五条（四）", "不得担任的情形": "第六条",
}  # fmt: skip


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_known_cases_get_their_verdict_on_their_clauses(case: dict[str, Any]) -> None:
    verdict = judged(case["jurisdiction"], **case["facts"])
    assert verdict.name == case["verdict"]
    assert [bare(one.clause.text) for one in verdict.failed_or_unclear] == [*map(bare, case["failed_or_unclear"])]
    assert {*map(bare, case["cites"])} <= {bare(one.clause.text) for one in verdict.cites}


def test_every_condition_stands_with_its_clause_the_answer_it_rests_on_and_the_words() -> None:
    verdict = judged("nantong", **FIT)
    assert {one.condition.name: one.condition.quote.clause.cite for one in verdict.results} == CLAUSES
    assert [[told.words for told in one.told] for one in verdict.results] == [
        ["岗位：质量部门正职"],
        ["是否符合品行和素养方面的要求：是"],
        ["质量管理年限：4年"],
        ["学历：本科"],
        ["是否符合品行和素养方面的要求：是"],
        ["不得担任的情形：没有"],
    ]
    assert all(one.words in one.clause.text for one in verdict.cites)
    assert [one.clause.cite for one in verdict.cites] == [*CLAUSES.values()]
    assert verdict.unstated[0].sentence == "“相关专业”的范围、第六条情形由谁认定，办法未载明。"


def test_a_title_counts_only_where_the_degree_does_not_do() -> None:
    titled = {"title": "中级", "title_related": "是"}
    assert [told.words for told in judged("nantong", **FIT, **titled).results[3].told] == ["学历：本科"]
    low = judged("nantong", **FIT | titled | {"degree": "高中"})
    assert low.name == "meets_listed"
    assert [told.words for told in low.results[3].told] == ["学历：大专以下", "职称：中级", "职称是否属于相关专业：是"]
    assert judged("nantong", **FIT | titled | {"degree": "不清楚"}).name == "meets_listed"


@pytest.mark.parametrize(
    ("changed", "verdict", "failed"),
    [
        ({"years": 3}, "meets_listed", []),
        ({"years": 2.9999999}, "not_met", ["年限"]),
        ({"years": "满3年"}, "meets_listed", []),
        ({"years": "不满3年"}, "not_met", ["年限"]),
        ({"years": "不满5年"}, "ask_authority", ["年限"]),
        ({"years": "不确定", "post": "其他"}, "not_met", ["岗位", "年限"]),
        ({"years": 1, "post": "其他", "degree": "高中", "title": "无", "declare": "否"}, "not_met", [*CLAUSES][:-1]),
        ({"forbidden": "不清楚"}, "ask_authority", ["不得担任的情形"]),
        ({"forbidden": "有", "years": 1}, "barred", ["不得担任的情形"]),
        ({"declare": "不确定"}, "ask_authority", ["素养", "品行"]),
        ({"degree": "大专以下", "title": "不清楚"}, "needs_facts", []),
        ({"degree": "大专以下", "title": "不清楚", "title_related": "否"}, "not_met", ["学历或职称"]),
        ({"degree": "大专以下", "title": "高级", "title_related": "不确定"}, "ask_authority", ["学历或职称"]),
        ({"degree": "不清楚", "title": "无"}, "ask_authority", ["学历或职称"]),
    ],
)
def test_all_failures_are_told_together_and_what_is_not_known_is_no_failure(
    changed: dict[str, object], verdict: str, failed: list[str]
) -> None:
    given = judged("nantong", **FIT | changed)
    assert given.name == verdict
    named = {one.condition.quote.clause.id: one.condition.name for one in given.results}
    assert [named[one.clause.id] for one in given.failed_or_unclear] == failed


def test_a_bar_ends_the_matter_whatever_else_is_known_or_not() -> None:
    verdict = judged("nantong", forbidden="有")
    assert (verdict.name, verdict.missing, verdict.hints) == ("barred", (), ())
    assert [one.standing for one in verdict.results] == [*["not_asked"] * 5, "not_met"]
    assert [one.clause.cite for one in verdict.cites] == ["第六条"]
    assert next_fact(shipped_rules().of("nantong"), read(forbidden="有")) is None


def test_what_was_not_asked_is_missing_where_it_can_matter() -> None:
    verdict = judged("nantong", post="其他", degree="高中", title="无", forbidden="没有")
    assert verdict.name == "needs_facts"
    assert [fact.name for fact in verdict.missing] == ["years", "declare"]
    assert [one.clause.cite for one in verdict.failed_or_unclear] == ["第五条", "第五条（三）"]


def test_reasons_of_what_is_unclear_name_what_the_text_says_or_what_is_not_known() -> None:
    verdict = judged("nantong", **FIT | {"post": "董事长/总经理", "years": "不确定"})
    assert [one.why for one in verdict.results if one.standing == "unclear"] == [
        "第五条列出的是高层副职（含总经理助理、总裁助理）和质量管理部门中层正职，未写明高层正职，请向主管部门确认。",
        "质量管理年限尚不能确定，请向主管部门确认。",
    ]
    assert {one.why for one in verdict.results if one.standing == "met"} == {""}
    for changed, place, unknown in (
        ({"years": "不满5年"}, 2, "质量管理年限：不满5年"),
        ({"degree": "高中", "title": "不清楚", "title_related": "不确定"}, 3, "职称、职称是否属于相关专业"),
    ):
        assert judged("nantong", **FIT | changed).results[place].why == f"{unknown}尚不能确定，请向主管部门确认。"


def test_in_xiangshan_only_the_post_is_asked_for_and_what_the_user_says_of_it_counts() -> None:
    rules = shipped_rules().of("xiangshan")
    asked = next_fact(rules, {})
    assert asked is not None
    assert asked.name == "post"
    assert next_fact(rules, read(post="其他")) is None
    verdicts = {
        (post, said): judged("xiangshan", post=post, **({"is_senior": said} if said else {})).name
        for post in ("副总等高层副职", "总经理助理/总裁助理", "质量部门正职")
        for said in ("", "是", "否", "不确定")
    }
    assert [*verdicts.values()] == [
        *["meets_listed"] * 4,
        *("ask_authority", "meets_listed", "not_met", "ask_authority"),
        *("not_met", "meets_listed", "not_met", "ask_authority"),
    ]
    assert [one.clause.cite for one in judged("xiangshan", post="其他").cites] == ["三、2"]
    assert judged("xiangshan", post="其他").unstated[0].sentence.endswith("相山区通知未载明。")
    assert judged("xiangshan", post="其他").facts == read(post="其他") | {"is_senior": "未提及"}
    assert [told.words for told in judged("xiangshan", post="其他").results[0].told] == ["岗位：其他"]


def test_guangdong_lists_no_conditions_and_borrows_none() -> None:
    empty = judged("guangdong")
    told = judged("guangdong", years=0, degree="高中", forbidden="有", declare="否")
    assert empty == told
    assert empty.digest == told.digest
    assert empty.name == "conditions_not_stated"
    assert next_fact(shipped_rules().of("guangdong"), {}) is None
    assert empty.unstated[0].sentence == (
        "通知只要求聘任“符合任职条件”的人选，具体任职条件由省市场监管局另行制定的管理办法规定，本知识库未收录。"
    )
    assert [one.clause.cite for one in empty.cites] == ["（七）第1段", "（六）第1段", "（十四）"]
    assert {one.document.jurisdiction for one in empty.cites} == {"guangdong"}


def test_hints_show_where_they_surely_hold_and_are_asked_for_until_then() -> None:
    rules = shipped_rules().of("guangdong")
    given: dict[str, object] = {}
    asked = []
    for answer in ("微型", "工程", "暂时没有"):
        fact = next_hint_fact(rules, read(**given))
        assert fact is not None
        asked.append(fact.name)
        given[fact.name] = answer
    assert asked == ["size", "field", "ready"]
    assert next_hint_fact(rules, read(**given)) is None
    assert [hint.name for hint in judged("guangdong", **given).hints] == [
        "高层兼任", "工程和服务领域", "质量安全总监或质量安全员",
    ]  # fmt: skip
    for short in ({"size": "大型"}, {"size": "不清楚"}, {"ready": "有"}, {"ready": "不确定"}):
        assert [hint.name for hint in judged("guangdong", **given | short).hints] == ["高层兼任", "工程和服务领域"]
    large = next_hint_fact(rules, read(size="大型", field="产品"))
    assert large is None


def test_a_hint_holds_in_any_of_its_cases(tmp_path: Path) -> None:
    root = copied_rules(tmp_path)
    rewrite(
        root / "xiangshan.toml",
        'when = [{ post = "董事长/总经理" }]',
        'when = [{ post = "其他" }, { is_senior = "是" }]',
    )
    rules = load_rulebook(library(), areas(), today=TODAY, root=root).of("xiangshan")
    given = [{"post": "其他"}, {"post": "副总", "is_senior": "是"}, {"post": "副总"}, {}]
    assert [len(evaluate(rules, read(**one)).hints) for one in given] == [1, 1, 0, 0]
    assert next_hint_fact(rules, read(is_senior="是")) is None


def test_meizhou_has_the_rules_of_its_province_and_shenzhen_its_own_word_before_them() -> None:
    province, meizhou, shenzhen = (judged(area) for area in ("guangdong", "meizhou", "shenzhen"))
    assert (meizhou.cites, meizhou.unstated) == (province.cites, province.unstated)
    assert shenzhen.cites[1:] == province.cites
    assert shenzhen.cites[0].document.status == "interpretation"
    assert shenzhen.unstated[0].sentence.endswith("以下为省通知的内容。")
    assert meizhou.digest != province.digest


def test_a_place_without_texts_gets_no_clause() -> None:
    verdict = judged(ELSEWHERE, **FIT)
    assert (verdict.name, verdict.cites, verdict.unstated) == ("conditions_not_stated", (), ())
    assert (verdict.jurisdiction, verdict.revision) == ("other", "")
    assert next_hint_fact(shipped_rules().of(ELSEWHERE), {}) is None


def test_two_areas_stand_side_by_side_in_rows_of_one_name() -> None:
    rules = shipped_rules()
    compared = side_by_side([rules.of("nantong"), rules.of("xiangshan")], read(**FIT))
    assert [verdict.name for verdict in compared.verdicts] == ["meets_listed", "not_met"]
    assert [row.name for row in compared.rows] == [*CLAUSES]
    assert [[one and one.standing for one in row.results] for row in compared.rows] == [
        ["met", "not_met"],
        *[["met", None]] * 5,
    ]


def test_the_digest_is_of_facts_revision_and_clauses() -> None:
    verdict = judged("nantong", **FIT)
    assert len(verdict.digest) == 64
    assert verdict.digest == judged("nantong", **{name: FIT[name] for name in reversed(FIT)}, size="大型").digest
    assert verdict.digest != judged("nantong", **FIT | {"years": 5}).digest
    assert verdict.digest != replace(verdict, revision="0").digest
    first = verdict.results[0]
    quote = first.condition.quote
    reworded = replace(quote, clause=replace(quote.clause, text=quote.clause.text + "。"))
    changed = replace(first, condition=replace(first.condition, quote=reworded))
    assert verdict.digest != replace(verdict, results=(changed, *verdict.results[1:])).digest


def test_a_revision_is_of_the_files_that_an_area_reads(tmp_path: Path) -> None:
    root = copied_rules(tmp_path)

    def revisions() -> dict[str, str]:
        rules: Rulebook = load_rulebook(library(), areas(), today=TODAY, root=root)
        return {code: ruleset.revision for code, ruleset in rules.rulesets.items()}

    before = revisions()
    assert before == {code: one.revision for code, one in shipped_rules().rulesets.items()}
    rewrite(root / "guangdong.toml", "通知鼓励工程", "通知也鼓励工程")
    after = revisions()
    assert {code for code in before if before[code] != after[code]} == {"guangdong", "meizhou", "shenzhen"}
    rewrite(root / "_facts.toml", "说不准", "说不好")
    assert {code for code in before if after[code] != revisions()[code]} == {*before}


def test_verdicts_do_not_depend_on_facts_that_matter_elsewhere() -> None:
    rules = shipped_rules().of("nantong")
    assert evaluate(rules, read(**FIT)) == evaluate(rules, read(**FIT, size="大型", is_senior="否", place="苏州"))
