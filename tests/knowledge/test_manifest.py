"""A fault in a TOML file of the knowledge base is named with file, line and remedy."""

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from knowledge.errors import BrokenManifest
from knowledge.manifest import read_manifest


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    questions: tuple[str, ...] = ()


class Matter(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    near: tuple[str, ...] = ()


class File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    clauses: dict[str, Entry] = {}
    matters: tuple[Matter, ...] = ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[clauses."a1"]\nquestions = ["a"]\n\n[clauses."a2"]\nquestions = ["b"]\nquestoins = ["c"]\n', 6),
        ('[clauses."a1"]\nquestions = ["a"]\n\n[clauses."a2"]\nquestions = 5\n', 5),
        ('[[matters]]\nname = "a"\nnear = []\n\n[[matters]]\nname = "b"\nnear = 3\n', 7),
        ('[[matters]]\nname = "a"\n\n[[matters]]\nnear = []\n', 4),
    ],
)
def test_line_is_that_of_the_faulty_entry(text: str, line: int, tmp_path: Path) -> None:
    file = tmp_path / "questions.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(BrokenManifest, match=rf"questions\.toml, line {line}: .*correct it"):
        read_manifest(file, File)


def test_text_that_is_not_toml_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "questions.toml"
    file.write_text("good = 1\nnot toml\n", "utf-8")
    with pytest.raises(BrokenManifest, match="line 2"):
        read_manifest(file, File)


def test_text_in_another_encoding_is_told_as_such(tmp_path: Path) -> None:
    file = tmp_path / "questions.toml"
    file.write_bytes("[[matters]]\nname = '备案'\n".encode("gb18030"))
    with pytest.raises(BrokenManifest, match=r"questions\.toml, line 2: not UTF-8; save the file in that encoding"):
        read_manifest(file, File)


def test_mark_that_editors_put_before_utf_8_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "questions.toml"
    file.write_bytes(b"\xef\xbb\xbf[[matters]]\nname = 'a'\n")
    assert read_manifest(file, File).matters == (Matter(name="a"),)
