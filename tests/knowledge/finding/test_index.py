"""The index alone, on clauses that have nothing to do with this service."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import ClauseIndex
from knowledge.errors import KnowledgeError
from knowledge.finding.arrays import load_arrays, save_arrays
from knowledge.finding.folding import fold
from knowledge.numerals import number

CLAUSES: list[dict[str, object]] = [
    {"id": "lend", "title": "民法典", "heading": "借款合同", "text": "借款人应当按照约定的期限返还借款。"},
    {"id": "rent", "title": "民法典", "heading": "租赁合同", "text": "承租人应当按照约定的期限支付租金。"},
    {
        "id": "dog",
        "title": "民法典",
        "heading": "动物损害",
        "text": "饲养的动物造成他人损害的，饲养人应当承担侵权责任。",
    },
    {
        "id": "speed",
        "title": "道路交通安全法",
        "heading": "限速",
        "text": "到2024年，车速不得超过120公里。",
        "questions": None,
    },
]


@pytest.fixture(scope="module")
def index() -> ClauseIndex:
    return ClauseIndex.build(CLAUSES)


def found(index: ClauseIndex, query: str) -> list[str]:
    return [match.id for match in index.search(query)]


def test_the_clause_that_shares_most_comes_first(index: ClauseIndex) -> None:
    assert found(index, "承租人什么时候支付租金")[0] == "rent"


def test_scores_fall_and_the_limit_holds(index: ClauseIndex) -> None:
    matches = index.search("应当按照约定的期限", limit=2)
    assert {match.id for match in matches} == {"lend", "rent"}
    assert matches[0].score >= matches[1].score > 0


def test_words_that_no_clause_holds_find_nothing(index: ClauseIndex) -> None:
    assert found(index, "囍") == []
    assert found(index, "") == []
    assert found(index, "？！😀") == []


def test_an_example_question_leads_to_its_clause() -> None:
    taught = ClauseIndex.build(
        [{**clause, "questions": ["被狗咬了找谁赔"]} if clause["id"] == "dog" else clause for clause in CLAUSES]
    )
    assert found(ClauseIndex.build(CLAUSES), "狗咬") == []
    assert found(taught, "狗咬") == ["dog"]


def test_a_word_of_the_clause_counts_more_than_one_of_an_example_question() -> None:
    clauses = [{"id": "asked", "text": "租金", "questions": ["车速"]}, {"id": "said", "text": "租金车速"}]
    assert found(ClauseIndex.build(clauses), "车速") == ["said", "asked"]
    assert found(ClauseIndex.build(clauses, question_weight=1), "车速") == ["asked", "said"]


def test_the_weight_of_questions_is_saved_and_holds_for_what_is_added(tmp_path: Path) -> None:
    clauses = [{"id": "plain", "text": "租金"}, {"id": "asked", "text": "租金", "questions": ["车速", "限速"]}]
    ClauseIndex.build(clauses, question_weight=0.25).save(tmp_path / "clauses.index")
    grown = ClauseIndex.load(tmp_path / "clauses.index").with_changes(add=clauses)
    nothing, loaded, _, added = grown.scores("车速").tolist()
    assert nothing == 0 < loaded == added


def test_numbers_are_whole_words(index: ClauseIndex) -> None:
    assert found(index, "2024") == ["speed"]
    assert found(index, "2023") == []
    assert found(index, "二〇二四年")[0] == "speed"


def test_a_slip_of_the_same_sound_finds_what_was_meant(index: ClauseIndex) -> None:
    assert found(index, "租今")[0] == "rent"
    assert found(index, "饲样")[0] == "dog"


def test_pinyin_finds_what_it_spells(index: ClauseIndex) -> None:
    assert found(index, "jiekuan")[0] == "lend"
    assert found(index, "dongwu sunhai")[0] == "dog"


def test_objects_serve_as_well_as_mappings() -> None:
    class Row:
        id, title, heading, text = "x", "标题", "", "合同成立"

    assert found(ClauseIndex.build([Row()]), "合同") == ["x"]


def test_an_empty_index_answers_nothing() -> None:
    empty = ClauseIndex.build([])
    assert empty.search("合同 hetong 租今") == []
    assert len(empty) == len(empty.scores("合同")) == 0


def test_a_single_clause_is_found() -> None:
    assert found(ClauseIndex.build(CLAUSES[:1]), "借款") == ["lend"]


def test_clauses_of_one_id_are_found_each_by_itself() -> None:
    twice = ClauseIndex.build([{"id": "x", "text": "租金"}, {"id": "x", "text": "车速"}])
    assert found(twice, "租金车速") == ["x", "x"]
    assert found(twice, "车速") == ["x"]


@pytest.mark.parametrize("limit", [0, -1])
def test_no_clause_is_given_where_none_is_wanted(index: ClauseIndex, limit: int) -> None:
    assert index.search("租金", limit=limit) == []


def test_a_very_long_query_is_answered(index: ClauseIndex) -> None:
    assert found(index, "承租人支付租金" * 700)[0] == "rent"


@pytest.mark.parametrize("query", ["\x00租金\x1c\ufeff", "\ud800租金\udfff", "😀租金👨‍👩‍👧", "租金\u200b\u0301"])
def test_odd_characters_in_a_query_do_no_harm(index: ClauseIndex, query: str) -> None:
    assert found(index, query) == ["rent"]


def test_odd_characters_in_a_clause_do_not_shift_the_next_one() -> None:
    odd = ClauseIndex.build([{"id": "odd", "text": "租\x1c\x1c\ud800\U00020000"}, {"id": "next", "text": "车速"}])
    assert found(odd, "车速") == ["next"]
    assert found(odd, "\U00020000") == ["odd"]


def test_scores_are_those_of_the_search(index: ClauseIndex) -> None:
    scores = dict(zip(index.ids, index.scores("约定的期限租金").tolist(), strict=True))
    assert {match.id: match.score for match in index.search("约定的期限租金")} == {
        name: score for name, score in scores.items() if score
    }


def test_a_saved_index_answers_as_before(index: ClauseIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "clauses.index")
    again = ClauseIndex.load(tmp_path / "clauses.index")
    for query in ("租金", "约定的期限", "zujin", "租今"):
        assert again.search(query) == index.search(query)


def test_ids_may_hold_any_characters(tmp_path: Path) -> None:
    names = ["a\nb", "", "\ud800", "第1条", "\x00"]
    ClauseIndex.build({"id": name, "text": "合同"} for name in names).save(tmp_path / "clauses.index")
    again = ClauseIndex.load(tmp_path / "clauses.index")
    assert again.ids == found(again, "合同") == names


def test_letters_for_a_term_are_saved_too(tmp_path: Path) -> None:
    ClauseIndex.build(CLAUSES, initials={"zlht": "租赁合同"}).save(tmp_path / "clauses.index")
    assert ClauseIndex.load(tmp_path / "clauses.index").spell("zlht") == "租赁合同"


@pytest.mark.parametrize("damage", ["cut", "other", "empty", "header", "magic"])
def test_a_damaged_file_is_refused(index: ClauseIndex, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "clauses.index"
    index.save(path)
    content = path.read_bytes()
    spoilt = {
        "cut": content[: len(content) // 2],
        "other": b"something else entirely",
        "empty": b"",
        "header": content[:60] + bytes([content[60] ^ 1]) + content[61:],
        "magic": b"cqo-arrays-1" + content[12:],
    }
    path.write_bytes(spoilt[damage])
    with pytest.raises(KnowledgeError, match="build it again"):
        ClauseIndex.load(path)


def test_lists_that_do_not_fit_each_other_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "clauses.index"
    ClauseIndex.build({"id": str(number), "text": f"第{number}号合同"} for number in range(40)).save(path)
    arrays = dict(load_arrays(path))
    for name in ("0.postings", "0.peaks", "0.starts", "names.starts", "vocabulary.frequencies", "0.cells"):
        save_arrays(path, arrays | {name: arrays[name][:-1]})
        with pytest.raises(KnowledgeError, match="build it again"):
            ClauseIndex.load(path)
    save_arrays(path, {"terms": arrays["0.terms"]})
    with pytest.raises(KnowledgeError, match="build it again"):
        ClauseIndex.load(path)


@given(st.text(max_size=200))
def test_any_text_can_be_searched_for(text: str) -> None:
    index = ClauseIndex.build(CLAUSES)
    assert len(index.search(text, limit=3)) <= 3


@given(st.text(max_size=100))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("15", 15),
        ("十五", 15),
        ("十", 10),
        ("二十", 20),
        ("一百零三", 103),
        ("二〇二四", 2024),
        ("两", 2),
        ("９９", 99),
        ("٣", 3),
        ("一千二百", 1200),
    ],
)
def test_numerals_have_their_value(numeral: str, value: int) -> None:
    assert number(numeral) == value


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ＱＣ（质量）", "qc(质量)"),
        ("第十五条", "第15条"),
        ("24年底", "2024年底"),
        ("或者者", "或者"),
        ("一起", "一起"),
        ("百分之五十", "50%"),
        ("百分之2.5", "2.5%"),
        ("奖励十万元", "奖励100000元"),
        ("奖励10万元", "奖励100000元"),
        ("2.5万元", "2.5万元"),
        ("十五天内", "15天内"),
    ],
)
def test_spellings_of_one_thing_become_one(written: str, folded: str) -> None:
    assert fold(written) == folded
