"""What `cqo eval questions` prints: each measure over the file, by kind and jurisdiction, and what missed."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from bot.clock import SystemClock
from bot.evaluating import asker, rows_to_score, truth_of
from bot.policy import ports_over
from bot.progress import progressing
from bot.settings import load_settings
from knowledge.documents.library import load_library
from knowledge.evaluate import Evaluation, Scored, evaluate
from knowledge.evaluation.measures import MEASURES, Share
from knowledge.reading.places import load_gazetteer

_TIMES = {"p50": 0.5, "p99": 0.99}
_NO_AREA = "none"
_NAME, _CELL = 15, 8
"""Columns of the tables, in characters."""
_BEGINNING = 40


def print_evaluation(file: Path, truth: Path | None, *, as_json: bool, shows_misses: bool) -> None:
    """The scores of a question file; of the questions themselves nothing unless `shows_misses`."""
    known = truth_of(truth)
    rows = rows_to_score(file, known)
    policy, ports = ports_over(load_library(), load_settings().public_url, SystemClock())
    answer = asker(policy, ports)
    for row in progressing(rows):
        answer(row)  # a service that has been up for a while has built its indexes; that is the time to print
    result = evaluate(progressing(rows), known, answer, lineage=load_gazetteer().lineage)
    if as_json:
        misses = {"misses": [_miss_as_json(row) for row in result.misses]} if shows_misses else {}
        print(json.dumps(_scores(result) | misses, ensure_ascii=False))
        return
    for line in [*_totals(result), "", *_table(result, "kind"), "", *_table(result, "jurisdiction")]:
        print(line)
    if shows_misses:
        print("", *map(_miss, result.misses), sep="\n")


def _scores(result: Evaluation) -> dict[str, Any]:
    kinds, areas = result.by("kind"), result.by("jurisdiction")
    scores: dict[str, Any] = {name: _share_as_json(result.share(name)) for name in MEASURES}
    scores["ask_ms"] = {name: result.elapsed_ms(part) for name, part in _TIMES.items()}
    for name in MEASURES:
        scores[f"{name}_by_kind"] = _asked(name, kinds)
        scores[f"{name}_by_jurisdiction"] = _asked(name, areas)
    return scores


def _asked(measure: str, parts: Mapping[str, Evaluation]) -> dict[str, Any]:
    shares = {name or _NO_AREA: part.share(measure) for name, part in parts.items()}
    return {name: _share_as_json(share) for name, share in shares.items() if share.of}


def _share_as_json(share: Share) -> dict[str, int]:
    return {"met": share.met, "of": share.of}


def _miss_as_json(row: Scored) -> dict[str, Any]:
    return {
        "id": row.id,
        "q": row.question,
        "kind": row.kind,
        "jurisdiction": row.jurisdiction or None,
        "missed": list(row.missed),
        "outcome": row.outcome,
        "cited": list(row.shown),
    }


def _totals(result: Evaluation) -> Iterator[str]:
    for name, measure in MEASURES.items():
        yield f"{measure.words:<{max(len(one.words) for one in MEASURES.values())}}  {result.share(name)}"
    times = ", ".join(f"{name} {result.elapsed_ms(part):.2f} ms" for name, part in _TIMES.items())
    yield f"time of a whole ask: {times}"


def _table(result: Evaluation, field: Literal["kind", "jurisdiction"]) -> Iterator[str]:
    """A line for each kind or jurisdiction, a column for each measure."""
    yield f"{'by ' + field:<{_NAME}}" + "".join(f"{measure.short:>{_CELL}}" for measure in MEASURES.values())
    for value, part in result.by(field).items():
        shares = (part.share(name) for name in MEASURES)
        cells = (f"{share.met}/{share.of}" if share.of else "" for share in shares)
        yield f"{value or _NO_AREA:<{_NAME}}" + "".join(f"{cell:>{_CELL}}" for cell in cells)


def _miss(row: Scored) -> str:
    why, cited = ", ".join(row.missed), "、".join(row.shown[:3])
    return f"missed {row.id} [{row.kind}] {why}: {row.question[:_BEGINNING]} -> {row.outcome} {cited}".rstrip()
