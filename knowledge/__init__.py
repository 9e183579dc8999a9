"""Clauses, how they are found, and what may be said about them: no network, no SQL.

`ClauseIndex` is loaded when it is first asked for: those who only need to know what a clause is
do not pay for numpy.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from knowledge.finding.index import ClauseIndex

__all__ = ["ClauseIndex"]


def __getattr__(name: str) -> Any:
    if name == "ClauseIndex":
        from knowledge.finding.index import ClauseIndex

        return ClauseIndex
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
