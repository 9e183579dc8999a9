"""Web pages as the text they show: a block is a line, a table row is one with tabs."""

import re
from html.parser import HTMLParser

_BLOCK = re.compile(
    "address|article|blockquote|br|caption|center|d[dlt]|div|fig(ure|caption)|footer|h[1-6r]|header|li|main|[ou]l|p|pre"
    "|section|table|t(body|head|foot|r)|title"
)
_SOURCE_SPACE = re.compile(r"[\r\n\t ]+")
_UNSEEN = frozenset(("script", "style", "template", "noscript", "head", "nav", "button", "select"))


_MOST_CELL_CHARACTERS = 300
"""A cell with more is no entry of a table: old pages put their whole text into one."""


def from_html(markup: str) -> str:
    """The text of a page; the lines are those shown, not those of the source."""
    reader = _PageReader()
    reader.feed(markup)
    reader.close()
    return reader.text()


class _PageReader(HTMLParser):
    """Collects what a page shows; in HTML a line break in the source is only a space.

    `_open` holds the text pieces of the page and of each open cell, innermost last; `_rows` the
    finished cells of each open table row. End tags of rows and cells need not be written.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[list[str]] = [[]]
        self._rows: list[list[str]] = []
        self._cells_open: list[bool] = []
        self._unseen = 0

    def text(self) -> str:
        """All that was shown, rows that were never closed included."""
        while self._rows:
            self._close_table()
        return "".join(self._open[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        match tag:
            case _ if tag in _UNSEEN:
                self._unseen += 1
            case "body":  # the end of a head need not be written
                self._unseen = 0
            case "table":
                self._write("\n")
                self._rows.append([])
                self._cells_open.append(False)
            case "tr" if self._rows:
                self._flush_row()
            case "td" | "th" if self._rows:
                self._close_cell()
                self._open.append([])
                self._cells_open[-1] = True
            case _ if _BLOCK.fullmatch(tag):
                self._write("\n")

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case _ if tag in _UNSEEN:
                self._unseen = max(0, self._unseen - 1)
            case "table" if self._rows:
                self._close_table()
            case "tr" if self._rows:
                self._flush_row()
            case "td" | "th" if self._rows:
                self._close_cell()
            case _ if _BLOCK.fullmatch(tag):
                self._write("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._write(_SOURCE_SPACE.sub(" ", data))

    def _write(self, piece: str) -> None:
        self._open[-1].append(piece)

    def _close_cell(self) -> None:
        if self._cells_open[-1]:
            self._rows[-1].append("".join(self._open.pop()))
            self._cells_open[-1] = False

    def _flush_row(self) -> None:
        """Write the finished row: entries parted by tabs, or the text that only stands in a table for its looks."""
        self._close_cell()
        cells, self._rows[-1] = self._rows[-1], []
        shown = [cell for cell in cells if cell.strip()]
        if len(shown) > 1 and all(len(cell) <= _MOST_CELL_CHARACTERS for cell in shown):
            shown = ["\t".join(" ".join(cell.split()) for cell in cells)]
        self._write("".join(f"{cell}\n" for cell in shown))

    def _close_table(self) -> None:
        """End the innermost table."""
        self._flush_row()
        self._rows.pop()
        self._cells_open.pop()
