"""How replies become pages: limits in bytes, cuts between blocks, choices on the last page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.messages import Capabilities, Choice, Citation, Cited, Reply, Text
from dialogs.prompts import MORE_BELOW, paginate

WECHAT = Capabilities(text_bytes=2000, anchors=True)
CHOICES = (Choice("任职条件", "任职条件是什么"), Choice("转人工", "转人工"))


def citation(quote: str, *, label: str = "", clause: str = "第五条", area: str = "南通") -> Citation:
    return Citation(
        id="nantong-measures.a5",
        document="南通市首席质量官暂行管理办法",
        doc_no="通政办发〔2011〕65号",
        revised_by="通政办规〔2020〕4号",
        clause=clause,
        label=label,
        quote=quote,
        text=quote,
        jurisdiction=area,
        status="现行未核实",
        url="https://bot.example.gov.cn/clauses/nantong-measures.a5",
        area=area,
        date_note="2020年8月28日修订公布",
    )


def test_cited_answer_reads_conclusion_quote_source_link_status_choices() -> None:
    reply = Cited(
        "结论。",
        (citation("具备以下条件："), citation("热爱质量工作；", label="（一）", clause="第五条（一）")),
        choices=CHOICES,
    )
    (page,) = paginate([reply], WECHAT)
    assert page.text.split("\n") == [
        "结论。",
        "原文「具备以下条件：」",
        "（一）「热爱质量工作；」",
        "出处：《南通市首席质量官暂行管理办法》（通政办发〔2011〕65号，通政办规〔2020〕4号修订）第五条",
        '<a href="https://bot.example.gov.cn/clauses/nantong-measures.a5">查看原文</a>',
        "2020年8月28日修订公布，现行未核实。以主管部门最新文件为准。",
        "",
        "1 任职条件",
        "2 转人工",
    ]
    assert page.choices == CHOICES


def test_areas_are_headed_where_an_answer_compares_them() -> None:
    reply = Cited("分别如下。", (citation("甲。"), citation("乙。", area="相山")))
    (page,) = paginate([reply], WECHAT)
    assert "【南通】\n原文「甲。」" in page.text
    assert "【相山】\n原文「乙。」" in page.text


def test_no_reply_is_no_page() -> None:
    assert paginate([], WECHAT) == ()


def test_long_answer_is_cut_between_quotations_and_choices_stand_last() -> None:
    items = tuple(citation(f"第{number}项" + "内容" * 60 + "；", label=f"（{number}）") for number in range(9))
    pages = paginate([Cited("结论。", items, choices=CHOICES)], WECHAT)
    assert len(pages) == 2
    assert pages[0].text.endswith(f"」\n{MORE_BELOW}")
    assert pages[0].choices == ()
    assert pages[1].text.endswith("1 任职条件\n2 转人工")
    assert all(f"「{item.quote}」" in pages[0].text + pages[1].text for item in items)


@pytest.mark.parametrize("limit", [200, 600, 2000])
@given(texts=st.lists(st.text(alphabet="质量官。；a\n😀", max_size=900), min_size=1, max_size=5))
def test_every_page_keeps_the_limit_and_no_word_is_lost(limit: int, texts: list[str]) -> None:
    replies: list[Reply] = [Text(text) for text in texts]
    pages = paginate(replies, Capabilities(text_bytes=limit, anchors=False))
    assert all(len(page.text.encode()) <= limit for page in pages)
    joined = "".join(page.text.removesuffix(MORE_BELOW) for page in pages)
    assert "".join(joined.split()) == "".join("".join(texts).split())
