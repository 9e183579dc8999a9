"""What may be quoted as at a day: one wording of every text, nothing repealed, and an honest word on gaps."""

from datetime import date
from pathlib import Path

import pytest

from knowledge.documents.gaps import Gap
from knowledge.documents.library import Library, load_library
from tests.knowledge.made_up_corpus import (
    COMMENT,
    CURRENT,
    LETTER,
    NOTICE,
    ORIGINAL,
    TRIAL,
    rewrite,
    write_document,
)

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("day", "texts"),
    [
        (date(2015, 4, 30), set()),
        (date(2015, 5, 1), {ORIGINAL}),
        (date(2016, 1, 10), {ORIGINAL, TRIAL, COMMENT}),
        (date(2018, 12, 31), {ORIGINAL, TRIAL, COMMENT}),
        (date(2019, 1, 1), {ORIGINAL}),
        (date(2020, 8, 27), {ORIGINAL}),
        (date(2020, 8, 28), {CURRENT}),
        (date(2021, 3, 1), {CURRENT, LETTER}),
        (TODAY, {CURRENT, LETTER}),
    ],
)
def test_one_wording_of_a_text_counts_on_a_day(history: Path, day: date, texts: set[str]) -> None:
    assert set(load_library(history).as_at(day).documents) == texts


def test_clauses_of_another_version_are_not_there(history: Path) -> None:
    library = load_library(history)
    assert library.as_at(date(2019, 6, 1)).clauses[f"{ORIGINAL}.a2"].text == "河长每月巡河一次。"
    assert f"{ORIGINAL}.a2" not in library.as_at(TODAY).clauses
    assert f"{ORIGINAL}.a2" in library.clauses


def test_days_with_the_same_texts_share_one_edition(history: Path) -> None:
    library = load_library(history)
    assert library.as_at(date(2022, 1, 1)) is library.as_at(TODAY)
    assert library.as_at(date(2020, 9, 1)) is not library.as_at(TODAY)


def test_amending_notice_counts_where_the_consolidated_text_is_not_held(history: Path) -> None:
    rewrite(history / "city/notice/document.toml", '"city-rules"', '"《某市河长办法》"')
    (history / "city/notice/links.toml").unlink()
    assert NOTICE in load_library(history).as_at(TODAY).documents


def test_text_without_dates_always_counts(history: Path) -> None:
    write_document(history, "city/undated", 'title = "某"\ndoc_no = ""\nstatus = "in_force_unverified"\n')
    library = load_library(history)
    assert "city-undated" in library.as_at(date(1990, 1, 1)).documents
    assert "city-undated" in library.as_at(TODAY).documents


@pytest.mark.parametrize(
    ("day", "gaps"),
    [
        (date(2015, 1, 1), {(ORIGINAL, "not_yet"), (TRIAL, "not_yet")}),
        (date(2016, 1, 9), {(TRIAL, "not_yet")}),
        (date(2017, 1, 1), set()),
        (TODAY, {(TRIAL, "repealed")}),
    ],
)
def test_gap_says_why_a_text_cannot_be_quoted(history: Path, day: date, gaps: set[tuple[str, str]]) -> None:
    assert {(gap.document.id, gap.reason) for gap in load_library(history).gaps_on(day)} == gaps


def test_wording_between_two_versions_is_not_held(history: Path) -> None:
    rewrite(history / "city/rules-2015/document.toml", "replaced_on = 2020-08-28", "replaced_on = 2018-02-01")
    library = load_library(history)
    assert not {ORIGINAL, CURRENT} & set(library.as_at(date(2019, 6, 1)).documents)
    assert Gap(library.documents[CURRENT], "wording_not_held") in library.gaps_on(date(2019, 6, 1))


def test_last_wording_held_was_replaced_by_one_that_is_not(history: Path) -> None:
    rewrite(history / "city/trial/document.toml", "repealed_on", "replaced_on")
    library = load_library(history)
    assert library.gaps_on(TODAY) == (Gap(library.documents[TRIAL], "wording_not_held"),)


def test_status_follows_the_dates(history: Path) -> None:
    documents = load_library(history).documents
    assert documents[ORIGINAL].status_on(date(2015, 1, 1)) == "not_yet_in_force"
    assert documents[ORIGINAL].status_on(date(2018, 1, 1)) == "in_force_unverified"
    assert documents[ORIGINAL].status_on(TODAY) == "amended"
    assert documents[TRIAL].status_on(date(2019, 1, 1)) == "repealed"
    assert documents[LETTER].status_on(date(2020, 1, 1)) == "forwarding"


def test_versions_are_listed_oldest_first(history: Path) -> None:
    library = load_library(history)
    assert [one.id for one in library.versions_of(CURRENT)] == [ORIGINAL, CURRENT]
    assert [one.id for one in library.versions_of(TRIAL)] == [TRIAL]


def test_shipped_texts_count_today_but_for_the_consolidated_notice(shipped: Library) -> None:
    assert set(shipped.documents) - set(shipped.as_at(TODAY).documents) == {"nantong-amendment"}
    assert shipped.gaps_on(TODAY) == ()


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2011, 5, 31), "not_yet"),
        (date(2011, 6, 1), "wording_not_held"),
        (date(2020, 8, 27), "wording_not_held"),
    ],
)
def test_nantong_wording_before_the_revision_is_not_held(shipped: Library, day: date, reason: str) -> None:
    measures = shipped.documents["nantong-measures"]
    assert measures.id not in shipped.as_at(day).documents
    assert Gap(measures, reason) in shipped.gaps_on(day)  # type: ignore[arg-type]
    assert measures.begins_on == date(2020, 8, 28)
    assert measures.effective_on == date(2011, 6, 1)


def test_notice_of_2023_was_no_rule_in_2022(shipped: Library) -> None:
    then = shipped.as_at(date(2022, 1, 1))
    assert "guangdong-notice" not in then.documents
    assert "meizhou-forwarding" not in then.documents
    assert {"xiangshan-notice", "nantong-measures", "guangdong-standard-explanation"} <= set(then.documents)
