"""An answer for one area never rests on another area's clause, unless the user named that area's document."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.answer import PolicyAnswers
from knowledge.model import Answer, Answered, Focus, NotStated, Question, Quote, Unsure
from knowledge.reading.places import load_gazetteer

ANSWERS = PolicyAnswers.load(today=lambda: date(2026, 11, 20))
GAZETTEER = load_gazetteer()


def talk(profile: str, *turns: str) -> Answer:
    """The answer to the last of `turns`, each asked with what the one before was about."""
    focus: Focus | None = None
    for turn in turns:
        answer = ANSWERS.answer(Question(turn, profile, focus))
        focus = getattr(answer, "focus", focus)
    return answer


def quoted(answer: Answer) -> Sequence[Quote]:
    match answer:
        case Answered(quotes=quotes) | NotStated(near=quotes) | Unsure(options=quotes):
            return quotes
        case _:
            return ()


@pytest.mark.parametrize(
    ("profile", "turns", "area"),
    [
        # a place named in passing
        ("nantong", ("我们老板去深圳开会听说培训免费，是这样吗",), "nantong"),
        ("nantong", ("同行在佛山，说董事长可以兼任，我们行吗",), "nantong"),
        ("nantong", ("听广东的朋友说老板能兼任首席质量官，是真的吗",), "nantong"),
        ("nantong", ("广东那边老板能兼，我们这儿能不能",), "nantong"),
        ("guangdong", ("南通要求大专，我们要不要",), "guangdong"),
        ("", ("人家广东是免费培训，南通收不收钱",), "nantong"),
        ("", ("听说南通要大专以上，我们东莞要不要求学历",), "guangdong"),
        # a place that was left
        ("", ("我从南通调到广州了，学历有要求吗",), "guangdong"),
        ("", ("我以前在南通干，现在人在佛山，备案找谁",), "guangdong"),
        # head office and works
        ("nantong", ("总部在深圳，我们这边怎么备案",), "nantong"),
        ("", ("深圳的公司在南通设了厂，南通这个厂怎么备案",), "nantong"),
        ("", ("深圳的公司在南通设了个厂，学历有要求吗",), "nantong"),
        ("", ("厂在东莞，老板是南通人，备案找谁",), "guangdong"),
        # words that every province has for itself
        ("xiangshan", ("省里要求企业报到哪儿",), "xiangshan"),
        ("nantong", ("省局管不管备案",), "nantong"),
        # a story
        (
            "",
            ("隔壁南通做家纺的讲他们那边要大专文凭，老板听了就急，我们东莞这边厂里几个副总都是中专，学历到底卡不卡",),
            "guangdong",
        ),
        # corrections
        ("nantong", ("不是南通，是相山，备案找谁",), "xiangshan"),
        # follow-ups that switch back and forth
        ("", ("南通怎么备案", "那相山呢", "换回来"), "nantong"),
        ("guangdong", ("怎么备案", "换成相山", "换回来"), "guangdong"),
        ("guangdong", ("怎么备案", "相山呢", "还是说广东吧"), "guangdong"),
        ("", ("南通评质量奖要什么", "那相山呢", "广东呢", "还是说回一开头那个地方，评奖算啥条件"), "nantong"),
        ("nantong", ("学历要求", "相山的下一条"), "xiangshan"),
        ("nantong", ("学历要求", "广东第二项呢"), "guangdong"),
        ("nantong", ("任职条件", "35号文里呢", "要什么学历"), "nantong"),
        # after a document of another area the conversation is where it was
        ("nantong", ("粤市监〔2023〕35号怎么备案", "要什么学历"), "nantong"),
        ("guangdong", ("《南通市首席质量官暂行管理办法》第五条", "备案找谁"), "guangdong"),
        # numbers, titles and names that do not name another area's document
        ("nantong", ("35号文第七条说了什么",), "nantong"),
        ("guangdong", ("65号文第五条",), "guangdong"),
        ("nantong", ("《首席质量官制度》里怎么说",), "nantong"),
        ("guangdong", ("《管理办法》里任职条件是什么",), "guangdong"),
        ("guangdong", ("《暂行管理办法》第五条",), "guangdong"),
        ("xiangshan", ("《首席质量官管理办法》第六条",), "xiangshan"),
        ("nantong", ("《企业首席质量官制度的通知》",), "nantong"),
        ("nantong", ("我们办法的解读里怎么说学历",), "nantong"),
        ("xiangshan", ("省通知里备案怎么弄",), "xiangshan"),
        ("nantong", ("省标准是强制的吗",), "nantong"),
        ("nantong", ("转发件是哪天的",), "nantong"),
        # whether another area's document holds here
        ("nantong", ("粤市监〔2023〕35号对我们适用吗",), "nantong"),
    ],
)
def test_only_texts_of_the_settled_area_are_cited(profile: str, turns: tuple[str, ...], area: str) -> None:
    answer = talk(profile, *turns)
    assert isinstance(answer, Answered | NotStated)
    assert answer.jurisdiction == area
    assert {quote.document.jurisdiction for quote in quoted(answer)} <= set(GAZETTEER.lineage(area))


@pytest.mark.parametrize(
    ("profile", "turns", "document", "area"),
    [
        ("nantong", ("粤市监〔2023〕35号怎么说备案",), "guangdong-notice", "广东"),
        ("nantong", ("《关于深化落实企业首席质量官制度的通知》第七条",), "guangdong-notice", "广东"),
        ("meizhou", ("通政办发65号第五条",), "nantong-measures", "南通"),
        ("guangdong", ("《南通市首席质量官暂行管理办法》第五条", "下一条"), "nantong-measures", "南通"),
        ("guangdong", ("《南通市首席质量官暂行管理办法》第五条", "第六条呢"), "nantong-measures", "南通"),
        ("nantong", ("编制说明里讲的范围是什么",), "guangdong-standard-explanation", "广东"),
    ],
)
def test_a_document_named_from_another_area_is_quoted_and_said_to_be_that_areas(
    profile: str, turns: tuple[str, ...], document: str, area: str
) -> None:
    answer = talk(profile, *turns)
    assert isinstance(answer, Answered)
    assert {quote.document.id for quote in answer.quotes} == {document}
    own = GAZETTEER.jurisdictions[profile].short_name
    assert answer.remarks[0] == f"这是{area}的文件，不是{own}的文件。"


@pytest.mark.parametrize(
    ("profile", "text", "matter"),
    [
        ("nantong", "35号文", "35号文的内容（粤市监〔2023〕35号是广东的文件）"),
        ("guangdong", "请问4号文说了什么", "4号文的内容（通政办规〔2020〕4号是南通的文件）"),
        ("shenzhen", "10号文", "10号文的内容（梅市质强市办函〔2023〕10号是梅州的文件）"),
        ("nantong", "国务院4号文", "国务院4号文的内容"),
    ],
)
def test_a_bare_number_of_another_area_is_not_held_and_said_to_be_whose_it_is(
    profile: str, text: str, matter: str
) -> None:
    assert ANSWERS.answer(Question(text, profile)) == NotStated(matter, profile)


TURNS = st.sampled_from(
    [
        *(
            "学历要求",
            "怎么备案",
            "培训免费吗",
            "下一条",
            "上一条呢",
            "第五条",
            "第二项呢",
            "（七）",
            "换回来",
            "那大型的呢",
        ),
        *("南通呢", "那深圳呢", "相山的下一条", "还是说广东", "梅州转发的那份", "苏州呢", "通州的呢", "淮北呢"),
        *(
            "35号文",
            "4号文第三条",
            "编制说明里怎么说",
            "解读提到的",
            "指南的范围",
            "粤市监〔2023〕35号（七）",
            "原第七条",
        ),
        *("《南通市首席质量官暂行管理办法》第五条", "《首席质量官制度》", "南通和相山一样吗", "听说广东免费，我们呢"),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(TURNS, min_size=1, max_size=6), st.sampled_from(["", *GAZETTEER.jurisdictions]))
def test_whatever_is_said_an_answer_of_an_area_quotes_that_area(turns: list[str], profile: str) -> None:
    answer = talk(profile, *turns)
    area = getattr(answer, "jurisdiction", "")
    if area:
        assert {quote.document.jurisdiction for quote in quoted(answer)} <= set(GAZETTEER.lineage(area))


def test_area_named_after_an_answer_that_needed_none_is_answered() -> None:
    last = Focus("", "guangdong-standard-explanation", "guangdong-standard-explanation.s6.p1", "其他")
    assert ANSWERS.answer(Question("佛山", "guangdong", last))
