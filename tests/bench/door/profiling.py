"""Where the CPU time of a turn goes: stacks sampled from outside while a workload runs, added up in two ways."""

import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from tests.bench.door.contestants import PEERS

_SAMPLES_PER_S = 200
_STARTS_WITHIN_S = 1.0

BETWEEN, SERVER = "between the stops: door, turn, lock, tasks", "HTTP server, event loop"

STOPS: Mapping[str, Sequence[str]] = {
    "read: verify, decrypt, parse": ("WeChatChannel.read (adapters/wechat/channel.py",),
    "admit": ("Inbox.admit (bot/inbox.py",),
    "what this person has waiting": ("unhandled (bot/storage/repositories/inbox.py",),
    "route, advance": ("respond (dialogs/router.py", "Memory.state_of (bot/memory.py"),
    "commit: the rows of the turn": ("Recorder.record (bot/record.py", "_conversation (bot/turn.py"),
    "begin, savepoint, commit": (
        "SqliteDatabase._commit (bot/storage/sqlite.py",
        "SqliteDatabase._run_read (bot/storage/sqlite.py",
        "PostgresDatabase.write (bot/storage/postgres.py",
        "PostgresDatabase.read (bot/storage/postgres.py",
    ),
    "reply: render, encrypt": ("WeChatChannel.render (adapters/wechat/channel.py",),
    "settle": ("Outbox.settle (bot/outbox.py",),
    "worker": ("work_until_cancelled (bot/worker.py", "_sweep_in_rounds (bot/worker.py"),
    BETWEEN: ("WebhookDoor.__call__ (bot/webhooks.py",),
}
"""A stop and the functions that are it; the innermost one of a stack counts."""

LAYERS: Mapping[str, Sequence[str]] = {
    "SQLAlchemy and driver": ("sqlalchemy/", "asyncpg/", "sqlmodel/"),
    "Redis client": ("redis/",),
    "HTTP server, event loop": ("uvicorn/", "asyncio/", "concurrent/"),
    "pydantic": ("pydantic/",),
    "log": ("structlog/", "bot/log.py"),
    "cryptography": ("cryptography/", "adapters/crypto.py", "bot/sealing.py"),
    "our storage": ("bot/storage/",),
    "our bot": ("bot/",),
    "our adapters": ("adapters/",),
    "our dialogs": ("dialogs/",),
    "our knowledge": ("knowledge/",),
}
"""Who wrote the code that ran, by the beginning of its file; the standard library counts for its caller."""

OTHERS = "others"

Stack = tuple[Sequence[str], int]
"""Frames from the outermost on, each `function (file:line)`, and in how many samples they were seen."""


def sampled(pid: int, run: Callable[[], object], folder: Path) -> list[Stack]:
    """The stacks of all threads of `pid` that held the interpreter while `run` ran."""
    file = folder / "stacks.txt"
    options = ["--gil", "--rate", str(_SAMPLES_PER_S), "--duration", "3600", "--format", "raw", "--output", str(file)]
    with subprocess.Popen(
        [str(PEERS / "py-spy"), "record", "--pid", str(pid), *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as sampler:
        try:
            time.sleep(_STARTS_WITHIN_S)
            run()
        finally:
            sampler.send_signal(signal.SIGINT)
    return read_stacks(file.read_text("utf-8"))


def read_stacks(text: str) -> list[Stack]:
    """Of lines `frame;frame;… count`."""
    parted = (line.rpartition(" ") for line in text.splitlines())
    return [(frames.split(";"), int(count)) for frames, _, count in parted]


def by_stop(stacks: Iterable[Stack]) -> Counter[str]:
    """Samples at each of STOPS, and in the server around them."""
    return _added_up(stacks, STOPS, lambda frame, beginning: frame.startswith(beginning), SERVER)


def by_layer(stacks: Iterable[Stack]) -> Counter[str]:
    """Samples in the code of each of LAYERS."""
    return _added_up(stacks, LAYERS, lambda frame, beginning: f"({beginning}" in frame, OTHERS)


def _added_up(
    stacks: Iterable[Stack], names: Mapping[str, Sequence[str]], fits: Callable[[str, str], bool], otherwise: str
) -> Counter[str]:
    samples: Counter[str] = Counter()
    for frames, count in stacks:
        found = (
            name
            for frame in reversed(frames)
            for name, beginnings in names.items()
            if any(fits(frame, beginning) for beginning in beginnings)
        )
        samples[next(found, otherwise)] += count
    return samples
