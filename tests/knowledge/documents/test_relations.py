"""Dates and relations that contradict each other are refused with file, line and remedy."""

from pathlib import Path

import pytest

from knowledge.documents.library import load_library
from knowledge.errors import BrokenManifest
from tests.knowledge.made_up_corpus import rewrite, write_document


def test_made_up_corpus_is_sound(history: Path) -> None:
    assert len(load_library(history).documents) == 6


@pytest.mark.parametrize(
    ("document", "old", "new", "sentence"),
    [
        ("trial", "2019-01-01", "2016-01-10", "line 5: 2016-01-10 is not after 2016-01-10, when it begins"),
        ("rules-2015", "2020-08-28", "2015-05-01", "line 5: 2015-05-01 is not after 2015-05-01"),
        ("rules", "applies_from = 2020-08-28\n", "", "line 5: a revised text needs applies_from"),
        ("rules", "2020-08-28", "2014-08-28", "line 5: this wording cannot apply before effective_on, 2015-05-01"),
        ("rules-2015", "replaced_on = 2020-08-28\n", "", "rules/.*line 7: city-rules-2015 has no end; add replaced_on"),
        ("rules-2015", "2020-08-28", "2020-08-29", "rules/.*line 7: city-rules and .* both apply on 2020-08-28"),
        ("notice", "2020-08-28", "2020-09-01", "line 5: applies from 2020-09-01, its words in city-rules from 2020-08"),
        ("rules", "city-rules-2015", "city-rules-2016", "line 7: replaces = 'city-rules-2016': give another document"),
        ("trial", "某府〔2016〕1号", "某府〔2015〕3号", "line 2: .* is the number of city-rules.* too"),
    ],
)
def test_contradiction_is_refused(history: Path, document: str, old: str, new: str, sentence: str) -> None:
    rewrite(history / "city" / document / "document.toml", old, new)
    with pytest.raises(BrokenManifest, match=sentence):
        load_library(history)


def test_replacing_text_without_a_beginning_is_refused(history: Path) -> None:
    write_document(
        history, "city/new", 'title = "新"\ndoc_no = ""\nstatus = "in_force_unverified"\nreplaces = "city-trial"\n'
    )
    with pytest.raises(BrokenManifest, match=r"new/.*line 4: no date says since when it replaces city-trial"):
        load_library(history)


@pytest.mark.parametrize("replaced", ["city-rules", "city-trial"])
def test_text_of_another_area_is_not_replaced(history: Path, replaced: str) -> None:
    write_document(
        history,
        "town/new",
        f'title = "新"\ndoc_no = ""\nstatus = "in_force_unverified"\nmade_on = 2023-01-01\nreplaces = "{replaced}"\n',
    )
    with pytest.raises(BrokenManifest, match=rf"town/new/.*line 5: {replaced} is of city, a text replaces one of its"):
        load_library(history)


@pytest.mark.parametrize("relation", ["replaces", "explains", "forwards", "amends"])
def test_relation_that_goes_round_is_refused(history: Path, relation: str) -> None:
    for one, other in (("x", "y"), ("y", "x")):
        write_document(
            history,
            f"city/{one}",
            f'title = "{one}"\ndoc_no = ""\nstatus = "interpretation"\n{relation} = "city-{other}"\n',
        )
    with pytest.raises(BrokenManifest, match=rf"line 4: {relation} goes round in a circle, city-x → city-y → city-x"):
        load_library(history)


def test_two_texts_that_replace_the_same_one_are_refused(history: Path) -> None:
    for name, day in (("new", "2019-01-01"), ("newer", "2020-01-01")):
        manifest = (
            f'title = "新"\ndoc_no = ""\nstatus = "in_force_unverified"\nmade_on = {day}\nreplaces = "city-trial"\n'
        )
        write_document(history, f"city/{name}", manifest)
    with pytest.raises(BrokenManifest, match=r"newer/.*line 5: city-newer and city-new are versions of one text"):
        load_library(history)
