"""The parser against statutes made from seeds, in every form and layout that copies have."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.ingest import ParsedText, parse_file, parse_text
from tests.knowledge.made_docx import made_docx, paragraph
from tests.knowledge.made_pages import Layout, any_layout, printed
from tests.knowledge.made_statutes import Form, Statute, any_form, made_statute
from tests.knowledge.policy_texts import Printed, assert_nothing_is_lost, without_spaces

_SEEDS = range(200)
_FULL_WIDTH = str.maketrans("()", "（）")
_OUTSIDE = ("meta", "layout", "preamble")


def expected(units: list[Printed]) -> list[tuple[object, ...]]:
    return [(u.kind, _folded(u.path), u.paragraph, without_spaces(u.label), without_spaces(u.text)) for u in units]


def _folded(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.translate(_FULL_WIDTH) for name in path)


def found(parsed: ParsedText, layout: Layout) -> list[tuple[object, ...]]:
    units = [
        (c.kind, c.path, c.paragraph, *map(without_spaces, (c.label, c.text)))
        for c in parsed.clauses
        if c.kind not in _OUTSIDE
    ]
    return units[1:] if layout.front == "order" else units  # an order is a text of its own, one paragraph long


@pytest.mark.parametrize("seeds", [_SEEDS[start : start + 40] for start in range(0, len(_SEEDS), 40)], ids=str)
def test_statute_in_any_form_and_layout_is_found_unit_by_unit(seeds: range) -> None:
    for seed in seeds:
        chance = random.Random(seed)
        statute = made_statute(chance, any_form(chance), chance.choice((3, 10, 30, 60)))
        layout = any_layout(chance)
        text, units = printed(statute, layout, chance)
        parsed = parse_text(text)
        assert found(parsed, layout) == expected(units), f"seed {seed}: {layout}"
        assert parsed.problems == (), f"seed {seed}"
        assert_nothing_is_lost(parsed, text)


def as_html(statute: Statute) -> bytes:
    rows = (f"<p>&emsp;&emsp;{unit.label}&emsp;{unit.text}</p>\n" for unit in statute.units)
    return f"<html><head><title>法规</title></head><body><h1>{statute.title}</h1>{''.join(rows)}</body></html>".encode()


def as_markdown(statute: Statute) -> bytes:
    marks = {"heading": "## {} {}", "clause": "- **{}** {}"}
    rows = (
        marks[unit.kind].format(unit.label, unit.text) if unit.label.startswith("第") else unit.label + unit.text
        for unit in statute.units
    )
    return "\n\n".join((f"# {statute.title}", "<!-- INFO END -->", *rows)).encode()


def as_docx(statute: Statute) -> bytes:
    return made_docx("".join(paragraph(f"{unit.label}　{unit.text}") for unit in statute.units))


@pytest.mark.parametrize(
    ("name", "written"),
    [("law.html", as_html), ("law.md", as_markdown), ("law.docx", as_docx)],
    ids=["html", "md", "docx"],
)
def test_statute_in_another_format_is_found_unit_by_unit(
    tmp_path: Path, name: str, written: Callable[[Statute], bytes]
) -> None:
    for seed in range(15):
        chance = random.Random(seed)
        statute = made_statute(chance, any_form(chance), 20)
        (tmp_path / name).write_bytes(written(statute))
        parsed = parse_file(tmp_path / name)
        assert found(parsed, Layout()) == expected(statute.units), f"seed {seed}"
        assert parsed.problems == ()


@pytest.mark.parametrize("seed", range(25))
def test_missing_article_is_reported_and_the_others_are_found(seed: int) -> None:
    chance = random.Random(seed)
    form = replace(any_form(chance), restarts=False, inserts=False)
    statute = made_statute(chance, form, 20)
    names = [unit.label for unit in statute.units if unit.label.endswith("条")]
    gone = chance.choice(names[1:-1])
    statute.units = [unit for unit in statute.units if gone not in unit.path]
    layout = any_layout(chance)
    text, units = printed(statute, layout, chance)
    parsed = parse_text(text)
    after = names[names.index(gone) + 1]
    assert found(parsed, layout) == expected(units)
    assert [problem.reason.endswith(f"之后是{after}") for problem in parsed.problems] == [True], parsed.problems


def test_statute_of_a_thousand_articles_gives_each_once_and_in_order() -> None:
    chance = random.Random(7)
    statute = made_statute(chance, Form(divisions=("编", "章", "节")), 1200)
    text, units = printed(
        statute, Layout(indent="　　", wrapped_at=34, page_rows=30, header="某省人民政府公报"), chance
    )
    parsed = parse_text(text)
    assert found(parsed, Layout()) == expected(units)
    assert parsed.problems == ()
