"""Server processes as the kernel sees them: started on a core of their own, their CPU time and memory read."""

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from tests.bench.door.contestants import Contestant, environment_of

READY_WITHIN_S = 60.0
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers; `ready_s` is what that took from its start."""

    contestant: Contestant
    pid: int
    ready_s: float


def cores() -> tuple[set[int], set[int]]:
    """The core of the measured servers and those of sender and databases; the same where there is only one."""
    first, *others = sorted(os.sched_getaffinity(0))
    return {first}, set(others) or {first}


@contextmanager
def running(contestant: Contestant, folder: Path, *, core: set[int]) -> Iterator[Running]:
    """The server from its start until the end of the block; what it writes is kept in `folder`."""
    with (folder / "output.log").open("ab") as output:
        started = time.perf_counter()
        server = subprocess.Popen(
            contestant.command,
            env=environment_of(contestant),
            cwd=folder,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=lambda: os.sched_setaffinity(0, core),
        )
        try:
            _wait_until_ready(contestant, server, folder)
            yield Running(contestant, server.pid, time.perf_counter() - started)
        finally:
            server.terminate()
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def cpu_s(pids: Sequence[int]) -> float:
    """CPU seconds of these processes, of their living children and of the children they have buried."""
    family = list(pids)
    for pid in family:
        family += _children(pid)
    return sum(sum(map(int, _stat(pid)[11:15])) for pid in family) / _TICKS_PER_S


def resident_mb(pid: int) -> float:
    """Memory of the process that is in RAM, in MiB."""
    for line in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise ProcessLookupError(pid)


def children_named(name: str) -> list[int]:
    """Processes of this name that we started."""
    return [pid for pid in _children(os.getpid()) if Path(f"/proc/{pid}/comm").read_text("utf-8").strip() == name]


def _children(pid: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        # A process may end while we look.
        with suppress(FileNotFoundError, ProcessLookupError):
            if int(_stat(int(folder.name))[1]) == pid:
                found.append(int(folder.name))
    return found


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the third on; the second may hold spaces."""
    return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(") ")[2].split()


def _wait_until_ready(contestant: Contestant, server: "subprocess.Popen[bytes]", folder: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while server.poll() is None and time.monotonic() < deadline:
        with suppress(OSError):
            if _status(contestant.port, contestant.ready_path) < 500:
                return
        time.sleep(0.01)
    said = (folder / "output.log").read_text("utf-8", "replace")[-2000:]
    raise RuntimeError(f"{contestant.name} did not become ready within {READY_WITHIN_S:g} s: {said}")


def _status(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()
