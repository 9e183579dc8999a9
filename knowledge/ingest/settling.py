"""What only the whole outline settles: which unfinished lines are headings, what is preamble."""

from itertools import zip_longest

from knowledge.ingest.model import Part, Unit
from knowledge.ingest.numbering import ARTICLE, DASH, DIVISIONS, Label


def settle_headings(units: list[Unit]) -> None:
    """An unfinished line with nothing under it is no heading but an item or paragraph of its own."""
    before: dict[tuple[Part, tuple[Label, ...]], Unit] = {}
    printed = [unit for unit in units if unit.kind != "layout"]
    for unit, after in zip_longest(printed, printed[1:]):
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


def settle_paragraphs_outside(units: list[Unit]) -> None:
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
