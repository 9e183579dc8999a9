"""Word documents: paragraphs with the numbers that Word prints, tables as rows, nothing undecided.

Headers and footers are left out, as they are no part of the text. Footnotes, text boxes, pictures
and hidden words stand beside the text: they are reported with their words, not mixed in.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from knowledge.errors import UnreadableDocument
from knowledge.ingest.model import Problem
from knowledge.ingest.readers.docx_numbers import Numbers
from knowledge.ingest.readers.docx_package import Package, child, children, name_of, value
from knowledge.ingest.readers.reading import Reading

_CHANGES = frozenset(("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel"))
_PROPERTIES = frozenset(
    ("pPr", "rPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "instrText", "rt", "sdtPr", "sdtEndPr")
)
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_PICTURES = frozenset(("drawing", "pict", "object"))
_NOTES = {"footnoteReference": ("footnotes.xml", "脚注"), "endnoteReference": ("endnotes.xml", "尾注")}
_CODE = re.compile("[0-9A-Fa-f]{4}")
_BOX = "□"
_INDENT = "　　"
_MOST_REPORTED = 60


def read_docx(path: Path, content: bytes) -> Reading:
    """The text of a docx file. Raises UnreadableDocument for a broken one and for one with tracked changes."""
    package = Package(path, content)
    document = package.document()
    if any(name_of(element) in _CHANGES for element in document.iter()):
        raise UnreadableDocument(
            f"{path}: holds tracked changes; accept or reject them first, so that old and new wording are not mixed"
        )
    return _Document(package).read(document)


class _Document:
    """Puts the lines together; `_lines` is what was read so far."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._numbers = Numbers(package.beside("numbering.xml"), package.beside("styles.xml"))
        self._lines: list[str] = []
        self._problems: list[Problem] = []

    def read(self, document: etree._Element) -> Reading:
        for body in children(document, "body"):
            for paragraph in self._paragraphs(body):
                self._lines += paragraph
        return Reading("\n".join(self._lines), tuple(self._problems))

    def _paragraphs(self, block: etree._Element) -> Iterator[list[str]]:
        """The lines of each paragraph or table row."""
        for element in block:
            match name_of(element):
                case "p":
                    yield self._paragraph(element)
                case "tbl":
                    for row in element.iter():
                        if name_of(row) == "tr" and _is_in(row, element):
                            yield [self._row(row)]
                case "AlternateContent":
                    yield from self._paragraphs(next(children(element, "Choice", "Fallback"), element))
                case "altChunk":
                    self._report("嵌入的文件", "")
                case name if name not in _PROPERTIES:
                    yield from self._paragraphs(element)

    def _paragraph(self, paragraph: etree._Element) -> list[str]:
        number = self._numbers.printed(paragraph)
        text = self._text(paragraph)
        if not text.strip():
            return []
        first, *others = text.split("\n")
        # Word knows where a paragraph begins; the blank keeps a printed number apart from the words.
        return [f"{_INDENT}{number} {first.strip()}" if number else f"{_INDENT}{first.strip()}", *others]

    def _row(self, row: etree._Element) -> str:
        """The cells of a table row, parted by tabs; a cell's own paragraphs by a blank."""
        cells = (cell for cell in row.iter() if name_of(cell) == "tc" and _is_in(cell, row))
        return "\t".join(" ".join(" ".join(lines).strip() for lines in self._paragraphs(cell)) for cell in cells)

    def _text(self, element: etree._Element) -> str:
        pieces: list[str] = []
        for part in element:
            name = name_of(part)
            if name == "t":
                pieces.append(part.text or "")
            elif name in _CHARACTERS:
                pieces.append(_CHARACTERS[name])
            elif name == "sym":
                pieces.append(_symbol(part))
            elif name in _NOTES:
                self._report_note(part, *_NOTES[name])
            elif name in _PICTURES:
                self._report_picture(part)
            elif name == "AlternateContent":
                pieces.append(self._text(next(children(part, "Choice", "Fallback"), part)))
            elif name == "r" and _is_hidden(part):
                self._report("隐藏文字", _words(part))
            elif name and name not in _PROPERTIES:
                pieces.append(self._text(part))
        return "".join(pieces)

    def _report_note(self, reference: etree._Element, part: str, kind: str) -> None:
        notes = self._package.beside(part)
        for note in children(notes) if notes is not None else ():
            if value(note, "id") == value(reference, "id"):
                self._report(kind, _words(note))

    def _report_picture(self, picture: etree._Element) -> None:
        words = _words(picture)
        self._report("文本框" if words else "图片", words)

    def _report(self, kind: str, words: str) -> None:
        shown = words if len(words) <= _MOST_REPORTED else words[:_MOST_REPORTED] + "…"
        self._problems.append(Problem(len(self._lines) + 1, f"{kind}未收录：{shown}" if shown else f"{kind}未收录"))


def _words(element: etree._Element) -> str:
    return "".join(part.text or "" for part in element.iter() if name_of(part) == "t").strip()


def _symbol(element: etree._Element) -> str:
    """A character of a symbol font; one without a meaning of its own is shown as a box."""
    code = value(element, "char")
    character = chr(int(code, 16)) if _CODE.fullmatch(code) else _BOX
    return _BOX if "\ue000" <= character <= "\uf8ff" else character


def _is_hidden(run: etree._Element) -> bool:
    vanish = child(run, "rPr", "vanish")
    return vanish is not None and value(vanish) not in ("0", "false")


def _is_in(element: etree._Element, outer: etree._Element) -> bool:
    """Whether `element` is in `outer` itself, and not in a table inside one of its cells."""
    above = element.getparent()
    while above is not None and above is not outer:
        if name_of(above) in ("tbl", "tc"):
            return False
        above = above.getparent()
    return True
