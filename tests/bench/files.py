"""The question files, asked of the library as it is or with phrasings of one's own."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from bot.evaluating import asker
from bot.policy import ports_over
from knowledge.documents.library import Library
from knowledge.evaluate import FOLDER, Evaluation, evaluate, read_rows, read_truth
from knowledge.evaluation.scoring import Row
from knowledge.phrasings import Phrasings
from knowledge.reading.places import load_gazetteer
from tests.fakes.clock import SettableClock

FILES = ("dev", "fresh", "reserve", "hard", "second", "unseen")
DAY = datetime(2026, 11, 25, 4, tzinfo=UTC)
"""The day on which questions are asked: targets fall due and texts change with time."""


class Asking:
    """Scores the answers of one service, which is built once."""

    def __init__(self, library: Library, phrasings: Phrasings | None = None) -> None:
        policy, ports = ports_over(library, "https://bot.example.gov.cn", SettableClock(DAY), phrasings=phrasings)
        self._ask = asker(policy, ports)
        self._lineage = load_gazetteer().lineage

    def file(self, name: str, *, is_warm: bool = False) -> Evaluation:
        """One of FILES; `is_warm` asks it once before, so that times are those of a service that has been up."""
        rows = read_rows(FOLDER / f"questions_{name}.jsonl")
        for row in rows if is_warm else ():
            self._ask(row)
        return self.rows(rows, read_truth())

    def rows(self, rows: Sequence[Row], truth: Mapping[str, Row]) -> Evaluation:
        """Question rows of one's own, whose gold is found in `truth`."""
        return evaluate(rows, truth, self._ask, lineage=self._lineage)
