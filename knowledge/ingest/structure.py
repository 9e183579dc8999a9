"""Passages to units: the zones of a document, and what each zone may hold.

A text is read as a run of documents and annexes. Each has a front (issuers, number, title,
addressee), a body of numbers and paragraphs, and an end (attachments, signature, dates, imprint).
"""

from collections.abc import Callable
from itertools import pairwise

from knowledge.ingest import frame
from knowledge.ingest.lines import Line, Printed, open_brackets
from knowledge.ingest.model import Outline, Part, Problem, Unit
from knowledge.ingest.nesting import Nesting
from knowledge.ingest.numbering import ARTICLE, DASH, DIVISIONS, Label
from knowledge.ingest.passages import Passage, Passages
from knowledge.model import ClauseKind

_MOST_TITLE_LINES = 6


def build_units(printed: Printed) -> Outline:
    """The units of the text in printed order, with what could not be placed."""
    reader = _Reader(printed)
    while (line := reader.passages.peek()) is not None:
        reader.step(line)
    _settle_headings(reader.outline.units)
    _settle_paragraphs_outside(reader.outline.units)
    return reader.outline


class _Reader:
    """Where the reading stands: the part and its zone."""

    def __init__(self, printed: Printed) -> None:
        self.passages = Passages(printed)
        self.outline = Outline()
        self._annexes = 0
        self._begin_part(Part())

    def step(self, line: Line) -> None:
        """Take one unit, or move to the next zone without taking any."""
        if line.is_furniture:
            self._keep(self.passages.take_line(), "layout", "版面提示")
        elif frame.is_annex_mark(line.whole):
            self._annexes += 1
            self._begin_part(Part("".join(line.whole.split()), self._annexes))
            self._keep(self.passages.take_line(), "attachment", "附件")
        else:
            self._zone(line)

    def _begin_part(self, part: Part) -> None:
        self._part = part
        self._nesting = Nesting(part)
        self._has_title = self._has_addressee = False
        self._zone = self._front
        self.passages.last = {}

    # The three zones of a document.

    def _front(self, line: Line) -> None:
        text = line.whole
        if frame.is_document_number(text):
            self._keep(self.passages.take_line(), "meta", "文号")
        elif frame.is_contents_title(text):
            self._keep(self._take_contents(), "meta", "目录")
        elif line.label is not None:
            self._zone = self._body
        elif text.startswith(("（", "(")) and self._has_title:
            self._keep(self.passages.take(), "meta", "题注")
        elif frame.is_endmatter(text):
            self._keep(self.passages.take_line(), "meta", "日期" if frame.is_date(text) else "版记")
        elif not self._has_title and (organs := self.passages.take_organs()):
            self._keep(organs[0], "meta", "发文机关")
        elif not self._has_title and not line.ended and (self.passages.is_short(line) or "，" not in text):
            self._has_title = True
            self._keep(self._take_title(), "meta", "标题")
        elif not self._has_addressee and frame.is_addressee(self.passages.ahead().text):
            self._has_addressee = True
            self._keep(self.passages.take(), "meta", "主送机关")
        else:
            self._zone = self._body

    def _body(self, line: Line) -> None:
        text = line.whole
        if line.label is not None:
            self._check_sequence(line.label, line)
            self._add(self._nesting.number, self.passages.take())
        elif frame.is_endmatter(text) or frame.is_attachment_name(text) or self._is_signature():
            self._zone = self._end
        else:
            passage = self.passages.take()
            self._add(self._nesting.heading if self._is_heading(passage) else self._nesting.paragraph, passage)

    def _end(self, line: Line) -> None:
        text = line.whole
        if frame.is_attachment_name(text) or self._names_another_attachment(line):
            self._keep(self.passages.take_line(), "attachment", "附件")
        elif frame.is_date(text):
            self._keep(self.passages.take_line(), "meta", "日期")
        elif frame.is_signed_date(text):
            self._keep(self.passages.take_line(), "meta", "落款")
        elif frame.is_endmatter(text) or frame.is_remark(text):
            self._keep(self.passages.take_line(), "meta", "版记")
        elif line.label is not None:
            self._zone = self._body
        elif self._begins_a_document(line):
            self._begin_part(Part())
        elif organs := self.passages.take_organs():
            self._keep(organs[0], "meta", "落款")
        else:
            self._problem(line, "落款之后的文字，未能归位")
            self._keep(self.passages.take(), "meta", "其他")

    # What the lines ahead tell.

    def _is_signature(self) -> bool:
        organs = self.passages.organs_ahead()
        if organs is None:
            return False
        signs = (frame.is_endmatter, frame.is_document_number, frame.is_annex_mark, frame.is_remark)
        after = organs[1]
        return after is None or any(form(after.whole) for form in signs)

    def _begins_a_document(self, line: Line) -> bool:
        organs = self.passages.organs_ahead()
        if organs is None:
            return not line.ended and frame.is_title_end(line.text)
        after = organs[1]
        return after is not None and (frame.is_document_number(after.text) or frame.is_title_end(after.text))

    def _names_another_attachment(self, line: Line) -> bool:
        before = self.outline.units[-1]
        return before.kind == "attachment" and line.label is not None and line.label.style == "n"

    def _is_heading(self, passage: Passage) -> bool:
        line = passage.first
        return passage.lines == 1 and not passage.ended and not line.is_row and self.passages.is_short(line)

    def _check_sequence(self, label: Label, line: Line) -> None:
        before = self.passages.last.get(label.style)
        if not label.follows(before):
            start = f"{before.printed}之后" if before else "开头"
            self._problem(line, f"编号不连续：{start}是{label.printed}")
        self.passages.last[label.style] = label

    # Taking what is not a passage.

    def _take_title(self) -> Passage:
        passage = self.passages.take_line()
        text = passage.text
        for _ in range(_MOST_TITLE_LINES - 1):
            line = self.passages.peek()
            if line is None or line.ended or line.label or line.is_furniture:
                break
            if open_brackets(text) <= 0 and self._ends_title(text, line):
                break
            text += self.passages.take_line().text
        return Passage(passage.first, text)

    def _ends_title(self, text: str, line: Line) -> bool:
        """Whether `line` after the title `text` is something else."""
        if frame.is_title_end(text) and not line.text.startswith("的"):
            return True
        if frame.is_document_number(line.text) or frame.is_endmatter(line.text) or line.text.startswith(("（", "(")):
            return True
        return "，" in line.text and not self.passages.is_short(line)

    def _take_contents(self) -> Passage:
        passage = self.passages.take_line()
        rows: list[str] = []
        begun: set[str] = set()
        while (line := self.passages.peek()) and line.label and line.label.style in DIVISIONS | {ARTICLE}:
            # 第一节 comes again in every chapter; the first chapter comes again where the contents end.
            opening = line.label.printed if line.label.number == (1, 0) and line.label.style != "t" else line.whole
            if opening in begun:
                break
            begun.add(opening)
            rows.append(self.passages.take_line().text)
        return Passage(passage.first, "\n".join([passage.text, *rows]))

    # Keeping.

    def _keep(self, passage: Passage, kind: ClauseKind, name: str) -> None:
        self._add(lambda taken: Unit(kind, taken.first.number, taken.text, self._part, name=name), passage)

    def _add(self, place: Callable[[Passage], Unit], passage: Passage) -> None:
        self.outline.units.append(place(passage))
        for line in passage.furniture:
            self.outline.units.append(Unit("layout", line.number, line.text, self._part, name="版面提示"))

    def _problem(self, line: Line, reason: str) -> None:
        self.outline.problems.append(Problem(line.number, reason))


def _settle_headings(units: list[Unit]) -> None:
    """An unfinished line with nothing under it is no heading but an item or paragraph of its own."""
    before: dict[tuple[Part, tuple[Label, ...]], Unit] = {}
    for unit, after in pairwise([*units, None]):
        if unit is None:
            continue
        place = (unit.part, unit.levels)
        if unit.kind == "heading" and not _leads_on(unit, after):
            unit.kind, unit.heading = "clause", unit.outer_heading
            if unit.own is None:
                _count_on(unit, before.get(place))
            elif unit.own.style == ARTICLE:
                unit.paragraph = 1
        if unit.kind == "clause":
            before[place] = unit


def _leads_on(unit: Unit, after: Unit | None) -> bool:
    if unit.own and unit.own.style in DIVISIONS:
        return True
    return (
        after is not None
        and after.part is unit.part
        and after.kind in ("clause", "heading")
        and after.levels[: len(unit.levels)] == unit.levels
        and (after.levels != unit.levels or after.own is None or after.own.style == DASH)
    )


def _count_on(unit: Unit, before: Unit | None) -> None:
    """Number `unit` as the paragraph after `before`; alone it is the first."""
    if before is None:
        unit.paragraph = 1
        return
    before.paragraph = before.paragraph or 1
    unit.paragraph = before.paragraph + 1


def _settle_paragraphs_outside(units: list[Unit]) -> None:
    """What stands before the first number is the preamble; without any number it is the text itself."""
    outside: dict[Part, list[Unit]] = {}
    numbered: set[Part] = set()
    for unit in units:
        if unit.levels:
            numbered.add(unit.part)
        elif unit.kind == "clause" and unit.part not in numbered:
            outside.setdefault(unit.part, []).append(unit)
    for part, paragraphs in outside.items():
        if part in numbered:
            for unit in paragraphs:
                unit.kind = "preamble"
        elif len(paragraphs) == 1:
            paragraphs[0].paragraph = None
