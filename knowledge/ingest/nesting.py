"""Which list a number belongs to, and which paragraph is counted where.

A number closes the lists that its own style, or an outer one, ends. A list that a lead with 「：」
introduces is inside that lead whatever its style. An unnumbered paragraph inside an article is its
next 款; elsewhere it belongs to the open item.
"""

import re
from dataclasses import dataclass

from knowledge.ingest.frame import is_closing_formula
from knowledge.ingest.model import Part, Unit
from knowledge.ingest.numbering import ARTICLE, DASH, DIVISIONS, RANK, STRUCTURE, Label
from knowledge.ingest.passages import Passage

_RUN_IN_HEADING = re.compile(r"([^。！？；：“”（(《》]{2,24})。(?=.)")
_SOUNDS_LIKE_A_RULE = re.compile("应当|不得|可以|必须|须|是指|下列|以下")
_ARTICLE_HEADING = re.compile(r"[【〔\[]([^】〕\]]{2,20})[】〕\]]")


@dataclass(slots=True)
class _Level:
    """An open number, or the document itself (`label` None)."""

    label: Label | None = None
    heading: str = ""
    has_own_line: bool = False
    """The heading stands on its own line, so that what follows is its text."""
    introduces: bool = False
    paragraphs: int = 0
    lead: Unit | None = None
    under: int = 1

    @property
    def style(self) -> str:
        return self.label.style if self.label else ""


class Nesting:
    """The open levels of one part, outermost first."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._levels = [_Level()]

    def number(self, passage: Passage) -> Unit:
        """The unit of a numbered heading or item, or of a dashed one, which counts as a paragraph."""
        label = passage.first.label
        if label is None or label.style == DASH:
            return self._add_paragraph(passage)
        level = self._open(label)
        outer = level.heading
        is_heading = label.style in DIVISIONS or _is_heading(label, passage)
        level.heading = passage.text if is_heading else (_run_in_heading(label, passage.text) or outer)
        level.has_own_line = is_heading
        level.introduces = passage.leads
        unit = self._unit(passage)
        unit.outer_heading = outer
        if is_heading:
            unit.kind = "heading"
        else:
            level.paragraphs, level.lead = 1, unit
            unit.paragraph = 1 if label.style == ARTICLE else None
        return unit

    def paragraph(self, passage: Passage) -> Unit:
        """The unit of an unnumbered paragraph."""
        levels = self._levels
        styles = [level.style for level in levels]
        if ARTICLE in styles:
            del levels[styles.index(ARTICLE) + 1 :]
        elif is_closing_formula(passage.text):
            del levels[1:]
        elif len(levels) > 2 and levels[-2].introduces and not levels[-1].has_own_line:
            levels.pop()
        return self._add_paragraph(passage)

    def heading(self, passage: Passage) -> Unit:
        """The unit of a heading without number; it is in force for what follows at this level."""
        level = self._levels[-1]
        outer, level.heading = level.heading, passage.text
        unit = self._unit(passage)
        unit.kind, unit.outer_heading = "heading", outer
        return unit

    def _add_paragraph(self, passage: Passage) -> Unit:
        level = self._levels[-1]
        level.paragraphs += 1
        level.introduces = passage.leads
        if level.lead is not None:
            level.lead.paragraph = 1
        unit = self._unit(passage)
        unit.paragraph = level.paragraphs
        return unit

    def _open(self, label: Label) -> _Level:
        """Close what the new number ends and open its level, the heading around it in force."""
        levels = self._levels
        same = next((at for at, level in enumerate(levels) if level.style == label.style), None)
        if same is not None:
            del levels[same:]
        else:
            while levels[-1].label and _is_closed_by(levels[-1], label):
                levels.pop()
        parent = levels[-1]
        under = max(1, parent.paragraphs) if parent.style == ARTICLE else parent.under
        levels.append(_Level(label, heading=parent.heading, under=under))
        return levels[-1]

    def _unit(self, passage: Passage) -> Unit:
        level = self._levels[-1]
        labels = tuple(level.label for level in self._levels if level.label)
        return Unit(
            "clause",
            passage.first.number,
            passage.text,
            self._part,
            levels=labels,
            own=passage.first.label,
            under=level.under,
            heading=level.heading,
        )


def _is_closed_by(level: _Level, label: Label) -> bool:
    if RANK[level.style] < RANK[label.style]:
        return False
    if label.style in STRUCTURE:
        return level.style in STRUCTURE or not level.has_own_line
    return level.style not in STRUCTURE and not level.introduces


def _is_heading(label: Label, passage: Passage) -> bool:
    if not passage.text or passage.ended:
        return False
    return label.style != ARTICLE or not _SOUNDS_LIKE_A_RULE.search(passage.text)


def _run_in_heading(label: Label, text: str) -> str:
    """The heading that opens a numbered paragraph: 「（一）强化培训。各地要……」, 「第一条【目的】……」."""
    if label.style == ARTICLE:
        found = _ARTICLE_HEADING.match(text)
        return found[1] if found else ""
    found = _RUN_IN_HEADING.match(text)
    return found[1] if found and not _SOUNDS_LIKE_A_RULE.search(found[1]) else ""
