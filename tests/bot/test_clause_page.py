"""The public clause page as HTML: what is shown, what is marked, what is kept off, what is escaped."""

from dataclasses import replace

import pytest
from lxml import html

from bot.clause_page import render_clause_page, render_not_found
from knowledge.library import Library, load_library
from knowledge.model import Clause, ClauseKind, PolicyDocument


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
    return html.document_fromstring(render_clause_page(document, cited, documents))


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
    assert words(within(page, "status", "/p[1]/*")) == [
        "现行未核实",
        "2022年5月6日",
        "已并入临政办〔2023〕8号的修改",
    ]
    assert words(within(page, "caution")) == ["以主管部门最新文件为准。"]


def test_frame_of_the_document_has_its_places_and_nothing_is_said_twice() -> None:
    page = page_of(RULES, ITEM)

    assert words(within(page, "addressee")) == ["各县（区）人民政府："]
    assert words(within(page, "signature")) == ["2022年5月6日"]
    assert words(within(page, "imprint")) == ["公开方式：主动公开"]
    assert "临江市河长工作办法" not in "".join(words(within(page, "unit", "/p[1]")))


def test_name_of_the_proof_reader_is_not_published() -> None:
    assert "王小明" not in render_clause_page(RULES, ITEM, {RULES.id: RULES})


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

    assert words(within(page, "status", "/p"))[1:] == ["说明对象《河长指南》"]
    assert within(page, "status", "//a") == []


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
        shown = html.document_fromstring(render_clause_page(document, rules[0], library.documents))
        for rule in rules:
            (unit,) = shown.xpath("//div[@id=$id]", id=rule.id)
            assert rule.text in unit.text_content()
