"""How well questions are answered, measured by the text of the clauses that are shown.

A row is one line of `evaluation/questions_dev.jsonl`: `gold` holds record ids of the truth file, any of
which is a correct first citation; `gold_alt` the same words in the amending notice; `gold_groups`
what a complete comparison cites. `ask` returns the JSON object that the programs print.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("evaluation")

Row = Mapping[str, Any]
Reply = Mapping[str, Any]

_OUTCOMES = {
    "answer_with_citation": "answered",
    "answer_partial_not_stated": "partly_stated",
    "say_not_stated": "not_stated",
    "redirect": "off_topic",
    "decline_politely": "declined",
}
_CITING = ("answer_with_citation", "answer_partial_not_stated")


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    met: int
    of: int

    @property
    def part(self) -> float:
        """From 0 to 1; 1 where nothing was asked."""
        return self.met / self.of if self.of else 1.0

    def __str__(self) -> str:
        return f"{self.met}/{self.of} ({self.part:.0%})"


@dataclass(frozen=True, slots=True)
class Scored:
    """One row with what its answer met. A measure that does not apply to the row is None."""

    id: str
    question: str
    kind: str
    jurisdiction: str
    outcome: str
    outcome_right: bool
    first: bool | None
    first_three: bool | None
    strings: tuple[bool, ...]
    complete: bool | None
    shown: tuple[str, ...]
    """The clauses cited, as the reader sees them named."""

    @property
    def missed(self) -> bool:
        """Whether anything that was measured fell short."""
        return not (
            self.outcome_right and self.first in (None, True) and all(self.strings) and self.complete in (None, True)
        )


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All rows, and the measures over them."""

    rows: tuple[Scored, ...]

    @property
    def first(self) -> Share:
        """A gold clause is the first citation."""
        return _share(row.first for row in self.rows)

    @property
    def first_three(self) -> Share:
        """A gold clause is among the first three citations or candidates."""
        return _share(row.first_three for row in self.rows)

    @property
    def strings(self) -> Share:
        """Required strings that the reader sees."""
        return _share(met for row in self.rows for met in row.strings)

    @property
    def complete(self) -> Share:
        """Comparisons that cite every side."""
        return _share(row.complete for row in self.rows)

    def outcome(self, kind: str = "") -> Share:
        """Expected outcomes met, over the rows of `kind` or all."""
        return _share(row.outcome_right for row in self.rows if kind in ("", row.kind))

    def first_by(self, field: str) -> dict[str, Share]:
        """First citations right, for each value of `field` (`kind` or `jurisdiction`)."""
        values = dict.fromkeys(getattr(row, field) for row in self.rows if row.first is not None)
        return {value: _share(row.first for row in self.rows if getattr(row, field) == value) for value in values}

    @property
    def misses(self) -> tuple[Scored, ...]:
        """The rows that fell short, in order."""
        return tuple(row for row in self.rows if row.missed)


def read_rows(path: Path = FOLDER / "questions_dev.jsonl") -> list[Row]:
    """The questions of a JSON-lines file; ValueError when a line is not JSON."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def read_truth(path: Path = FOLDER / "clause_truth.json") -> dict[str, Row]:
    """The records of a truth file by id."""
    return {record["id"]: record for record in json.loads(path.read_text("utf-8"))["clauses"]}


def evaluate(rows: Iterable[Row], truth: Mapping[str, Row], ask: Callable[[Row], Reply]) -> Evaluation:
    """Ask every row and score what comes back."""
    return Evaluation(tuple(_score(row, truth, ask(row)) for row in rows))


def _score(row: Row, truth: Mapping[str, Row], reply: Reply) -> Scored:
    citations = [citation for part in reply["replies"] for citation in part.get("citations", ())]
    quoted = "".join(_bare(citation["quote"]) for citation in citations)
    seen = quoted + "".join(_bare(part["text"]) for part in reply["replies"])
    gold = [truth[name] for name in (*row["gold"], *row.get("gold_alt", ()))]
    considered = list(dict.fromkeys(_bare(one["text"]) for one in (*citations, *reply.get("candidates", ()))))

    def answers(text: str) -> bool:
        return any(_is_or_shows(text, record, truth, quoted) for record in gold)

    citing = row["expect"] in _CITING and bool(gold)
    cited = {_bare(citation["text"]) for citation in citations}
    return Scored(
        id=row["id"],
        question=row["q"],
        kind=row["kind"],
        jurisdiction=row["jurisdiction"] or "",
        outcome=reply["outcome"],
        outcome_right=_expected(row, reply),
        first=bool(citations) and answers(_bare(citations[0]["text"])) if citing else None,
        first_three=any(answers(text) for text in considered[:3]) if citing else None,
        strings=tuple(_bare(string) in seen for string in row.get("must_contain", ())),
        complete=all(
            any(_is_or_shows(text, truth[name], truth, quoted) for name in group for text in cited)
            for group in row["gold_groups"]
        )
        if row.get("gold_groups")
        else None,
        shown=tuple(dict.fromkeys(citation["clause"] for citation in citations)),
    )


def _expected(row: Row, reply: Reply) -> bool:
    if row["expect"] == "start_dialog":
        return bool(reply["dialog"] == row["intent"])
    return bool(reply["outcome"] == _OUTCOMES[row["expect"]])


def _is_or_shows(text: str, gold: Row, truth: Mapping[str, Row], quoted: str) -> bool:
    """Whether a clause of this text is the gold record, or stands above it while its words are shown."""
    words = _bare(gold["text"])
    if text == words:
        return True
    return words in quoted and any(
        _bare(record["text"]) == text
        and (record["doc"], record["part"]) == (gold["doc"], gold["part"])
        and len(record["path"]) < len(gold["path"])
        and gold["path"][: len(record["path"])] == record["path"]
        for record in truth.values()
    )


def _share(met: Iterable[bool | None]) -> Share:
    measured = [one for one in met if one is not None]
    return Share(sum(measured), len(measured))


def _bare(text: str) -> str:
    return "".join(text.split())
