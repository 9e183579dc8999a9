"""A text as rows that hold anything, a row with several numbers taken apart at each.

Copies often lose the line breaks of a list: 「……的：（一）……；（二）……。」 is one row of text, but
three units of the law. A row is taken apart only where a sentence or lead ends and the very next
number follows, so that a reference to 「（二）项」 stays what it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from knowledge.ingest.numbering import ARTICLE, DIVISIONS, Label, read_label

_LINE_BREAKS = re.compile(r"\r\n|[\n\r\v\u0085\u2028\u2029]")
_INDENT = re.compile(r"[\u3000\u2003]{2}|[ \u00a0\u2002]{4}|\t")
_BLANK = r"\s"
_FIGURES = r"[\d零一二三四五六七八九十百千]+"
_LISTED = rf"[（(]{_FIGURES}[）)]|\d{{1,2}}[.．、]\D|第{_FIGURES}条"
_DIVIDED = rf"第{_FIGURES}(?:分编|[编章节条]){_BLANK}"
_RUN_IN = re.compile(rf"(?<=[。；;：:！？”）)]){_BLANK}*(?={_LISTED})|{_BLANK}+(?={_DIVIDED})")
_SENTENCE_END = "。；;：:！？”）)"
_FIRST = (1, 0)
_MOST_HEADING_CHARACTERS = 40
_MOST_LABEL_CHARACTERS = 40
_MOST_NUMBERS_BETWEEN = 40


@dataclass(frozen=True, slots=True)
class Row:
    """One row of text, blanks at its ends gone; `number` is its 1-based line in the source."""

    number: int
    text: str
    label: Label | None = None
    """The number it begins with, be it a reference or not."""
    is_indented: bool = False
    after_blank: bool = False
    begins_page: bool = False
    """A form feed stands before it."""


def read_rows(text: str) -> list[Row]:
    """The rows of `text` that are not blank; form feeds part rows too."""
    rows: list[Row] = []
    after_blank = begins_page = False
    run_in = _RunIn()
    for number, source in enumerate(_LINE_BREAKS.split(text), 1):
        pieces = source.split("\f")
        for at, piece in enumerate(pieces):
            begins_page |= at > 0
            bare = piece.strip().lstrip("\ufeff")
            if not bare:
                after_blank |= len(pieces) == 1
                continue
            is_indented = _INDENT.match(piece) is not None
            for label, part in run_in.parted(bare):
                rows.append(Row(number, part, label, is_indented, after_blank, begins_page))
                begins_page = False
            after_blank = begins_page = False
    return rows


class _RunIn:
    """Takes rows apart at numbers inside them; it remembers the last number of each style."""

    def __init__(self) -> None:
        self._last: dict[str, Label] = {}

    def parted(self, row: str) -> Iterator[tuple[Label | None, str]]:
        """The row's pieces, at least one, each with the number it begins with."""
        start = 0
        first = read_label(row)
        if first:
            self._last[first.style] = first
        for gap in _RUN_IN.finditer(row):
            label = _label_at(row, gap.end())
            if label and self._begins_here(label, row, start, gap):
                yield first, row[start : gap.start()]
                self._last[label.style] = first = label
                start = gap.end()
        yield first, row[start:]

    def _begins_here(self, label: Label, row: str, start: int, gap: re.Match[str]) -> bool:
        before = row[gap.start() - 1] if gap.start() else ""
        if label.style in DIVISIONS or before not in _SENTENCE_END:
            outer = _label_at(row, start)
            return outer is not None and outer.style in DIVISIONS and gap.start() - start < _MOST_HEADING_CHARACTERS
        if label.number == _FIRST:
            return label.style != ARTICLE and before in "：:。" and _goes_on_after(label, row, gap.end())
        last = self._last.get(label.style)
        return last is not None and label.follows(last)


def _label_at(row: str, at: int) -> Label | None:
    return read_label(row[at : at + _MOST_LABEL_CHARACTERS])


def _goes_on_after(first: Label, row: str, at: int) -> bool:
    """Whether a second number of the list that `first` begins follows in the same row."""
    rest = (_label_at(row, gap.end()) for gap in islice(_RUN_IN.finditer(row, at + 1), _MOST_NUMBERS_BETWEEN))
    return any(label and label.style == first.style and label.number == (2, 0) for label in rest)
