"""Topics that areas are compared on, and documents set side by side."""

from datetime import date

import pytest

from knowledge.answer import PolicyAnswers
from knowledge.answering.topics import Topics, load_topics, side_of
from knowledge.documents.library import CORPUS, Library
from knowledge.errors import BrokenManifest
from knowledge.model import Answered, Focus, NotStated, OffTopic, Question
from knowledge.phrasings import load_phrasings


@pytest.fixture(scope="module")
def topics(shipped: Library) -> Topics:
    return load_topics(shipped, load_phrasings(shipped).implied)


@pytest.fixture(scope="module")
def answers() -> PolicyAnswers:
    return PolicyAnswers.load(today=lambda: date(2026, 11, 25))


def compared(answers: PolicyAnswers, text: str) -> Answered:
    answer = answers.answer(Question(text))
    assert isinstance(answer, Answered), answer
    return answer


def name(topic: object) -> str:
    return getattr(topic, "name", "")


@pytest.mark.parametrize(
    ("message", "topic"),
    [
        ("首席质量官的任职条件是什么", "任职条件"),
        ("设立首席质量官有哪些激励政策", "激励措施"),
        ("学历？", "学历要求"),
        ("备案？", "备案"),
        ("原材料", ""),
        ("人才库谁建", ""),
        ("我们厂的老王干了两年质量，学历是中专，想问问够不够格当", ""),
        ("今天天气", ""),
    ],
)
def test_a_short_message_names_a_topic_or_does_not(topics: Topics, message: str, topic: str) -> None:
    assert name(topics.named(message)) == topic


def test_the_topic_of_a_clause_is_the_one_the_message_fits(topics: Topics) -> None:
    filing = {"guangdong-notice.s4.i7.p1"}
    assert name(topics.around(filing, "备案找谁")) == "备案"
    assert name(topics.around(filing, "什么人能当")) == "任职条件"
    assert topics.around({"nantong-measures.a18.p9"}, "备案") is None
    assert topics.around((), "备案") is None


def test_an_area_takes_its_own_side_then_its_parents_then_none(shipped: Library, topics: Topics) -> None:
    people = topics.of("高层次人才认定", answered_by=())
    assert people is not None
    assert side_of(people, ("shenzhen", "guangdong"), shipped)[0].document == "shenzhen-guide-interpretation"
    degree = topics.of("学历", answered_by=())
    assert degree is not None
    assert side_of(degree, ("shenzhen", "guangdong"), shipped) == ()


def test_a_topic_that_names_an_unknown_clause_is_refused(shipped: Library, tmp_path: object) -> None:
    root = CORPUS.__class__(str(tmp_path))
    (root / "topics.toml").write_text(
        '[[topics]]\nname = "甲"\nasked = ["甲"]\n[topics.clauses]\nnantong = ["nantong-measures.a99"]\n', "utf-8"
    )
    with pytest.raises(BrokenManifest, match=r"topics\.toml, line 5: no clause nantong-measures\.a99"):
        load_topics(shipped, (), root)


@pytest.mark.parametrize(
    ("text", "areas"),
    [
        ("谁能当首席质量官，南通跟相山有啥区别", ["南通", "相山"]),
        ("粤、通、相山三地学历要求分别是什么", ["广东", "南通", "相山"]),
        ("深圳和广东培训收费一样吗", ["深圳", "广东"]),
    ],
)
def test_every_area_named_has_its_line(answers: PolicyAnswers, text: str, areas: list[str]) -> None:
    lines = compared(answers, text).conclusion.splitlines()
    assert [area in line for area, line in zip(areas, lines, strict=True)] == [True] * len(areas)


def test_a_side_that_states_nothing_says_so_and_quotes_nothing(answers: PolicyAnswers) -> None:
    answer = compared(answers, "南通和广东都要求几年质量工作经验，一样吗")
    assert {quote.document.jurisdiction for quote in answer.quotes} == {"nantong"}
    assert "广东：现有文件未载明质量工作年限要求。" in answer.conclusion


def test_two_documents_called_by_their_names_are_compared(answers: PolicyAnswers) -> None:
    answer = compared(answers, "深圳那个解读和省里的编制说明，适用范围有什么区别")
    assert {quote.document.id for quote in answer.quotes} == {
        "shenzhen-guide-interpretation",
        "guangdong-standard-explanation",
    }


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("南通的职责和权限有什么区别", ("nantong-measures.a11", "nantong-measures.a12")),
        ("相山的职责和主要负责人担任有什么不同", ("xiangshan-notice.s4.n1", "xiangshan-notice.s3.n3")),
    ],
)
def test_two_topics_of_one_area_are_set_side_by_side(
    answers: PolicyAnswers, text: str, clauses: tuple[str, str]
) -> None:
    assert set(clauses) <= {quote.clause.id for quote in compared(answers, text).quotes}


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("粤市监〔2023〕35号和相政办秘〔2020〕15号对备案怎么说", {"guangdong-notice", "xiangshan-notice"}),
        ("《南通市首席质量官暂行管理办法》和相政办秘〔2020〕15号谁能当", {"nantong-measures", "xiangshan-notice"}),
    ],
)
def test_two_documents_named_in_one_message_are_both_read(
    answers: PolicyAnswers, text: str, documents: set[str]
) -> None:
    assert {quote.document.id for quote in compared(answers, text).quotes} == documents


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("谁能当：南通跟相山放在一起看看", {"nantong-measures.a5", "xiangshan-notice.s3.n2"}),
        ("内部培训，广东跟南通各说一句", {"guangdong-notice.s5.i16.p1", "nantong-measures.a8"}),
        ("深圳和东莞的厂备案一样吗", {"guangdong-notice.s4.i7.p1"}),
        ("梅州转的那份和省里的公开方式是不是一个样", {"meizhou-forwarding.m7", "guangdong-notice.m7"}),
    ],
)
def test_a_topic_said_in_passing_is_what_is_compared(answers: PolicyAnswers, text: str, clauses: set[str]) -> None:
    assert clauses <= {quote.clause.id for quote in compared(answers, text).quotes}


def test_a_document_called_by_its_name_is_looked_into(answers: PolicyAnswers) -> None:
    answer = compared(answers, "编制说明里面说适用于谁")
    assert {quote.document.id for quote in answer.quotes} == {"guangdong-standard-explanation"}
    assert answer.jurisdiction == "guangdong"


@pytest.mark.parametrize("text", ["广东和南通天气比较", "南通和相山哪里好玩", "广东和南通的股票比较"])
def test_talk_about_several_places_is_talk(answers: PolicyAnswers, text: str) -> None:
    assert isinstance(answers.answer(Question(text)), OffTopic)


def test_conditions_that_another_text_will_set_are_said_to_be_missing(answers: PolicyAnswers) -> None:
    answer = answers.answer(Question("任职条件", "guangdong"))
    assert isinstance(answer, Answered)
    missing = "通知只要求聘任“符合任职条件”的人选，具体任职条件由省市场监管局另行制定的管理办法规定，本知识库未收录。"
    assert missing in answer.remarks
    compared = answers.answer(Question("广东和南通的任职条件有什么不同"))
    assert isinstance(compared, Answered)
    assert missing in compared.remarks


def test_what_no_side_states_is_said_of_all(answers: PolicyAnswers) -> None:
    answer = answers.answer(Question("广东和南通的证书有效期"))
    assert isinstance(answer, NotStated)
    assert (answer.jurisdiction, answer.nor_in) == ("guangdong", ("nantong",))


@pytest.mark.parametrize(("first", "area"), [("罚款多少", "nantong"), ("备案几天内办", "shenzhen")])
def test_what_was_not_stated_is_asked_again_elsewhere(answers: PolicyAnswers, first: str, area: str) -> None:
    focus = Focus("guangdong", "guangdong-notice", "guangdong-notice.s5.i15.p1", first)
    answer = answers.answer(Question({"nantong": "南通呢", "shenzhen": "那深圳呢"}[area], "guangdong", focus))
    assert isinstance(answer, NotStated), answer
    assert answer.jurisdiction == area


@pytest.mark.parametrize(
    ("area", "clause"),
    [
        ("nantong", "nantong-measures.a5"),
        ("xiangshan", "xiangshan-notice.s3.n2"),
        ("shenzhen", "guangdong-notice.s4.i6.p1"),
    ],
)
@pytest.mark.parametrize("text", ["当首席质量官要什么条件", "首席质量官要什么条件", "担任首席质量官有什么条件"])
def test_the_first_choice_of_the_menu_is_answered_everywhere(
    answers: PolicyAnswers, text: str, area: str, clause: str
) -> None:
    answer = answers.answer(Question(text, area))
    assert isinstance(answer, Answered)
    assert answer.quotes[0].clause.id == clause
