"""Counts as Prometheus reads them.

https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.tally import Counts, Family

MEDIA_TYPE = "text/plain; version=0.0.4"

_ESCAPED = str.maketrans({"\\": r"\\", "\n": r"\n", '"': r"\""})


@dataclass(frozen=True, slots=True)
class Gauge:
    """A value as it is at this moment, by the labels' values."""

    name: str
    help: str
    labels: tuple[str, ...]
    values: Mapping[tuple[str, ...], float]


def written(families: Iterable[Family], counts: Counts, gauges: Iterable[Gauge]) -> str:
    """The page of all series; a family that counted nothing has its head alone."""
    by_family: defaultdict[str, dict[tuple[str, ...], dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for series, number in counts.items():
        name, part, *values = series
        by_family[name][tuple(values)][part] = number
    lines: list[str] = []
    for family in families:
        kind = "histogram" if family.bounds else "counter"
        lines += _head(family.name, family.help, kind)
        for labels, parts in sorted(by_family[family.name].items()):
            lines += _histogram(family, labels, parts) if family.bounds else [_counter(family, labels, parts)]
    for gauge in gauges:
        lines += _head(gauge.name, gauge.help, "gauge")
        lines += [_line(gauge.name, gauge.labels, labels, value) for labels, value in sorted(gauge.values.items())]
    return "\n".join(lines) + "\n"


def _head(name: str, meaning: str, kind: str) -> list[str]:
    return [f"# HELP {name} {meaning}", f"# TYPE {name} {kind}"]


def _counter(family: Family, labels: tuple[str, ...], parts: Mapping[str, float]) -> str:
    return _line(family.name, family.labels, labels, parts.get("", 0))


def _histogram(family: Family, labels: tuple[str, ...], parts: Mapping[str, float]) -> Iterator[str]:
    upto = 0.0
    for bound in (*map(repr, family.bounds), "+Inf"):
        upto += parts.get(bound, 0)
        yield _line(f"{family.name}_bucket", (*family.labels, "le"), (*labels, bound), upto)
    yield _line(f"{family.name}_sum", family.labels, labels, parts.get("sum", 0))
    yield _line(f"{family.name}_count", family.labels, labels, upto)


def _line(name: str, labels: tuple[str, ...], values: tuple[str, ...], number: float) -> str:
    pairs = ",".join(f'{label}="{value.translate(_ESCAPED)}"' for label, value in zip(labels, values, strict=True))
    return f"{name}{{{pairs}}} {number:.15g}" if pairs else f"{name} {number:.15g}"
