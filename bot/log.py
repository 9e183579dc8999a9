"""Logging: one event per stop, a constant name plus fields, never message text or a secret."""

import logging
import sys
from pathlib import Path
from typing import Literal

import structlog

_NAME_MAX_LENGTH = 20


def configure_logging(level: Literal["debug", "info", "warning", "error"], *, as_json: bool) -> None:
    """Send structured events to standard error; `as_json` for machines, else for a terminal."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(_StandardError()),  # type: ignore[arg-type]
        cache_logger_on_first_use=False,
    )


class _StandardError:
    """Standard error as it is at each write, so that a caller may redirect it."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def short(user: str) -> str:
    """Enough of a platform's user id to follow one person through the log, not enough to write to him.

    Nothing of a short one: members of a corporation are called by their names.
    """
    return f"{user[:4]}…{user[-4:]}" if len(user) > _NAME_MAX_LENGTH else "…"


def place_of(error: BaseException) -> str:
    """Where an error was raised, `file.py:line`, without its sentence, which may hold a user's words."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
