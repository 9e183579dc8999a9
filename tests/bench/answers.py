"""`python -m tests.bench.answers`: the table of docs/measurements.md, every measure of every question file.

`--write` also puts it into the page; `--floors` prints knowledge/evaluation/floors.toml instead. No question is shown.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil, floor

from knowledge.documents.library import load_library
from knowledge.evaluate import Evaluation
from knowledge.evaluation.measures import MEASURES, Measure, Share
from tests.bench.files import FILES, Asking
from tests.bench.pages import DOCS, put_between


@dataclass(frozen=True, slots=True)
class Wanted:
    """Per cent of the development questions, then the least and the goal for a file nobody has worked on.

    Of a fault the most that is borne.
    """

    dev: float
    unseen: float
    goal: float | None = None


WANTED: Mapping[str, Wanted] = {
    "first": Wanted(95, 82, 90),
    "first_three": Wanted(98, 90, 96),
    "must_contain": Wanted(97, 82, 92),
    "not_stated": Wanted(95, 85, 92),
    "partly_stated": Wanted(5, 8),
    "invented": Wanted(0, 0),
    "set_aside": Wanted(100, 100),
    "intents": Wanted(100, 95),
    "wrong_jurisdiction": Wanted(0, 0),
    "inexact_quotes": Wanted(0, 0),
}
_TIME_WANTED = "≤ 3, ≤ 15"
_MARGIN = 2.0
"""Points that a floor leaves below today's share; at least one answer."""
_NEVER = {name for name, wanted in WANTED.items() if wanted.dev == 0}
"""Faults of which there should be none: there is no room for another one."""


def main() -> None:
    asking = Asking(load_library())
    results = {name: asking.file(name, is_warm=True) for name in FILES}
    if "--floors" in sys.argv:
        print("\n".join(floors(results)).rstrip())
        return
    table = "\n".join(rows(results))
    if "--write" in sys.argv:
        put_between("answers", table, DOCS / "measurements.md")
    print(table)


def rows(results: Mapping[str, Evaluation]) -> Iterator[str]:
    """The lines of the table: a measure each, a column a file, then what is wanted."""
    heads = ["measure", *(f"`{name}` ({len(result.rows)})" for name, result in results.items())]
    yield _line([*heads, "wanted of `dev`", "floor of `unseen`", "goal"])
    yield _line(["---"] * (len(heads) + 3))
    for name, measure in MEASURES.items():
        shares = (_cell(result.share(name)) for result in results.values())
        yield _line([measure.words, *shares, *_wanted(measure)])
    times = (f"{result.elapsed_ms(0.5):.1f}, {result.elapsed_ms(0.99):.1f}" for result in results.values())
    yield _line(["time of a whole ask, ms: p50, p99", *times, _TIME_WANTED, _TIME_WANTED, ""])


def floors(results: Mapping[str, Evaluation]) -> Iterator[str]:
    """The lines of floors.toml: per cent that a share must reach and a fault must not exceed."""
    for name, result in results.items():
        yield f"[{name}]"
        for measure in MEASURES.values():
            share, wanted = result.share(measure.name), WANTED.get(measure.name)
            least = {"dev": wanted.dev, "unseen": wanted.unseen}.get(name) if wanted else None
            if share.of:
                yield f"{measure.name} = {_floor(measure, share, least):.1f}"
        yield ""


def _floor(measure: Measure, share: Share, least: float | None) -> float:
    """Today's share with the margin, or what is wanted where that is stricter and reached."""
    today, room = 100 * share.part, max(_MARGIN, 100 / share.of)
    if measure.name in _NEVER:
        return ceil(10 * today) / 10
    if measure.is_fault:
        with_margin = ceil(10 * (today + room)) / 10
        return min(with_margin, least) if least is not None and today <= least else with_margin
    with_margin = max(floor(10 * (today - room)) / 10, 0.0)
    return max(with_margin, least) if least is not None and today >= least else with_margin


def _wanted(measure: Measure) -> list[str]:
    wanted = WANTED.get(measure.name)
    sign = "≤" if measure.is_fault else "≥"
    limits = (wanted.dev, wanted.unseen, wanted.goal) if wanted else (None, None, None)
    return ["" if limit is None else f"{limit} %" if limit in (0, 100) else f"{sign} {limit} %" for limit in limits]


def _cell(share: Share) -> str:
    return f"{share.part:.1%} ({share.met}/{share.of})".replace("%", " %") if share.of else "–"


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
