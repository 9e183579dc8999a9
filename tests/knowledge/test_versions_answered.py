"""An area whose text was replaced: what its users read when they call a version by title, number or day."""

from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from knowledge.answer import PolicyAnswers
from knowledge.documents.library import CORPUS, load_library
from knowledge.model import Answered, Question
from knowledge.phrasings import load_phrasings
from knowledge.reading.places import load_gazetteer

AREA = 'name = "临江市"\nshort_name = "临江"\nplaces = ["望潮县"]\n'
OLD = (
    'title = "临江市首席质量官管理办法"\ndoc_no = "临政办发〔2020〕1号"\nissuers = ["临江市人民政府"]\n'
    'status = "in_force_unverified"\neffective_on = 2020-03-01\nreplaced_on = 2026-01-01\nsource = "old.txt"\n'
)
NEW = (
    'title = "临江市首席质量官管理办法"\ndoc_no = "临政办发〔2025〕8号"\nissuers = ["临江市人民政府"]\n'
    'status = "in_force_unverified"\neffective_on = 2026-01-01\nreplaces = "linjiang-old"\nsource = "new.txt"\n'
)
JURISDICTIONS = CORPUS.with_name("jurisdictions")


def text(degree: str) -> str:
    return f"临江市首席质量官管理办法\n\n第一条 首席质量官应当具有{degree}以上学历。\n第二条 企业聘任后十日内备案。\n"


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> PolicyAnswers:
    root = tmp_path_factory.mktemp("base")
    corpus, areas = copytree(CORPUS, root / "corpus"), copytree(JURISDICTIONS, root / "jurisdictions")
    (areas / "linjiang.toml").write_text(AREA, "utf-8")
    write(corpus / "linjiang/old", OLD, text("本科"))
    write(corpus / "linjiang/new", NEW, text("硕士"))
    library = load_library(corpus)
    phrasings = load_phrasings(library, corpus)
    return PolicyAnswers(library, phrasings, load_gazetteer(areas), today=lambda: date(2026, 11, 25))


def write(folder: Path, manifest: str, words: str) -> None:
    folder.mkdir(parents=True)
    (folder / "document.toml").write_text(manifest, "utf-8")
    (folder / "text.md").write_text(words, "utf-8")


def answered(answers: PolicyAnswers, words: str) -> Answered:
    answer = answers.answer(Question(words, "linjiang"))
    assert isinstance(answer, Answered), answer
    return answer


def test_a_title_means_the_version_in_force(answers: PolicyAnswers) -> None:
    answer = answered(answers, "《临江市首席质量官管理办法》第一条")
    assert answer.quotes[0].words == "首席质量官应当具有硕士以上学历。"
    assert answer.remarks == ()


def test_a_replaced_version_is_shown_by_its_number_with_a_caution(answers: PolicyAnswers) -> None:
    answer = answered(answers, "临政办发〔2020〕1号第一条")
    assert answer.quotes[0].words == "首席质量官应当具有本科以上学历。"
    assert answer.remarks == ("《临江市首席质量官管理办法》已修改，不是现行规定。",)


@pytest.mark.parametrize("words", ["修订前学历要求是什么", "2023年的规定学历要求是什么"])
def test_an_earlier_day_is_answered_in_the_wording_of_that_day(answers: PolicyAnswers, words: str) -> None:
    answer = answered(answers, words)
    assert answer.quotes[0].words == "首席质量官应当具有本科以上学历。"
    assert "适用的文本。" in answer.remarks[0]


def test_nobody_knows_the_law_of_a_day_to_come(answers: PolicyAnswers) -> None:
    answer = answered(answers, "2031年的规定学历要求是什么")
    assert answer.quotes[0].words == "首席质量官应当具有硕士以上学历。"
    assert answer.remarks == ("以上是现行文本，届时以当时有效的文件为准。",)


def test_a_named_text_is_judged_by_the_day_that_is_named(answers: PolicyAnswers) -> None:
    answer = answered(answers, "通政办发〔2011〕65号2015年的规定里学历要求")
    assert answer.leaves_open == "2015年12月31日适用的条文"


def test_a_text_without_dates_is_not_said_to_have_applied(answers: PolicyAnswers) -> None:
    answer = answered(answers, "相山2019年的规定怎么备案")
    assert answer.remarks[0] == "文件没有写明施行日期，当时是否适用请向主管部门核实。"
