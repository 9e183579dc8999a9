"""Who may serve: one process an embedded database, one socket an address."""

import socket
from pathlib import Path

import pytest

from bot.serving import CannotServe, alone_on, listen


def test_second_process_on_an_embedded_database_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'cqo.db'}"
    with alone_on(url), pytest.raises(CannotServe, match="another process is serving it"), alone_on(url):
        pytest.fail("two held it at once")
    with alone_on(url):
        assert (tmp_path / "cqo.db.serving").exists()


def test_shared_database_may_be_served_by_many() -> None:
    url = "postgresql://cqo@127.0.0.1/cqo"
    with alone_on(url), alone_on(url):
        assert url


def test_taken_address_is_refused_with_the_remedy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(CannotServe, match="--port"):
        listen("127.0.0.1", taken.getsockname()[1])
