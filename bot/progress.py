"""How far a long command has come, for a person who watches it."""

import sys
from collections.abc import Iterator, Sequence
from typing import TypeVar

Row = TypeVar("Row")


def progressing(rows: Sequence[Row]) -> Iterator[Row]:
    """`rows`, with how many are done on standard error where that is a terminal."""
    is_watched = sys.stderr.isatty()
    for done, row in enumerate(rows):
        if is_watched:
            print(f"\r{done}/{len(rows)}", end="", file=sys.stderr, flush=True)
        yield row
    if is_watched:
        print("\r" + " " * 20 + "\r", end="", file=sys.stderr, flush=True)
