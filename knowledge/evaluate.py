"""How well a file of questions is answered: every row asked, scored, and added up.

Rows and replies are described in `evaluation.scoring`, what is counted in `evaluation.measures`.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Literal

from knowledge.evaluation.measures import MEASURES, Share
from knowledge.evaluation.scoring import Lineage, Reply, Row, citations_of, score

FOLDER = Path(__file__).with_name("evaluation")


@dataclass(frozen=True, slots=True)
class Scored:
    """One row with what its answer met."""

    id: str
    question: str
    kind: str
    jurisdiction: str
    outcome: str
    shares: Mapping[str, Share]
    """By the name of the measure; one that does not apply to the row is not in it."""
    shown: tuple[str, ...]
    """The clauses cited, as the reader sees them named."""
    elapsed_ms: float

    @property
    def missed(self) -> tuple[str, ...]:
        """The names of the measures that fell short."""
        return tuple(name for name, measure in MEASURES.items() if measure.is_missed(self.shares.get(name, _NOTHING)))


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All rows, and the measures over them."""

    rows: tuple[Scored, ...]

    def share(self, measure: str) -> Share:
        """A measure over all rows."""
        return Share.total(row.shares[measure] for row in self.rows if measure in row.shares)

    def by(self, field: Literal["kind", "jurisdiction"]) -> dict[str, "Evaluation"]:
        """The rows of each kind or jurisdiction by themselves, in the order in which they come up."""
        values = dict.fromkeys(getattr(row, field) for row in self.rows)
        return {value: Evaluation(tuple(row for row in self.rows if getattr(row, field) == value)) for value in values}

    def elapsed_ms(self, part: float) -> float:
        """The time within which `part` (0 to 1) of the rows were answered; 0 without rows."""
        times = sorted(row.elapsed_ms for row in self.rows)
        return times[max(ceil(part * len(times)) - 1, 0)] if times else 0.0

    @property
    def misses(self) -> tuple[Scored, ...]:
        """The rows that fell short in anything, in order."""
        return tuple(row for row in self.rows if row.missed)


def read_rows(path: Path = FOLDER / "questions_dev.jsonl") -> list[Row]:
    """The questions of a JSON-lines file; ValueError when a line is not JSON."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def read_truth(path: Path = FOLDER / "clause_truth.json") -> dict[str, Row]:
    """The records of a truth file by id."""
    return {record["id"]: record for record in json.loads(path.read_text("utf-8"))["clauses"]}


def evaluate(
    rows: Iterable[Row], truth: Mapping[str, Row], ask: Callable[[Row], Reply], *, lineage: Lineage
) -> Evaluation:
    """Ask every row and score what comes back."""
    return Evaluation(tuple(_scored(row, ask(row), truth, lineage) for row in rows))


_NOTHING = Share(0, 0)


def _scored(row: Row, reply: Reply, truth: Mapping[str, Row], lineage: Lineage) -> Scored:
    return Scored(
        id=row["id"],
        question=row["q"],
        kind=row["kind"],
        jurisdiction=row["jurisdiction"] or "",
        outcome=reply["outcome"],
        shares=score(row, reply, truth, lineage),
        shown=tuple(dict.fromkeys(citation["clause"] for citation in citations_of(reply))),
        elapsed_ms=reply.get("elapsed_ms", 0.0),
    )
