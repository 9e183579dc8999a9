"""Printed lines put together again to the headings, items and paragraphs they were broken from."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from knowledge.ingest.frame import (
    is_annex_mark,
    is_attachment_name,
    is_document_number,
    is_endmatter,
    is_organ,
    organ_names,
)
from knowledge.ingest.lines import Line, is_ended, open_brackets
from knowledge.ingest.margins import Printed
from knowledge.ingest.numbering import DIVISIONS, Label
from knowledge.ingest.sequence import Starts

_HANGING = ("，", "、", ",", "（", "(", "《", "“", "—", "第")
_PARAGRAPH_OF_AN_ARTICLE = re.compile(r"第[一二三四五六七八九十\d]+[款项]")
_HEADINGS_THAT_MAKE_A_STYLE = 2
_MOST_ORGANS = 60


@dataclass(frozen=True, slots=True)
class Passage:
    """A unit's text from its first line on, and the page furniture that stood inside it."""

    first: Line
    text: str
    furniture: tuple[Line, ...] = ()
    lines: int = 1

    @property
    def ended(self) -> bool:
        """Whether it is a finished sentence or a lead, not a heading."""
        return is_ended(self.text)

    @property
    def leads(self) -> bool:
        """Whether it introduces a list."""
        return self.text.endswith(("：", ":"))


class Passages:
    """A cursor over the lines of a text; `last` holds the number last seen of each style."""

    def __init__(self, printed: Printed) -> None:
        self.lines = list(printed.lines)
        self.at = 0
        self.last: dict[str, Label] = {}
        self._printed = printed
        self._heading_styles = _heading_styles(printed)
        self._starts = Starts(printed.lines, printed.broken_from)

    def peek(self) -> Line | None:
        """The next line, not taken; None at the end."""
        return self.lines[self.at] if self.at < len(self.lines) else None

    def take(self) -> Passage:
        """The next passage: its first line and all that page or line breaks cut off from it."""
        first = last = self.lines[self.at]
        self.at += 1
        draft = _Draft(first.text)
        furniture: list[Line] = []
        while (at := self.beyond_furniture(self.at)) < len(self.lines):
            line = self.lines[at]
            if not self._goes_on(draft, first, last, line):
                break
            furniture += self.lines[self.at : at]
            draft.add(line.whole)
            last = line
            self.at = at + 1
        return Passage(first, draft.text, tuple(furniture), draft.lines)

    def following(self) -> Line | None:
        """The line after the next, page furniture left out; None at the end."""
        at = self.beyond_furniture(self.at + 1)
        return self.lines[at] if at < len(self.lines) else None

    def next_lines(self, count: int) -> Iterator[Line]:
        """The next lines, page furniture left out, none taken."""
        at = self.at
        while count and (at := self.beyond_furniture(at)) < len(self.lines):
            yield self.lines[at]
            at, count = at + 1, count - 1

    def read_as_text(self) -> None:
        """Take the number of the next line for words of its text."""
        line = self.lines[self.at]
        self.lines[self.at] = replace(line, label=None, text=line.whole)

    def ahead(self) -> Passage:
        """What `take` would give."""
        start = self.at
        passage = self.take()
        self.at = start
        return passage

    def organs_ahead(self) -> tuple[Passage, Line | None] | None:
        """What `take_organs` would give."""
        start = self.at
        organs = self.take_organs()
        self.at = start
        return organs

    def take_line(self) -> Passage:
        """The next line alone."""
        self.at += 1
        return Passage(self.lines[self.at - 1], self.lines[self.at - 1].whole)

    def take_lines(self, count: int) -> Passage:
        """The next `count` lines as one passage, page furniture between them not counted."""
        lines: list[Line] = []
        furniture: list[Line] = []
        while len(lines) < count:
            line = self.lines[self.at]
            (furniture if line.is_furniture else lines).append(line)
            self.at += 1
        return Passage(lines[0], "".join(line.whole for line in lines), tuple(furniture), count)

    def take_organs(self) -> tuple[Passage, Line | None] | None:
        """Names of authorities on consecutive lines, with the line that follows; None if there are none.

        The names are parted by line breaks; the cursor moves only when there are some.
        """
        pieces: list[Line] = []
        at = self.at
        while at < len(self.lines) and len(pieces) < _MOST_ORGANS:
            width = 0 if self.lines[at].is_furniture else self._organ_lines(at)
            if not width and not self.lines[at].is_furniture:
                break
            pieces += self.lines[at : at + max(1, width)]
            at += max(1, width)
        while pieces and pieces[-1].is_furniture:
            pieces.pop()
        names = [line for line in pieces if not line.is_furniture]
        if not names or pieces[0].is_furniture:
            return None
        self.at += len(pieces)
        text = "\n".join(organ_names([line.text for line in names]))
        furniture = tuple(line for line in pieces if line.is_furniture)
        return Passage(names[0], text, furniture, len(names)), self.lines[at] if at < len(self.lines) else None

    def beyond_furniture(self, at: int) -> int:
        """The position of the first line from `at` on that is not page furniture."""
        while at < len(self.lines) and self.lines[at].is_furniture:
            at += 1
        return at

    def is_short(self, line: Line) -> bool:
        """Whether an unfinished `line` is too short to be cut off by a line or page break."""
        return line.cells < self._printed.broken_from

    def _organ_lines(self, at: int) -> int:
        """Over how many lines from `at` one authority's name runs: 0, 1 or 2."""
        line = self.lines[at]
        if line.label or line.ended or line.is_row:
            return 0
        if is_organ(line.text):
            return 1
        after = self.lines[at + 1 : at + 2]
        broken = after and not after[0].label and is_organ(after[0].text) and is_organ(line.text + after[0].text)
        return 2 if broken and self.is_short(line) else 0

    def _goes_on(self, draft: "_Draft", first: Line, last: Line, line: Line) -> bool:
        """Whether `line`, which is next, belongs to the passage in hand, whose lines so far run to `last`."""
        if line.opens or line.is_row or last.is_row:
            return False
        if draft.is_empty:
            return line.label is None
        if last.ended:
            return line.label is None and self._goes_on_after_sentence(last, line)
        if draft.is_bracketed:
            return False
        is_heading = self.is_short(last) or (first.label is not None and first.label.style in self._heading_styles)
        if is_heading and not draft.hangs and not self._is_cut_off(draft, first, line):
            return False
        if line.label and self._begins_unit(line, line.label, first):
            return False
        frame = (is_endmatter, is_attachment_name, is_annex_mark, is_document_number)
        return not any(form(line.whole) for form in frame)

    def _is_cut_off(self, draft: "_Draft", first: Line, line: Line) -> bool:
        """Whether `line` ends a sentence that was broken off before the margin."""
        if self._printed.shows_paragraphs and first.opens:
            return True
        return draft.ends_with("条") and _PARAGRAPH_OF_AN_ARTICLE.match(line.text) is not None

    def _goes_on_after_sentence(self, last: Line, line: Line) -> bool:
        """Whether a paragraph goes on in `line` though `last` ends a sentence: it ended at the margin."""
        if self._printed.shows_paragraphs:
            return not self.is_short(last) and (line.ended or not self.is_short(line))
        return self._printed.is_full(last) and self._printed.is_full(line)

    def _begins_unit(self, line: Line, label: Label, first: Line) -> bool:
        """Whether the number of `line`, in front of which no sentence ends, is that of a unit."""
        if label.style in DIVISIONS:
            return True
        if self._printed.shows_paragraphs:
            return False
        if not label.follows(self._last_but(first, label.style)):
            return False
        return not self._starts.comes_again(label, self.beyond_furniture(self.at))

    def _last_but(self, first: Line, style: str) -> Label | None:
        """The last number of `style` before the next line, the passage in hand included."""
        return first.label if first.label and first.label.style == style else self.last.get(style)


class _Draft:
    """A passage in the making; put together once, so that a text without any sentence end costs no more."""

    def __init__(self, text: str) -> None:
        self._pieces = [text]
        self._open_brackets = self._counted = 0
        self.lines = 1

    def add(self, text: str) -> None:
        """Join the next line; a space only between two Latin words."""
        before = self._pieces[-1]
        if before and before[-1].isascii() and before[-1].isalpha() and text[0].isascii() and text[0].isalpha():
            self._pieces.append(" ")
        self._pieces.append(text)
        self.lines += 1

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    @property
    def is_empty(self) -> bool:
        """Only a number was printed so far."""
        return self.lines == 1 and not self._pieces[0]

    @property
    def is_bracketed(self) -> bool:
        """All of it is a remark in brackets, and complete."""
        whole = self._pieces[0].startswith(("（", "(")) and self._pieces[-1].endswith(("）", ")"))
        return whole and self._open() <= 0

    def _open(self) -> int:
        """How many brackets are open; each piece is counted once, and only where it is asked."""
        for piece in self._pieces[self._counted :]:
            self._open_brackets += open_brackets(piece)
        self._counted = len(self._pieces)
        return self._open_brackets

    def ends_with(self, character: str) -> bool:
        return self._pieces[-1].endswith(character)

    @property
    def hangs(self) -> bool:
        """It breaks off at a comma or inside brackets."""
        return self._open() > 0 or self._pieces[-1].endswith(_HANGING)


def _heading_styles(printed: Printed) -> frozenset[str]:
    """The styles whose numbers always stand before a heading in this text, never before a sentence."""
    short: Counter[str] = Counter()
    ended: set[str] = set()
    for line in printed.lines:
        if line.label and line.ended:
            ended.add(line.label.style)
        elif line.label and line.text and line.cells < printed.broken_from:
            short[line.label.style] += 1
    always = {style for style, count in short.items() if count >= _HEADINGS_THAT_MAKE_A_STYLE}
    return frozenset(always - ended) | DIVISIONS
