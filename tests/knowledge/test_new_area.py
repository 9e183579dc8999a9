"""An area is one TOML file and its documents: seen at once in the places, the search and the answers."""

from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from knowledge.answer import PolicyAnswers
from knowledge.answering.topics import load_topics
from knowledge.documents.library import CORPUS, load_library
from knowledge.model import Answered, NotStated, Question, Wanted
from knowledge.phrasings import load_phrasings
from knowledge.reading.places import load_gazetteer

AREA = 'name = "临江市"\nshort_name = "临江"\nplaces = ["望潮县", "东湾区"]\n'
MANIFEST = (
    'title = "临江市首席质量官工作规定"\ndoc_no = "临府〔2024〕9号"\nissuers = ["临江市人民政府"]\n'
    'status = "in_force_unverified"\neffective_on = 2024-05-01\nsource = "linjiang.txt"\n'
)
TEXT = (
    "临江市首席质量官工作规定\n\n第一条 首席质量官应当具有本科以上学历。\n"
    "第二条 企业聘任首席质量官后十日内向县（区）市场监督管理部门备案。\n第三条 本规定自2024年5月1日起施行。\n"
)
JURISDICTIONS = CORPUS.with_name("jurisdictions")


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> PolicyAnswers:
    root = tmp_path_factory.mktemp("base")
    corpus, areas = copytree(CORPUS, root / "corpus"), copytree(JURISDICTIONS, root / "jurisdictions")
    (areas / "linjiang.toml").write_text(AREA, "utf-8")
    write(corpus / "linjiang" / "rules")
    library = load_library(corpus)
    phrasings = load_phrasings(library, corpus)
    topics = load_topics(library, phrasings.implied, corpus)
    return PolicyAnswers(library, phrasings, load_gazetteer(areas), today=lambda: date(2026, 11, 25), topics=topics)


def write(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "document.toml").write_text(MANIFEST, "utf-8")
    (folder / "text.md").write_text(TEXT, "utf-8")


@pytest.mark.parametrize("text", ["临江的首席质量官要什么学历", "我在望潮县，学历要求是什么", "东湾区这边要本科吗"])
def test_its_places_lead_to_its_clause(answers: PolicyAnswers, text: str) -> None:
    answer = answers.answer(Question(text, "nantong"))
    assert isinstance(answer, Answered)
    assert [quote.words for quote in answer.quotes] == ["首席质量官应当具有本科以上学历。"]
    assert answer.jurisdiction == "linjiang"


def test_its_users_are_answered_from_its_texts_alone(answers: PolicyAnswers) -> None:
    answer = answers.answer(Question("聘了人多久内要备案", "linjiang"))
    assert isinstance(answer, Answered)
    assert answer.quotes[0].clause.cite == "第二条"


def test_it_is_compared_with_the_others(answers: PolicyAnswers) -> None:
    answer = answers.answer(Question("临江和南通的学历要求有什么区别"))
    assert isinstance(answer, Answered)
    assert list(dict.fromkeys(quote.document.jurisdiction for quote in answer.quotes)) == ["linjiang", "nantong"]


def test_its_clauses_are_found_in_a_search_everywhere(answers: PolicyAnswers) -> None:
    assert answers.search("十日内备案", limit=1)[0].clause.id == "linjiang-rules.a2"


def test_what_it_does_not_state_is_said(answers: PolicyAnswers) -> None:
    answer = answers.answer(Question("首席质量官聘任后备案要多少钱", "linjiang"))
    assert isinstance(answer, NotStated)
    assert (answer.matter, answer.jurisdiction) == ("具体金额", "linjiang")
    assert answer.near[0].clause.id == "linjiang-rules.a2"


@pytest.mark.parametrize(
    "text", ["首席质量官的职责", "结业证书由谁发", "老板能自己当吗", "怎么进人才库", "培训收费吗", "有没有一票否决权"]
)
def test_a_question_that_its_texts_leave_open_is_taken_for_no_errand(answers: PolicyAnswers, text: str) -> None:
    answer = answers.answer(Question(text, "linjiang"))
    match answer:
        case NotStated():
            assert answer.jurisdiction == "linjiang"
        case Answered():
            assert answer.leaves_open
            assert {quote.document.jurisdiction for quote in answer.quotes} == {"linjiang"}
        case _:
            pytest.fail(f"{answer}")


def test_an_errand_is_an_errand_there_too(answers: PolicyAnswers) -> None:
    assert isinstance(answers.answer(Question("帮我报名下一期培训", "linjiang")), Wanted)
