"""How a statute is printed or copied: indents, spaces, marks, wrapping, pages with headers and numbers."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.knowledge.made_statutes import Statute
from tests.knowledge.policy_texts import Printed

_HALF_WIDTH = str.maketrans("（），；：", "(),;:")
_SENTENCE_END = re.compile(r"[。；：:;][”）]*$")


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to print; `wrapped_at` and `page_rows` are 0 where lines or pages are not broken."""

    indent: str = ""
    gap: str = "　"
    between: str = "\n"
    wrapped_at: int = 0
    page_rows: int = 0
    page_number: str = "— {} —"
    header: str = ""
    spread_titles: bool = False
    half_width: bool = False
    has_contents: bool = False
    front: str = "bare"


_NUMBERS = ("— {} —", "- {} -", "－{}－", "{}", "第{}页 共90页", "第 {} 页", "·{}·", "{}/90", "")


def any_layout(chance: random.Random) -> Layout:
    """One of the ways that copies of official texts are laid out."""
    choice = chance.choice
    wrapped_at = choice((0, 0, 28, 30, 34, 37, 40))
    page_rows = choice((0, 22, 30)) if wrapped_at else choice((0, 0, 9, 14))
    number = choice(_NUMBERS)
    header = "某省人民政府公报" if page_rows and (not number or chance.random() < 0.4) else ""
    return Layout(
        indent=choice(("", "　　", "    ")),
        gap=choice(("　", " ", "  ", "　　", "")),
        between=choice(("\n", "\n\n", "\r\n")),
        wrapped_at=wrapped_at,
        page_rows=page_rows,
        page_number=number,
        header=header,
        spread_titles=chance.random() < 0.4,
        half_width=chance.random() < 0.25,
        has_contents=chance.random() < 0.4,
        front=choice(("bare", "note", "long note", "order", "none", "plain note")),
    )


def printed(statute: Statute, layout: Layout, chance: random.Random) -> tuple[str, list[Printed]]:
    """The text, and the units as they must be found in it."""
    units = [_as_printed(unit, layout, chance) for unit in statute.units]
    rows = _front(statute, layout)
    if layout.has_contents and statute.headings:
        rows += ["目　　录", *(f"{unit.label}{layout.gap or ' '}{_spread(unit, layout)}" for unit in statute.headings)]
    for unit, after in zip(units, [*units[1:], None], strict=True):
        rows += _rows(unit, after, layout, chance)
    return layout.between.join(_paged(rows, layout)) + "\n", units


def _as_printed(unit: Printed, layout: Layout, chance: random.Random) -> Printed:
    label, text = unit.label, unit.text
    if layout.half_width:
        label, text = label.translate(_HALF_WIDTH), text.translate(_HALF_WIDTH)
    if label.startswith("第") and layout.spread_titles and chance.random() < 0.1:
        label = label.replace("第", "第 ", 1)
    if layout.wrapped_at and not layout.indent and unit.kind == "clause":
        text = _unmistakable(text, label + (layout.gap if label.startswith("第") else ""), layout.wrapped_at)
    return Printed(unit.kind, unit.path, unit.paragraph, label, text)


def _front(statute: Statute, layout: Layout) -> list[str]:
    title = statute.title
    match layout.front:
        case "bare":
            return [title]
        case "note":
            return [title, "（2019年5月30日某省第十三届人民代表大会常务委员会第十二次会议通过）"]
        case "long note":
            return [
                title,
                "（2019年5月30日某省第十三届人民代表大会常务委员会第十二次会议通过　根据2022",
                "年9月29日某省第十三届人民代表大会常务委员会第三十七次会议《关于修改〈某省",
                "促进条例〉的决定》修正）",
            ]
        case "plain note":
            return [
                title,
                "2019年5月30日某省第十三届人民代表大会常务委员会第十二次会议通过",
                "根据2022年9月29日某省第十三届人民代表大会常务委员会第三十七次会议《关于修改〈某条例〉的决定》修正",
            ]
        case "order":
            return [
                "某省人民政府令", "第四十五号",
                f"《{title}》已经2019年5月30日省人民政府第12次常务会议通过，现予公布，自2019年7月1日起施行。",
                "省长　张三", "2019年6月3日", title,
            ]  # fmt: skip
    return []


def _spread(unit: Printed, layout: Layout) -> str:
    if unit.kind == "heading" and layout.spread_titles and len(unit.text) < 4:
        return "　".join(unit.text)
    return unit.text


def _rows(unit: Printed, after: Printed | None, layout: Layout, chance: random.Random) -> list[str]:
    gap = layout.gap if unit.label.startswith("第") else ""
    indent = layout.indent if unit.kind == "clause" else ""
    row = f"{unit.label}{gap}{_spread(unit, layout)}"
    if not layout.wrapped_at or unit.kind == "heading":
        return [indent + row]
    first, *others = wrapped_lines(row, layout.wrapped_at)
    return [indent + first, *others]


def _unmistakable(text: str, before: str, width: int) -> str:
    """`text` so that no sentence ends at the margin: without indents nobody could tell what follows."""
    while any(_SENTENCE_END.search(line) for line in list(wrapped_lines(before + text, width))[:-1]):
        text = re.sub("[。；;:]", "，", text[:-1], count=1) + text[-1]
    *_, last = wrapped_lines(before + text, width)
    return f"{text[:-1]}并公示{text[-1]}" if len(last) > width - 4 else text


def wrapped_lines(row: str, width: int) -> Iterator[str]:
    """The lines of a paragraph: Latin letters and figures are half as wide, the first line is indented."""
    start, cells, room = 0, 0.0, width - 2
    for at, character in enumerate(row):
        cells += 0.5 if character.isascii() else 1
        if cells > room:
            yield row[start:at]
            start, cells, room = at, 0.5 if character.isascii() else 1, width
    yield row[start:]


def _paged(rows: list[str], layout: Layout) -> Iterator[str]:
    if not layout.page_rows:
        yield from rows
        return
    pages = range(0, len(rows), layout.page_rows)
    for page, start in enumerate(pages, 1):
        if layout.header and page > 1 and len(pages) > 3:
            yield layout.header
        yield from rows[start : start + layout.page_rows]
        if layout.page_number:
            yield layout.page_number.format(page)
