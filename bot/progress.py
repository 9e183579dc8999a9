"""How far a long command has come, for a person who watches it."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

Row = TypeVar("Row")

Show = Callable[[int, int], None]
"""Told how many are done, and of how many."""


@contextmanager
def progress_line() -> Iterator[Show]:
    """A line on standard error that is written over, and gone at the end; nothing where that is no terminal."""
    is_watched = sys.stderr.isatty()

    def show(done: int, total: int) -> None:
        if is_watched:
            print(f"\r{done}/{total}", end="", file=sys.stderr, flush=True)

    try:
        yield show
    finally:
        if is_watched:
            print("\r" + " " * 20 + "\r", end="", file=sys.stderr, flush=True)


def progressing(rows: Sequence[Row]) -> Iterator[Row]:
    """`rows`, with how many of them are done."""
    with progress_line() as show:
        for done, row in enumerate(rows):
            show(done, len(rows))
            yield row
