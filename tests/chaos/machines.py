"""Several processes of the service over one PostgreSQL and one Redis, killed and started again as they run."""

import os
import random
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.servers import free_port

_PROGRAM = [sys.executable, "-c", "from bot.cli import main; main()"]


@dataclass
class Machine:
    """One process, `cqo serve` on a port of its own or `cqo worker`."""

    command: list[str]
    environment: dict[str, str]
    folder: Path
    port: int = 0
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        with (self.folder / f"{self.command[0]}-{self.port}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*_PROGRAM, *self.command], env=os.environ | self.environment, cwd=self.folder, stdout=log, stderr=log
            )

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    @property
    def is_ready(self) -> bool:
        if not self.port:
            return self.process.poll() is None
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


class Machines:
    """All of them; `addresses` is what a load balancer knows."""

    def __init__(self, folder: Path, environment: dict[str, str], *, serving: int, working: int) -> None:
        ports = [free_port() for _ in range(serving)]
        self.all = [
            *(Machine(["serve", "--port", str(port)], environment, folder, port) for port in ports),
            *(Machine(["worker"], environment, folder) for _ in range(working)),
        ]
        self.addresses = [f"http://127.0.0.1:{port}" for port in ports]
        self.kills = 0

    def kill_one(self, chance: random.Random) -> None:
        """SIGKILL one at random and start it again, as whoever watches over processes does."""
        machine = chance.choice(self.all)
        machine.kill()
        machine.start()
        self.kills += 1

    def wait_until_ready(self, within_s: float = 60) -> None:
        until = time.monotonic() + within_s
        while not all(machine.is_ready for machine in self.all):
            if time.monotonic() > until:
                pytest.fail(f"not ready within {within_s:g} s; see the logs in {self.all[0].folder}")
            time.sleep(0.1)


@contextmanager
def running_machines(folder: Path, environment: dict[str, str], *, serving: int, working: int) -> Iterator[Machines]:
    """Started, and ended at the end."""
    machines = Machines(folder, environment, serving=serving, working=working)
    try:
        for machine in machines.all:
            machine.start()
        machines.wait_until_ready()
        yield machines
    finally:
        for machine in machines.all:
            machine.process.send_signal(signal.SIGTERM)
        for machine in machines.all:
            try:
                machine.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                machine.kill()
