"""The numbers that Word prints before a paragraph and stores nowhere: 第一条, 一、,（一）.

A paragraph, or its style, names a list (`numId`) and a level in it. Lists made from one model
(`abstractNum`) count on together, unless a list says that it starts anew.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from knowledge.ingest.readers.docx_figures import figure
from knowledge.ingest.readers.docx_package import child, children, value

_LEVELS = 9
_COUNTER = re.compile(r"%([1-9])")
_BULLET = "bullet"
_DASHES = frozenset("—–-－─")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    style: str = "decimal"
    text: str = ""
    is_legal: bool = False
    """All counters are printed in arabic figures."""
    restarts_after: int | None = None
    """The 1-based level that starts it anew; None for any outer one, 0 for none."""
    paragraph_style: str = ""


@dataclass(slots=True)
class _List:
    """One `num`: its levels and where it starts anew, and the counters that it may share."""

    levels: dict[int, _Level]
    starts: dict[int, int]
    counters: dict[int, int]
    is_begun: set[int] = field(default_factory=set)


class Numbers:
    """Counts the numbered paragraphs of one document, in printed order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._lists = dict(_lists(numbering)) if numbering is not None else {}
        self._styles = (
            {value(style, "styleId"): style for style in children(styles, "style")} if styles is not None else {}
        )

    def printed(self, paragraph: etree._Element) -> str:
        """The number before `paragraph`, or empty; call once per paragraph, in order."""
        list_id, depth = self._place(paragraph)
        found = self._lists.get(list_id)
        if found is None or depth not in found.levels:
            return ""
        self._count(found, depth)
        level = found.levels[depth]
        if level.style == _BULLET:
            return level.text if level.text and set(level.text) <= _DASHES else ""
        return _COUNTER.sub(lambda counter: self._figure(found, int(counter[1]) - 1, level), level.text)

    def _place(self, paragraph: etree._Element) -> tuple[str, int]:
        """The list and the level of a paragraph: its own, else its style's."""
        properties = child(paragraph, "pPr")
        own = child(properties, "numPr")
        list_id, depth = value(child(own, "numId")), value(child(own, "ilvl"))
        seen: set[str] = set()
        style_id = value(child(properties, "pStyle"))
        while style_id in self._styles and style_id not in seen and not list_id:
            seen.add(style_id)
            style = self._styles[style_id]
            inherited = child(style, "pPr", "numPr")
            list_id = value(child(inherited, "numId"))
            depth = depth or value(child(inherited, "ilvl")) or self._depth_of_style(list_id, style_id)
            style_id = value(child(style, "basedOn"))
        return list_id, int(depth) if depth.isdecimal() else 0

    def _depth_of_style(self, list_id: str, style_id: str) -> str:
        found = self._lists.get(list_id)
        depths = (depth for depth, level in found.levels.items() if level.paragraph_style == style_id) if found else ()
        return next((str(depth) for depth in depths), "")

    @staticmethod
    def _count(found: _List, depth: int) -> None:
        counters = found.counters
        if depth in found.starts and depth not in found.is_begun:
            counters[depth] = found.starts[depth]
        elif depth in counters:
            counters[depth] += 1
        else:
            counters[depth] = found.levels[depth].start
        found.is_begun.add(depth)
        for inner in range(depth + 1, _LEVELS):
            restarts_after = found.levels[inner].restarts_after if inner in found.levels else None
            if restarts_after is None or depth < restarts_after:
                counters.pop(inner, None)

    @staticmethod
    def _figure(found: _List, depth: int, printing: _Level) -> str:
        level = found.levels.get(depth, _Level())
        number = found.counters.setdefault(depth, level.start)
        return figure(number, "decimal" if printing.is_legal else level.style)


def _lists(numbering: etree._Element) -> Iterator[tuple[str, _List]]:
    models = {value(model, "abstractNumId"): model for model in children(numbering, "abstractNum")}
    styled = {value(link): model for model in models.values() if (link := child(model, "styleLink")) is not None}
    counters: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for entry in children(numbering, "num"):
        model_id = value(child(entry, "abstractNumId"))
        model = models.get(model_id)
        if model is None:
            continue
        model = styled.get(value(child(model, "numStyleLink")), model)
        levels = {_depth(level): _level(level) for level in children(model, "lvl")}
        starts: dict[int, int] = {}
        for override in children(entry, "lvlOverride"):
            if (own := child(override, "lvl")) is not None:
                levels[_depth(override)] = _level(own)
            if start := value(child(override, "startOverride")):
                starts[_depth(override)] = _whole(start, 1)
        yield value(entry, "numId"), _List(levels, starts, counters[model_id])


def _level(level: etree._Element) -> _Level:
    restart = value(child(level, "lvlRestart"))
    legal = child(level, "isLgl")
    return _Level(
        start=_whole(value(child(level, "start")), 0),
        style=value(child(level, "numFmt")) or "decimal",
        text=value(child(level, "lvlText")),
        is_legal=legal is not None and value(legal) not in ("0", "false"),
        restarts_after=int(restart) if restart.isdecimal() else None,
        paragraph_style=value(child(level, "pStyle")),
    )


def _depth(level: etree._Element) -> int:
    return _whole(value(level, "ilvl"), 0)


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() else otherwise
