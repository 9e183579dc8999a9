"""`python -m tests.bench.learning_curve`: how the answers grow with the example questions of a clause.

The question files are answered with the first 0, 1, 2 … examples of every clause, spread over the
angles, and as many phrasings of every unstated matter; then each fifth of the examples is taken away
and asked. `--write` puts the tables and the chart into docs/. No question is shown.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter

from knowledge.documents.library import load_library
from knowledge.evaluate import Evaluation
from knowledge.evaluation.measures import MEASURES
from knowledge.phrasings import load_phrasings
from tests.bench.fewer_examples import examples_in, keeping
from tests.bench.files import Asking
from tests.bench.folds import cross_validated
from tests.bench.line_chart import line_chart
from tests.bench.pages import DOCS, put_between

FILES = ("dev", "fresh", "hard", "unseen")
STEPS = (0, 1, 2, 4, 8, 16, 25, 32, None)
"""Examples a clause; None is all there are."""
SHOWN = ("first", "first_three", "not_stated")

Point = Mapping[str, Evaluation]
"""The question files, answered with one number of examples."""


def main() -> None:
    library = load_library()
    phrasings = load_phrasings(library)
    points: list[Point] = []
    counts: list[int] = []
    for step in STEPS:
        cut = keeping(itemgetter(slice(step)), phrasings)
        asking = Asking(library, cut)
        points.append({name: asking.file(name) for name in FILES})
        counts.append(examples_in(cut))
        print(f"{_step(step)} done", file=sys.stderr)
    curve = "\n".join(curve_lines(points, counts))
    folds = "\n".join(fold_lines(cross_validated(library, phrasings)))
    if "--write" in sys.argv:
        put_between("curve", curve, DOCS / "learning-curve.md")
        put_between("folds", folds, DOCS / "learning-curve.md")
        lines = {name: [100 * point[name].share("first").part for point in points] for name in FILES}
        chart = line_chart([_step(step) for step in STEPS], lines, below="examples a clause")
        (DOCS / "images" / "learning-curve.svg").write_text(chart, "utf-8")
    print(curve, folds, sep="\n\n")


def curve_lines(points: Sequence[Point], counts: Sequence[int]) -> Iterator[str]:
    """A table for each measure shown: a line a number of examples, a column a file."""
    for measure in SHOWN:
        yield f"**{MEASURES[measure].words.capitalize()}**"
        yield ""
        yield from _head(["examples a clause", "in all", *(f"`{name}`" for name in FILES)])
        for step, count, point in zip(STEPS, counts, points, strict=True):
            yield _line([_step(step), f"{count:,}", *(_cell(point[name], measure) for name in FILES)])
        yield ""


def fold_lines(result: Evaluation) -> Iterator[str]:
    """A line for each angle, all angles, and the unstated matters."""
    yield from _head(["angle", "questions", *(MEASURES[measure].words for measure in SHOWN)])
    by_angle = result.by("kind")
    angles = {"all": result, **{angle: by_angle[angle] for angle in sorted(by_angle)}}
    for angle, part in angles.items():
        yield _line([angle, f"{len(part.rows):,}", *(_cell(part, measure) for measure in SHOWN)])


def _head(cells: Sequence[str]) -> Iterator[str]:
    yield _line(cells)
    yield _line(["---"] * len(cells))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(result: Evaluation, measure: str) -> str:
    share = result.share(measure)
    return f"{100 * share.part:.1f} %" if share.of else "–"


def _step(step: int | None) -> str:
    return "all" if step is None else str(step)


if __name__ == "__main__":
    main()
