"""The public clause page as HTML: what is shown, what is marked, what is kept off, what is escaped."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import html

from bot.clause_page import render_clause_page, render_not_found
from knowledge.documents.library import Library, load_library
from knowledge.model import Clause, ClauseKind, PolicyDocument
from tests.knowledge.made_up_corpus import CURRENT, NOTICE, ORIGINAL, TRIAL, write_corpus, write_document

TODAY = date(2026, 11, 20)


def clause(
    place: str, kind: ClauseKind, text: str, *, label: str = "", path: tuple[str, ...] = (), cite: str
) -> Clause:
    return Clause(f"river-rules.{place}", "river-rules", kind, path, None, label, "", text, cite)


ITEM = clause("a2.i1", "clause", "按时巡河；", label="（一）", path=("第二条", "（一）"), cite="第二条（一）")
RULES = PolicyDocument(
    id="river-rules",
    title="临江市河长工作办法",
    doc_no="临政办〔2022〕3号",
    issuers=("临江市人民政府办公室",),
    jurisdiction="linjiang",
    status="in_force_unverified",
    text="",
    clauses=(
        clause("m1", "meta", "临江市河长工作办法", cite="标题"),
        clause("m2", "meta", "各县（区）人民政府：", cite="主送机关"),
        clause("a1", "clause", "为了保护河流，制定本办法。", label="第一条", path=("第一条",), cite="第一条"),
        clause("a2", "clause", "河长应当：", label="第二条", path=("第二条",), cite="第二条"),
        ITEM,
        clause("a3", "clause", "第一行。\n第二行。", label="第三条", path=("第三条",), cite="第三条"),
        clause("m3", "meta", "2022年5月6日", cite="日期"),
        clause("l1", "layout", "(此页无正文)", cite="版面提示"),
        clause("m4", "meta", "公开方式：主动公开", cite="版记"),
        clause("m5", "meta", "校对：王小明", cite="版记"),
    ),
    date_note="2022年5月6日",
    revised_by="临政办〔2023〕8号",
)
FORWARDING = replace(RULES, id="forwarding", title="转发通知", doc_no="", revised_by="", forwards="river-rules")


def page_of(document: PolicyDocument, cited: Clause, *others: PolicyDocument) -> html.HtmlElement:
    documents = {one.id: one for one in (document, *others)}
    shown_in = replace(cited, document=document.id)
    return html.document_fromstring(render_clause_page(shown_in, Library(documents, {}), today=TODAY))


def page_in(library: Library, clause_id: str, today: date = TODAY) -> html.HtmlElement:
    return html.document_fromstring(render_clause_page(library.clauses[clause_id], library, today=today))


def strip(page: html.HtmlElement) -> list[list[str]]:
    """The lines above the text: a word and what it says."""
    return [
        words([*line.xpath("strong | *[@class='word']"), *line.xpath("*[not(@class)] | *[@class='notes']/*")])
        for line in within(page, "status", "/p")
    ]


def within(page: html.HtmlElement, style: str, below: str = "") -> list[html.HtmlElement]:
    """The elements of that class, or what the path `below` finds in them."""
    return list(page.xpath(f"//*[contains(concat(' ', normalize-space(@class), ' '), ' {style} ')]{below}"))


def words(elements: list[html.HtmlElement]) -> list[str]:
    return ["".join(element.text_content().split()) for element in elements]


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def test_cited_clause_alone_is_marked() -> None:
    page = page_of(RULES, ITEM)

    (cited,) = within(page, "cited")
    assert cited.get("id") == "river-rules.a2.i1"
    assert cited.get("aria-current") == "true"
    assert cited.xpath("p")[0].text_content() == "（一）按时巡河；"


def test_copy_button_carries_words_and_source() -> None:
    (button,) = page_of(RULES, ITEM).xpath("//button")

    assert button.get("data-words") == (
        "「按时巡河；」——《临江市河长工作办法》（临政办〔2022〕3号，临政办〔2023〕8号修订）第二条（一）"
    )


def test_head_and_status_come_from_the_manifest() -> None:
    page = page_of(RULES, ITEM)

    assert words(page.xpath("//h1")) == ["临江市河长工作办法"]
    assert words(within(page, "number")) == ["临政办〔2022〕3号"]
    assert words(within(page, "issuers", "/li")) == ["临江市人民政府办公室"]
    assert strip(page) == [["现行未核实", "2022年5月6日", "已并入临政办〔2023〕8号的修改"]]
    assert words(within(page, "caution")) == ["以主管部门最新文件为准。"]


def test_frame_of_the_document_has_its_places_and_nothing_is_said_twice() -> None:
    page = page_of(RULES, ITEM)

    assert words(within(page, "addressee")) == ["各县（区）人民政府："]
    assert words(within(page, "signature")) == ["2022年5月6日"]
    assert words(within(page, "imprint")) == ["公开方式：主动公开"]
    assert "临江市河长工作办法" not in "".join(words(within(page, "unit", "/p[1]")))


def test_name_of_the_proof_reader_is_not_published() -> None:
    assert "王小明" not in page_of(RULES, ITEM).text_content()


def test_lines_of_a_clause_stay_lines() -> None:
    (last,) = page_of(RULES, ITEM).xpath("//div[@id='river-rules.a3']/p")

    assert last.text_content() == "第三条第一行。\n第二行。"


def test_contents_list_the_articles_where_there_are_no_headings() -> None:
    page = page_of(RULES, ITEM)

    assert within(page, "contents", "//a/@href") == [
        "#river-rules.a1",
        "#river-rules.a2",
        "#river-rules.a3",
    ]


def test_short_text_has_no_contents() -> None:
    short = replace(RULES, clauses=RULES.clauses[:4])

    assert within(page_of(short, short.clauses[2]), "contents") == []


def test_relation_is_linked_from_both_sides() -> None:
    forwarded = page_of(RULES, ITEM, FORWARDING)
    forwarding = page_of(FORWARDING, ITEM, RULES)

    assert words(within(forwarded, "word")) == ["转发件"]
    assert words(within(forwarded, "status", "//a")) == ["《转发通知》"]
    assert words(within(forwarding, "word")) == ["转发"]
    assert within(forwarding, "status", "//a/@href") == ["/clauses/river-rules.a1"]


def test_relation_to_a_text_outside_the_corpus_is_named_without_a_link() -> None:
    page = page_of(replace(RULES, status="interpretation", explains="《河长指南》"), ITEM)

    assert strip(page)[1:] == [["说明对象", "《河长指南》"]]
    assert within(page, "status", "//a") == []


@pytest.fixture
def history(tmp_path: Path) -> Library:
    return load_library(write_corpus(tmp_path))


def test_repealed_text_says_so_with_the_day(history: Library) -> None:
    before, after = (page_in(history, f"{TRIAL}.a1", day) for day in (date(2018, 12, 31), date(2019, 1, 1)))

    assert strip(before)[0] == ["现行未核实"]
    assert strip(after)[0] == ["已废止", "2019年1月1日起废止"]
    assert within(after, "repealed") != []


def test_replaced_version_leads_to_the_one_in_force_and_back(history: Library) -> None:
    title = "《某市河长办法》（某府〔2015〕3号，某府〔2020〕8号修订）"
    old, new = page_in(history, f"{ORIGINAL}.a2"), page_in(history, f"{CURRENT}.a2")

    assert strip(old) == [["已修改", "2020年8月28日起适用新文本"], ["现行文本", title]]
    assert within(old, "status", "//a/@href") == [f"/clauses/{CURRENT}.a1"]
    assert strip(new)[:2] == [
        ["现行未核实", "已并入某府〔2020〕8号的修改", "2015年5月1日起施行", "现文本2020年8月28日起适用"],
        ["旧文本", "《某市河长办法》（某府〔2015〕3号）"],
    ]


def test_text_that_is_not_in_force_yet_says_from_when(history: Library) -> None:
    page = page_in(history, f"{ORIGINAL}.a1", date(2015, 4, 30))

    assert strip(page)[0] == ["尚未施行", "2015年5月1日起施行"]
    assert strip(page)[1][0] == "较新文本"


def test_version_outside_the_corpus_is_named(tmp_path: Path) -> None:
    manifest = 'title = "新办法"\ndoc_no = ""\nstatus = "in_force_unverified"\nreplaces = "《旧办法》"\n'
    write_document(tmp_path, "city/rules", manifest)

    assert strip(page_in(load_library(tmp_path), "city-rules.a1")) == [["现行未核实"], ["取代", "《旧办法》"]]


def test_clause_of_a_notice_leads_to_the_clause_that_holds_its_words(history: Library) -> None:
    page = page_in(history, f"{NOTICE}.s2")

    assert strip(page)[0] == ["已修改", "引用以修改后重新公布的文本为准"]
    assert strip(page)[1][0] == "修改后文本"
    assert words(within(page, "tools", "/a")) == ["现为第三条"]
    assert within(page, "tools", "/a/@href") == [f"/clauses/{CURRENT}.a3"]


def test_clause_of_a_notice_without_a_successor_says_why(history: Library) -> None:
    page = page_in(history, f"{NOTICE}.s3")

    assert within(page, "tools", "/a") == []
    assert words(within(page, "tools", "/*[@class='reason']")) == ["条文顺序的调整不对应某一条。"]


def test_renumbered_and_added_articles_are_marked(history: Library) -> None:
    page = page_in(history, f"{CURRENT}.a3")

    assert words(within(page, "tools", "/*"))[:3] == ["第三条", "原第二条", "见修改通知第二部分"]
    assert within(page, "tools", "/a/@href") == [f"/clauses/{NOTICE}.s2"]
    assert page.xpath("//div[@id=$id]/p[2]/text()", id=f"{CURRENT}.a2") == ["2020年新增"]
    assert page.xpath("//div[@id=$id]/p[2]", id=f"{CURRENT}.a1") == []
    assert page.xpath("//div[@id=$id]/p[2]", id=f"{CURRENT}.a4") == []


def test_item_of_a_renumbered_article_names_its_old_article(library: Library) -> None:
    page = page_in(library, "nantong-measures.a11.i3")

    assert words(within(page, "tools", "/*"))[:3] == ["第十一条（三）", "原第七条", "见修改通知四、（三）"]
    assert [one for one in words(within(page, "formerly")) if one.startswith("原")] == [
        "原第九条", "原第七条", "原第七条", "原第十五条", "原第十六条",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("clause_id", "status"),
    [
        ("guangdong-standard-explanation.s1.i1.p1", ["草案编制说明", "所说明的是草案，不是现行规定"]),
        ("shenzhen-guide-interpretation.s1.p1", ["解读", "解释性文字，不是规定本身"]),
        ("meizhou-forwarding.p1", ["转发件", "2023年8月3日"]),
        ("xiangshan-notice.s1.p1", ["现行未核实"]),
    ],
)
def test_what_is_no_rule_is_told_from_what_is(library: Library, clause_id: str, status: list[str]) -> None:
    assert strip(page_in(library, clause_id))[0] == status


def test_markup_in_a_policy_text_is_escaped() -> None:
    hostile = '"><script>alert(1)</script>'
    evil = replace(ITEM, text=hostile, label=hostile, cite=hostile)
    document = replace(RULES, title=hostile, doc_no=hostile, issuers=(hostile,), clauses=(evil,), amends=hostile)
    page = page_of(document, evil)

    assert page.xpath("//script/@src") == ["/static/clause.js"]
    assert within(page, "cited", "/p")[0].text_content() == hostile * 2


def test_page_needs_nothing_inline_and_nothing_from_elsewhere() -> None:
    page = page_of(RULES, ITEM)

    assert page.xpath("//style | //*[@style] | //*[@onclick] | //script[not(@src)]") == []
    addresses = page.xpath("//script/@src | //link/@href | //use/@href")
    assert len(addresses) > 4
    assert all(address.startswith("/static/") for address in addresses)


def test_unknown_clause_is_told_in_words() -> None:
    page = html.document_fromstring(render_not_found())

    assert words(page.xpath("//h1")) == ["没有找到这一条款"]


def test_every_clause_of_the_corpus_stands_on_the_page_of_its_document(library: Library) -> None:
    for document in library.documents.values():
        rules = [one for one in document.clauses if one.kind not in ("meta", "layout")]
        shown = page_in(library, rules[0].id)
        for rule in rules:
            (unit,) = shown.xpath("//div[@id=$id]", id=rule.id)
            assert rule.text in unit.text_content()
