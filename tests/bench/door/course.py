"""The course of the measurement: everybody is started, and they take turns."""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.door.contestants import (
    EMBEDDED,
    SERVERS,
    Contestant,
    bare_echo,
    cqo,
    environment_of,
    fastapi_echo,
    service,
    werobot_echo,
)
from tests.bench.door.measuring import Figures, offered, saturated
from tests.bench.door.processes import Running, children_named, cores, resident_mb, running
from tests.bench.door.profiling import by_layer, by_stop, sampled
from tests.bench.door.results import Profile, Results
from tests.bench.door.traffic import Asked, workload_a, workload_b
from tests.servers import free_port, postgres_database, running_postgres, running_redis

OFFERED_PER_S = 200.0
RESTARTS = 3
_WARM_UP = 200
_FEWEST = 100


@dataclass(frozen=True, slots=True)
class Plan:
    """How long: `seconds` about for each turn of a contestant, `offered_s` under the offered rate."""

    rounds: int
    seconds: float
    offered_s: float


def measure(plan: Plan) -> Results:
    """All figures. Servers share one core, sender and databases another where there is one."""
    server_core, other_core = cores()
    os.sched_setaffinity(0, other_core)
    results, workloads = Results(), {"A": workload_a(), "B": workload_b()}
    with tempfile.TemporaryDirectory() as temporary, _contestants(Path(temporary)) as homes:
        databases = {"PostgreSQL": children_named("postgres"), "Redis": children_named("redis-server")}
        with ExitStack() as stack:
            servers = [stack.enter_context(running(one, home, core=server_core)) for one, home in homes.items()]
            for name, asked in workloads.items():
                results.saturated[name] = _taking_turns(servers, asked, plan, databases)
            for server in _services(servers):
                name = server.contestant.name
                for workload, asked in workloads.items():
                    count = _count(results.saturated[workload][name], plan)
                    results.profiles[f"{name}, {workload}"] = _profile(server, asked, count, homes[server.contestant])
                count = round(OFFERED_PER_S * plan.offered_s)
                results.offered[name] = offered(server, workloads["B"], count, per_second=OFFERED_PER_S, seed=count)
                results.resident_mb[name] = resident_mb(server.pid)
        for contestant, home in homes.items():
            if contestant.remembers:
                results.restarts_s[contestant.name] = [
                    _ready_s(contestant, home, core=server_core) for _ in range(RESTARTS)
                ]
    return results


def _taking_turns(
    servers: Sequence[Running], asked: Sequence[Asked], plan: Plan, databases: Mapping[str, Sequence[int]]
) -> dict[str, list[Figures]]:
    """Round by round, each time beginning with another one, so that a busy minute meets everybody."""
    rounds: dict[str, list[Figures]] = {server.contestant.name: [] for server in servers}
    warm = {server.contestant.name: [saturated(server, asked, _WARM_UP)] for server in servers}
    for number in range(plan.rounds):
        for server in [*servers[number % len(servers) :], *servers[: number % len(servers)]]:
            name = server.contestant.name
            count = _count(rounds[name] or warm[name], plan)
            rounds[name].append(saturated(server, asked, count, databases))
    return rounds


def _count(before: Sequence[Figures], plan: Plan) -> int:
    """How many questions fill a turn, by what the last turn gave."""
    return max(round(before[-1].per_s * plan.seconds), _FEWEST)


def _profile(server: Running, asked: Sequence[Asked], count: int, folder: Path) -> Profile:
    stacks = sampled(server.pid, lambda: saturated(server, asked, count), folder)
    return Profile(by_stop(stacks), by_layer(stacks))


def _ready_s(contestant: Contestant, home: Path, *, core: set[int]) -> float:
    with running(contestant, home, core=core) as server:
        return server.ready_s


def _services(servers: Sequence[Running]) -> Iterator[Running]:
    return (server for server in servers if server.contestant.remembers)


@contextmanager
def _contestants(folder: Path) -> Iterator[dict[Contestant, Path]]:
    """Everybody and the folder he writes to, beside a Redis and a PostgreSQL that waits for its disk."""
    with (
        running_redis() as redis,
        running_postgres(is_durable=True) as postgres,
        postgres_database(postgres) as database,
    ):
        homes = {name: folder / str(number) for number, name in enumerate((EMBEDDED, SERVERS))}
        for home in homes.values():
            home.mkdir()
        file = f"sqlite:///{homes[EMBEDDED]}/cqo.db"
        embedded = service(EMBEDDED, free_port(), homes[EMBEDDED], database_url=file)
        servers = service(SERVERS, free_port(), homes[SERVERS], database_url=database, redis_url=redis)
        subprocess.run(cqo("db", "upgrade"), check=True, env=environment_of(servers), cwd=homes[SERVERS])
        echoes = [bare_echo(free_port()), fastapi_echo(free_port()), werobot_echo(free_port())]
        yield {**dict.fromkeys(echoes, folder), embedded: homes[EMBEDDED], servers: homes[SERVERS]}
