"""An index that clauses were added to and removed from, held against one built from the same clauses."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import ClauseIndex

LENGTH = 12
WORDS = ["租金", "合同", "期限", "车速", "质量", "备案", "培训", "企业", "责任", "动物", "借款", "利息"]
QUERIES = ["租金期限", "培训备案", "企业质量责任", "车", "动物借款合同利息", "备按"]


def clause(number: int) -> dict[str, object]:
    """A clause of twelve characters, so that the mean length stays whatever is added or removed."""
    return {
        "id": f"c{number}",
        "text": "".join(WORDS[number * step % len(WORDS)] for step in range(1, LENGTH // 2 + 1)),
    }


def same(changed: ClauseIndex, numbers: list[int]) -> None:
    built = ClauseIndex.build(clause(number) for number in numbers)
    assert changed.ids == built.ids
    for query in QUERIES:
        assert changed.search(query, limit=5) == built.search(query, limit=5)
        assert changed.scores(query).tolist() == built.scores(query).tolist()
        assert changed.best_possible(query) == built.best_possible(query)
        assert changed.repair(query) == built.repair(query)


@pytest.fixture(scope="module")
def hundred() -> ClauseIndex:
    return ClauseIndex.build(map(clause, range(100)))


def test_added_clauses_are_found(hundred: ClauseIndex) -> None:
    same(hundred.with_changes(add=map(clause, range(100, 110))), list(range(110)))


def test_removed_clauses_are_not_found_and_no_longer_counted(hundred: ClauseIndex) -> None:
    same(hundred.with_changes(remove={f"c{number}" for number in range(0, 100, 3)}), [n for n in range(100) if n % 3])


def test_a_clause_is_replaced_when_it_is_named_in_both(hundred: ClauseIndex) -> None:
    changed = hundred.with_changes(add=[{"id": "c7", "text": "囍字"}], remove=["c7"])
    assert [match.id for match in changed.search("囍")] == ["c7"]
    assert len(changed) == 100


def test_the_index_that_was_changed_stays_as_it_was(hundred: ClauseIndex) -> None:
    hundred.with_changes(add=map(clause, range(100, 103)), remove=["c1", "c2"])
    same(hundred, list(range(100)))


def test_an_id_that_no_clause_has_is_ignored(hundred: ClauseIndex) -> None:
    same(hundred.with_changes(remove=["nobody"]), list(range(100)))


def test_everything_can_be_removed_and_come_back(hundred: ClauseIndex) -> None:
    emptied = hundred.with_changes(remove=hundred.ids)
    assert len(emptied) == 0
    assert emptied.search("租金") == []
    same(emptied.with_changes(add=map(clause, range(20))), list(range(20)))


def test_clauses_are_added_to_an_index_of_none() -> None:
    same(ClauseIndex.build([]).with_changes(add=map(clause, range(20))), list(range(20)))


def test_all_clauses_of_one_id_are_removed() -> None:
    twice = ClauseIndex.build([{"id": "x", "text": "租金"}, {"id": "y", "text": "租金"}, {"id": "x", "text": "车速"}])
    assert twice.with_changes(remove=["x"]).ids == ["y"]


def test_a_changed_index_is_saved_with_its_changes(hundred: ClauseIndex, tmp_path: Path) -> None:
    hundred.with_changes(add=map(clause, range(100, 130)), remove=["c5", "c99"]).save(tmp_path / "clauses.index")
    loaded = ClauseIndex.load(tmp_path / "clauses.index")
    same(loaded, [number for number in range(130) if number not in (5, 99)])
    same(loaded.with_changes(remove=["c6"]), [number for number in range(130) if number not in (5, 6, 99)])


@settings(max_examples=25)
@given(st.lists(st.tuples(st.booleans(), st.integers(1, 12)), max_size=12))
def test_many_changes_one_after_the_other_come_to_the_same(steps: list[tuple[bool, int]]) -> None:
    numbers, following = list(range(10)), 10
    index = ClauseIndex.build(map(clause, numbers))
    for grows, size in steps:
        if grows:
            index = index.with_changes(add=map(clause, range(following, following + size)))
            numbers += range(following, following + size)
            following += size
        else:
            gone, numbers = numbers[:size], numbers[size:]
            index = index.with_changes(remove=[f"c{number}" for number in gone])
    same(index, numbers)
