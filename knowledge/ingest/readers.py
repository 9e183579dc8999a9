"""Files as plain text: one line per printed line or block, table cells parted by tabs."""

import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path

from knowledge.errors import UnreadableDocument

_BLOCK = re.compile(
    "address|article|blockquote|br|caption|center|d[dlt]|div|fig(ure|caption)|footer|h[1-6r]|header|li|main|[ou]l|p|pre"
    "|section|table|t(body|head|foot|r)|title"
)
_UNSEEN = frozenset(("script", "style", "template", "noscript", "head", "nav", "button", "select"))
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_TABLE_RULE = re.compile(r"\|?\s*:?-{3,}:?\s*(\|\s*:?-{3,}:?\s*)*\|?")


def read_text(path: Path) -> str:
    """The text of a txt, md or html file in UTF-8 or GB 18030.

    Raises UnreadableDocument for another suffix, a file that is not text, and one without words.
    """
    reading = _READINGS.get(path.suffix.lower())
    if reading is None:
        raise UnreadableDocument(f"{path}: cannot read {path.suffix or 'a file without suffix'}; give txt, md or html")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(f"{path}: {error.strerror or error}") from error
    text = reading(_decoded(path, content))
    if not text.strip():
        raise UnreadableDocument(f"{path}: holds no text")
    return text


def _decoded(path: Path, content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):  # most older government pages are in the second
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnreadableDocument(f"{path}: neither UTF-8 nor GB 18030 text; convert it first")


def _from_markdown(text: str) -> str:
    rows = (_from_markdown_row(row) for row in text.split("\n"))
    return "\n".join(rows)


def _from_markdown_row(row: str) -> str:
    bare = row.strip()
    if bare.startswith("|"):
        return "" if _TABLE_RULE.fullmatch(bare) else "\t".join(cell.strip() for cell in bare.strip("|").split("|"))
    if bare.startswith("#"):
        bare = bare.lstrip("#").strip()
    elif bare.startswith("> "):
        bare = bare[2:]
    elif not _EMPHASIS.search(bare):
        return row
    return _EMPHASIS.sub(r"\2", bare)


def _from_html(markup: str) -> str:
    reader = _PageReader()
    reader.feed(markup)
    reader.close()
    return "".join(reader.pieces)


class _PageReader(HTMLParser):
    """Collects what a page shows; in HTML a line break in the source is only a space."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif _BLOCK.fullmatch(tag):
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in ("td", "th"):
            self.pieces.append("\t")
        elif _BLOCK.fullmatch(tag):
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(re.sub(r"[\r\n\t ]+", " ", data))


_READINGS: Mapping[str, Callable[[str], str]] = {
    ".txt": str,
    ".md": _from_markdown,
    ".html": _from_html,
    ".htm": _from_html,
}
