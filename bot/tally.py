"""What a process counts while it works, for whoever watches over it.

A name or a label never comes from outside: the series are few, and nobody who writes to the bot is
among them. Counting is an addition in memory; what was counted is handed over now and then.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

Series = tuple[str, ...]
"""The family's name, its part ("" for a counter, "sum" or an upper bound for a histogram), the labels' values."""

Counts = Mapping[Series, float]


@dataclass(frozen=True, slots=True)
class Family:
    """Counts of one kind; one with `bounds`, in seconds and rising, tells how long something took."""

    name: str
    help: str
    labels: tuple[str, ...] = ()
    bounds: tuple[float, ...] = ()


_BOUNDS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 4.5)

CALLBACKS = Family("cqo_callbacks_total", "callbacks by what came of them", ("channel", "outcome"))
CALLBACK_SECONDS = Family("cqo_callback_seconds", "time until a callback was answered", ("channel",), _BOUNDS_S)
REFUSED = Family("cqo_callbacks_refused_total", "refused callbacks by error code", ("channel", "code"))
LIMITED = Family("cqo_rate_limited_total", "callbacks not taken because of their number", ("channel", "by"))
ELSEWHERE = Family(
    "cqo_callbacks_from_elsewhere_total",
    "sound callbacks from an address that the platform does not list",
    ("channel", "account"),
)
TURNS = Family("cqo_turns_total", "committed turns", ("channel", "outcome"))
TURN_SECONDS = Family("cqo_turn_seconds", "time of a turn with its commit", ("channel",), _BOUNDS_S)
FAILED_TURNS = Family("cqo_turns_failed_total", "attempts at a turn that failed", ("channel",))
DELIVERIES = Family(
    "cqo_deliveries_total", "pages sent, put off and given up, with the reason", ("channel", "state", "failure")
)
TOKENS = Family("cqo_tokens_fetched_total", "access tokens fetched from a platform", ("account",))

FAMILIES = (
    CALLBACKS,
    CALLBACK_SECONDS,
    REFUSED,
    LIMITED,
    ELSEWHERE,
    TURNS,
    TURN_SECONDS,
    FAILED_TURNS,
    DELIVERIES,
    TOKENS,
)


class Tally:
    """The counts of one process that were not handed over yet."""

    def __init__(self) -> None:
        self._counts: defaultdict[Series, float] = defaultdict(float)

    def count(self, family: Family, *labels: str) -> None:
        """One more."""
        self._counts[(family.name, "", *labels)] += 1

    def took(self, family: Family, seconds: float, *labels: str) -> None:
        """Something ended that took so long."""
        at = bisect_left(family.bounds, seconds)
        bound = repr(family.bounds[at]) if at < len(family.bounds) else "+Inf"
        self._counts[(family.name, bound, *labels)] += 1
        self._counts[(family.name, "sum", *labels)] += seconds

    @contextmanager
    def timing(self, family: Family, *labels: str) -> Iterator[None]:
        """Times what stands inside, unless it fails."""
        began = perf_counter()
        yield
        self.took(family, perf_counter() - began, *labels)

    def take(self) -> Counts:
        """What was counted since it was last asked."""
        counted, self._counts = self._counts, defaultdict(float)
        return counted

    @property
    def pending(self) -> Counts:
        """What was counted since, left where it is."""
        return dict(self._counts)

    def put_back(self, counts: Counts) -> None:
        """What could not be handed over."""
        for series, number in counts.items():
            self._counts[series] += number
