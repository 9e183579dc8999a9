"""What a new version changes, on every kind of change, and what rests on a clause."""

from dataclasses import replace
from datetime import date

import pytest

from knowledge.answering.topics import load_topics
from knowledge.dependants import Dependant, Written, dependants_of
from knowledge.documents.changes import Change, ChangeKind, compare
from knowledge.documents.library import Library
from knowledge.ingest import parse_text
from knowledge.phrasings import Reviewed, load_phrasings

OLD = """\
第一条 为了保护河流，制定本办法。
第二条 河长应当做好下列工作：
（一）每月巡河一次；
（二）协调解决巡河中发现的问题；
（三）完成上级交办的其他工作。
第三条 每条河流设立公示牌，写明河长姓名和监督电话。
第四条 市水利部门负责河长的培训。
第五条 本办法自2015年5月1日起施行。
"""


@pytest.fixture(scope="module")
def written(shipped: Library) -> Written:
    return Written(load_phrasings(shipped), load_topics(shipped, ()))


def changes(new: str, old: str = OLD) -> tuple[Change, ...]:
    return compare(parse_text(old).clauses, parse_text(new).clauses)


def kinds(found: tuple[Change, ...]) -> list[tuple[ChangeKind, str, str]]:
    """What did not stay, with the places in the old and the new version."""
    return [
        (one.kind, one.old.cite if one.old else "", one.new.cite if one.new else "")
        for one in found
        if one.kind != "unchanged"
    ]


def marked(change: Change) -> str:
    marks = {"kept": "{}", "deleted": "[-{}-]", "inserted": "{{+{}+}}"}
    return "".join(marks[words.operation].format(words.text) for words in change.words())


def test_same_text_has_no_changes() -> None:
    found = changes(OLD)
    assert kinds(found) == []
    assert len(found) == 8


def test_white_space_and_widths_are_no_change() -> None:
    assert kinds(changes(OLD.replace("，", ", ").replace("（一）", "(一)").replace("2015年", " 2015 年"))) == []


def test_reworded_clause_is_changed_with_its_words() -> None:
    (found,) = [one for one in changes(OLD.replace("每月巡河一次", "每周巡河两次")) if one.kind != "unchanged"]
    assert (found.kind, found.old and found.old.cite) == ("changed", "第二条（一）")
    assert marked(found) == "每[-月-]{+周+}巡河[-一-]{+两+}次；"


def test_words_of_a_change_put_together_are_both_versions() -> None:
    new = OLD.replace("写明河长姓名和监督电话", "标明河长的姓名、职责、电话")
    (found,) = [one for one in changes(new) if one.kind == "changed"]
    assert found.old
    assert found.new
    words = found.words()
    assert "".join(one.text for one in words if one.operation != "inserted") == found.old.text
    assert "".join(one.text for one in words if one.operation != "deleted") == found.new.text


def test_lone_character_between_two_changes_is_read_with_them() -> None:
    (found,) = [one for one in changes(OLD.replace("市水利部门", "省水务部门")) if one.kind == "changed"]
    assert marked(found) == "[-市水利-]{+省水务+}部门负责河长的培训。"


def test_inserted_article_is_added_and_the_following_ones_moved() -> None:
    new = OLD.replace("第五条", "第六条").replace("第四条", "第五条").replace("第三条", "第四条")
    new = new.replace("第四条 每条", "第三条 对污染河流的行为，任何人都可以举报。\n第四条 每条")
    assert kinds(changes(new)) == [
        ("added", "", "第三条"),
        ("moved", "第三条", "第四条"),
        ("moved", "第四条", "第五条"),
        ("moved", "第五条", "第六条"),
    ]


def test_removed_clause_is_listed_where_it_stood() -> None:
    assert kinds(changes(OLD.replace("（二）协调解决巡河中发现的问题；\n（三）", "（二）"))) == [
        ("removed", "第二条（二）", ""),
        ("moved", "第二条（三）", "第二条（二）"),
    ]


def test_moved_and_reworded_clause_is_found_by_its_words() -> None:
    new = OLD.replace("第三条 每条河流设立公示牌，写明河长姓名和监督电话。\n", "").replace("第四条", "第三条")
    new = new.replace("第五条", "第四条 每条河流设立公示牌，写明河长姓名、职务和监督电话。\n第五条")
    assert kinds(changes(new)) == [("moved", "第四条", "第三条"), ("changed", "第三条", "第四条")]


def test_clause_rewritten_at_its_place_is_changed_not_replaced() -> None:
    new = OLD.replace("市水利部门负责河长的培训。", "市级河长办公室制定培训计划，每年组织两次。")
    assert kinds(changes(new)) == [("changed", "第四条", "第四条")]


def test_other_matter_at_the_same_place_is_not_the_same_clause() -> None:
    new = OLD.replace("市水利部门负责河长的培训。", "对不履行职责的，给予通报批评直至撤销聘任。")
    assert kinds(changes(new)) == [("removed", "第四条", ""), ("added", "", "第四条")]


def test_clauses_with_the_same_words_keep_their_places() -> None:
    twice = OLD + "第六条 未尽事宜另行规定。\n第七条 未尽事宜另行规定。\n"
    assert kinds(changes(twice, twice)) == []
    assert kinds(changes(twice.replace("第六条 未尽事宜另行规定。\n", ""), twice)) == [("removed", "第六条", "")]


def test_nothing_against_something_is_all_added_or_removed() -> None:
    assert {one.kind for one in compare((), parse_text(OLD).clauses)} == {"added"}
    assert {one.kind for one in compare(parse_text(OLD).clauses, ())} == {"removed"}
    assert compare((), ()) == ()


def test_revision_of_the_shipped_measures_is_recognised_in_the_notice(shipped: Library) -> None:
    """The links that people wrote are what the comparison finds by itself."""
    (revision,) = shipped.revisions
    texts = [shipped.documents[name].clauses for name in (revision.notice, revision.text)]
    found = {one.old.id: one.new.id for one in compare(*texts) if one.old and one.new}
    assert {old: found.get(old) for old in revision.now_in} == revision.now_in


def test_what_rests_on_a_clause_is_told_by_kind(written: Written) -> None:
    found = dependants_of("nantong-measures.a5.i3", written)
    reviewed = written.phrasings.reviewed["nantong-measures.a5.i3"]
    assert Dependant("conclusion", reviewed.conclusion) in found
    assert Dependant("not_stated", "“相关专业”的范围") in found
    assert Dependant("topic", "学历要求") in found
    questions = [one.words for one in found if one.kind == "example_question"]
    assert questions == list(reviewed.phrasings)


def test_every_line_written_over_a_clause_rests_on_it(written: Written) -> None:
    reviewed = Reviewed(conclusion="每月一次。", note="据解读。", until=date(2022, 12, 31), leaves_open="记录格式")
    phrasings = replace(written.phrasings, reviewed={"x.a2": reviewed})
    assert dependants_of("x.a2", replace(written, phrasings=phrasings)) == (
        Dependant("conclusion", "每月一次。"),
        Dependant("note", "据解读。"),
        Dependant("target", "2022-12-31"),
        Dependant("leaves_open", "记录格式"),
    )


@pytest.mark.parametrize("clause", ["nantong-amendment.s1.p2", ""])
def test_nothing_rests_on_a_clause_that_nobody_wrote_about(written: Written, clause: str) -> None:
    assert dependants_of(clause, written) == ()
