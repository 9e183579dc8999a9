"""The account's followers, taken in a hundred at a time."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from adapters.push import RecipientGone
from adapters.wechat.management import FOLLOWERS_AT_ONCE, FollowerPage, Management
from bot.clock import Clock
from bot.progress import Show
from bot.storage.repositories import followers
from bot.storage.repositories.followers import Listed, Reached, TakenIn
from bot.storage.session import Database, Session
from bot.syncing.areas import AreaOfTags
from bot.syncing.patience import Pause, patiently
from knowledge.model import Jurisdiction


@dataclass(frozen=True, slots=True)
class Listing:
    """How many followers the whole run saw, and what this piece of it made new and changed."""

    seen: int
    new: int
    changed: int


class FollowerListing:
    """One account's followers on their way here. Raises PushError where the platform refuses."""

    def __init__(
        self,
        account: str,
        management: Management,
        database: Database,
        clock: Clock,
        *,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self._account = ("wechat", account)
        self._management = management
        self._database = database
        self._clock = clock
        self._pause = pause

    async def run(self, areas: Iterable[Jurisdiction], show: Show) -> Listing:
        """Every follower becomes a conversation, with the area that his tags tell where they tell one.

        The cursor is committed with the followers before it: killed at any moment, the next run goes on there.
        """
        area_of = AreaOfTags.of(areas, await patiently(self._management.tags, pause=self._pause))
        reached = await self._database.read(lambda session: followers.reached(session, self._account))
        new = changed = 0
        while True:
            reached, page = await self._next_page(reached)
            if not page.openids or page.openids[-1] == reached.cursor:
                break
            for portion in _portions(page.openids):
                reached = Reached(portion[-1], reached.done + len(portion))
                taken = await self._take_in(portion, area_of, reached)
                new, changed = new + taken.new, changed + taken.changed
                show(reached.done, page.total)
        await self._note(Reached())
        return Listing(reached.done, new, changed)

    async def _next_page(self, reached: Reached) -> tuple[Reached, FollowerPage]:
        try:
            return reached, await self._followers(after=reached.cursor)
        except RecipientGone:
            # Who stood at the cursor has left since; what was taken in is taken in again, which changes nothing.
            return Reached(), await self._followers(after="")

    async def _followers(self, *, after: str) -> FollowerPage:
        return await patiently(partial(self._management.followers, after=after), pause=self._pause)

    async def _take_in(self, portion: Sequence[str], area_of: AreaOfTags, reached: Reached) -> TakenIn:
        as_of = self._clock.now()
        they = await patiently(partial(self._management.who_they_are, portion), pause=self._pause)
        listed = [Listed(each.openid, area_of.area(each.tags)) for each in they]
        now = self._clock.now()

        def write(session: Session) -> TakenIn:
            followers.note_reached(session, self._account, reached, now=now)
            return followers.take_in(session, self._account, listed, as_of=as_of, now=now)

        return await self._database.write(write)

    async def _note(self, reached: Reached) -> None:
        now = self._clock.now()
        await self._database.write(lambda session: followers.note_reached(session, self._account, reached, now=now))


def _portions(openids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(openids), FOLLOWERS_AT_ONCE):
        yield openids[start : start + FOLLOWERS_AT_ONCE]
