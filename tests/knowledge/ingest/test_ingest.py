"""The parser against the gold parse of the corpus and against texts of other kinds."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents.library import CORPUS
from knowledge.ingest import ParsedText, parse_file, parse_text
from knowledge.ingest.numbering import read_label
from knowledge.model import Clause
from knowledge.numerals import in_han, number
from tests.knowledge.policy_texts import assert_nothing_is_lost, without_spaces

POLICIES = Path(__file__).parents[2] / "fixtures" / "policies"
TRUTH = Path(__file__).parents[3] / "knowledge" / "evaluation" / "clause_truth.json"

# The files that the corpus was taken from, by the documents they hold in printed order, and the
# documents' names in the gold parse.
FILES = {
    "000": {"meizhou/forwarding": "000f", "guangdong/notice": "000"},
    "001": {"xiangshan/notice": "001"},
    "002": {"nantong/amendment": "002n", "nantong/measures": "002m"},
    "003": {"shenzhen/guide-interpretation": "003"},
    "004": {"guangdong/standard-explanation": "004"},
}
DOCUMENTS = {folder: name for documents in FILES.values() for folder, name in documents.items()}


def gold(name: str) -> list[tuple[object, ...]]:
    """The records of one document of the gold parse, or of a file that holds several."""
    records = json.loads(TRUTH.read_text("utf-8"))["clauses"]
    return [
        (r["kind"], tuple(r["path"]), r["para"], r["label"], r["heading"], without_spaces(r["text"]))
        for r in records
        if r["id"].split("-")[0] in name.split("+")
    ]


def found(parsed: ParsedText) -> list[tuple[object, ...]]:
    return [(c.kind, c.path, c.paragraph, c.label, c.heading, without_spaces(c.text)) for c in parsed.clauses]


def corpus_text(*folders: str) -> str:
    return b"".join((CORPUS / folder / "text.md").read_bytes() for folder in folders).decode()


def by_id(parsed: ParsedText) -> dict[str, Clause]:
    assert len({clause.id for clause in parsed.clauses}) == len(parsed.clauses)
    return {clause.id: clause for clause in parsed.clauses}


# The five published texts.


@pytest.mark.parametrize("name", FILES)
def test_published_file_gives_every_gold_record_and_no_other(name: str) -> None:
    text = corpus_text(*FILES[name])
    parsed = parse_text(text)
    assert found(parsed) == gold("+".join(FILES[name].values()))
    assert parsed.problems == ()
    assert_nothing_is_lost(parsed, text)


@pytest.mark.parametrize("folder", DOCUMENTS)
def test_corpus_document_gives_every_gold_record_and_no_other(folder: str) -> None:
    parsed = parse_file(CORPUS / folder / "text.md", document_id=folder.replace("/", "-"))
    assert found(parsed) == gold(DOCUMENTS[folder])
    assert parsed.problems == ()
    assert_nothing_is_lost(parsed, corpus_text(folder))


@pytest.mark.parametrize("folder", [folder for folder in DOCUMENTS if folder != "guangdong/notice"])
def test_text_without_page_furniture_keeps_all_words_in_place(folder: str) -> None:
    text = corpus_text(folder)
    assert without_spaces(parse_text(text).text) == without_spaces(text)


@pytest.mark.parametrize(
    ("folder", "clause_id", "cite"),
    [
        ("nantong/measures", "nantong-measures.a5", "第五条"),
        ("nantong/measures", "nantong-measures.a5.i3", "第五条（三）"),
        ("nantong/measures", "nantong-measures.a3", "第三条第一款"),
        ("nantong/measures", "nantong-measures.a3.p2", "第三条第二款"),
        ("nantong/amendment", "nantong-amendment.s1.p3", "第一部分第3段"),
        ("nantong/amendment", "nantong-amendment.p3", "结尾第2段"),
        ("guangdong/notice", "guangdong-notice.s4.i7.p1", "（七）第1段"),
        ("guangdong/notice", "guangdong-notice.s3.i5.n3", "（五）3"),
        ("guangdong/notice", "guangdong-notice.s5.i14.p1", "（十四）"),
        ("xiangshan/notice", "xiangshan-notice.s2.d1", "第二部分第1段"),
        ("xiangshan/notice", "xiangshan-notice.s3.n2", "三、2"),
        ("xiangshan/notice", "xiangshan-notice.s6.i1", "六、（一）"),
        ("xiangshan/notice", "xiangshan-notice.pre1", "引言"),
        ("xiangshan/notice", "xiangshan-notice.att1", "附件"),
        ("meizhou/forwarding", "meizhou-forwarding.p1", "正文"),
        ("meizhou/forwarding", "meizhou-forwarding.m2", "文号"),
    ],
)
def test_clause_has_a_lasting_id_and_the_name_a_reader_uses(folder: str, clause_id: str, cite: str) -> None:
    parsed = parse_file(CORPUS / folder / "text.md", document_id=folder.replace("/", "-"))
    assert by_id(parsed)[clause_id].cite == cite


@pytest.mark.parametrize("folder", DOCUMENTS)
def test_no_two_clauses_of_a_document_are_cited_alike(folder: str) -> None:
    cites = [c.cite for c in parse_file(CORPUS / folder / "text.md").clauses if c.kind == "clause"]
    assert len(set(cites)) == len(cites)


# Other kinds of texts.


def test_statute_with_all_levels_is_nested_and_cited_by_article() -> None:
    parsed = parse_file(POLICIES / "statute.txt", document_id="st")
    clauses = by_id(parsed)
    cites = {clause_id.removeprefix("st."): clause.cite for clause_id, clause in clauses.items()}
    assert cites == {
        "m1": "标题", "m2": "题注", "m3": "目录",
        "b1": "第一编", "b1.c1": "第一编第一章",
        "a1": "第一条",
        "a2": "第二条第一款", "a2.i1": "第二条第一款（一）", "a2.i1.n1": "第二条第一款（一）1",
        "a2.i1.n2": "第二条第一款（一）2", "a2.i1.n2.o1": "第二条第一款（一）2①", "a2.i1.n2.o2": "第二条第一款（一）2②",
        "a2.i2": "第二条第一款（二）", "a2.p2": "第二条第二款",
        "a2.p3": "第二条第三款", "a2.p3.i1": "第二条第三款（一）", "a2.p3.i2": "第二条第三款（二）",
        "b1.c2": "第一编第二章", "b1.c2.t1": "第一编第二章第一节",
        "a3": "第三条", "l1": "版面提示", "a3-1": "第三条之一", "a3-2": "第三条之二第一款",
        "a3-2.p2": "第三条之二第二款",
        "b1.c2.t2": "第一编第二章第二节",
        "a4": "第四条", "a4.i1": "第四条（一）", "a4.i2": "第四条（二）",
        "b2": "第二编", "b2.c3": "第二编第三章", "a5": "第五条",
        "annex1": "附件", "m4": "标题", "annex1.s1": "附件1 第一部分", "annex1.s1.p1": "附件1 第一部分",
        "annex1.s2": "附件1 第二部分", "annex1.s2.n1": "附件1 二、1", "annex1.s2.n2": "附件1 二、2",
        "annex2": "附件", "m5": "标题",
        "annex2.p1": "附件2 正文第1段", "annex2.p2": "附件2 正文第2段", "annex2.p3": "附件2 正文第3段",
    }  # fmt: skip
    assert clauses["st.a3"].text == "【生产者责任】生产者应当依照本条例第二条第（一）项和第十条规定建立制度。"
    assert clauses["st.a3"].heading == "生产者责任"
    assert clauses["st.a4"].kind == "clause"
    assert clauses["st.a4.i1"].heading == "销售者"
    assert clauses["st.annex1.s2.n1"].path == ("附件1", "二", "1")
    assert clauses["st.annex2.p2"].text == "1\t合格证明\t2"
    assert parsed.problems == ()
    assert_nothing_is_lost(parsed, (POLICIES / "statute.txt").read_text("utf-8"))


def test_measures_issued_as_an_annex_are_cited_in_it() -> None:
    parsed = parse_file(POLICIES / "notice_with_annex.txt")
    named = [(c.cite, c.text) for c in parsed.clauses if c.kind == "meta"]
    assert named == [
        ("发文机关", "某省市场监督管理局文件"), ("文号", "某市监规〔2021〕3号"),
        ("标题", "某省市场监督管理局关于印发《某省首席质量官管理办法（试行）》的通知"),
        ("主送机关", "各市市场监督管理局："), ("落款", "某省市场监督管理局 2021年3月8日"), ("版记", "（此件主动公开）"),
        ("标题", "某省首席质量官管理办法（试行）"), ("版记", "某局办公室 2021年3月9日印发"),
    ]  # fmt: skip
    clause = by_id(parsed)["annex1.a3.q1"]
    assert (clause.path, clause.cite, clause.text) == (("附件1", "第3条", "（1）"), "附件1 第3条（1）", "本科以上学历;")
    assert parsed.problems == ()
    assert_nothing_is_lost(parsed, (POLICIES / "notice_with_annex.txt").read_text("utf-8"))


def test_opinions_with_run_in_headings_and_four_levels_are_nested() -> None:
    parsed = parse_file(POLICIES / "opinions.txt")
    body = [(c.id, c.heading) for c in parsed.clauses if c.kind == "clause"]
    assert body == [
        ("s1.i1", "指导思想"), ("s1.i2.n1", "基本原则"), ("s1.i2.n2", "坚持创新驱动"),
        ("s1.i3", "主要目标"), ("s1.i3.d1", "主要目标"), ("s1.i3.d2", "主要目标"), ("s1.i3.p4", "主要目标"),
        ("s2.i4.n1.q1", "聘任（市市场监管局负责）"), ("s2.i4.n1.q1.o1", "聘任（市市场监管局负责）"),
        ("s2.i4.n1.q1.o2", "聘任（市市场监管局负责）"), ("s2.i4.n1.q2", "聘任（市市场监管局负责）"),
        ("s3.p1", "保障措施"), ("p2", ""),
    ]  # fmt: skip
    assert by_id(parsed)["s2.i4.n1.q1.o2"].cite == "（四）1（1）②"
    assert_nothing_is_lost(parsed, (POLICIES / "opinions.txt").read_text("utf-8"))


def test_unfinished_last_line_is_a_paragraph_and_no_heading() -> None:
    parsed = parse_text("质量公告\n甲方负责。\n\n乙方协助\n")
    assert [(c.id, c.kind) for c in parsed.clauses] == [("m1", "meta"), ("p1", "clause"), ("p2", "clause")]


def test_paragraph_after_a_list_that_a_lead_introduces_belongs_to_the_lead() -> None:
    parsed = parse_text("一、职责\n（一）企业承担下列职责：\n1.建立制度；\n2.保存记录。\n上述职责由企业细化。\n")
    last = parsed.clauses[-1]
    assert (last.path, last.paragraph, last.cite) == (("一", "（一）"), 2, "一、（一）第2段")


def test_list_after_a_lead_is_inside_it_whatever_its_numbers() -> None:
    parsed = parse_text("一、条件\n1.人选符合下列条件：\n（一）有学历；\n（二）有经验。\n2.企业自愿。\n")
    assert [c.path for c in parsed.clauses[1:]] == [
        ("一", "1"), ("一", "1", "（一）"), ("一", "1", "（二）"), ("一", "2"),
    ]  # fmt: skip


def test_indented_line_begins_a_paragraph_even_after_an_unfinished_one() -> None:
    wide = "一、进一步加强首席质量官制度建设和质量人才培养工作的若干具体措施"
    assert [c.kind for c in parse_text(f"　　{wide}\n　　各地应当落实。\n").clauses] == ["heading", "clause"]


def test_letter_without_numbers_is_counted_by_paragraphs() -> None:
    parsed = parse_file(POLICIES / "plain_letter.txt")
    assert [(c.id, c.kind, c.heading) for c in parsed.clauses] == [
        ("m1", "meta", ""), ("m2", "meta", ""), ("p1", "clause", ""), ("p2", "clause", ""),
        ("h1", "heading", "参加办法"), ("p3", "clause", "参加办法"), ("m3", "meta", ""), ("m4", "meta", ""),
    ]  # fmt: skip
    assert by_id(parsed)["p1"].text.endswith("共同提高产品质量。")


def test_empty_text_gives_no_clauses() -> None:
    assert parse_text(" \n\n") == ParsedText("", (), ())


def test_chapters_that_number_articles_anew_stay_in_the_path() -> None:
    parsed = parse_text("第一章 总则\n第一条 甲。\n第二条 乙。\n第二章 附则\n第一条 丙。\n")
    assert [(c.id, c.path, c.cite) for c in parsed.clauses if c.label == "第一条"] == [
        ("c1.a1", ("第一章", "第一条"), "第一章第一条"),
        ("c2.a1", ("第二章", "第一条"), "第二章第一条"),
    ]


def test_second_document_of_a_file_repeats_no_id() -> None:
    text = "甲市质量办法\n第一条 甲。\n第一条之二 乙。\n(此件公开发布)\n乙市质量办法\n第一条 丙。\n"
    assert [c.id for c in parse_text(text).clauses] == ["m1", "a1", "a1-2", "m2", "m3", "a1-3"]


def test_named_attachments_and_signature_end_the_rules() -> None:
    text = (
        "关于培训的通知\n各区局：\n一、时间\n6月1日举行。\n附件：1.报名表\n2.日程\n"
        "某市市场监督管理局\n2024年5月6日\n抄送：各协会。\n联系人：办公室\n"
    )
    units = [(c.kind, c.text) for c in parse_text(text).clauses]
    assert units[2:] == [
        ("heading", "时间"), ("clause", "6月1日举行。"), ("attachment", "附件：1.报名表"), ("attachment", "2.日程"),
        ("meta", "某市市场监督管理局"), ("meta", "2024年5月6日"), ("meta", "抄送：各协会。"),
        ("meta", "联系人：办公室"),
    ]  # fmt: skip


def test_standard_with_decimal_numbers_nests_by_their_depth() -> None:
    parsed = parse_text("质量指南\n4.1 总则\n4.1.1 甲。\n4.1.2 乙。\n4.2 方法\n4.2.1 丙：\na) 丁；\nb) 戊。\n")
    paths = {c.id: c.path for c in parsed.clauses if c.kind == "clause"}
    assert paths == {
        "n4-1.n4-1-1": ("4.1", "4.1.1"), "n4-1.n4-1-2": ("4.1", "4.1.2"), "n4-2.n4-2-1": ("4.2", "4.2.1"),
        "n4-2.n4-2-1.e1": ("4.2", "4.2.1", "a）"), "n4-2.n4-2-1.e2": ("4.2", "4.2.1", "b）"),
    }  # fmt: skip


def test_gap_in_the_numbers_is_kept_and_reported_with_its_line() -> None:
    parsed = parse_text("第一条 甲。\n\n第三条 乙。\n")
    assert [c.label for c in parsed.clauses] == ["第一条", "第三条"]
    assert [(p.line, p.reason) for p in parsed.problems] == [(3, "编号不连续：第一条之后是第三条")]


def test_words_after_the_signature_are_kept_and_reported() -> None:
    parsed = parse_text("一、时间\n六月举行。\n某市市场监督管理局\n2024年5月6日\n更多内容请看网站。\n")
    assert (parsed.clauses[-1].kind, parsed.clauses[-1].text) == ("meta", "更多内容请看网站。")
    assert [problem.line for problem in parsed.problems] == [5]


@pytest.mark.parametrize(
    ("line", "printed", "token"),
    [
        ("第一百二十条之三 甲", "第一百二十条之三", "a120-3"),
        ("第 十一 条　甲", "第 十一 条", "a11"),
        ("第五条规定的情形", None, None),
        ("第三条第二款", None, None),
        ("(十二)甲", "(十二)", "i12"),
        ("（一）项规定", None, None),
        ("3、甲", "3、", "n3"),
        ("1.5倍", None, None),
        ("2.甲", "2.", "n2"),
        ("（3）甲", "（3）", "q3"),
        ("4）甲", "4）", "r4"),
        ("⑫甲", "⑫", "o12"),
        ("——甲", "——", "d"),
        ("十、甲", "十、", "s10"),
        ("一、二级企业", None, None),
        ("2023年，甲", None, None),
        ("甲", None, None),
    ],
)
def test_number_at_the_beginning_of_a_line(line: str, printed: str | None, token: str | None) -> None:
    label = read_label(line)
    assert (label and label.printed, label and label.token) == (printed, token)


@given(st.integers(1, 99))
def test_chinese_numbers_are_read_as_written(value: int) -> None:
    assert number(in_han(value)) == number(str(value)) == value


def test_large_chinese_numbers_are_read() -> None:
    numerals = ("一百零八", "一千二百六十", "三万零五", "二〇二三", "九十九万九千九百九十九")
    assert [number(numeral) for numeral in numerals] == [108, 1260, 30005, 2023, 999999]
