"""Word files: what Word prints is what is read, and what is undecided is refused."""

import random
from pathlib import Path

import pytest

from knowledge.errors import UnreadableDocument
from knowledge.ingest import ParsedText, parse_file
from knowledge.ingest.readers.docx_figures import figure
from tests.knowledge.made_docx import level, made_docx, numbering, paragraph, run, table

LAW_LEVELS = (
    level(0, "chineseCountingThousand", "第%1章")
    + level(1, "chineseCountingThousand", "第%2条", more='<w:lvlRestart w:val="0"/>')
    + level(2, "chineseCounting", "（%3）")
    + level(3, "decimal", "%4.")
)
LAW = numbering({1: LAW_LEVELS}, {5: (1, "")})


def parsed(tmp_path: Path, content: bytes) -> ParsedText:
    file = tmp_path / "notice.docx"
    file.write_bytes(content)
    return parse_file(file)


def labels(text: ParsedText) -> list[tuple[str, str]]:
    return [(clause.label, clause.text) for clause in text.clauses]


def test_automatic_numbers_are_read_as_word_prints_them(tmp_path: Path) -> None:
    body = (
        paragraph("某省质量条例")
        + paragraph("总则", numbered=(5, 0)) + paragraph("甲。", numbered=(5, 1)) + paragraph("乙：", numbered=(5, 1))
        + paragraph("丙；", numbered=(5, 2)) + paragraph("丁：", numbered=(5, 2)) + paragraph("戊。", numbered=(5, 3))
        + paragraph("附则", numbered=(5, 0)) + paragraph("己：", numbered=(5, 1)) + paragraph("庚。", numbered=(5, 2))
    )  # fmt: skip
    text = parsed(tmp_path, made_docx(body, {"numbering": LAW}))
    assert labels(text) == [
        ("", "某省质量条例"), ("第一章", "总则"), ("第一条", "甲。"), ("第二条", "乙："),
        ("（一）", "丙；"), ("（二）", "丁："), ("1.", "戊。"),
        ("第二章", "附则"), ("第三条", "己："), ("（一）", "庚。"),
    ]  # fmt: skip
    assert text.clauses[6].path == ("第二条", "（二）", "1")
    assert text.problems == ()


def test_lists_of_one_model_count_on_and_an_override_starts_anew(tmp_path: Path) -> None:
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    lists = numbering({1: level(0, "chineseCounting", "%1、")}, {1: (1, ""), 2: (1, ""), 3: (1, anew)})
    body = "".join(
        paragraph(f"{name}。", numbered=(list_id, 0))
        for name, list_id in zip("甲乙丙丁戊", (1, 2, 3, 3, 1), strict=True)
    )
    assert [label for label, _ in labels(parsed(tmp_path, made_docx(body, {"numbering": lists})))] == [
        "一、", "二、", "一、", "二、", "三、",
    ]  # fmt: skip


def test_number_of_a_paragraph_style_is_found_through_its_base(tmp_path: Path) -> None:
    styled = level(0, "chineseCounting", "%1、") + level(
        1, "chineseCounting", "（%2）", more='<w:pStyle w:val="Item"/>'
    )
    styles = (
        '<w:style w:styleId="Item"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="Mine"><w:basedOn w:val="Item"/></w:style>'
    )
    body = (
        paragraph("甲。", style="Item")
        + paragraph("乙。", style="Mine")
        + paragraph("丙。", style="Item", numbered=(0, 0))
    )
    text = parsed(tmp_path, made_docx(body, {"numbering": numbering({1: styled}, {1: (1, "")}), "styles": styles}))
    assert labels(text) == [("（一）", "甲。"), ("（二）", "乙。"), ("", "丙。")]


@pytest.mark.parametrize(
    ("style", "number", "printed"),
    [
        ("chineseCounting", 21, "二十一"), ("chineseCountingThousand", 110, "一百一十"),
        ("chineseCountingThousand", 1002, "一千零二"), ("japaneseCounting", 10, "十"), ("ideographDigital", 20, "二〇"),
        ("chineseLegalSimplified", 12, "壹拾贰"), ("ideographTraditional", 3, "丙"), ("ideographZodiac", 12, "亥"),
        ("decimalEnclosedCircle", 20, "⑳"), ("decimalEnclosedCircle", 21, "21"), ("decimalEnclosedParen", 2, "⑵"),
        ("decimalFullWidth", 12, "１２"), ("upperRoman", 14, "XIV"), ("lowerLetter", 28, "bb"),
        ("decimalZero", 7, "07"), ("none", 3, ""), ("hebrew1", 3, "3"),
    ],
)  # fmt: skip
def test_figure_of_each_number_style(style: str, number: int, printed: str) -> None:
    assert figure(number, style) == printed


def test_table_soft_break_tab_and_content_control_are_text(tmp_path: Path) -> None:
    body = (
        paragraph("第一条\t企业应当：\n（一）自检；")
        + f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('（二）送检。')}</w:sdtContent></w:sdt>"
        + table(("序号", "名称"), ("1", "合格证明"))
    )
    assert labels(parsed(tmp_path, made_docx(body))) == [
        ("第一条", "企业应当："), ("（一）", "自检；"), ("（二）", "送检。"), ("", "序号\t名称"), ("", "1\t合格证明"),
    ]  # fmt: skip


def test_long_heading_is_not_joined_with_its_paragraph(tmp_path: Path) -> None:
    heading = "进一步加强首席质量官制度建设和质量人才培养工作的若干具体措施"
    text = parsed(tmp_path, made_docx(paragraph(f"一、{heading}") + paragraph("各地应当落实。")))
    assert labels(text) == [("一、", heading), ("", "各地应当落实。")]


def test_notes_boxes_pictures_and_hidden_words_are_reported_with_their_line(tmp_path: Path) -> None:
    box = f"<w:drawing><w:txbxContent>{paragraph('内部资料')}</w:txbxContent></w:drawing>"
    body = (
        paragraph("第一条 甲。")
        + f'<w:p>{run("第二条 乙")}<w:r><w:footnoteReference w:id="2"/></w:r>{run("。")}</w:p>'
        + "<w:p><mc:AlternateContent><mc:Choice><w:r>"
        + box
        + "</w:r></mc:Choice>"
        + f"<mc:Fallback><w:r>{box}</w:r></mc:Fallback></mc:AlternateContent>{run('丙。')}</w:p>"
        + "<w:p><w:r><w:drawing/></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r></w:p>"
    )
    notes = f'<w:footnote w:id="2">{paragraph("见本法附件。")}</w:footnote>'
    text = parsed(tmp_path, made_docx(body, {"footnotes": notes}))
    assert labels(text) == [("第一条", "甲。"), ("第二条", "乙。"), ("", "丙。")]
    assert [(problem.line, problem.reason) for problem in text.problems] == [
        (2, "脚注未收录：见本法附件。"), (3, "文本框未收录：内部资料"), (4, "图片未收录"), (4, "隐藏文字未收录：密"),
    ]  # fmt: skip


@pytest.mark.parametrize("mark", ["ins", "del", "moveFrom", "moveTo"])
def test_file_with_tracked_changes_is_refused(tmp_path: Path, mark: str) -> None:
    body = f"<w:p>{run('企业')}<w:{mark}>{run('应当')}</w:{mark}></w:p>"
    with pytest.raises(UnreadableDocument, match=r"notice\.docx: holds tracked changes; accept or reject them first"):
        parsed(tmp_path, made_docx(body))
    assert labels(parsed(tmp_path, made_docx(body.replace(f"w:{mark}", "w:smartTag")))) == [("", "企业应当")]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK", "not a sound docx, no zip archive; open it in Word and save it anew"),
        (made_docx(paragraph("甲。"))[:-30], "not a sound docx"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), r"a \.doc file or one with a password; .*save it as docx without password"),
        (made_docx("<w:p>"), r"not a sound docx, broken in word/document\.xml"),
        (
            made_docx(paragraph("甲。"), prolog='<!DOCTYPE a [<!ENTITY b "c">]>'),
            r"word/document\.xml declares entities",
        ),
        (made_docx("<w:p/>"), "holds no text; give a file with the words of the document"),
    ],
    ids=["no zip", "cut off", "doc", "broken xml", "entities", "empty"],
)
def test_file_that_is_no_sound_docx_is_refused_with_remedy(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableDocument, match=rf"notice\.docx: {sentence}"):
        parsed(tmp_path, content)


def test_part_that_unpacks_to_more_than_any_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        UnreadableDocument, match=r"word/document\.xml unpacks to more than 64 MB; save the words alone"
    ):
        parsed(tmp_path, made_docx(f"<!--{' ' * 65 * 1024 * 1024}-->"))


def test_damaged_docx_is_read_or_refused_and_nothing_else(tmp_path: Path) -> None:
    chance = random.Random(3)
    sound = made_docx(paragraph("第一条 甲。", numbered=(5, 1)) * 20, {"numbering": LAW})
    refused = 0
    for at in range(0, len(sound), 17):
        try:
            parsed(tmp_path, sound[:at] + chance.randbytes(3) + sound[at + 3 :])
        except UnreadableDocument:
            refused += 1
    assert 0 < refused < len(sound) // 17
