"""The sender: many kept-alive connections on one event loop, cheap enough to leave the servers their core."""

import asyncio
import itertools
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.door.traffic import Letter

ANSWER_WITHIN_S = 30.0
_ENDS = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """`latency_s` counts from the moment the letter was due, so that a queue before the server shows."""

    status: int
    body: bytes
    latency_s: float


@dataclass(frozen=True, slots=True)
class Sent:
    """The answers in the order of the letters, and how long all took."""

    answers: Sequence[Answer]
    elapsed_s: float


async def closed_loop(port: int, letters: Sequence[Letter], *, in_flight: int) -> Sent:
    """Each connection sends its next letter when the last was answered."""
    connections = [await _open(port) for _ in range(min(in_flight, len(letters)))]
    answers: list[Answer | None] = [None] * len(letters)
    places = iter(range(len(letters)))

    async def keep_sending(connection: "_Connection") -> None:
        for place in places:
            answers[place] = await connection.ask(letters[place].request, due_at=time.perf_counter())

    started = time.perf_counter()
    await asyncio.gather(*map(keep_sending, connections))
    elapsed_s = time.perf_counter() - started
    for connection in connections:
        connection.close()
    return Sent([answer for answer in answers if answer], elapsed_s)


async def open_loop(port: int, letters: Sequence[Letter], *, per_second: float, seed: int) -> Sent:
    """Letters leave at random moments, `per_second` on average, whether or not earlier ones were answered."""
    chance = random.Random(seed)
    gaps = (chance.expovariate(per_second) for _ in letters)
    started = time.perf_counter()
    idle: list[_Connection] = []

    async def send(letter: Letter, due_at: float) -> Answer:
        await asyncio.sleep(due_at - time.perf_counter())
        connection = idle.pop() if idle else await _open(port)
        answer = await connection.ask(letter.request, due_at=due_at)
        idle.append(connection)
        return answer

    due = itertools.accumulate(gaps, initial=started)
    answers = await asyncio.gather(*(send(letter, at) for letter, at in zip(letters, due, strict=False)))
    elapsed_s = time.perf_counter() - started
    for connection in idle:
        connection.close()
    return Sent(answers, elapsed_s)


async def _open(port: int) -> "_Connection":
    _, connection = await asyncio.get_running_loop().create_connection(_Connection, "127.0.0.1", port)
    return connection


class _Connection(asyncio.Protocol):
    """One letter at a time."""

    def __init__(self) -> None:
        self._received = b""
        self._answered: asyncio.Future[tuple[int, bytes]] | None = None

    async def ask(self, request: bytes, *, due_at: float) -> Answer:
        self._answered = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        async with asyncio.timeout(ANSWER_WITHIN_S):
            status, body = await self._answered
        return Answer(status, body, time.perf_counter() - due_at)

    def close(self) -> None:
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, ends, rest = self._received.partition(_ENDS)
        if not ends or self._answered is None:
            return
        size = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        if len(rest) >= size:
            self._received = rest[size:]
            self._answered.set_result((int(head[9:12]), rest[:size]))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answered and not self._answered.done():
            self._answered.set_exception(exc or ConnectionError("the server hung up"))
