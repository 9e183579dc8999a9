"""The real service with an account of each mode, served as `cqo serve` does: `flooded_server FOLDER PORT`."""

import sqlite3
import sys
from dataclasses import replace
from pathlib import Path

from bot.serving import serve
from tests.adapters.wechat_platform import SAFE
from tests.services import settings_in


def messages_and_turns(folder: Path) -> tuple[int, int]:
    """How many were admitted and answered."""
    with sqlite3.connect(folder / "cqo.db") as database:
        (messages,), (turns,) = (database.execute(f"SELECT count(*) FROM {table}").fetchone() for table in _TABLES)
    return messages, turns


_TABLES = ("inbox", "turn")


def main(folder: str, port: str) -> None:
    accounts = {"default": SAFE.settings(), "plain": replace(SAFE, mode="plain").settings()}
    serve(settings_in(Path(folder), wechat=accounts), host="127.0.0.1", port=int(port), workers=1)


if __name__ == "__main__":
    main(*sys.argv[1:])
