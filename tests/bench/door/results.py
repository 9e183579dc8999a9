"""What all rounds gave, and the medians and ratios that are said about it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from tests.bench.door.measuring import Figures

Rounds = Mapping[str, Sequence[Figures]]
"""The figures of each contestant, round by round, under one workload."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Samples by stop and by layer of one contestant under one workload."""

    by_stop: Counter[str]
    by_layer: Counter[str]


@dataclass(slots=True)
class Results:
    """Everything that was measured. `restarts_s` and `resident_mb` by contestant, `profiles` by its heading."""

    saturated: dict[str, dict[str, list[Figures]]] = field(default_factory=dict)
    offered: dict[str, Figures] = field(default_factory=dict)
    restarts_s: dict[str, list[float]] = field(default_factory=dict)
    resident_mb: dict[str, float] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)


def middle(rounds: Sequence[Figures], figure: Callable[[Figures], float]) -> float:
    """The median over the rounds."""
    return median(map(figure, rounds))


def ratio(ours: Sequence[Figures], theirs: Sequence[Figures], figure: Callable[[Figures], float]) -> float:
    """The median over the rounds of our figure by theirs; both are of the same minute of the machine."""
    return median(figure(one) / figure(other) for one, other in zip(ours, theirs, strict=True))


def cpu_us(figures: Figures) -> float:
    return figures.cpu_us


def per_s(figures: Figures) -> float:
    return figures.per_s
