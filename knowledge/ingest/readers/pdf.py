"""Pdf files with text: what each page prints, line by line, a form feed between pages.

Page numbers and running headers stay in the text; `furniture` tells them by coming again. Of the
libraries tried this one gives a place for every character from the widths in the file alone; one
that draws with the machine's own fonts loses characters where a Chinese font is not installed.
"""

import logging
import math
import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from unicodedata import normalize

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTComponent, LTContainer
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.psexceptions import PSException

from knowledge.errors import UnreadableDocument
from knowledge.ingest.model import Problem
from knowledge.ingest.readers.pdf_lines import Glyph, printed_lines, reading_direction
from knowledge.ingest.readers.reading import Reading

_MOST_PAGES = 3000
_MOST_STREAM_BYTES = 64 * 1024 * 1024
_MOST_UNKNOWN = 0.1
_MOST_REPORTED = 60
_UNKNOWN = "\ufffd"
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
# Fonts often name a character by the radical that looks like it: ⼀ for 一.
_RADICALS = {code: normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
# What a broken file makes the library stumble over, at any depth.
_DAMAGES = (
    PSException, ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, NotImplementedError,
    OSError, RecursionError, TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip


def read_pdf(path: Path, content: bytes) -> Reading:
    """The text of a pdf file. Raises UnreadableDocument for a broken or locked one, and for a scan."""
    _check_size(path, content)
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it would quote the text of odd files
    try:
        return _read_pages(path, PDFDocument(PDFParser(BytesIO(content))))
    except PDFPasswordIncorrect:
        raise UnreadableDocument(f"{path}: needs a password; save a copy without one") from None
    except _DAMAGES:
        raise UnreadableDocument(f"{path}: not a sound pdf; get the file anew, or print it to pdf again") from None


def _check_size(path: Path, content: bytes) -> None:
    """Refuse a file whose packed text is larger than any text: nothing else bounds it. Pictures are not unpacked."""
    for start in _STREAM.finditer(content):
        if b"/Image" in content[content.rfind(b"obj", 0, start.start()) : start.start()]:
            continue
        try:
            packed = content[start.end() : content.find(b"endstream", start.end())]
            unpacked = zlib.decompressobj().decompress(packed, _MOST_STREAM_BYTES)
        except zlib.error:
            continue  # not packed, or not this way
        if len(unpacked) == _MOST_STREAM_BYTES:
            raise UnreadableDocument(
                f"{path}: a part unpacks to more than {_MOST_STREAM_BYTES // 1024 // 1024} MB; print it to pdf again"
            )


def _read_pages(path: Path, document: PDFDocument) -> Reading:
    pages: list[str] = []
    problems: list[Problem] = []
    line = 1
    for number, glyphs in enumerate(_pages(document), 1):
        if number > _MOST_PAGES:
            raise UnreadableDocument(f"{path}: more than {_MOST_PAGES} pages; part it into one file per document")
        direction = reading_direction(glyphs)
        rows = printed_lines(glyph for glyph in glyphs if glyph.quarter == direction)
        if not rows:
            problems.append(Problem(line, f"第{number}页没有文字，可能是扫描图，未收录"))
        if aside := "".join(glyph.text for glyph in glyphs if glyph.quarter != direction).strip():
            problems.append(Problem(line, f"第{number}页斜排的文字未收录：{aside[:_MOST_REPORTED]}"))
        pages.append("\n".join(rows))
        line += max(1, len(rows))
    text = "\n\f".join(pages)
    _check_readable(path, text)
    return Reading(text, tuple(problems))


def _check_readable(path: Path, text: str) -> None:
    words = "".join(text.split())
    if not words:
        raise UnreadableDocument(f"{path}: pages without text, a scan; run text recognition (OCR) on it first")
    if words.count(_UNKNOWN) > _MOST_UNKNOWN * len(words):
        raise UnreadableDocument(
            f"{path}: its fonts do not say what they print; run text recognition (OCR) on it first"
        )


def _pages(document: PDFDocument) -> Iterator[list[Glyph]]:
    """The characters of each page, in the order of the file."""
    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    for page in PDFPage.create_pages(document):
        interpreter.process_page(page)
        yield [_glyph(character) for character in _characters(device.get_result())]


def _characters(items: Iterable[LTComponent]) -> Iterator[LTChar]:
    for item in items:
        if isinstance(item, LTChar):
            yield item
        elif isinstance(item, LTContainer):
            yield from _characters(item)


def _glyph(character: LTChar) -> Glyph:
    """The character in a page turned so that it reads to the right."""
    a, b, *_ = character.matrix
    turns = math.atan2(b, a) / (math.pi / 2)
    quarter = round(turns) % 4 if abs(turns - round(turns)) < 0.1 else -1
    left, bottom, right, top = character.bbox
    match quarter:
        case 1:
            left, bottom, right, top = bottom, -right, top, -left
        case 2:
            left, bottom, right, top = -right, -top, -left, -bottom
        case 3:
            left, bottom, right, top = -top, left, -bottom, right
    return Glyph(_shown(character.get_text()), left, right, (bottom + top) / 2, max(top - bottom, 0.1), quarter)


def _shown(text: str) -> str:
    """The character, or what stands for one that the file does not name."""
    if len(text) != 1:
        return _UNKNOWN if text.startswith("(cid:") else text  # 「ﬁ」 may be two letters
    code = ord(text)
    if code in _RADICALS:
        return _RADICALS[code]
    return _UNKNOWN if code < 0x20 or 0xE000 <= code <= 0xF8FF else text
