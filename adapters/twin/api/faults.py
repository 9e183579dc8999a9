"""What can be wrong with the platform's API, to be switched on by a test."""

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slow:
    """The call is done, its answer comes after so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection ends in the middle of the answer, with the call done or not."""

    is_done: bool


@dataclass(frozen=True, slots=True)
class Status:
    """A server before the platform answers with an error page; the call is not done."""

    status: int = 502


@dataclass(frozen=True, slots=True)
class Code:
    """The call is refused with this `errcode`, whatever it is."""

    code: int


Fault = Slow | Reset | Status | Code


class Faults:
    """Which fault the next call of a path meets; none unless told."""

    def __init__(self) -> None:
        self._planned: defaultdict[str, deque[Fault | None]] = defaultdict(deque)
        self.otherwise: Callable[[str], Fault | None] = lambda _path: None
        """Asked, with the path below `/cgi-bin/`, where nothing is planned: for faults at random or for good."""

    def plan(self, path: str, *faults: Fault | None) -> None:
        """The coming calls of `path` meet these, one each; None lets one through."""
        self._planned[path].extend(faults)

    def is_planned(self, path: str) -> bool:
        """Whether anything is still to come of what was planned."""
        return bool(self._planned[path])

    def next(self, path: str) -> Fault | None:
        planned = self._planned[path]
        return planned.popleft() if planned else self.otherwise(path)
