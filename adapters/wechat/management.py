"""What an Official Account has on the platform besides its chats: menu, QR codes, tags, followers.

Every call may be repeated without harm. What is personal and not needed (names, unionid, remarks) is not
read out of the answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from adapters.api.account import AccountApi, Done
from adapters.push import PayloadRefused
from adapters.wechat.menu import MenuButton, to_platform

FOLLOWERS_AT_ONCE = 100
_NO_MENU = "46003"

_OpenId = Annotated[str, Field(min_length=1, max_length=128)]


@dataclass(frozen=True, slots=True)
class Follower:
    """One who follows the account, with the numbers of his tags."""

    openid: str
    tags: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FollowerPage:
    """Followers in the platform's order; `total` counts all of the account's. Empty behind the last one."""

    openids: tuple[str, ...]
    total: int


class Management:
    """Every method raises PushError."""

    def __init__(self, api: AccountApi) -> None:
        self._api = api

    async def menu(self) -> Sequence[dict[str, Any]] | None:
        """The buttons as the platform holds them, None where there are none."""
        try:
            return (await self._api.get("/cgi-bin/menu/get", _MenuHeld)).menu.button
        except PayloadRefused as refused:
            if refused.platform_code == _NO_MENU:
                return None
            raise

    async def put_menu(self, menu: Sequence[MenuButton]) -> None:
        """Put these buttons in place of all."""
        await self._api.post("/cgi-bin/menu/create", {"button": to_platform(menu)}, Done)

    async def make_code(self, scene: str) -> str:
        """The ticket of a permanent QR code that leads to the account with this scene."""
        wanted = {"action_name": "QR_LIMIT_STR_SCENE", "action_info": {"scene": {"scene_str": scene}}}
        return (await self._api.post("/cgi-bin/qrcode/create", wanted, _CodeMade)).ticket

    async def tags(self) -> dict[int, str]:
        """The names of the account's tags, by number; the platform's own too."""
        return {tag.id: tag.name for tag in (await self._api.get("/cgi-bin/tags/get", _TagsHeld)).tags}

    async def make_tag(self, name: str) -> None:
        await self._api.post("/cgi-bin/tags/create", {"tag": {"name": name}}, Done)

    async def followers(self, *, after: str) -> FollowerPage:
        """Up to 10,000 followers behind the one named, from the first one where none is."""
        page = await self._api.get("/cgi-bin/user/get", _UsersHeld, {"next_openid": after} if after else None)
        return FollowerPage(tuple(page.data.openid), page.total)

    async def who_they_are(self, openids: Sequence[str]) -> list[Follower]:
        """Those of at most 100 users who follow the account."""
        asked = {"user_list": [{"openid": openid, "lang": "zh_CN"} for openid in openids]}
        infos = (await self._api.post("/cgi-bin/user/info/batchget", asked, _InfosHeld)).user_info_list
        return [Follower(info.openid, tuple(info.tagid_list)) for info in infos if info.subscribe]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Buttons(_Answer):
    button: list[dict[str, Any]]


class _MenuHeld(_Answer):
    menu: _Buttons


class _CodeMade(_Answer):
    ticket: Annotated[str, Field(min_length=1, max_length=255)]


class _Tag(_Answer):
    id: int
    name: str


class _TagsHeld(_Answer):
    tags: list[_Tag]


class _OpenIds(_Answer):
    openid: list[_OpenId] = []


class _UsersHeld(_Answer):
    total: int
    data: _OpenIds = _OpenIds()


class _Info(_Answer):
    openid: _OpenId
    subscribe: int
    tagid_list: list[int] = []


class _InfosHeld(_Answer):
    user_info_list: list[_Info]
