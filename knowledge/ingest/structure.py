"""Passages to units: the zones of a document, and what each zone may hold.

A text is read as a run of documents and annexes. Each has a front (issuers, number, title,
addressee), a body of numbers and paragraphs, and an end (attachments, signature, dates, imprint).
"""

from collections.abc import Callable

from knowledge.ingest import frame
from knowledge.ingest.contents import contents_rows
from knowledge.ingest.lines import Line, open_brackets
from knowledge.ingest.margins import Printed
from knowledge.ingest.model import Outline, Part, Problem, Unit
from knowledge.ingest.nesting import Nesting
from knowledge.ingest.numbering import ARTICLE, RANK, STRUCTURE, Label, read_label
from knowledge.ingest.passages import Passage, Passages
from knowledge.ingest.settling import settle_headings, settle_paragraphs_outside
from knowledge.model import ClauseKind

_MOST_TITLE_LINES = 6
_MOST_NOTE_LINES = 4
_LEAST_TITLE_CHARACTERS = 6


def build_units(printed: Printed) -> Outline:
    """The units of the text in printed order, with what could not be placed."""
    reader = _Reader(printed)
    while (line := reader.passages.peek()) is not None:
        reader.step(line)
    settle_headings(reader.outline.units)
    settle_paragraphs_outside(reader.outline.units)
    reader.report_missing_numbers()
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
        elif mark := self._annex_mark(line):
            self._annexes += 1
            self._begin_part(Part(mark, self._annexes))
            self._keep(self.passages.take_line(), "attachment", "附件")
        else:
            self._zone(line)

    def _begin_part(self, part: Part) -> None:
        self._part = part
        self._nesting = Nesting(part)
        self._has_title = self._has_addressee = self._is_quoting = False
        self._is_dated = bool(part.annex)  # what stands before an annex is complete
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
        elif text.startswith(("（", "(")) and (self._has_title or self._part.annex):
            self._keep(self.passages.take(), "meta", "题注")
        elif self._has_title and (note := self._take_note()):
            self._keep(note, "meta", "题注")
        elif frame.is_endmatter(text) or (not self._has_title and frame.is_property(text)):
            self._keep(self.passages.take_line(), "meta", "日期" if frame.is_date(text) else "版记")
        elif not self._has_title and (organs := self.passages.take_organs()):
            self._keep(organs[0], "meta", "发文机关")
        elif (
            not self._has_title
            and not line.ended
            and not line.is_row
            and (self.passages.is_short(line) or "，" not in text)
        ):
            self._has_title = True
            self._keep(self._take_title(), "meta", "标题")
        elif not self._has_addressee and frame.is_addressee(self.passages.ahead().text):
            self._has_addressee = True
            self._keep(self.passages.take(), "meta", "主送机关")
        else:
            self._zone = self._body

    def _body(self, line: Line) -> None:
        text = line.whole
        if line.label is not None and self._is_quoted(line.label):
            self.passages.read_as_text()
            self._add(self._nesting.paragraph, self.passages.take())
        elif line.label is not None:
            self._check_sequence(line.label, line)
            self._add(self._nesting.number, self.passages.take())
        elif frame.is_endmatter(text) or frame.is_attachment_name(text) or self._is_signature():
            self._zone = self._end
        elif self._begins_another_text(line):
            self._begin_part(Part())
        else:
            passage = self.passages.take()
            self._add(self._nesting.heading if self._is_heading(passage) else self._nesting.paragraph, passage)

    def _end(self, line: Line) -> None:
        text = line.whole
        if frame.is_attachment_name(text) or self._names_another_attachment(line):
            self._keep(self.passages.take_line(), "attachment", "附件")
        elif frame.is_date(text) or frame.is_signed_date(text):
            self._is_dated = True
            self._keep(self.passages.take_line(), "meta", "日期" if frame.is_date(text) else "落款")
        elif frame.is_endmatter(text) or frame.is_remark(text):
            self._keep(self.passages.take_line(), "meta", "版记")
        elif line.label is not None:
            self._zone = self._body
        elif self._begins_a_document(line):
            self._begin_part(Part())
        elif organs := self.passages.take_organs():
            self._keep(organs[0], "meta", "落款")
        elif frame.is_officer(text):
            self._keep(self.passages.take_line(), "meta", "落款")
        else:
            self._problem(line, "落款之后的文字，未能归位")
            self._keep(self.passages.take(), "meta", "其他")

    # What the lines ahead tell.

    def _annex_mark(self, line: Line) -> str:
        """The mark of the annex whose text begins here, or empty.

        「附件：备案表」 names an annex where names, signature or nothing follow, and heads its text
        where the document was dated before or numbered text follows.
        """
        if frame.is_annex_mark(line.whole):
            return "".join(line.whole.split())
        named = frame.named_annex(line.whole)
        if named is None or (line.ended and named[1]) or self._zone == self._front:
            return ""
        after = self.passages.following()
        if after is None or read_label(named[1]) or frame.is_attachment_name(after.whole):
            return ""
        if after.label is not None:
            # 「附件：报名表」 goes on with 2., not with 1.
            begins_list = named[1] and after.label.style in ("s", "n") and after.label.number == (1, 0)
            return named[0] if begins_list or after.label.style in STRUCTURE else ""
        return named[0] if self._is_dated and not frame.is_endmatter(after.whole) else ""

    def _is_quoted(self, label: Label) -> bool:
        """Whether an article of another text is quoted here: 「将……修改为：“第七条 ……”」."""
        return self._is_quoting and label.style in STRUCTURE and not label.follows(self.passages.last.get(label.style))

    def _is_signature(self) -> bool:
        organs = self.passages.organs_ahead()
        if organs is None:
            line = self.passages.peek()
            after = self.passages.following()
            return bool(line and after and frame.is_officer(line.whole) and frame.is_date(after.whole))
        signs = (frame.is_endmatter, frame.is_document_number, frame.is_annex_mark, frame.is_remark, frame.is_officer)
        after = organs[1]
        return after is None or any(form(after.whole) for form in signs)

    def _begins_another_text(self, line: Line) -> bool:
        """Whether a title stands here, with what follows only a title: its note, contents or first number."""
        title = ""
        for title_line in self.passages.next_lines(_MOST_TITLE_LINES):
            if frame.is_title_end(title):
                line = title_line
                break
            if title_line.label or title_line.ended or title_line.is_row:
                return False
            title += title_line.text
        else:
            return False
        if frame.is_contents_title(line.whole) or frame.is_enactment(line.whole.lstrip("（(")):
            return True
        if line.label is None or not self.passages.last:
            return False
        is_first = line.label.number == (1, 0) and line.label.style in STRUCTURE
        return is_first and "，" not in title and len(title) >= _LEAST_TITLE_CHARACTERS

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
        last = self.passages.last
        before = last.get(label.style)
        if not label.follows(before):
            start = f"{before.printed}之后" if before else "开头"
            self._problem(line, f"编号不连续：{start}是{label.printed}")
        last[label.style] = label
        if label.style == ARTICLE:  # the lists of an article begin anew
            for style in [style for style in last if RANK[style] > RANK[ARTICLE]]:
                if style != "s":
                    del last[style]

    # Taking what is not a passage.

    def _take_title(self) -> Passage:
        passage = self.passages.take_line()
        text = passage.text
        for _ in range(_MOST_TITLE_LINES - 1):
            line = self.passages.peek()
            if line is None or line.ended or line.label or line.is_furniture or line.is_row:
                break
            if open_brackets(text) <= 0 and self._ends_title(text, line):
                break
            text += self.passages.take_line().text
        return Passage(passage.first, text)

    def _take_note(self) -> Passage | None:
        """「2019年5月30日某会议通过」 without brackets, on one line or a few."""
        text = ""
        for count, line in enumerate(self.passages.next_lines(_MOST_NOTE_LINES), 1):
            text += line.text
            if line.label or line.is_furniture or line.ended:
                return None
            if frame.is_enactment(text):
                return self.passages.take_lines(count)
        return None

    def _ends_title(self, text: str, line: Line) -> bool:
        """Whether `line` after the title `text` is something else."""
        if frame.is_title_end(text) and not line.text.startswith("的"):
            return True
        if frame.is_document_number(line.text) or frame.is_endmatter(line.text) or line.text.startswith(("（", "(")):
            return True
        return "，" in line.text and not self.passages.is_short(line)

    def _take_contents(self) -> Passage:
        """The title and all rows up to the place where the first of them comes again."""
        passage = self.passages.take_line()
        rows = contents_rows(self.passages.lines, self.passages.at)
        self.passages.at += len(rows)
        text = [line.whole for line in rows if not line.is_furniture]
        return Passage(
            passage.first, "\n".join([passage.text, *text]), tuple(line for line in rows if line.is_furniture)
        )

    # Keeping.

    def report_missing_numbers(self) -> None:
        """Say so where a text of several paragraphs has no number at all."""
        units = self.outline.units
        paragraphs = [unit for unit in units if unit.kind == "clause"]
        if len(paragraphs) > 1 and not any(unit.levels for unit in units):
            self.outline.problems.append(Problem(paragraphs[0].line, "全文没有编号，按自然段收录"))

    def _keep(self, passage: Passage, kind: ClauseKind, name: str) -> None:
        self._add(lambda taken: Unit(kind, taken.first.number, taken.text, self._part, name=name), passage)

    def _add(self, place: Callable[[Passage], Unit], passage: Passage) -> None:
        self.outline.units.append(place(passage))
        if (last_mark := max(passage.text.rfind("“"), passage.text.rfind("”"))) >= 0:
            self._is_quoting = passage.text[last_mark] == "“"
        for line in passage.furniture:
            self.outline.units.append(Unit("layout", line.number, line.text, self._part, name="版面提示"))

    def _problem(self, line: Line, reason: str) -> None:
        self.outline.problems.append(Problem(line.number, reason))
