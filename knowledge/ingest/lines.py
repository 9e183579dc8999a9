"""A text as printed lines: what each says, how wide it is, whether a sentence ends there.

An official page is 28 characters wide and a paragraph's first line is indented by two, so a line
that a page broke is at least some 26 wide (GB/T 9704); a heading rarely is. Copies lose the
indent, but not the width.
"""

import re
from dataclasses import dataclass

from knowledge.ingest.furniture import find_furniture
from knowledge.ingest.numbering import DIVISIONS, Label
from knowledge.ingest.rows import Row, read_rows

PAGE_BREAK_CELLS = 24.0
"""A line without sentence end that is at least this wide goes on in the next; full-width cells."""
INDENT_CELLS = 2

_HAN = r"\u2e80-\u2fdf\u3001-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’—…·"
_SOFT_SPACE = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")
_SPACES = re.compile(r"\s+")
_CELL_GAP = re.compile(r"\t[ \t]*|[ \u3000]{2,}")
_ENDED = re.compile(r"(?:[。！？；：…!?;:]|(?<=[\u4e00-\u9fff])\.)[”’」』\"')）】》]*$")
_MOST_CLOSING = 12
_OPENING, _CLOSING = "（(《〔【", "）)》〕】"


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line that is not blank.

    `text` is what follows the label, soft spaces removed; `cells` is the width of the whole line;
    `opens` means that the copy shows a paragraph begin here; `is_row` a row of a table.
    """

    number: int
    label: Label | None
    text: str
    cells: float
    ended: bool
    is_indented: bool = False
    after_blank: bool = False
    opens: bool = False
    is_row: bool = False
    is_furniture: bool = False

    @property
    def whole(self) -> str:
        """Label and text."""
        return self.text if self.label is None else self.label.printed + self.text


def read_lines(text: str) -> tuple[Line, ...]:
    """The lines of `text`, blank ones left out, a row with several numbers as several lines."""
    rows = read_rows(text)
    furniture = find_furniture(rows)
    return tuple(
        Line(row.number, None, row.text, 0.0, ended=True, is_furniture=True) if at in furniture else _read_line(row)
        for at, row in enumerate(rows)
    )


def tidied(text: str) -> str:
    """`text` without the soft spaces between two Chinese characters; those beside Latin stay."""
    if len(text.split(None, 1)) < 2:  # most lines hold no space at all
        return text.strip()
    return _SPACES.sub(" ", _SOFT_SPACE.sub("", text)).strip()


def is_ended(text: str) -> bool:
    """Whether a sentence or a lead (「：」) ends with `text`."""
    return _ENDED.search(text, max(0, len(text) - _MOST_CLOSING)) is not None


def open_brackets(text: str) -> int:
    """How many brackets and title marks are opened in `text` and not closed; negative for the reverse."""
    return sum(map(text.count, _OPENING)) - sum(map(text.count, _CLOSING))


def _read_line(row: Row) -> Line:
    bare = row.text
    label = row.label
    rest = bare[len(label.printed) :].strip() if label else bare
    cells = len(bare) - len(bare.encode("ascii", "ignore")) / 2
    is_title = label is not None and label.style in DIVISIONS  # its characters may be spread over the line
    is_row = not is_title and ("\t" in rest or len(_CELL_GAP.findall(rest)) > 1)
    text = _CELL_GAP.sub("\t", rest) if is_row else tidied(rest)
    return Line(row.number, label, text, cells, is_ended(bare), row.is_indented, row.after_blank, is_row=is_row)
