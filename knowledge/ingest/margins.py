"""How a copy shows where a line was broken and where a paragraph begins."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from knowledge.ingest.lines import INDENT_CELLS, PAGE_BREAK_CELLS, Line
from knowledge.ingest.numbering import DIVISIONS
from knowledge.ingest.sequence import with_doubtful_numbers

_LEAST_BROKEN_CELLS = 20.0
_LEAST_TELLING_CELLS = 16.0
_LEAST_LINES = 8


@dataclass(frozen=True, slots=True)
class Printed:
    """All lines of a text, and how it is printed.

    `wrapped_at` is the width at which its lines are broken, 0 where paragraphs are one line;
    `margin` is that of a line without indent.
    `shows_paragraphs` means that every line that begins a paragraph `opens`.
    """

    lines: tuple[Line, ...]
    wrapped_at: float = 0.0
    margin: float = 0.0
    shows_paragraphs: bool = False

    @property
    def broken_from(self) -> float:
        """The width from which an unfinished line is a broken sentence, not a heading."""
        return self.wrapped_at - 2 * INDENT_CELLS if self.wrapped_at else PAGE_BREAK_CELLS

    def is_full(self, line: Line) -> bool:
        """Whether `line` reaches the right margin without an indent; only of a wrapped text."""
        return bool(self.margin) and line.cells > self.margin - INDENT_CELLS * 0.75


def measured(lines: tuple[Line, ...]) -> Printed:
    """The lines with what their widths, indents and blank lines tell, and the numbers around them."""
    lines = with_doubtful_numbers(lines)
    wrapped_at = _wrapping_width(lines)
    broken_from = Printed((), wrapped_at).broken_from
    first: list[Line] = []
    followers: list[Line] = []
    for before, line in pairwise(line for line in lines if not line.is_furniture):
        if not before.ended and before.cells >= _LEAST_TELLING_CELLS:
            followers.append(line)
        elif line.label and (line.ended or line.cells >= broken_from):
            first.append(line)
    by_indent = _tells([line.is_indented for line in first], [line.is_indented for line in followers])
    by_blank = _tells([line.after_blank for line in first], [line.after_blank for line in followers])
    if by_blank:
        lines = tuple(replace(line, opens=line.is_indented or line.after_blank) for line in lines)
    elif by_indent or not _all_alike([line.is_indented for line in followers]):
        lines = tuple(replace(line, opens=True) if line.is_indented else line for line in lines)
    return Printed(lines, wrapped_at, _margin(followers, wrapped_at), by_indent or by_blank)


def _tells(first: Sequence[bool], followers: Sequence[bool]) -> bool:
    """Whether a sign that numbered lines carry and broken sentences lack marks paragraphs here."""
    if len(first) < 2 or sum(first) < 0.9 * len(first):
        return False
    return bool(followers) and sum(followers) <= 0.3 * len(followers)


def _all_alike(followers: Sequence[bool]) -> bool:
    """Whether even the second lines of sentences carry the sign, so that it tells nothing."""
    return len(followers) >= _LEAST_LINES and sum(followers) > 0.5 * len(followers)


def _wrapping_width(lines: Sequence[Line]) -> float:
    """The common width of the unfinished lines, where nothing is wider: they were broken at the margin."""
    plain = [line for line in lines if not line.is_row and not line.is_furniture and not _is_division(line)]
    widths = [line.cells for line in plain if not line.ended and line.cells >= _LEAST_BROKEN_CELLS]
    if len(widths) < _LEAST_LINES:
        return 0.0
    width = _upper(widths)
    near = sum(abs(cells - width) <= 2 * INDENT_CELLS for cells in widths)
    wider = sum(line.cells > width + 2 * INDENT_CELLS for line in plain)
    # A title, a note and an order in front of the text may be printed wider.
    return width if near >= 0.7 * len(widths) and wider <= 3 + 0.01 * len(plain) else 0.0


def _margin(followers: Sequence[Line], wrapped_at: float) -> float:
    """The width of a full line that begins no paragraph; where none is seen, of one without the usual indent."""
    if not wrapped_at:
        return 0.0
    widths = [line.cells for line in followers if not line.ended and abs(line.cells - wrapped_at) <= 2 * INDENT_CELLS]
    return _upper(widths) if len(widths) >= _LEAST_LINES / 2 else wrapped_at + INDENT_CELLS


def _upper(widths: Sequence[float]) -> float:
    return sorted(widths)[len(widths) * 3 // 4]


def _is_division(line: Line) -> bool:
    return line.label is not None and line.label.style in DIVISIONS
