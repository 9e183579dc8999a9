"""Made-up policy texts: a small grammar of nestings, rendered as official pages are printed.

And what must hold of any text that was parsed.
"""

from dataclasses import dataclass
from itertools import count

from hypothesis import strategies as st

from knowledge.ingest import ParsedText

PAGE_CELLS, INDENT_CELLS = 28, 2
_FURNITURE = ("— 3 —", "(此页无正文)", "第 3 页 共 9 页")
_WORDS = "企业质量管理应当建立健全制度加强监督检查保障消费者权益促进高水平发展"
_NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


@dataclass(frozen=True)
class Printed:
    """One expected unit: what the parser must find again."""

    kind: str
    path: tuple[str, ...]
    paragraph: int | None
    label: str
    text: str


def words(smallest: int, largest: int) -> st.SearchStrategy[str]:
    """Running Chinese words without punctuation."""
    return st.text(_WORDS, min_size=smallest, max_size=largest)


def sentences(end: str = "。") -> st.SearchStrategy[str]:
    """One sentence, short or several lines long."""
    parts = st.lists(words(3, 40), min_size=1, max_size=4)
    return parts.map(lambda clauses: "，".join(clauses) + end)


@st.composite
def statutes(draw: st.DrawFn) -> list[Printed]:
    """Chapters with articles of one to three paragraphs; the last may lead a list with sub-items."""
    units: list[Printed] = []
    article = count(1)
    for chapter in range(1, draw(st.integers(1, 3)) + 1):
        name = f"第{_NUMERALS[chapter - 1]}章"
        units.append(Printed("heading", (name,), None, name, draw(words(2, 10))))
        for _ in range(draw(st.integers(1, 4))):
            units += draw(_articles(f"第{next(article)}条"))
    return units


@st.composite
def _articles(draw: st.DrawFn, name: str) -> list[Printed]:
    items = draw(st.integers(0, 3))
    paragraphs = draw(st.integers(1, 3))
    units = []
    for paragraph in range(1, paragraphs + 1):
        leads = items and paragraph == paragraphs
        text = draw(sentences("：" if leads else "。"))
        units.append(Printed("clause", (name,), paragraph, name if paragraph == 1 else "", text))
    for item in _NUMERALS[:items]:
        subitems = draw(st.integers(0, 2))
        path = (name, f"（{item}）")
        units.append(Printed("clause", path, None, draw(_brackets(item)), draw(sentences("：" if subitems else "；"))))
        for subitem in range(1, subitems + 1):
            mark = draw(st.sampled_from((".", "、", "．")))
            units.append(Printed("clause", (*path, str(subitem)), None, f"{subitem}{mark}", draw(sentences("；"))))
    return units


@st.composite
def notices(draw: st.DrawFn) -> list[Printed]:
    """Sections with headings; under them paragraphs, dashed items or headed items with paragraphs."""
    units = [Printed("preamble", (), 1, "", "为了" + draw(sentences("：")))]
    for section in _NUMERALS[: draw(st.integers(1, 4))]:
        units.append(Printed("heading", (section,), None, f"{section}、", draw(words(2, 14))))
        match draw(st.sampled_from(("paragraphs", "dashes", "items"))):
            case "paragraphs":
                units += draw(_paragraphs((section,), ""))
            case "dashes":
                units += draw(_paragraphs((section,), "——"))
            case _:
                for item in _NUMERALS[: draw(st.integers(1, 3))]:
                    path = (section, f"（{item}）")
                    units.append(Printed("heading", path, None, draw(_brackets(item)), draw(words(2, 14))))
                    units += draw(_paragraphs(path, ""))
    return units


@st.composite
def _paragraphs(draw: st.DrawFn, path: tuple[str, ...], label: str) -> list[Printed]:
    texts = draw(st.lists(sentences(), min_size=1, max_size=3))
    return [Printed("clause", path, paragraph, label, text) for paragraph, text in enumerate(texts, 1)]


def _brackets(item: str) -> st.SearchStrategy[str]:
    return st.sampled_from((f"（{item}）", f"({item})"))


@st.composite
def pages(draw: st.DrawFn, units: list[Printed]) -> str:
    """One line a unit; a few sentences are broken where a page ends, with what is printed there."""
    blank = draw(st.sampled_from(("\n", "\n\n", "\r\n", "\n　\n")))
    breaks = draw(st.integers(0, 3))
    rows = []
    for unit in units:
        gap = " " if unit.label.startswith("第") else ""
        row = f"{unit.label}{gap}{unit.text}"
        lines = range(PAGE_CELLS - INDENT_CELLS, len(row) - 1, PAGE_CELLS)
        if unit.kind != "heading" and breaks and lines and draw(st.booleans()):
            breaks -= 1
            at = draw(st.sampled_from(lines))
            furniture = draw(st.sampled_from(("", *_FURNITURE)))
            rows += [row[:at], furniture, row[at:]] if furniture else [row[:at], row[at:]]
        else:
            rows.append(row)
    return blank.join(rows) + draw(st.sampled_from(("", "\n")))


def wrapped(units: list[Printed]) -> str:
    """Every line broken at the right margin, the indents of paragraphs lost."""
    rows = []
    for unit in units:
        row = f"{unit.label}{' ' if unit.label.startswith('第') else ''}{unit.text}"
        first = PAGE_CELLS - INDENT_CELLS
        rows.append(row[:first])
        rows += [row[at : at + PAGE_CELLS] for at in range(first, len(row), PAGE_CELLS)]
    return "\n\n".join(rows)


def without_spaces(text: str) -> str:
    return "".join(text.split())


def assert_nothing_is_lost(parsed: ParsedText, text: str) -> None:
    """Every clause is quotable, and the words are those of the source in their order.

    Page furniture inside a unit follows it; so the order is compared without furniture.
    """
    assert all(clause.text in parsed.text for clause in parsed.clauses)
    furniture = [without_spaces(clause.text) for clause in parsed.clauses if clause.kind == "layout"]
    rows = [row for row in text.replace("\r", "\n").split("\n") if without_spaces(row) not in furniture]
    kept = [clause.label + clause.text for clause in parsed.clauses if clause.kind != "layout"]
    assert without_spaces("".join(kept)) == without_spaces("".join(rows))
    assert sorted(without_spaces(parsed.text)) == sorted(without_spaces(text))
