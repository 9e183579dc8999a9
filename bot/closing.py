"""Ending a process that serves: what is under way is finished, what is new goes elsewhere.

A signal to end is held back from the server while callbacks are being answered: it would close its
address at once, and who connects meanwhile would be met with silence instead of a word to try again.
"""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import structlog

log = structlog.get_logger("closing")

FINISHED_WITHIN_S = 5.0
"""A callback is answered within less, or not at all."""

_SIGNALS = (signal.SIGTERM, signal.SIGINT)

Handler = Callable[[int, FrameType | None], object]


class Closing:
    """Whether this process is about to end, and how much it still has at work."""

    def __init__(self) -> None:
        self.is_begun = False
        self._at_work = 0
        self._is_idle = asyncio.Event()
        self._is_idle.set()
        self._ending: asyncio.Task[None] | None = None

    def begin_work(self) -> None:
        """Something is begun that should be finished; `end_work` follows."""
        self._at_work += 1
        self._is_idle.clear()

    def end_work(self) -> None:
        self._at_work -= 1
        if not self._at_work:
            self._is_idle.set()

    @contextmanager
    def before_the_server(self) -> Iterator[None]:
        """While inside, a first signal begins the closing and reaches the server once nothing is at work.

        A second one reaches it at once. Without a server, or outside the main thread, signals stay as they are.
        """
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        servers = {number: handler for number in _SIGNALS if callable(handler := signal.getsignal(number))}
        for number, handler in servers.items():
            signal.signal(number, self._held_back(handler))
        try:
            yield
        finally:
            for number, handler in servers.items():
                signal.signal(number, handler)

    def _held_back(self, server: Handler) -> Handler:
        loop = asyncio.get_running_loop()

        async def end(number: int) -> None:
            try:
                async with asyncio.timeout(FINISHED_WITHIN_S):
                    await self._is_idle.wait()
            except TimeoutError:
                log.warning("closing.unfinished", within_s=FINISHED_WITHIN_S)
            server(number, None)

        def begin(number: int) -> None:
            log.info("closing.begun", signal=signal.Signals(number).name)
            self._ending = asyncio.ensure_future(end(number))

        def on_signal(number: int, frame: FrameType | None) -> None:
            if self.is_begun:
                server(number, frame)
                return
            self.is_begun = True
            loop.call_soon_threadsafe(begin, number)

        return on_signal
