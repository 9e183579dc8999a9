"""`cqo channel sync` against the twin: what is placed, what is taken in, and that it may be broken off."""

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import select

from adapters.api.http import Http
from adapters.push import PushMisconfigured, QuotaUsedUp, RetryLater
from adapters.twin.account import TwinAccount, User
from adapters.twin.api.faults import Code, Fault, Slow
from adapters.twin.twin import Twin
from adapters.wechat.client import open_api
from adapters.wechat.management import Management
from adapters.wechat.settings import WeChatSettings
from bot.coordination.for_apis import ApiCoordination
from bot.errors import BadSetting
from bot.service import Service
from bot.storage.repositories.core import core_table
from bot.storage.session import open_database
from bot.storage.tables import ConversationRow
from bot.syncing.areas import AreaOfTags
from bot.syncing.listing import FollowerListing, Listing
from bot.syncing.placing import Placed, Placing, check_names
from knowledge.model import Jurisdiction
from tests.adapters.wechat_platform import OFFICIAL_ACCOUNT, SAFE
from tests.fakes.served import served_api

USERS = tuple(User(f"oTwin{number:023d}", f"用户{number}") for number in range(250))
SECRET = "secret"
CQO = Path(sys.executable).with_name("cqo")
MENU = [
    {"name": "政策问答", "key": "policy"},
    {
        "name": "办理",
        "buttons": [{"name": "培训报名", "key": "training_signup"}, {"name": "网站", "url": "https://example.gov.cn"}],
    },
]
AREAS_KNOWN = ("guangdong", "nantong")
BATCHES = "user/info/batchget"

_conversation = core_table(ConversationRow)


@dataclass
class Platform:
    """The twin, where it is called, and how often each call was made."""

    twin: Twin
    base: str
    calls: Counter[str]

    def settings(self, **changes: object) -> WeChatSettings:
        return SAFE.settings(**{"app_secret": SECRET, "api_base": self.base} | changes)


@pytest.fixture
def platform() -> Iterator[Platform]:
    """Everybody follows; the list comes in pages of 120."""
    account = TwinAccount(SAFE.app_id, SAFE.token, SAFE.aes_key, OFFICIAL_ACCOUNT, app_secret=SECRET)
    twin = Twin(account, "http://127.0.0.1:9/nobody", users=USERS, followers_a_page=120)
    for user in USERS:
        twin.chat.set_following(user.openid, True)
    calls: Counter[str] = Counter()

    def count(path: str) -> Fault | None:
        calls[path] += 1
        return None

    twin.api.faults.otherwise = count
    with served_api(twin) as base:
        yield Platform(twin, base, calls)


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    session = Http()
    yield session
    await session.close()


async def never(_seconds: float) -> None:
    """Waits no longer than it takes."""


def placing(platform: Platform, service: Service, http: Http, **changes: object) -> Placing:
    settings = platform.settings(**changes)
    management = Management(open_api("default", settings, http, ApiCoordination(service.coordination)))
    return Placing("default", settings, management, service.database, service.clock, pause=never)


def listing(platform: Platform, service: Service, http: Http) -> FollowerListing:
    management = Management(open_api("default", platform.settings(), http, ApiCoordination(service.coordination)))
    return FollowerListing("default", management, service.database, service.clock, pause=never)


async def run(platform: Platform, service: Service, http: Http) -> Listing:
    return await listing(platform, service, http).run(service.ports.policy.jurisdictions, lambda _done, _total: None)


async def areas(service: Service) -> dict[str, str]:
    """The area of every follower's conversation, by openid."""
    following = select(_conversation.c.user, _conversation.c.jurisdiction).where(_conversation.c.is_following)
    return dict(await service.database.read(lambda session: [tuple(row) for row in session.execute(following)]))


class TestPlacing:
    async def test_menu_tags_and_codes_are_placed_once(self, platform: Platform, service: Service, http: Http) -> None:
        platform.twin.api.followers.tag(USERS[0].openid, "南通")
        configured = {"menu": MENU, "tags": ["南通", "广东"], "scenes": ["nantong", "nantong:training_signup"]}
        first = await placing(platform, service, http, **configured).place()
        again = await placing(platform, service, http, **configured).place()

        tickets = platform.twin.api.qr_codes.permanent
        assert first == Placed(is_menu_new=True, new_tags=("广东",), tickets=tickets)
        assert set(tickets) == {"nantong", "nantong:training_signup"}
        assert again == Placed(is_menu_new=False, new_tags=(), tickets=tickets)
        assert platform.calls["menu/create"] == 1
        assert platform.calls["tags/create"] == 1
        assert platform.calls["qrcode/create"] == 2

    async def test_menu_that_was_changed_is_put_in_place(
        self, platform: Platform, service: Service, http: Http
    ) -> None:
        await placing(platform, service, http, menu=MENU).place()
        for other in (MENU[:1], [*MENU, {"name": "我的", "key": "my_data"}], [{"name": "政策", "key": "policy"}]):
            assert (await placing(platform, service, http, menu=other).place()).is_menu_new
            assert not (await placing(platform, service, http, menu=other).place()).is_menu_new

    async def test_what_is_not_configured_is_not_asked_about(
        self, platform: Platform, service: Service, http: Http
    ) -> None:
        assert await placing(platform, service, http).place() == Placed(False, (), {})
        assert platform.calls == {}

    async def test_platform_that_is_busy_is_waited_for(self, platform: Platform, service: Service, http: Http) -> None:
        platform.twin.api.faults.plan("menu/create", Code(-1), Code(45011))
        assert (await placing(platform, service, http, menu=MENU).place()).is_menu_new

    @pytest.mark.parametrize(
        ("path", "code", "said"),
        [("stable_token", 40164, "address is not on the account's IP白名单"), ("menu/get", 48001, "no permission")],
    )
    async def test_refusal_ends_it_in_words(
        self, platform: Platform, service: Service, http: Http, path: str, code: int, said: str
    ) -> None:
        platform.twin.api.faults.plan(path, Code(code))
        with pytest.raises(PushMisconfigured, match=said):
            await placing(platform, service, http, menu=MENU).place()
        assert platform.calls["menu/create"] == 0

    async def test_platform_that_is_away_is_tried_three_times_and_said(
        self, platform: Platform, service: Service, http: Http
    ) -> None:
        away = platform.settings(menu=MENU, api_base="http://127.0.0.1:1")
        management = Management(open_api("default", away, http, ApiCoordination(service.coordination)))
        paused: list[float] = []

        async def note(seconds: float) -> None:
            paused.append(seconds)

        with pytest.raises(RetryLater, match="the platform is out of reach"):
            await Placing("default", away, management, service.database, service.clock, pause=note).place()
        assert len(paused) == 2

    async def test_allowance_that_is_used_up_is_not_asked_again(
        self, platform: Platform, service: Service, http: Http
    ) -> None:
        platform.twin.api.faults.plan("menu/create", Code(45009))
        with pytest.raises(QuotaUsedUp):
            await placing(platform, service, http, menu=MENU).place()

    def test_button_that_opens_nothing_is_refused_with_the_nearest_name(self) -> None:
        check_names("default", SAFE.settings(menu=MENU), AREAS_KNOWN)
        below = [{"name": "办理", "buttons": [{"name": "报名", "key": "training_sign_up"}]}]
        with pytest.raises(BadSetting, match=r"default.menu: .*'training_sign_up', did you mean training_signup"):
            check_names("default", SAFE.settings(menu=below), AREAS_KNOWN)

    def test_scene_that_opens_nothing_is_refused_with_the_nearest_name(self) -> None:
        check_names("default", SAFE.settings(scenes=["nantong", "human", "nantong:training_signup"]), AREAS_KNOWN)
        with pytest.raises(BadSetting, match=r"default.scenes: .*'nantomg', did you mean nantong"):
            check_names("default", SAFE.settings(scenes=["nantomg:training_signup"]), AREAS_KNOWN)


class TestFollowers:
    async def test_all_are_taken_in_with_the_area_of_their_tags(
        self, platform: Platform, service: Service, http: Http
    ) -> None:
        tag = platform.twin.api.followers.tag
        for name in ("南通", "老客户"):
            tag(USERS[0].openid, name)
        for name in ("广东", "深圳"):
            tag(USERS[1].openid, name)
        for name in ("南通", "深圳"):
            tag(USERS[2].openid, name)

        assert await run(platform, service, http) == Listing(seen=250, new=250, changed=0)
        told = await areas(service)
        assert set(told) == {user.openid for user in USERS}
        assert {openid: area for openid, area in told.items() if area} == {
            USERS[0].openid: "nantong",
            USERS[1].openid: "shenzhen",
        }
        assert platform.calls[BATCHES] == 5
        assert await run(platform, service, http) == Listing(seen=250, new=0, changed=0)
        assert platform.calls[BATCHES] == 10

    async def test_run_that_was_broken_off_goes_on_where_it_was(
        self, platform: Platform, service: Service, http: Http
    ) -> None:
        platform.twin.api.faults.plan(BATCHES, None, None, None, Code(45009))
        with pytest.raises(QuotaUsedUp):
            await run(platform, service, http)
        assert len(await areas(service)) == 220

        assert await run(platform, service, http) == Listing(seen=250, new=30, changed=0)
        assert platform.calls[BATCHES] == 1
        assert await run(platform, service, http) == Listing(seen=250, new=0, changed=0)

    async def test_run_whose_last_follower_has_left_begins_again(
        self, platform: Platform, service: Service, http: Http
    ) -> None:
        platform.twin.api.faults.plan(BATCHES, None, Code(45009))
        with pytest.raises(QuotaUsedUp):
            await run(platform, service, http)
        platform.twin.api.faults.plan("user/get", Code(40003))
        assert await run(platform, service, http) == Listing(seen=250, new=150, changed=0)

    async def test_who_left_while_the_list_was_read_is_not_taken_in(
        self, platform: Platform, service: Service, http: Http
    ) -> None:
        gone, count = USERS[50].openid, platform.twin.api.faults.otherwise

        def leave(path: str) -> Fault | None:
            if path == BATCHES:
                platform.twin.chat.followers.discard(gone)
            return count(path)

        platform.twin.api.faults.otherwise = leave
        assert await run(platform, service, http) == Listing(seen=250, new=249, changed=0)
        assert gone not in await areas(service)

    async def test_progress_is_told(self, platform: Platform, service: Service, http: Http) -> None:
        told: list[tuple[int, int]] = []
        await listing(platform, service, http).run((), lambda done, total: told.append((done, total)))
        assert told == [(100, 250), (120, 250), (220, 250), (240, 250), (250, 250)]


AREAS = (
    Jurisdiction("guangdong", "广东省", "广东", None, ()),
    Jurisdiction("shenzhen", "深圳市", "深圳", "guangdong", ()),
    Jurisdiction("futian", "福田区", "福田", "shenzhen", ()),
    Jurisdiction("nantong", "南通市", "南通", None, ()),
    Jurisdiction("gulou-a", "鼓楼区", "鼓楼", None, ()),
    Jurisdiction("gulou-b", "鼓楼区", "鼓楼", None, ()),
)
TAGS = {2: "星标组", 100: "广东", 101: "深圳", 102: "福田", 103: "南通", 104: "鼓楼", 105: "南通市"}


@pytest.mark.parametrize(
    ("tags", "area"),
    [
        ([], ""),
        ([2], ""),
        ([103], "nantong"),
        ([103, 2, 999], "nantong"),
        ([100, 101], "shenzhen"),
        ([100, 102], "futian"),
        ([101, 103], ""),
        ([104], ""),
        ([104, 103], "nantong"),
        ([105], ""),
    ],
)
def test_tags_tell_one_area_or_none(tags: list[int], area: str) -> None:
    assert AreaOfTags.of(AREAS, TAGS).area(tags) == area


class TestCommand:
    """The program itself, in a process of its own."""

    def configure(self, platform: Platform, folder: Path, **changes: str) -> None:
        known = {"app_secret": SECRET, "api_base": platform.base, "key": "policy"}
        said = known | changes
        text = f"""
            [wechat.default]
            app_id = "{SAFE.app_id}"
            app_secret = "{said["app_secret"]}"
            token = "{SAFE.token}"
            aes_key = "{SAFE.aes_key}"
            api_base = "{said["api_base"]}"
            tags = ["南通"]
            scenes = ["nantong"]
            [[wechat.default.menu]]
            name = "政策问答"
            key = "{said["key"]}"
        """
        (folder / "cqo.toml").write_text(text, "utf-8")

    def start(self, folder: Path, *words: str) -> subprocess.Popen[str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("CQO_")}
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [CQO, "channel", "sync", *words], cwd=folder, env=clean, stdout=pipe, stderr=pipe, text=True
        )

    def test_it_says_what_was_done_and_run_again_does_nothing(self, platform: Platform, tmp_path: Path) -> None:
        self.configure(platform, tmp_path)
        printed, refused = self.start(tmp_path, "--channel", "wechat/default").communicate(timeout=60)
        ticket = quote(platform.twin.api.qr_codes.permanent["nantong"])
        code = f"wechat/default: scene nantong https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket={ticket}"
        assert refused == ""
        assert printed.splitlines() == [
            "wechat/default: menu put in place",
            "wechat/default: tags 1, new 1",
            code,
            "wechat/default: followers 250, new 250, changed 0",
        ]
        printed, refused = self.start(tmp_path).communicate(timeout=60)
        assert refused == ""
        assert printed.splitlines() == [
            "wechat/default: menu unchanged",
            "wechat/default: tags 1, new 0",
            code,
            "wechat/default: followers 250, new 0, changed 0",
        ]
        assert [platform.calls[path] for path in ("menu/create", "tags/create", "qrcode/create")] == [1, 1, 1]

    async def test_killed_in_the_middle_it_goes_on_where_it_was(self, platform: Platform, tmp_path: Path) -> None:
        self.configure(platform, tmp_path)
        platform.twin.api.faults.plan(BATCHES, None, None, Slow(3))
        killed = self.start(tmp_path)
        while platform.twin.api.faults.is_planned(BATCHES):
            assert killed.poll() is None
            await asyncio.sleep(0.01)
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
        printed, refused = self.start(tmp_path).communicate(timeout=60)
        assert refused == ""
        assert "wechat/default: followers 250, new 130, changed 0" in printed
        assert platform.calls[BATCHES] == 3
        database = open_database(f"sqlite:///{tmp_path / 'cqo.db'}")
        everybody = select(_conversation.c.user)
        assert len(await database.read(lambda session: session.execute(everybody).all())) == 250
        await database.close()

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"app_secret": ""}, "wechat.default.app_secret is empty"),
            ({"app_secret": "wrong"}, "wechat/default: 40125: the secret is wrong"),
            ({"key": "polizy"}, "'polizy', did you mean policy?"),
        ],
    )
    def test_refusal_is_one_sentence(
        self, platform: Platform, tmp_path: Path, changes: dict[str, str], said: str
    ) -> None:
        self.configure(platform, tmp_path, **changes)
        printed, refused = (process := self.start(tmp_path)).communicate(timeout=60)
        assert process.returncode == 1
        assert said in refused
        assert printed == ""
        assert len(refused.splitlines()) == 1

    def test_refusal_by_the_platform_ends_that_account_alone(self, platform: Platform, tmp_path: Path) -> None:
        self.configure(platform, tmp_path)
        configured = (tmp_path / "cqo.toml").read_text("utf-8")
        both = configured + configured.replace("wechat.default", "wechat.second")
        (tmp_path / "cqo.toml").write_text(both, "utf-8")
        platform.twin.api.faults.plan("user/get", Code(48001))
        printed, refused = (process := self.start(tmp_path)).communicate(timeout=60)
        assert process.returncode == 1
        assert refused == "cqo: wechat/default: 48001: the account has no permission for this API\n"
        assert "wechat/default: followers" not in printed
        assert "wechat/second: followers 250, new 250, changed 0" in printed

    def test_application_of_wecom_has_nothing_to_bring_together(self, platform: Platform, tmp_path: Path) -> None:
        self.configure(platform, tmp_path)
        with (tmp_path / "cqo.toml").open("a", encoding="utf-8") as file:
            file.write(
                f'[wecom.default]\ncorp_id = "ww5823bf96d3bd56c7"\nagent_id = 1000002\n'
                f'token = "{SAFE.token}"\naes_key = "{SAFE.aes_key}"\n'
            )
        printed, refused = (process := self.start(tmp_path, "--channel", "wecom/default")).communicate(timeout=60)
        assert (process.returncode, printed) == (1, "")
        assert refused.startswith("cqo: no Official Account is configured or chosen")
