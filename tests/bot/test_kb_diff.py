"""`cqo kb diff`: versions named in any way, what changed, and what rests on it, recorded answers too."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.documents.library import CORPUS
from tests.bot.test_cli import cqo

pytestmark = pytest.mark.slow

MEASURES = CORPUS / "nantong/measures"
DEGREE = "nantong-measures.a5.i3"
QUESTION = "南通的首席质量官要什么学历\n"


@pytest.fixture
def new_version(tmp_path: Path) -> Path:
    """The measures with one clause reworded, one removed, two moved and one added."""
    text = (MEASURES / "text.md").read_text("utf-8")
    for old, new in (
        ("具有大专（含）以上学历", "具有本科以上学历"),
        ("（二）利用履行职责之便谋取不正当利益的；\n", ""),
        ("第十九条", "第二十条"),
        ("第二十条 本办法", "第二十一条 本办法"),
        ("第二十条 完善", "第十九条 企业应当公开首席质量官的姓名和联系方式，接受社会监督。\n\n第二十条 完善"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    file = tmp_path / "new.txt"
    file.write_text(text, "utf-8")
    return file


def diff(*words: str, folder: Path) -> dict[str, Any]:
    done = cqo("kb", "diff", *words, "--json", folder=folder)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def changes_by_kind(found: dict[str, Any]) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {}
    for one in found["changes"]:
        kinds.setdefault(one["kind"], []).append((one["old"] or one["new"])["clause"])
    return kinds


def test_every_kind_of_change_is_listed_with_what_rests_on_it(tmp_path: Path, new_version: Path) -> None:
    found = diff("nantong-measures", "new.txt", folder=tmp_path)
    assert changes_by_kind(found) == {
        "changed": ["第五条（三）"],
        "removed": ["第六条（二）"],
        "added": ["第十九条"],
        "moved": ["第十九条", "第二十条"],
    }
    assert found["counts"] == {"unchanged": 53, "moved": 2, "changed": 1, "added": 1, "removed": 1}
    degree = next(one for one in found["changes"] if one["kind"] == "changed")
    assert degree["old"]["id"] == DEGREE
    assert degree["words"][:3] == [["kept", "具有"], ["deleted", "大专（含）"], ["inserted", "本科"]]
    assert {"kind": "not_stated", "words": "“相关专业”的范围"} in degree["dependants"]
    assert {"conclusion", "example_question"} <= {one["kind"] for one in degree["dependants"]}
    assert degree["recorded_answers"] is None


def test_people_read_the_changed_words_and_what_to_review(tmp_path: Path, new_version: Path) -> None:
    printed = cqo("kb", "diff", "nantong-measures", "new.txt", folder=tmp_path).stdout
    assert printed.startswith("nantong-measures -> new.txt\nunchanged 53, moved 2, changed 1, added 1, removed 1\n")
    assert "changed  第五条（三）\n    具有[-大专（含）-]{+本科+}以上学历" in printed
    assert "moved    第十九条 -> 第二十条\n" in printed
    matters = next(line for line in printed.splitlines() if line.startswith("    not stated: "))
    assert "“相关专业”的范围" in matters
    assert "example questions: 「" in printed
    assert "recorded answers" not in printed


def test_recorded_answers_are_counted_by_clause(tmp_path: Path, new_version: Path) -> None:
    for user in ("wang", "li"):
        cqo("chat", "--user", user, folder=tmp_path, typed=QUESTION)
    found = diff("nantong-measures", "new.txt", folder=tmp_path)
    answered = {one["old"]["id"]: one["recorded_answers"] for one in found["changes"] if one["recorded_answers"]}
    assert list(answered) == [DEGREE]
    assert answered[DEGREE]["count"] == 2
    assert abs((date.fromisoformat(answered[DEGREE]["last_on"]) - date.today()).days) <= 1  # noqa: DTZ011
    printed = cqo("kb", "diff", "nantong-measures", "new.txt", folder=tmp_path).stdout
    assert f"    2 recorded answers, the last on {answered[DEGREE]['last_on']}\n" in printed


@pytest.mark.parametrize(
    "address", ["sqlite:///missing.db", "sqlite:///empty.db", "postgresql://nobody@127.0.0.1:1/nothing"]
)
def test_without_a_database_to_read_nothing_is_said_and_none_is_made(
    tmp_path: Path, new_version: Path, address: str
) -> None:
    (tmp_path / "empty.db").touch()
    done = cqo("kb", "diff", "nantong-measures", "new.txt", folder=tmp_path, CQO_DATABASE_URL=address)
    assert (done.returncode, done.stderr) == (0, "")
    assert "recorded" not in done.stdout
    assert not (tmp_path / "missing.db").exists()


def test_folder_of_the_knowledge_base_is_its_document(tmp_path: Path, new_version: Path) -> None:
    by_folder = diff(str(MEASURES), "new.txt", folder=tmp_path)
    assert by_folder == diff("nantong-measures", "new.txt", folder=tmp_path)


def test_earlier_file_is_compared_with_what_replaced_it(tmp_path: Path, new_version: Path) -> None:
    """Who changed a text in place compares the file it was with the document it is."""
    found = diff("new.txt", "nantong-measures", folder=tmp_path)
    degree = next(one for one in found["changes"] if one["kind"] == "changed")
    assert degree["new"]["id"] == DEGREE
    assert degree["dependants"]


def test_two_files_have_nothing_that_rests_on_them(tmp_path: Path, new_version: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/text.md").write_text(new_version.read_text("utf-8").replace("本科", "大学"), "utf-8")
    found = diff("new.txt", "folder", folder=tmp_path)
    assert changes_by_kind(found) == {"changed": ["第五条（三）"]}
    assert found["changes"][0]["dependants"] == []


def test_amending_notice_and_measures_of_the_knowledge_base_compare(tmp_path: Path) -> None:
    found = diff("nantong-amendment", "nantong-measures", folder=tmp_path)
    moved = {one["old"]["clause"]: one["new"]["clause"] for one in found["changes"] if one["kind"] == "moved"}
    assert moved["四、（一）"] == "第十一条（一）"
