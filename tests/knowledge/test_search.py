"""The phrasings on file, and the ranking of clauses, unstated matters and chatter together."""

import re
from collections import Counter
from pathlib import Path
from shutil import copytree

import pytest

from knowledge.documents.library import CORPUS, Library, load_library
from knowledge.errors import BrokenManifest
from knowledge.model import Clause
from knowledge.phrasings import Matter, Phrasings, load_phrasings
from knowledge.reading.parts import asking_parts
from knowledge.search import AreaSearch

NUMBER_OR_DEGREE = re.compile(
    r"\d+%?|大专|本科|硕士|博士|高中|中级|高级|初级|[一二三四五六七八九十]+(?:年|个月|日|天|次|条|款|章)"
)


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="module")
def phrasings(library: Library) -> Phrasings:
    return load_phrasings(library)


@pytest.fixture(scope="module")
def nantong(library: Library, phrasings: Phrasings) -> AreaSearch:
    return AreaSearch([library.documents["nantong-measures"]], phrasings, matters=phrasings.matters["nantong"])


def test_a_conclusion_holds_no_figure_or_degree_that_its_clause_does_not(
    library: Library, phrasings: Phrasings
) -> None:
    checked = 0
    for name, reviewed in phrasings.reviewed.items():
        clause = library.clauses[name]
        siblings = [one.text for one in library.document_of(clause).clauses if one.id == name]
        for word in NUMBER_OR_DEGREE.findall(reviewed.conclusion):
            checked += 1
            assert word in "".join(siblings), (name, word)
    assert checked >= 30


def test_at_least_sixty_clauses_have_a_reviewed_conclusion(phrasings: Phrasings) -> None:
    assert sum(bool(reviewed.conclusion) for reviewed in phrasings.reviewed.values()) >= 60


def test_no_two_subjects_of_an_area_share_a_phrasing(library: Library, phrasings: Phrasings) -> None:
    said: dict[str, Counter[str]] = {}
    for name, reviewed in phrasings.reviewed.items():
        area = library.document_of(library.clauses[name]).jurisdiction
        said.setdefault(area, Counter()).update(reviewed.phrasings)
    for area, matters in phrasings.matters.items():
        for matter in matters:
            said[area].update(matter.phrasings)
    assert {area: [text for text, times in counts.items() if times > 1] for area, counts in said.items()} == {
        area: [] for area in said
    }


def test_a_target_that_is_marked_as_due_names_its_year(library: Library, phrasings: Phrasings) -> None:
    due = {name: reviewed.until for name, reviewed in phrasings.reviewed.items() if reviewed.until is not None}
    assert len(due) == 6
    assert all(str(until.year) in library.clauses[name].text for name, until in due.items())


@pytest.mark.parametrize(
    ("file", "content", "sentence"),
    [
        (
            "nantong/measures/questions.toml",
            '[clauses."a99".questions]\ndirect = ["甲"]\n',
            "line 1: no clause nantong-measures.a99",
        ),
        ("nantong/measures/questions.toml", '[clauses."a1"]\nquestion = ["甲"]\n', "line 2: clauses.a1.question"),
        (
            "nantong/not_stated.toml",
            '[[matters]]\nname = "甲"\nphrasings = ["乙"]\nnear = ["x.a1"]\n',
            "line 4: no clause x.a1",
        ),
        ("nantong/not_stated.toml", '[[matters]]\nname = "甲"\nphrasings = []\n', "line 3: matters.0.phrasings"),
    ],
)
def test_a_broken_file_is_refused_with_file_and_line(
    library: Library, tmp_path: Path, file: str, content: str, sentence: str
) -> None:
    corpus = copytree(CORPUS, tmp_path / "corpus")
    (corpus / file).write_text(content, "utf-8")
    with pytest.raises(BrokenManifest, match=f"{file}, {sentence}"):
        load_phrasings(library, corpus)


def test_a_clause_answers_in_everyday_words(nantong: AreaSearch) -> None:
    best = nantong.rank("没念过大学但是有工程师证可以吗").hits[0].subject
    assert isinstance(best, Clause)
    assert best.id == "nantong-measures.a5.i3"


def test_a_matter_that_is_not_stated_wins_over_the_clauses(nantong: AreaSearch) -> None:
    best = nantong.rank("结业证书几年有效").hits[0].subject
    assert isinstance(best, Matter)
    assert best.name == "证书有效期"


def test_a_word_names_a_topic_and_finds_its_clause_before_any_matter(nantong: AreaSearch) -> None:
    best = nantong.rank("年限？").hits[0].subject
    assert isinstance(best, Clause)
    assert best.id == "nantong-measures.a5.i2"


def test_the_name_of_the_regime_does_not_sway_the_ranking(nantong: AreaSearch) -> None:
    plain, named, mistyped = (
        [hit.subject for hit in nantong.rank(text).hits[:3]]
        for text in ("学历要求", "首席质量官学历要求", "首席制量官学历要求")
    )
    assert plain == named == mistyped


def test_certainty_is_low_for_what_is_not_ours(nantong: AreaSearch) -> None:
    assert nantong.rank("不得担任首席质量官的情形有哪些").certainty > 2 * nantong.rank("隔壁楼盘婚纱照好看").certainty


def test_the_asking_part_of_a_long_message_counts() -> None:
    message = "老师您好，我们是做纺织的小厂，昨天开会说到这个事，领导让我来问一问，工作年限要几年？谢谢老师了，辛苦辛苦"
    assert asking_parts(message)[-1] == "工作年限要几年？"
    assert asking_parts("工作年限要几年？谢谢") == ("工作年限要几年？谢谢",)
