"""Pdf files: lines, indents and cells by their places; scans and locked files are refused."""

import random
import zlib
from pathlib import Path

import pytest

from knowledge.errors import UnreadableDocument
from knowledge.ingest import parse_file
from knowledge.ingest.readers import read_file
from tests.knowledge.made_pages import wrapped_lines
from tests.knowledge.made_pdf import Text, made_pdf
from tests.knowledge.made_statutes import Statute, any_form, made_statute
from tests.knowledge.policy_texts import without_spaces

_CELLS, _SIZE, _LEFT, _TOP, _BOTTOM = 28, 16, 75, 760, 80
_LOCKED = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{'00' * 32}> /U <{'00' * 32}> /P -4 >> /ID [<00> <00>]"


def written(tmp_path: Path, content: bytes) -> Path:
    file = tmp_path / "notice.pdf"
    file.write_bytes(content)
    return file


def typeset(statute: Statute, header: str, page_number: str) -> bytes:
    """The statute on official pages: 28 characters a line, paragraphs indented by two."""
    pages: list[list[Text]] = [[Text(statute.title, 209, _TOP, 22)]]
    y = _TOP - 40
    for unit in statute.units:
        gap = "　" if unit.label.startswith("第") else ""
        for at, line in enumerate(wrapped_lines(unit.label + gap + unit.text, _CELLS)):
            if y < _BOTTOM:
                pages.append([])
                y = _TOP
            pages[-1].append(Text(line, _LEFT + (0 if at else 2 * _SIZE), y, _SIZE))
            y -= 28
    for number, page in enumerate(pages, 1):
        page.insert(0, Text(header, 250, 810, 9))
        page.append(Text(page_number.format(number), 280, 40, 14))
    return made_pdf(pages)


@pytest.mark.parametrize("seed", range(6))
def test_statute_on_official_pages_is_found_unit_by_unit(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    statute = made_statute(chance, any_form(chance), 20)
    page_number = chance.choice(("— {} —", "{}", "第 {} 页"))
    parsed = parse_file(written(tmp_path, typeset(statute, "某省人民政府公报", page_number)))
    found = [
        (c.kind, c.path, c.paragraph, c.label, without_spaces(c.text))
        for c in parsed.clauses
        if c.kind not in ("meta", "layout")
    ]
    assert found == [(u.kind, u.path, u.paragraph, u.label, without_spaces(u.text)) for u in statute.units]
    assert parsed.problems == ()


def test_cells_are_parted_by_tabs_and_a_spread_title_is_one(tmp_path: Path) -> None:
    page = [
        Text("通", 230, 760), Text("知", 330, 760),
        Text("第一条", 107, 720), Text("为了推进 GB/T 1.1-2020 实施，", 170, 720), Text("制定本办法。", 75, 690),
        Text("序号", 75, 650), Text("名称", 200, 650), Text("1", 75, 620), Text("合格证明", 200, 620),
    ]  # fmt: skip
    assert read_file(written(tmp_path, made_pdf([page]))).text.split("\n") == [
        "　　通　知", "　　第一条 为了推进 GB/T 1.1-2020 实施，", "制定本办法。", "序号\t名称", "1\t合格证明",
    ]  # fmt: skip


def test_page_turned_on_its_side_is_read_and_a_watermark_is_reported(tmp_path: Path) -> None:
    turned = [Text("第一条 甲。", 100, 100, angle=(0, 1)), Text("第二条 乙。", 130, 100, angle=(0, 1))]
    aslant = Text("机密", 200, 400, 40, angle=(0.7071, 0.7071))
    parsed = parse_file(written(tmp_path, made_pdf([turned, [Text("第三条 丙。", 75, 760), aslant]])))
    assert [(clause.label, clause.text) for clause in parsed.clauses] == [
        ("第一条", "甲。"), ("第二条", "乙。"), ("第三条", "丙。"),
    ]  # fmt: skip
    assert [(problem.line, problem.reason) for problem in parsed.problems] == [(3, "第2页斜排的文字未收录：机密")]


def test_radical_that_stands_for_a_character_is_read_as_that_character(tmp_path: Path) -> None:
    assert read_file(written(tmp_path, made_pdf([[Text("第⼀条 ⼈⼯。", 75, 760)]]))).text == "第一条 人工。"


def test_page_without_text_among_others_is_reported(tmp_path: Path) -> None:
    parsed = parse_file(
        written(tmp_path, made_pdf([[Text("第一条 甲。", 75, 760)], [], [Text("第二条 乙。", 75, 760)]]))
    )
    assert [(problem.line, problem.reason) for problem in parsed.problems] == [
        (2, "第2页没有文字，可能是扫描图，未收录")
    ]
    assert len(parsed.clauses) == 2


SOUND = made_pdf([[Text("第一条 甲。", 75, 760)]])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7\n%nothing", "not a sound pdf; get the file anew"),
        (b"<html></html>", "not a sound pdf"),
        (made_pdf([[], []]), r"pages without text, a scan; run text recognition \(OCR\)"),
        (made_pdf([[Text("第一条 甲。", 75, 760)]], names_characters=False), "its fonts do not say what they print"),
        (made_pdf([[Text("甲", 75, 760)]], trailer=_LOCKED), "needs a password; save a copy without one"),
    ],
    ids=["no object", "no pdf", "scan", "nameless font", "password"],
)
def test_pdf_without_readable_text_is_refused_with_remedy(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableDocument, match=rf"notice\.pdf: {sentence}"):
        read_file(written(tmp_path, content))
    assert read_file(written(tmp_path, SOUND)).text == "第一条 甲。"


def test_pdf_that_unpacks_to_more_than_any_text_is_refused(tmp_path: Path) -> None:
    bomb = zlib.compress(b" " * 65 * 1024 * 1024, 1)
    content = SOUND + f"9 0 obj\n<< /Length {len(bomb)} >>\nstream\n".encode() + bomb + b"\nendstream\nendobj\n"
    with pytest.raises(UnreadableDocument, match=r"notice\.pdf: a part unpacks to more than 64 MB"):
        read_file(written(tmp_path, content))


def test_damaged_pdf_is_read_or_refused_and_nothing_else(tmp_path: Path) -> None:
    chance = random.Random(5)
    refused = 0
    for at in range(0, len(SOUND), 29):
        try:
            read_file(written(tmp_path, SOUND[:at] + chance.randbytes(3) + SOUND[at + 3 :]))
        except UnreadableDocument:
            refused += 1
    assert 0 < refused < len(SOUND) // 29
