"""Connections of the server, with bounds that it does not set by itself: on the head of a request, in bytes and time.

Behind a careful proxy they are never met. Bodies are bounded where they are read.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_MAX_BYTES = 32 * 1024
"""Beyond what arrives in one piece, which is bounded by the loop."""

HEAD_WITHIN_S = 10.0


class Connection(HttpToolsProtocol):
    """Closed where a head is late or without end."""

    head_within_s = HEAD_WITHIN_S
    _head_bytes = 0
    _is_head_open = False
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._is_head_open = True

    def on_headers_complete(self) -> None:
        self._is_head_open = False
        self._head_bytes = 0
        self._stop_waiting()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if not self._is_head_open:
            return
        self._head_bytes += len(data)
        if self._head_bytes > HEAD_MAX_BYTES:
            self.send_400_response("Head too large.")
        elif self._timer is None:
            self._wait_for_head()

    def _wait_for_head(self) -> None:
        self._timer = self.loop.call_later(self.head_within_s, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def server_options() -> dict[str, Any]:
    """How every server of ours is set up."""
    return {
        "http": Connection,
        # Who calls is found out where it matters (bot.guards.sources), by our own list of proxies.
        "proxy_headers": False,
        "server_header": False,
        "timeout_graceful_shutdown": 3,
        "log_config": None,
        "access_log": False,
        "lifespan": "on",
    }
