"""Tables of contents: their rows are headings that come again in the text."""

import re
from collections.abc import Sequence

from knowledge.ingest.lines import Line
from knowledge.ingest.numbering import ARTICLE, DIVISIONS

_MOST_ROWS = 400
_LEADERS = re.compile(r"[.．…·\-—（）()\d]+$")


def contents_rows(lines: Sequence[Line], start: int) -> Sequence[Line]:
    """The rows of a table of contents that begins at `start`; it ends where its first row comes again.

    A table whose first row does not come again holds only numbered rows, none of them twice.
    """
    begin = start
    while begin < len(lines) and lines[begin].is_furniture:
        begin += 1
    for at in range(begin + 1, min(begin + _MOST_ROWS, len(lines))):
        line = lines[at]
        if line.is_furniture:
            continue
        if _row(line) == _row(lines[begin]):
            return lines[start:at]
        if line.ended:
            break
    return _numbered_rows(lines, start)


def _numbered_rows(lines: Sequence[Line], start: int) -> list[Line]:
    rows: list[Line] = []
    seen: set[str] = set()
    for at in range(start, len(lines)):
        line = lines[at]
        if not line.label or line.label.style not in DIVISIONS | {ARTICLE} or _row(line) in seen:
            break
        # 第一节 comes again in every chapter; the first chapter comes again where the contents end.
        seen.add(line.label.printed if line.label.number == (1, 0) and line.label.style != "t" else _row(line))
        rows.append(line)
    return rows


def _row(line: Line) -> str:
    """What a row says, without leaders and page number."""
    return _LEADERS.sub("", "".join(line.whole.split()))
