"""A text as printed lines: what each says, how wide it is, whether a sentence ends there.

An official page is 28 characters wide and a paragraph's first line is indented by two, so a line
that a page broke is at least some 26 wide (GB/T 9704); a heading rarely is. Copies lose the
indent, but not the width.
"""

import re
from dataclasses import dataclass
from statistics import median

from knowledge.ingest.numbering import Label, read_label

PAGE_BREAK_CELLS = 24.0
"""A line without sentence end that is at least this wide goes on in the next; full-width cells."""

_WRAPPED_LINES = 8
_INDENT_CELLS = 2
_HAN = r"\u2e80-\u2fdf\u3001-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’—…·"
_SOFT_SPACE = re.compile(rf"(?<=[{_HAN}])[ \t\u00a0\u3000]+(?=[{_HAN}])")
_SPACES = re.compile(r"[ \t\u00a0\u3000]+")
_CELL_GAP = re.compile(r"\t[ \t]*|[ \u3000]{2,}")
_INDENT = re.compile(r"\u3000\u3000|[ \u00a0]{4}|\t")
_ENDED = re.compile(r"(?:[。！？；：…!?;:]|(?<=[\u4e00-\u9fff])\.)[”’」』\"')）】》]*$")
_OPENING, _CLOSING = "（(《〔【", "）)》〕】"
_FURNITURE = re.compile(
    r"[（(]\s*此页无正文\s*[）)]|[—–\-－]{1,2}\s*\d{1,4}\s*[—–\-－]{1,2}|第\s*\d{1,4}\s*页\W*(?:共\s*\d{1,4}\s*页)?"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line that is not blank.

    `text` is what follows the label, soft spaces removed; `cells` is the width of the whole line;
    `indented` means that the copy still shows a paragraph's indent; `is_row` a row of a table.
    """

    number: int
    label: Label | None
    text: str
    cells: float
    ended: bool
    indented: bool = False
    is_row: bool = False
    is_furniture: bool = False

    @property
    def whole(self) -> str:
        """Label and text."""
        return self.text if self.label is None else self.label.printed + self.text


@dataclass(frozen=True, slots=True)
class Printed:
    """All lines of a text, and the width at which it is wrapped (0 where paragraphs are one line)."""

    lines: tuple[Line, ...]
    wrapped_at: float = 0.0

    @property
    def broken_from(self) -> float:
        """The width from which an unfinished line is a broken sentence, not a heading."""
        return self.wrapped_at - 2 * _INDENT_CELLS if self.wrapped_at else PAGE_BREAK_CELLS

    def is_full(self, line: Line) -> bool:
        """Whether `line` reaches the right margin without an indent; only of a wrapped text."""
        return bool(self.wrapped_at) and line.cells > self.wrapped_at - _INDENT_CELLS * 0.75


def read_lines(text: str) -> Printed:
    """The lines of `text`, blank ones left out; form feeds and carriage returns end a line too."""
    rows = enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1)
    lines = tuple(_read_line(number, piece) for number, row in rows for piece in row.split("\f") if piece.strip())
    return Printed(lines, _wrapping_width(lines))


def tidied(text: str) -> str:
    """`text` without the soft spaces between two Chinese characters; those beside Latin stay."""
    return _SPACES.sub(" ", _SOFT_SPACE.sub("", text)).strip()


def is_ended(text: str) -> bool:
    """Whether a sentence or a lead (「：」) ends with `text`."""
    return _ENDED.search(text) is not None


def open_brackets(text: str) -> int:
    """How many brackets and title marks are opened in `text` and not closed; negative for the reverse."""
    return sum(map(text.count, _OPENING)) - sum(map(text.count, _CLOSING))


def _read_line(number: int, row: str) -> Line:
    bare = row.strip().lstrip("\ufeff")
    if _FURNITURE.fullmatch(bare):
        return Line(number, None, bare, 0.0, ended=True, is_furniture=True)
    label = read_label(bare)
    rest = bare[len(label.printed) :] if label else bare
    cells = len(bare) - sum(map(str.isascii, bare)) / 2
    is_row = "\t" in bare or len(_CELL_GAP.findall(rest.strip())) > 1
    text = _CELL_GAP.sub("\t", rest.strip()) if is_row else tidied(rest)
    return Line(number, label, text, cells, is_ended(bare), _INDENT.match(row) is not None, is_row)


def _wrapping_width(lines: tuple[Line, ...]) -> float:
    """The common width of the unfinished lines, where they are too many to be headings or breaks."""
    plain = [line for line in lines if line.label is None and not line.is_row and not line.is_furniture]
    widths = [line.cells for line in plain if not line.ended and line.cells >= PAGE_BREAK_CELLS / 2]
    if len(widths) < _WRAPPED_LINES or 2 * len(widths) < len(plain):
        return 0.0
    width = median(widths)
    near = sum(abs(cells - width) <= 2 * _INDENT_CELLS for cells in widths)
    return width if near >= 0.7 * len(widths) else 0.0
