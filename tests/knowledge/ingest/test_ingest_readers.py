"""Text files, web pages and Markdown: what is shown is what is read, and what cannot be read is refused."""

import subprocess
import sys
from pathlib import Path

import pytest

from knowledge.errors import UnreadableDocument
from knowledge.ingest import parse_file
from knowledge.ingest.readers import MOST_BYTES, read_file

POLICIES = Path(__file__).parents[2] / "fixtures" / "policies"


def test_html_page_gives_what_it_shows_with_table_rows_as_lines() -> None:
    parsed = parse_file(POLICIES / "notice.html")
    assert [(c.id, c.text) for c in parsed.clauses] == [
        ("m1", "某市关于表彰先进单位的通知"), ("m2", "某市府〔2022〕7号"), ("m3", "各有关单位："),
        ("pre1", "现将有关事项通知如下："), ("s1", "表彰对象"),
        ("s1.i1", "质量（含服务）先进单位; (不含个人)"), ("s1.i2", "标准先进单位。"),
        ("s1.i2.p2", "单位\t奖项"), ("s1.i2.p3", "甲公司\t一等奖"),
        ("s2", "工作要求"), ("s2.d1", "及时报送；"), ("s2.d2", "严格审核。"),
    ]  # fmt: skip


def test_markdown_marks_are_no_words(tmp_path: Path) -> None:
    page = tmp_path / "policy.md"
    page.write_text("# 质量办法\n\n## 第一章 总则\n\n**第一条** 甲。\n\n| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 |\n", "utf-8")
    texts = [(c.label, c.text) for c in parse_file(page).clauses]
    assert texts == [("", "质量办法"), ("第一章", "总则"), ("第一条", "甲。"), ("", "甲\t乙"), ("", "丙\t丁")]


def test_text_in_the_older_chinese_encoding_is_read(tmp_path: Path) -> None:
    page = tmp_path / "policy.txt"
    page.write_bytes("第一条 企业自愿设立。".encode("gb18030"))
    assert parse_file(page).clauses[0].text == "企业自愿设立。"


@pytest.mark.parametrize(
    ("name", "content"),
    [("policy", b"text"), ("empty.txt", b" \n\xe3\x80\x80\n"), ("binary.txt", b"\x00\xff\x00")],
)
def test_unreadable_file_is_refused_by_name(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableDocument, match=name):
        parse_file(tmp_path / name)


def test_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match=r"none\.txt"):
        parse_file(tmp_path / "none.txt")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("- 第一条 甲。", "第一条 甲。"),
        ("**第一条** 甲。", "第一条 甲。"),
        ("***第一条*** _甲_。", "第一条 甲。"),
        ("> - （一）甲；", "（一）甲；"),
        ("1\\. 甲；", "1. 甲；"),
        ("##第一章&emsp;总则", "第一章\u2003总则"),
        ("见[某条例](http://a.cn/b)。", "见某条例。"),
        ("第一条 甲。<br>第二条 乙。", "第一条 甲。\n第二条 乙。"),
        ("<!-- INFO\nEND -->\n甲。", "\n\n甲。"),
        ("---", ""),
        ("- 3 -", "- 3 -"),
        ("——甲；", "——甲；"),
        ("2*3*4 与 a_b_c", "2*3*4 与 a_b_c"),
        ("| 甲 | 乙\\|丙 |", "甲\t乙|丙"),
    ],
)
def test_markdown_shows(tmp_path: Path, written: str, shown: str) -> None:
    page = tmp_path / "policy.md"
    page.write_text(f"{written}\n末", "utf-8")
    assert read_file(page).text == f"{shown}\n末"


def test_web_page_with_wide_blanks_and_an_unclosed_head_is_read(tmp_path: Path) -> None:
    page = tmp_path / "law.html"
    page.write_text(
        "<head><title>页</title><body><p>第一章&emsp;总&emsp;&emsp;则</p>"
        "<p>&emsp;&emsp;第一条&ensp;企业<br>&emsp;&emsp;（一）自检；</p><table><tr><td>甲<td><p>乙</p><p>丙</p></table>",
        "utf-8",
    )
    assert [(c.label, c.text) for c in parse_file(page).clauses] == [
        ("第一章", "总则"), ("第一条", "企业"), ("（一）", "自检；"), ("", "甲\t乙 丙"),
    ]  # fmt: skip


def test_page_laid_out_in_a_table_keeps_its_lines_and_its_own_tables(tmp_path: Path) -> None:
    page = tmp_path / "law.html"
    inner = "<table><tr><td>序号</td><td>名称</td></tr><tr><td>1</td><td>合格证明</td></tr></table>"
    page.write_text(
        f"<table><tr><td>栏目</td><td><p>第一条 {'甲' * 300}。</p><p>第二条 乙：</p>{inner}</td></tr></table>", "utf-8"
    )
    assert [(c.label, c.text) for c in parse_file(page).clauses] == [
        ("", "栏目"), ("第一条", "甲" * 300 + "。"), ("第二条", "乙："), ("", "序号\t名称"), ("", "1\t合格证明"),
    ]  # fmt: skip


def test_windows_unicode_text_and_invisible_marks_are_read(tmp_path: Path) -> None:
    page = tmp_path / "policy.txt"
    page.write_bytes("\u200b第一条\ue5e5企业自\u00ad愿设立。".encode("utf-16"))
    assert [(c.label, c.text) for c in parse_file(page).clauses] == [("第一条", "企业自愿设立。")]


@pytest.mark.parametrize("name", ["law.txt", "law.md", "law.html", "law.docx", "law.pdf"])
def test_file_above_the_limit_is_refused_unread(tmp_path: Path, name: str) -> None:
    with (tmp_path / name).open("wb") as file:
        file.truncate(MOST_BYTES + 4 * 1024 * 1024)  # no byte of it is on the disk
    with pytest.raises(UnreadableDocument, match=rf"{name}: 20 MB are more than the 16 MB that are read; .*part it"):
        parse_file(tmp_path / name)


@pytest.mark.parametrize("name", ["law.doc", "law.wps", "law.ofd"])
def test_other_office_format_is_refused_with_remedy(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(UnreadableDocument, match=rf"{name}: cannot read \.{name[4:]}; save it as docx, or as pdf"):
        parse_file(tmp_path / name)


def test_library_for_pdf_is_not_loaded_for_text() -> None:
    code = "import sys, knowledge.documents.library as lib; lib.load_library(); print('pdfminer' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert shown.stdout.strip() == "False"
