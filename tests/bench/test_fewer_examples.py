"""What the learning curve and the cross-validation take away, and that they take nothing else."""

from functools import partial
from operator import itemgetter

import pytest

from knowledge.documents.library import Library, load_library
from knowledge.phrasings import Phrasings, load_phrasings
from tests.bench.fewer_examples import examples_in, keeping, spread
from tests.bench.folds import FOLDS, held_out, outside

ANGLES = [("direct", ("a1", "a2", "a3")), ("story", ("b1",)), ("who", ("c1", "c2"))]


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="module")
def phrasings(library: Library) -> Phrasings:
    return load_phrasings(library)


def test_the_first_examples_come_from_all_angles_and_none_is_lost() -> None:
    drawn = spread("clause", ANGLES)
    assert {example[0] for example in drawn[:3]} == {"a", "b", "c"}
    assert sorted(drawn) == ["a1", "a2", "a3", "b1", "c1", "c2"]
    assert drawn == spread("clause", ANGLES[::-1])


def test_subjects_do_not_all_begin_with_the_same_angle() -> None:
    assert len({spread(f"clause {number}", ANGLES)[0][0] for number in range(20)}) == len(ANGLES)


def test_every_subject_keeps_so_many_and_everything_else_stays(phrasings: Phrasings) -> None:
    cut = keeping(itemgetter(slice(3)), phrasings)
    assert {len(reviewed.phrasings) for reviewed in cut.reviewed.values()} <= {0, 1, 2, 3}
    assert examples_in(cut) > 2 * len([one for one in phrasings.reviewed.values() if one.phrasings])
    assert {len(matter.phrasings) for matters in cut.matters.values() for matter in matters} <= {1, 2, 3}
    assert {clause: one.conclusion for clause, one in cut.reviewed.items()} == {
        clause: one.conclusion for clause, one in phrasings.reviewed.items()
    }
    assert (cut.chatter, cut.services, cut.aliases) == (phrasings.chatter, phrasings.services, phrasings.aliases)


def test_every_example_is_held_out_once_and_unknown_to_the_service_that_is_asked(
    library: Library, phrasings: Phrasings
) -> None:
    folds = [held_out(fold, library, phrasings) for fold in range(FOLDS)]
    asked = [row["q"] for rows in folds for row in rows if row["expect"] == "answer_with_citation"]
    assert sorted(asked) == sorted(one for reviewed in phrasings.reviewed.values() for one in reviewed.phrasings)
    known = keeping(partial(outside, 0), phrasings)
    for row in folds[0]:
        if row["expect"] == "answer_with_citation":
            assert row["q"] not in known.reviewed[row["gold"][0]].phrasings
