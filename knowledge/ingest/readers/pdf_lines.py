"""Characters at their places on a page, as printed lines with indents and cells."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_CELL_GAP, _SPACE_GAP, _LATIN_GAP = 1.5, 0.6, 0.15
"""From which gap on, in characters, a new cell begins, a space stands, two Latin words are parted."""
_LEAST_INDENT = 1.3
_INDENT = "　　"


@dataclass(frozen=True, slots=True)
class Glyph:
    """One printed character and its box; `y` is the middle of it and grows upwards."""

    text: str
    left: float
    right: float
    y: float
    height: float
    quarter: int = 0
    """In which direction it reads: 0 to the right, 1 upwards, 2 to the left, 3 downwards, -1 aslant."""


@dataclass(slots=True)
class _Line:
    left: float
    right: float
    y: float
    height: float
    text: str

    def takes(self, glyph: Glyph) -> bool:
        """Whether `glyph`, next in the file, is printed further right on this line."""
        reach = max(self.height, glyph.height)
        return abs(glyph.y - self.y) < reach / 2 and glyph.left > self.right - reach / 2

    def add(self, glyph: Glyph) -> None:
        gap = (glyph.left - self.right) / max(self.height, glyph.height)
        if gap > _CELL_GAP:
            self.text += "\t"
        elif gap > _SPACE_GAP or (gap > _LATIN_GAP and self.text[-1:].isascii() and glyph.text.isascii()):
            self.text += " "
        self.text += glyph.text
        self.right = max(self.right, glyph.right)


def reading_direction(glyphs: Iterable[Glyph]) -> int:
    """The quarter in which most characters of a page read."""
    counted = Counter(glyph.quarter for glyph in glyphs)
    return max(counted, key=lambda quarter: counted[quarter], default=0)


def printed_lines(glyphs: Iterable[Glyph]) -> list[str]:
    """The lines of one page in the order of the file, blanks at their ends gone, indents as two full-width spaces."""
    lines = [line for line in _assembled(glyphs) if line.text.strip()]
    margin = _left_margin(lines)
    return [_shown(line, margin) for line in lines]


def _assembled(glyphs: Iterable[Glyph]) -> Iterator[_Line]:
    line: _Line | None = None
    for glyph in glyphs:
        if line is not None and line.takes(glyph):
            line.add(glyph)
            continue
        if glyph.text.isspace():
            continue
        if line is not None:
            yield line
        line = _Line(glyph.left, glyph.right, glyph.y, glyph.height, glyph.text)
    if line is not None:
        yield line


def _left_margin(lines: Sequence[_Line]) -> float:
    """Where the text of a page begins; its narrow lines, a header or a page number, do not count."""
    widest = max((line.right - line.left for line in lines), default=0.0)
    return min((line.left for line in lines if line.right - line.left > 0.6 * widest), default=0.0)


def _shown(line: _Line, margin: float) -> str:
    cells = line.text.strip().split("\t")
    # Single characters far apart are a title spread over the line, 「通　知」, not a row of cells.
    text = "　".join(cells) if all(len(cell.strip()) == 1 for cell in cells) else "\t".join(cells)
    return _INDENT + text if line.left - margin > _LEAST_INDENT * line.height else text
