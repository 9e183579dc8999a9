"""One round: a workload sent to a running server, and what that took of time and CPU."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.bench.door.load import Sent, closed_loop, open_loop
from tests.bench.door.processes import Running, cpu_s
from tests.bench.door.traffic import Asked, Letter, Post, check

IN_FLIGHT = 32
_ONE_IN = 50
"""So many answers are opened and read; opening all would take longer than the round."""

_LOOKED_AT_EVERY_S = 0.3
_IDLE_WITHIN_S = 120.0
_IDLE = 0.15
"""A server that uses less of a core has ended its work; its sweeps go on."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a round gave. CPU in microseconds a request; `beside_us` that of each database, by its name."""

    per_s: float
    p50_ms: float
    p99_ms: float
    max_ms: float
    cpu_us: float
    beside_us: Mapping[str, float]


def saturated(
    server: Running, asked: Sequence[Asked], count: int, databases: Mapping[str, Sequence[int]] | None = None
) -> Figures:
    """`count` questions, IN_FLIGHT at a time."""
    return _measured(
        server, asked, count, databases or {}, lambda port, letters: closed_loop(port, letters, in_flight=IN_FLIGHT)
    )


def offered(
    server: Running,
    asked: Sequence[Asked],
    count: int,
    databases: Mapping[str, Sequence[int]] | None = None,
    *,
    per_second: float,
    seed: int,
) -> Figures:
    """`count` questions at random moments, `per_second` on average."""
    return _measured(
        server,
        asked,
        count,
        databases or {},
        lambda port, letters: open_loop(port, letters, per_second=per_second, seed=seed),
    )


def _measured(
    server: Running,
    asked: Sequence[Asked],
    count: int,
    databases: Mapping[str, Sequence[int]],
    send: Callable[[int, Sequence[Letter]], Coroutine[Any, Any, Sent]],
) -> Figures:
    contestant = server.contestant
    stages, letters = Post(contestant).letters(asked, count)
    for stage in stages:
        asyncio.run(closed_loop(contestant.port, stage, in_flight=IN_FLIGHT))
    _wait_until_idle(server.pid)
    cpu_before = cpu_s([server.pid])
    beside_before = {name: cpu_s(pids) for name, pids in databases.items()}
    sent = asyncio.run(send(contestant.port, letters))
    # What it does behind its last answer belongs to the round.
    _wait_until_idle(server.pid)
    cpu = cpu_s([server.pid]) - cpu_before
    beside = {name: cpu_s(pids) - beside_before[name] for name, pids in databases.items()}
    for letter, answer in list(zip(letters, sent.answers, strict=True))[::_ONE_IN]:
        check(contestant, letter, answer.status, answer.body)
    latencies_ms = np.array([answer.latency_s for answer in sent.answers]) * 1e3
    p50, p99 = np.percentile(latencies_ms, [50, 99])
    return Figures(
        per_s=count / sent.elapsed_s,
        p50_ms=float(p50),
        p99_ms=float(p99),
        max_ms=float(latencies_ms.max()),
        cpu_us=cpu / count * 1e6,
        beside_us={name: spent / count * 1e6 for name, spent in beside.items()},
    )


def _wait_until_idle(pid: int) -> None:
    deadline = time.monotonic() + _IDLE_WITHIN_S
    before, is_idle = cpu_s([pid]), False
    while not is_idle:
        if time.monotonic() > deadline:
            raise TimeoutError(f"process {pid} is still at work {_IDLE_WITHIN_S:g} s after its last answer")
        time.sleep(_LOOKED_AT_EVERY_S)
        now = cpu_s([pid])
        is_idle, before = now - before < _IDLE * _LOOKED_AT_EVERY_S, now
