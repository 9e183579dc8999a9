"""Running the service over HTTP: one process on SQLite, several on PostgreSQL with Redis."""

import asyncio
import fcntl
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
import uvicorn

from bot.app import create_app
from bot.connections import server_options
from bot.errors import BotError
from bot.log import configure_logging
from bot.service import build_service, check_database
from bot.settings import Settings
from bot.storage.session import sqlite_file
from bot.watching import keep_counts
from bot.worker import work_until_cancelled

log = structlog.get_logger("worker")


class CannotServe(BotError):
    """The asked-for way of serving is not possible; the sentence says why and what is."""

    code = "cannot_serve"


def serve(settings: Settings, *, host: str, port: int, workers: int) -> None:
    """Serve until told to stop. Raises CqoError before anything listens."""
    configure_logging(settings.log_level, as_json=True)
    if workers > 1:
        _refuse_unshared(settings)
    asyncio.run(check_database(settings))
    if workers > 1:
        # What would end each child is said once, here.
        create_app(settings)
        listen(host, port).close()
        uvicorn.run(
            "bot.app:create_app_from_environment",
            factory=True, host=host, port=port, workers=workers, **server_options(),
        )  # fmt: skip
        return
    with alone_on(settings.database_url):
        app = create_app(settings)
        listening = listen(host, port)
        server = uvicorn.Server(uvicorn.Config(app, **server_options()))
        server.run(sockets=[listening])


def work(settings: Settings) -> None:
    """Do what goes on behind the callbacks until told to stop. Raises CqoError before anything begins."""
    configure_logging(settings.log_level, as_json=True)
    if settings.database_url.startswith("sqlite"):
        raise CannotServe("on SQLite the worker is part of `cqo serve`; one of its own needs PostgreSQL")
    asyncio.run(_work(settings))


async def _work(settings: Settings) -> None:
    await check_database(settings)
    service = build_service(settings)
    await service.prepare()
    working = asyncio.gather(work_until_cancelled(service), keep_counts(service))
    for told in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(told, working.cancel)
    log.info("worker.started")
    try:
        await working
    except asyncio.CancelledError:
        log.info("worker.stopped")
    finally:
        await service.close()


@contextmanager
def alone_on(database_url: str) -> Iterator[None]:
    """Hold an embedded database for this process; the kernel lets go of it when the process ends.

    Raises CannotServe where another process serves it: locks and wake-ups live inside one process.
    """
    if not database_url.startswith("sqlite"):
        yield
        return
    file = sqlite_file(database_url)
    with file.with_name(f"{file.name}.serving").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotServe(f"{file}: another process is serving it; SQLite has room for one") from None
        yield


def listen(host: str, port: int) -> socket.socket:
    """A bound socket. Raises CannotServe when the address is taken or not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise CannotServe(f"cannot listen on {host}:{port}: {error.strerror}; choose another with --port") from None
    listening.listen()
    return listening


def _refuse_unshared(settings: Settings) -> None:
    if settings.database_url.startswith("sqlite"):
        raise CannotServe("--workers above 1 needs PostgreSQL: SQLite has one writer, which lives in one process")
    if not settings.redis_url:
        raise CannotServe("--workers above 1 needs redis_url, so that processes share locks and wake-ups")
