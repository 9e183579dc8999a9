"""docs/benchmarks.md as text."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench.door.contestants import BARE, EMBEDDED, FASTAPI, SERVERS, WEROBOT
from tests.bench.door.course import OFFERED_PER_S, RESTARTS, Plan
from tests.bench.door.machine import Machine
from tests.bench.door.measuring import IN_FLIGHT, Figures
from tests.bench.door.profiling import LAYERS, OTHERS, SERVER, STOPS
from tests.bench.door.results import Results, cpu_us, middle, per_s, ratio


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A goal in words and as a test."""

    words: str
    is_met: Callable[[float], bool]


SERVICES = (EMBEDDED, SERVERS)
WORKLOADS = {
    "A": "「菜单」, from somebody new each time",
    "B": "the development questions, from somebody new each time",
}


def page(results: Results, plan: Plan, before: Machine, after: Machine) -> str:
    """The whole page."""
    return "\n".join(_page(results, plan, before, after)).rstrip() + "\n"


def goals(results: Results) -> Iterator[str]:
    """The lines of the table that sets figures beside what is wanted."""
    a, b, offered = results.saturated["A"], results.saturated["B"], results.offered
    ready_s = {name: median(each) for name, each in results.restarts_s.items()}
    yield _line("", "wanted", *SERVICES)
    yield _line(*["---"] * 4)
    yield _goal(
        "CPU of FastAPI + wechatpy's echo by a turn's, A", _at_least(1), lambda name: ratio(a[FASTAPI], a[name], cpu_us)
    )
    yield _goal("CPU of the bare echo by a turn's, A", _at_least(0.4), lambda name: ratio(a[BARE], a[name], cpu_us))
    yield _goal("requests/s by WeRoBot's echo's, A", _at_least(2), lambda name: ratio(a[name], a[WEROBOT], per_s))
    yield _goal(
        "CPU of B over A, ms", _at_most(3), lambda name: (middle(b[name], cpu_us) - middle(a[name], cpu_us)) / 1e3
    )
    yield _goal(f"p99 at {OFFERED_PER_S:g} messages/s offered, B, ms", _at_most(300), lambda name: offered[name].p99_ms)
    yield _goal("the longest of them, ms", _at_most(4500), lambda name: offered[name].max_ms)
    yield _goal(f"restart to ready, s, median of {RESTARTS}", _at_most(3), lambda name: ready_s[name])
    yield _goal("resident memory after all rounds, MiB", _at_most(200), lambda name: results.resident_mb[name])


def _page(results: Results, plan: Plan, before: Machine, after: Machine) -> Iterator[str]:
    yield f"""\
# What a turn costs

Written by `python -m tests.bench.door --rounds {plan.rounds} --seconds {plan.seconds:g} \
--offered {plan.offered_s:g} --write`, which `make bench` runs, on {before.at:%-d %B %Y} from {before.at:%H:%M} to \
{after.at:%H:%M} UTC. Change nothing here by hand.

Machine: {before.words}. Load before {before.load:.1f}, after {after.load:.1f}; of that this measurement is about 2. \
The service: {before.our_versions}. The echoes of others: {before.peer_versions}.

{_HOW.format(in_flight=IN_FLIGHT, rounds=plan.rounds, seconds=plan.seconds)}
"""
    for name, words in WORKLOADS.items():
        yield f"## Workload {name}: {words}\n"
        yield from _workload(results.saturated[name])
        yield ""
    yield "## Goals\n"
    yield from goals(results)
    yield "\n## Where the time goes\n"
    yield _PROFILE
    yield from _profile_table("stop", [*STOPS, SERVER], {name: each.by_stop for name, each in results.profiles.items()})
    yield ""
    yield from _profile_table(
        "code of", [*LAYERS, OTHERS], {name: each.by_layer for name, each in results.profiles.items()}
    )


_HOW = """\
Every server is one process on loopback and gets the same encrypted, signed callbacks in safe mode, each with a user, \
MsgId, nonce and ciphertext of its own, sealed before the clock starts; {in_flight} are in flight. All servers share \
one core, the sender and the databases have the other. They take turns of about {seconds:g} s, {rounds} rounds, each \
round beginning with another one; figures are medians over the rounds, ratios medians of the ratios within a round. \
CPU is user and system time of the service's process, from `/proc/PID/stat`; what PostgreSQL and Redis use stands \
apart, the sender's is not counted. One answer in fifty is decrypted and checked. PostgreSQL and SQLite wait for the \
disk at each commit.

- *bare echo*: an ASGI callable over the service's own cryptography, on the server of `cqo serve` (uvicorn, one \
process, no access log): verify, decrypt, parse, encrypt, sign.
- *FastAPI + wechatpy, echo*: the example of wechatpy's documentation in one route, on the same server.
- *WeRoBot, echo*: its own `run()`, which takes waitress; sessions off.
- *this service*: the whole durable turn of `cqo serve` with default settings: message, position, transcript, trace, \
reply and settlement committed. In workload B each asker has first told his area, and what the question's history \
says; that is not measured."""

_PROFILE = """\
Stacks sampled from outside (py-spy) in the threads that hold the interpreter, while a turn of the workload runs: \
shares of the time in which Python ran. What SQLite, the kernel and the databases do beside it is in the CPU figures \
above, not here.
"""


def _workload(rounds: Mapping[str, Sequence[Figures]]) -> Iterator[str]:
    yield _line("", "requests/s", "p50 ms", "p99 ms", "CPU µs a request", "CPU of the bare echo by this", "beside it")
    yield _line(*["---"] * 7)
    for name, figures in rounds.items():
        yield _line(
            name,
            f"{middle(figures, per_s):,.0f}",
            f"{middle(figures, lambda one: one.p50_ms):.1f}",
            f"{middle(figures, lambda one: one.p99_ms):.1f}",
            f"{middle(figures, cpu_us):,.0f}",
            f"{ratio(rounds[BARE], figures, cpu_us):.2f}",
            _beside(figures) if name == SERVERS else "",
        )


def _beside(figures: Sequence[Figures]) -> str:
    names = figures[0].beside_us
    return ", ".join(f"{name} {middle(figures, lambda one, name=name: one.beside_us[name]):,.0f} µs" for name in names)


def _at_least(wanted: float) -> _Wanted:
    return _Wanted(f"≥ {wanted:,g}", lambda figure: figure >= wanted)


def _at_most(wanted: float) -> _Wanted:
    return _Wanted(f"≤ {wanted:,g}", lambda figure: figure <= wanted)


def _goal(words: str, wanted: _Wanted, of: Callable[[str], float]) -> str:
    figures = [of(name) for name in SERVICES]
    return _line(
        words, wanted.words, *(_rounded(one) + ("" if wanted.is_met(one) else ", **missed**") for one in figures)
    )


def _rounded(figure: float) -> str:
    return f"{figure:,.0f}" if abs(figure) >= 100 else f"{figure:.2g}"


def _profile_table(kind: str, names: Sequence[str], profiles: Mapping[str, Counter[str]]) -> Iterator[str]:
    yield _line(kind, *profiles)
    yield _line(*["---"] * (len(profiles) + 1))
    for name in names:
        yield _line(
            name, *(f"{samples[name] / samples.total():.0%}".replace("%", " %") for samples in profiles.values())
        )


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
