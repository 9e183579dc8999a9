"""What the figures were taken on: machine, load, versions."""

import os
import platform
import subprocess
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from tests.bench.door.contestants import PEERS

_OURS = ("uvicorn", "httptools", "uvloop", "sqlalchemy", "asyncpg", "redis", "hiredis", "cryptography", "pydantic")
_PEERS = ("fastapi", "uvicorn", "wechatpy", "werobot", "waitress")


@dataclass(frozen=True, slots=True)
class Machine:
    """`load` is the average of the last minute, of everybody's processes."""

    at: datetime
    words: str
    load: float
    our_versions: str
    peer_versions: str


def machine_now(at: datetime) -> Machine:
    """As it is at this moment."""
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    words = (
        f"{len(os.sched_getaffinity(0))} cores ({_first('/proc/cpuinfo', 'model name', ':')}), {memory_gib:.0f} GiB, "
        f"{_first('/etc/os-release', 'PRETTY_NAME', '=')}, Python {platform.python_version()}"
    )
    ours = ", ".join(f"{name} {version(name)}" for name in _OURS)
    return Machine(at, words, os.getloadavg()[0], ours, _versions_of_peers())


def _versions_of_peers() -> str:
    """Asked of their own environment."""
    program = "from importlib.metadata import version; print(', '.join(f'{name} {version(name)}' for name in %r))"
    asked = [str(PEERS / "python"), "-c", program % (_PEERS,)]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()


def _first(file: str, name: str, sign: str) -> str:
    for line in Path(file).read_text("utf-8").splitlines():
        key, found, value = line.partition(sign)
        if found and key.strip() == name:
            return value.strip().strip('"')
    return "unknown"
