"""Statutes, decisions, interpretations and standards in the forms that they are published in.

A form is checked as a whole: where every unit is, by its id, and what stands around them, by name.
"""

from pathlib import Path

import pytest

from knowledge.ingest import ParsedText, parse_file, parse_text
from tests.knowledge.policy_texts import without_spaces

POLICIES = Path(__file__).parents[2] / "fixtures" / "policies"

UNITS = {
    "order_and_law.txt": (
        "标题 文号 p1 落款 日期 标题 题注 目录 c1 a1 a2 a2.p2 c2 c2.t1 a3 a3.i1 a3.i2 a3.i3 a3.p2 a3.p2.n1 "
        "a3.p2.n2 c2.t2 a4 a4-1 c3 a5"
    ),
    "decision_and_regulation.txt": (
        "发文机关 标题 题注 pre1 s1 s1.p2 s2 s2.p2 s2.i1 s2.i2 s2.p3 s3 p2 p3 标题 题注 a1 a2 a3 a3.p2 a4 "
        "a4.i1 a4.i2 a5 a6"
    ),
    "judicial_interpretation.txt": ("发文机关 标题 题注 文号 pre1 s1 a1 a2 a2.i1 a2.i2 s2 a3 s3 a4"),
    "standard.md": (
        "标题 k1 k1.p1 k2 k2.p1 k2.p2 k3 k3.n3-1 k3.n3-1.p1 k4 k4.n4-1 k4.n4-1.n4-1-1 k4.n4-1.n4-1-2 "
        "k4.n4-1.n4-1-2.e1 k4.n4-1.n4-1-2.e2 k4.n4-2 k4.n4-2.p1 附件 题注 标题 annex1.na-1 annex1.na-1.p1 "
        "annex1.na-1.p2 annex1.na-1.p3"
    ),
    "law_with_annexes.txt": (
        "标题 题注 h1 pre1 c1 a1 a2 a3 附件 annex1.s1 annex1.s2 annex1.s2.i1 annex1.s2.i2 附件 标题 annex2.s1 "
        "附件 annex3.n1 annex3.n2"
    ),
    "notice_with_form.txt": (
        "版记 版记 版记 版记 标题 文号 主送机关 pre1 s1 s1.i1 s1.i2 s2 s2.p1 附件 附件 落款 日期 版记 附件 "
        "annex1.s1 annex1.s1.p1 annex1.s2 annex1.s2.p1 附件 标题 annex2.p1 annex2.p2"
    ),
    "flattened.txt": ("标题 c1 a1 a2 a2.i1 a2.i2 a2.i3 a3 a3.i1 a3.i2 a3.i2.n1 a3.i2.n2 a3.i3 a4 c2 a5"),
    "gapless.txt": ("标题 a1 a2 a3 a4 a4.p2 a5 a5.p2 a6"),
    "chapters_numbered_anew.txt": ("标题 c1 c1.a1 c1.a2 c1.a2.q1 c1.a2.q2 c2 c2.a1 c2.a2 c2.a2.q1 c2.a2.q2"),
    "gazette_scan.txt": ("版面提示 标题 a1 a2 版面提示 版面提示 a2.p2 a2.p2.i1 a2.p2.i2 a3 版面提示 版面提示 a4"),
    "mixed_marks.txt": (
        "标题 s1 s1.p1 s2 s2.i1 s2.i1.n1 s2.i1.n2 s2.i1.n2.q1 s2.i1.n2.q2 s2.i2 s2.i2.r1 s2.i2.r2 s2.i2.r2.o1 "
        "s2.i2.r2.o2 s2.i3 s2.i3.d1 s2.i3.d2 s3 s3.p1"
    ),
    "unnumbered_letter.md": ("标题 p1 p2 落款 日期"),
}

PROBLEMS = {"unnumbered_letter.md": ("全文没有编号，按自然段收录",)}


def units(parsed: ParsedText) -> str:
    around = ("meta", "layout", "attachment")
    return " ".join(clause.cite if clause.kind in around else clause.id for clause in parsed.clauses)


@pytest.mark.parametrize("name", UNITS)
def test_published_form_gives_each_unit_at_its_place(name: str) -> None:
    parsed = parse_file(POLICIES / name)
    assert units(parsed) == UNITS[name]
    assert tuple(problem.reason for problem in parsed.problems) == PROBLEMS.get(name, ())
    assert all(clause.text in parsed.text for clause in parsed.clauses)


@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(".txt")])
def test_published_form_keeps_every_word(name: str) -> None:
    source = (POLICIES / name).read_text("utf-8")
    assert sorted(without_spaces(parse_text(source).text)) == sorted(without_spaces(source))


def test_article_quoted_in_an_amendment_is_no_article_of_it() -> None:
    parsed = parse_file(POLICIES / "decision_and_regulation.txt")
    quoted = [clause for clause in parsed.clauses if "第五条" in clause.text + clause.label]
    assert [(clause.cite, clause.text) for clause in quoted] == [
        ("第二部分第1段", "增加二条，作为第四条、第五条："),
        ("第二部分第3段", "第五条首席质量官应当具有相应的学历。”"),
        ("第五条", "首席质量官应当具有相应的学历。"),
    ]


def test_line_that_ends_in_an_article_of_another_law_goes_on_with_its_paragraph() -> None:
    parsed = parse_file(POLICIES / "judicial_interpretation.txt")
    article = next(clause for clause in parsed.clauses if clause.id == "a1")
    assert article.text == "当事人依据民法典第一千二百零二条第一款请求赔偿的，人民法院应予支持。"


def test_section_of_a_standard_is_cited_by_its_number_alone() -> None:
    cites = [clause.cite for clause in parse_file(POLICIES / "standard.md").clauses if clause.kind == "clause"]
    assert cites == [
        "第1章", "第2章第1段", "第2章第2段", "3.1", "4.1.1", "4.1.2", "4.1.2a）", "4.1.2b）", "4.2",
        "附录A A.1第1段", "附录A A.1第2段", "附录A A.1第3段",
    ]  # fmt: skip


def test_number_in_one_character_is_named_as_it_is_said() -> None:
    parsed = parse_text("一、任务\n㈠培训：\n⒈举办；\n⒉考试：\n⑴笔试；\n⑵面试。\n")
    assert [(clause.label, clause.path[-1]) for clause in parsed.clauses[1:]] == [
        ("㈠", "（一）"), ("⒈", "1"), ("⒉", "2"), ("⑴", "（1）"), ("⑵", "（2）"),
    ]  # fmt: skip


def test_list_that_does_not_begin_with_its_first_item_is_reported() -> None:
    parsed = parse_text("第一条 甲：\n（一）乙；\n（二）丙。\n第二条 丁：\n（三）戊。\n")
    assert [(problem.line, problem.reason) for problem in parsed.problems] == [(5, "编号不连续：开头是（三）")]


def test_item_that_begins_like_a_reference_is_an_item() -> None:
    parsed = parse_text("第一条 下列：\n（一）项目建设；\n（二）目标管理；\n（三）条件保障。\n")
    assert [clause.label for clause in parsed.clauses] == ["第一条", "（一）", "（二）", "（三）"]


def test_article_number_at_a_broken_line_is_a_reference_where_the_article_follows() -> None:
    parsed = parse_text(
        "第一条 企业应当建立质量管理制度并按照质量管理体系的要求依照\n第二条 处理质量投诉。\n第二条 乙。\n"
    )
    assert [(clause.label, clause.text[-9:]) for clause in parsed.clauses] == [
        ("第一条", "第二条处理质量投诉。"[-9:]), ("第二条", "乙。"),
    ]  # fmt: skip
