"""What the configuration says, put on the platform where it is not there yet."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from rapidfuzz import process

from adapters.wechat.management import Management
from adapters.wechat.menu import is_same, keys_of
from adapters.wechat.settings import WeChatSettings
from bot.clock import Clock
from bot.errors import BadSetting
from bot.storage.repositories import qr_codes
from bot.storage.session import Database
from bot.syncing.patience import Pause, patiently
from dialogs.commands import BUTTONS
from dialogs.registry import DIALOGS


@dataclass(frozen=True, slots=True)
class Placed:
    """What was new to the platform, and the ticket of each configured scene's QR code."""

    is_menu_new: bool
    new_tags: tuple[str, ...]
    tickets: Mapping[str, str]


def check_names(account: str, settings: WeChatSettings, areas: Iterable[str]) -> None:
    """Raises BadSetting for a button or a scene that would open nothing; a code is printed and stays wrong."""
    section, parts = f"wechat.{account}", [part for scene in settings.scenes for part in scene.split(":")]
    _check(f"{section}.menu", keys_of(settings.menu), [*DIALOGS, *BUTTONS], "dialog or command")
    _check(f"{section}.scenes", parts, [*DIALOGS, *areas], "dialog or area")


def _check(place: str, names: Iterable[str], known: Sequence[str], kind: str) -> None:
    for name in names:
        if name not in known:
            nearest, _, _ = process.extractOne(name, known)
            raise BadSetting(f"{place}: no {kind} is called {name!r}, did you mean {nearest}?")


class Placing:
    """One account's configuration on its way to the platform. Raises PushError where the platform refuses."""

    def __init__(
        self,
        account: str,
        settings: WeChatSettings,
        management: Management,
        database: Database,
        clock: Clock,
        *,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self._account = ("wechat", account)
        self._settings = settings
        self._management = management
        self._database = database
        self._clock = clock
        self._pause = pause

    async def place(self) -> Placed:
        """Menu, tags and QR codes; a menu that is not configured is left alone."""
        return Placed(await self._place_menu(), await self._place_tags(), await self._place_codes())

    async def _place_menu(self) -> bool:
        menu = self._settings.menu
        if not menu:
            return False
        held = await patiently(self._management.menu, pause=self._pause)
        if held is not None and is_same(menu, held):
            return False
        await patiently(partial(self._management.put_menu, menu), pause=self._pause)
        return True

    async def _place_tags(self) -> tuple[str, ...]:
        wanted = self._settings.tags
        if not wanted:
            return ()
        held = (await patiently(self._management.tags, pause=self._pause)).values()
        new = tuple(tag for tag in wanted if tag not in held)
        for tag in new:
            await patiently(partial(self._management.make_tag, tag), pause=self._pause)
        return new

    async def _place_codes(self) -> Mapping[str, str]:
        kept = await self._database.read(lambda session: qr_codes.tickets(session, self._account))
        return {scene: kept.get(scene) or await self._make_code(scene) for scene in self._settings.scenes}

    async def _make_code(self, scene: str) -> str:
        ticket = await patiently(partial(self._management.make_code, scene), pause=self._pause)
        now = self._clock.now()
        await self._database.write(lambda session: qr_codes.keep_ticket(session, self._account, scene, ticket, now=now))
        return ticket
