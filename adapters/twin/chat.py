"""What can be seen of the twin: chats, followers, exchanges and switches, and a stream of their changes."""

import asyncio
import itertools
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any, Literal

from adapters.twin.account import Switches, TwinAccount, User
from adapters.twin.courier import Exchange

KEPT_BUBBLES = 300
KEPT_EXCHANGES = 30

Side = Literal["user", "account", "notice"]
Kind = Literal["text", "voice", "image"]
Happening = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Bubble:
    """One thing in a chat. `at` is Unix time in seconds; `number` grows over all chats from 1.

    `is_pushed` tells a message of the account that answers nothing.
    """

    number: int
    user: str
    side: Side
    kind: Kind
    text: str
    at: float
    is_pushed: bool = False


class Chat:
    """The chats of all users with one account; the oldest bubbles and exchanges are forgotten."""

    def __init__(self, account: TwinAccount, users: tuple[User, ...], clock: Callable[[], float]) -> None:
        self._account = account
        self._users = users
        self._clock = clock
        self._numbers = itertools.count(1)
        self._waiting: Counter[str] = Counter()
        self._watchers: set[asyncio.Queue[Happening | None]] = set()
        self.followers: set[str] = set()
        self.switches = Switches(mode=account.mode)
        self.bubbles: deque[Bubble] = deque(maxlen=KEPT_BUBBLES)
        self.exchanges: deque[Exchange] = deque(maxlen=KEPT_EXCHANGES)

    def knows(self, openid: str) -> bool:
        return any(user.openid == openid for user in self._users)

    def show(self, user: str, side: Side, text: str, kind: Kind = "text", *, is_pushed: bool = False) -> None:
        bubble = Bubble(next(self._numbers), user, side, kind, text, self._clock(), is_pushed)
        self.bubbles.append(bubble)
        self._tell("bubble", asdict(bubble))

    def record(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)
        self._tell("exchange", asdict(exchange))

    def set_following(self, user: str, is_follower: bool) -> None:
        (self.followers.add if is_follower else self.followers.discard)(user)
        self._tell("followers", {"openids": sorted(self.followers)})

    def set_switches(self, switches: Switches) -> None:
        self.switches = switches
        self._tell("switches", asdict(switches))

    @contextmanager
    def waiting_for_reply(self, user: str) -> Iterator[None]:
        """While this lasts the user sees that the account is typing."""
        self._count_waiting(user, 1)
        try:
            yield
        finally:
            self._count_waiting(user, -1)

    async def watch(self) -> AsyncIterator[Happening]:
        """Everything so far as one `state`, then each change as it happens, until `end()`."""
        queue: asyncio.Queue[Happening | None] = asyncio.Queue()
        self._watchers.add(queue)
        try:
            yield "state", self._state()
            while (happening := await queue.get()) is not None:
                yield happening
        finally:
            self._watchers.discard(queue)

    def end(self) -> None:
        for queue in self._watchers:
            queue.put_nowait(None)

    def _count_waiting(self, user: str, change: int) -> None:
        self._waiting[user] += change
        self._tell("waiting", {"user": user, "count": self._waiting[user]})

    def _tell(self, name: str, content: dict[str, Any]) -> None:
        for queue in self._watchers:
            queue.put_nowait((name, content))

    def _state(self) -> dict[str, Any]:
        return {
            "account": {"name": self._account.name, "original_id": self._account.original_id},
            "users": [asdict(user) for user in self._users],
            "followers": sorted(self.followers),
            "switches": asdict(self.switches),
            "waiting": dict(self._waiting),
            "bubbles": [asdict(bubble) for bubble in self.bubbles],
            "exchanges": [asdict(exchange) for exchange in self.exchanges],
        }
