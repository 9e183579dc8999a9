"""How fast the clause index is on made-up clauses, in CPU time of one core: `make bench`.

Building and asking run in processes of their own, so that each one's peak memory is its own.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import numpy as np

from knowledge import ClauseIndex
from knowledge.finding import kernel, ranking
from tests.bench.synthetic import collection

_SIZES = [58_733, 500_000]
_ROUNDS = 5


def main() -> None:
    """Print one block of figures for each number of clauses asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=_SIZES, help="numbers of clauses")
    parser.add_argument("--step", choices=["build", "ask"], help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        {"build": _build, "ask": _ask}[asked.step](asked.sizes[0], asked.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        for size in asked.sizes:
            print(f"{size:,} clauses")
            for step in ("build", "ask"):
                one_core = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
                file = Path(folder) / f"{size}.index"
                command = [
                    sys.executable,
                    "-m",
                    "tests.bench.index_speed",
                    str(size),
                    "--step",
                    step,
                    "--file",
                    str(file),
                ]
                subprocess.run(command, check=True, env=one_core)


def _build(size: int, file: Path) -> None:
    made = collection(size)
    file.with_suffix(".json").write_text(json.dumps([made.queries, made.rows[:100]]), "utf-8")
    before = _peak_mb()
    built = _seconds(lambda: ClauseIndex.build(made.rows).save(file))
    _show("built and saved in", f"{built:.1f} s")
    _show("file", f"{file.stat().st_size / 1e6:.0f} MB")
    _show("peak memory of building", f"{_peak_mb():.0f} MB, {before:.0f} of it the texts")


def _ask(_: int, file: Path) -> None:
    queries, rows = json.loads(file.with_suffix(".json").read_text("utf-8"))
    _show("loaded in", f"{_seconds(lambda: ClauseIndex.load(file)) * 1e3:.1f} ms")
    index = ClauseIndex.load(file)
    vars(index)["_best"] = ranking.best
    _show("search", _percentiles(index.search, queries))
    if (compiled := kernel.compiled()) is not None:
        vars(index)["_best"] = compiled
        _show("compiled in", f"{_seconds(lambda: index.search(queries[0])):.1f} s")
        _show("search, compiled", _percentiles(index.search, queries))
    _show("of this reading the query", _percentiles(index._weighted_terms, queries))
    _show("peak memory of asking", f"{_peak_mb():.0f} MB")
    added = [row | {"id": f"new {row['id']}"} for row in rows]
    removed = {row["id"] for row in rows}
    _show("100 clauses added in", f"{_seconds(lambda: index.with_changes(add=added)) * 1e3:.0f} ms")
    _show("100 clauses removed in", f"{_seconds(lambda: index.with_changes(remove=removed)) * 1e3:.0f} ms")


def _percentiles(ask: Callable[[str], object], queries: Iterable[str]) -> str:
    """The medians of several rounds."""
    rounds = []
    for _ in range(_ROUNDS):
        times = [_seconds(partial(ask, query)) for query in queries]
        rounds.append(np.percentile(times, [50, 99]))
    p50, p99 = np.median(rounds, axis=0) * 1e3
    return f"p50 {p50:.2f} ms, p99 {p99:.2f} ms"


def _seconds(act: Callable[[], object]) -> float:
    start = time.process_time()
    act()
    return time.process_time() - start


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _show(name: str, figure: str) -> None:
    print(f"  {name:<28} {figure}", flush=True)


if __name__ == "__main__":
    main()
