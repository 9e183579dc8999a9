"""Clause-to-clause links of a revision and the numbers that articles had before it."""

import re
from pathlib import Path

import pytest

from knowledge.documents.library import Library, load_library
from knowledge.documents.versions import OldArticle, article_of
from knowledge.errors import BrokenManifest
from knowledge.finding.folding import fold
from tests.knowledge.made_up_corpus import CURRENT, NOTICE, ORIGINAL, TRIAL, rewrite

MEASURES = "nantong-measures"


def bare(text: str) -> str:
    """The words alone: the two texts differ in quotation marks, widths and spaces."""
    return re.sub(r"\W", "", fold(text))


def new_wording(text: str) -> str:
    """What a clause of the notice puts into the measures, without the order that does so."""
    return re.sub("^.*?(修改为|作为第.{1,3}条)：“", "", text)


def test_every_rule_of_the_shipped_notice_is_linked_or_has_a_reason(shipped: Library) -> None:
    (revision,) = shipped.revisions
    rules = [one.id for one in shipped.documents["nantong-amendment"].clauses if one.kind == "clause"]
    assert len(rules) == 31
    assert sorted([*revision.now_in, *revision.unlinked]) == sorted(rules)
    assert len(revision.now_in) == 28


def test_linked_clauses_have_the_same_words(shipped: Library) -> None:
    (revision,) = shipped.revisions
    for old, now in revision.now_in.items():
        assert bare(new_wording(shipped.clauses[old].text)) == bare(shipped.clauses[now].text), old


@pytest.mark.parametrize(
    ("old", "now", "printed_in"),
    [
        ("第三条", "第三条", "s1"),
        ("第四条", "第四条", "s2"),
        ("第五条", "第五条", "s3"),
        ("第七条", "第十一条", "s4"),
        ("第九条", "第七条", "s5"),
        ("第十五条", "第十七条", "s7"),
        ("第十六条", "第十九条", "s9"),
    ],
)
def test_printed_old_number_rests_on_the_clause_that_prints_it(
    shipped: Library, old: str, now: str, printed_in: str
) -> None:
    found = shipped.old_article(MEASURES, old)
    said = f"nantong-amendment.{printed_in}"
    assert found == OldArticle(old, now, f"{MEASURES}.{article_of(now)}", "printed", said)
    order = shipped.clauses[said].text.partition("：")[0]
    assert order == (f"将{old}修改为" if old == now else f"将{old}改为{now}，修改为")


@pytest.mark.parametrize("number", ["第一条", "第二条", "第六条"])
def test_article_whose_neighbours_kept_their_numbers_kept_its_own(shipped: Library, number: str) -> None:
    found = shipped.old_article(MEASURES, number)
    assert found is not None
    assert (found.now, found.basis) == (number, "derived")
    assert found.reason


@pytest.mark.parametrize("number", ["第八条", "第十条", "第十二条", "第十四条", "第十七条", "第十八条"])
def test_old_number_that_no_text_settles_stays_unknown(shipped: Library, number: str) -> None:
    found = shipped.old_article(MEASURES, number)
    assert found is not None
    assert (found.now, found.clause, found.basis) == ("", "", "unknown")
    assert "未写明" in found.reason


def test_added_articles_rest_on_the_clause_that_adds_them(shipped: Library) -> None:
    (revision,) = shipped.revisions
    assert revision.added == {"第十二条": "nantong-amendment.s6", "第十八条": "nantong-amendment.s8"}
    for number, clause in revision.added.items():
        assert shipped.clauses[clause].text.startswith(f"增加一条，作为{number}：")


@pytest.mark.parametrize("number", ["第7条", "第 七 条"])
def test_number_is_understood_however_it_is_written(shipped: Library, number: str) -> None:
    found = shipped.old_article(MEASURES, number)
    assert found is not None
    assert found.now == "第十一条"


def test_what_is_no_article_or_was_never_revised_has_no_old_number(shipped: Library) -> None:
    assert shipped.old_article(MEASURES, "（七）") is None
    assert shipped.old_article(MEASURES, "七") is None
    assert shipped.old_article("guangdong-notice", "第七条") is None


def test_earlier_version_has_no_old_numbers_of_the_later_revision(history: Path) -> None:
    library = load_library(history)
    assert library.old_article(ORIGINAL, "第二条") is None
    assert library.old_article(TRIAL, "第一条") is None
    assert library.old_article(CURRENT, "第二条") == OldArticle(
        "第二条", "第三条", f"{CURRENT}.a3", "printed", f"{NOTICE}.s2"
    )


def test_deleted_article_is_printed_and_stands_nowhere(history: Path) -> None:
    rewrite(history / "city/notice/links.toml", 'now = "第三条"\n', "")
    assert load_library(history).old_article(CURRENT, "第二条") == OldArticle(
        "第二条", "", "", "printed", f"{NOTICE}.s2"
    )


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"s1" = "a2"\n', "", "s1 stands in both or in neither; put it under"),
        ('"s1" = "a2"\n', '"s1" = "a2"\n"s3" = "a1"\n', "line 5: s3 stands in both or in neither"),
        ('"s1" = "a2"', '"s1" = "a9"', "line 4: no clause city-rules.a9"),
        ('"s3" = "条', '"s9" = "无"\n"s3" = "条', "line 8: no clause city-notice.s9"),
        ('now = "第三条"', 'now = "第九条"', "line 17: city-rules has no 第九条"),
        ('old = "第二条"', 'old = "二"', "line 16: old = '二': write an article number"),
        ('printed_in = "s2"', 'printed_in = "s2"\nderived = "无"', "第二条: give either printed_in"),
        ('"第二条" = "s1"', '"第八条" = "s1"', "line 21: city-rules has no 第八条"),
        ("unknown", "unknwon", "line 1: unknwon: Extra"),
    ],
)
def test_broken_link_is_refused_with_file_line_and_remedy(history: Path, old: str, new: str, sentence: str) -> None:
    rewrite(history / "city/notice/links.toml", old, new)
    with pytest.raises(BrokenManifest, match=rf"notice/links\.toml.*{sentence}"):
        load_library(history)


def test_notice_whose_consolidated_text_is_held_needs_its_links(history: Path) -> None:
    (history / "city/notice/links.toml").unlink()
    with pytest.raises(BrokenManifest, match=r"notice/links\.toml: no such file; create it"):
        load_library(history)
