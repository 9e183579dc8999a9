"""The twin's API as the service meets it, over HTTP: answers, refusals, and what can be wrong with it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from adapters.twin.account import USERS, TwinAccount, User
from adapters.twin.api.faults import Code, Reset, Slow, Status
from adapters.twin.twin import Twin
from tests.fakes.served import served_api

ACCOUNT = TwinAccount(
    app_id="wx0123456789abcdef",
    app_secret="twin-secret",
    token="twin-token",
    aes_key="abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    original_id="gh_0123456789ab",
)
LI, WANG = USERS[0].openid, USERS[1].openid
HOUR = 3600.0
SEND = "message/custom/send"


class Hands:
    """A clock that is set."""

    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
async def twin(clock: Hands) -> AsyncIterator[Twin]:
    """Nobody answers its callbacks; Li follows."""
    made = Twin(ACCOUNT, "http://127.0.0.1:9/nobody", clock=clock, followers_a_page=2)
    made.chat.set_following(LI, True)
    yield made
    await made.close()


class Caller:
    """Calls with the stable token."""

    def __init__(self, base: str, session: aiohttp.ClientSession) -> None:
        self._base = base
        self._session = session
        self.token = ""

    async def fetch_token(self, **changes: object) -> dict[str, Any]:
        asked = {"grant_type": "client_credential", "appid": ACCOUNT.app_id, "secret": ACCOUNT.app_secret}
        answer = await self.post("stable_token", {**asked, **changes})
        self.token = answer.get("access_token", "")
        return answer

    async def post(self, path: str, payload: object) -> dict[str, Any]:
        query = {"access_token": self.token}
        async with self._session.post(f"{self._base}/cgi-bin/{path}", params=query, json=payload) as response:
            answer: dict[str, Any] = await response.json()
            return answer

    async def get(self, path: str, **query: str) -> dict[str, Any]:
        query = {"access_token": self.token, **query}
        async with self._session.get(f"{self._base}/cgi-bin/{path}", params=query) as response:
            answer: dict[str, Any] = await response.json()
            return answer

    async def send(self, openid: str = LI, text: str = "您好") -> int:
        message = {"touser": openid, "msgtype": "text", "text": {"content": text}}
        return int((await self.post(SEND, message))["errcode"])


@pytest.fixture
async def caller(twin: Twin) -> AsyncIterator[Caller]:
    with served_api(twin) as base:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
            made = Caller(base, session)
            await made.fetch_token()
            yield made


def seen(twin: Twin) -> list[tuple[str, str, bool]]:
    return [(bubble.side, bubble.text, bubble.is_pushed) for bubble in twin.chat.bubbles]


class TestTokens:
    async def test_stable_token_stays_until_its_last_minutes_in_which_two_are_good(
        self, caller: Caller, twin: Twin, clock: Hands
    ) -> None:
        first = caller.token
        clock.now += HOUR
        assert await caller.fetch_token() == {"access_token": first, "expires_in": 3600}
        clock.now += HOUR - 300
        assert (await caller.fetch_token())["expires_in"] == 7200
        assert caller.token != first
        clock.now += 299
        for token in (first, caller.token):
            assert "errcode" not in await caller.get("getcallbackip", access_token=token)
        clock.now += 1
        assert (await caller.get("getcallbackip", access_token=first))["errcode"] == 42001
        assert twin.api.tokens.given == 2

    async def test_forced_token_ends_the_one_before_and_the_plain_one_is_apart(self, caller: Caller) -> None:
        stable = caller.token
        plain = [
            (await caller.get("token", appid=ACCOUNT.app_id, secret=ACCOUNT.app_secret))["access_token"]
            for _ in range(2)
        ]
        for token in (stable, *plain):
            assert "errcode" not in await caller.get("getcallbackip", access_token=token)
        await caller.fetch_token(force_refresh=True)
        assert (await caller.get("getcallbackip", access_token=stable))["errcode"] == 40001
        assert "errcode" not in await caller.get("getcallbackip", access_token=plain[1])

    @pytest.mark.parametrize(("changes", "code"), [({"appid": "wx9"}, 40013), ({"secret": "other"}, 40125)])
    async def test_stranger_gets_none(self, caller: Caller, changes: dict[str, object], code: int) -> None:
        assert (await caller.fetch_token(**changes))["errcode"] == code

    async def test_call_without_a_good_token_is_refused(self, caller: Caller, twin: Twin) -> None:
        assert (await caller.get("getcallbackip", access_token=""))["errcode"] == 41001
        assert (await caller.get("getcallbackip", access_token="made up"))["errcode"] == 40001
        twin.api.tokens.retire_all()
        assert (await caller.get("getcallbackip"))["errcode"] == 40001
        await caller.fetch_token()
        assert (await caller.get("getcallbackip"))["ip_list"] == ["127.0.0.1"]
        assert (await caller.get("get_api_domain_ip"))["ip_list"] == ["127.0.0.1"]
        assert (await caller.get("no/such/call"))["errcode"] == 40066


class TestMessages:
    async def test_message_within_the_window_is_shown_as_pushed(self, caller: Caller, twin: Twin) -> None:
        twin.api.allowances.renew(LI, "words")
        assert await caller.send(text="第五条 \\u4e2d 😀") == 0
        assert seen(twin) == [("account", "第五条 \\u4e2d 😀", True)]
        (exchange,) = twin.chat.exchanges
        assert (exchange.path, exchange.answer.verdict) == ("/cgi-bin/message/custom/send", "replied")
        assert caller.token not in exchange.path + exchange.body + exchange.answer.body

    async def test_five_follow_words_for_two_days_and_three_an_act_for_a_minute(
        self, caller: Caller, twin: Twin, clock: Hands
    ) -> None:
        assert await caller.send() == 45015
        twin.api.allowances.renew(LI, "words")
        assert [await caller.send() for _ in range(6)] == [0] * 5 + [45047]
        twin.api.allowances.renew(LI, "act")
        assert [await caller.send() for _ in range(4)] == [0] * 3 + [45047]
        twin.api.allowances.renew(LI, "words")
        clock.now += 48 * HOUR
        await caller.fetch_token()
        assert await caller.send() == 45015
        twin.api.allowances.renew(LI, "act")
        clock.now += 60
        assert await caller.send() == 45015

    async def test_what_an_act_allows_is_used_before_what_words_allow(
        self, caller: Caller, twin: Twin, clock: Hands
    ) -> None:
        twin.api.allowances.renew(LI, "words")
        twin.api.allowances.renew(LI, "act")
        assert [await caller.send() for _ in range(3)] == [0] * 3
        clock.now += 60
        assert [await caller.send() for _ in range(6)] == [0] * 5 + [45047]

    async def test_acts_of_a_user_open_his_window_and_leaving_closes_it(self, caller: Caller, twin: Twin) -> None:
        for act in (twin.say(LI, "您好"), twin.speak(LI, "您好"), twin.show_picture(LI)):
            await act
            assert await caller.send() == 0
        await twin.unfollow(LI)
        assert await caller.send() == 45015
        await twin.follow(LI)
        assert await caller.send() == 0
        await twin.tap(LI, "policy")
        await twin.scan(LI, "nantong")
        assert [await caller.send() for _ in range(4)] == [0] * 3 + [45047]

    @pytest.mark.parametrize(
        ("message", "code"),
        [
            ({"touser": "nobody", "msgtype": "text", "text": {"content": "x"}}, 40003),
            ({"touser": LI, "msgtype": "text", "text": {"content": ""}}, 44004),
            ({"touser": LI, "msgtype": "text", "text": {"content": "质" * 683}}, 45002),
            ({"touser": LI, "msgtype": "poem"}, 40008),
            ({"msgtype": "text"}, 47001),
            ([], 47001),
        ],
    )
    async def test_message_that_cannot_be_shown_is_refused(
        self, caller: Caller, twin: Twin, message: object, code: int
    ) -> None:
        twin.api.allowances.renew(LI, "words")
        assert (await caller.post(SEND, message))["errcode"] == code
        assert seen(twin) == []


class TestMenus:
    async def test_menu_is_kept_and_given_back(self, caller: Caller, twin: Twin) -> None:
        assert (await caller.get("menu/get"))["errcode"] == 46003
        menu = {
            "button": [
                {"type": "click", "name": "政策", "key": "policy", "sub_button": []},
                {
                    "name": "更多",
                    "sub_button": [{"type": "view", "name": "网站", "url": "https://x.cn", "sub_button": []}],
                },
            ]
        }
        assert (await caller.post("menu/create", menu))["errcode"] == 0
        assert (await caller.get("menu/get"))["menu"] == menu
        assert twin.api.menus.created == 1
        assert (await caller.post("menu/delete", {}))["errcode"] == 0
        assert (await caller.get("menu/get"))["errcode"] == 46003

    @pytest.mark.parametrize(
        ("button", "code"),
        [
            ({"type": "click", "name": "六个汉字太长", "key": "k"}, 40018),
            ({"type": "click", "name": "政策", "key": "k" * 129}, 40019),
            ({"type": "view", "name": "政策", "url": ""}, 40020),
            ({"type": "dance", "name": "政策"}, 40015),
            ({"name": "政策", "sub_button": [{"type": "click", "name": "下", "key": "k"}] * 6}, 40023),
            ({"name": "政策", "sub_button": [{"type": "click", "name": "下" * 21, "key": "k"}]}, 40025),
            ({"name": "政策", "sub_button": [{"name": "下", "sub_button": [{"name": "再下"}]}]}, 40022),
        ],
    )
    async def test_menu_beyond_the_limits_is_refused(self, caller: Caller, button: object, code: int) -> None:
        assert (await caller.post("menu/create", {"button": [button]}))["errcode"] == code
        four = [{"type": "click", "name": "政策", "key": "k"}] * 4
        assert (await caller.post("menu/create", {"button": four}))["errcode"] == 40016


class TestQrCodes:
    async def test_permanent_code_of_a_scene_is_the_same_again(self, caller: Caller, twin: Twin) -> None:
        wanted = {"action_name": "QR_LIMIT_STR_SCENE", "action_info": {"scene": {"scene_str": "nantong"}}}
        first, second = [await caller.post("qrcode/create", wanted) for _ in range(2)]
        assert first == second
        assert twin.api.qr_codes.permanent == {"nantong": first["ticket"]}
        fleeting = await caller.post("qrcode/create", wanted | {"action_name": "QR_STR_SCENE", "expire_seconds": 600})
        assert fleeting["expire_seconds"] == 600

    @pytest.mark.parametrize("scene", [{"scene_str": ""}, {"scene_str": "x" * 65}, {"scene_id": 1}])
    async def test_scene_beyond_the_limits_is_refused(self, caller: Caller, scene: object) -> None:
        wanted = {"action_name": "QR_LIMIT_STR_SCENE", "action_info": {"scene": scene}}
        assert (await caller.post("qrcode/create", wanted))["errcode"] in (47001, 40053)


class TestFollowersAndTags:
    async def test_followers_come_page_by_page_until_none_is_left(self, caller: Caller, twin: Twin) -> None:
        for user in USERS:
            twin.chat.set_following(user.openid, True)
        pages, after = [], ""
        while (page := await caller.get("user/get", next_openid=after))["count"]:
            pages.append(page["data"]["openid"])
            after = page["next_openid"]
        assert [len(page) for page in pages] == [2, 1]
        assert sorted(openid for page in pages for openid in page) == sorted(user.openid for user in USERS)
        assert page == {"total": 3, "count": 0, "next_openid": ""}

    async def test_tags_are_made_put_on_renamed_and_taken_off(self, caller: Caller) -> None:
        number = (await caller.post("tags/create", {"tag": {"name": "南通"}}))["tag"]["id"]
        for path in ("batchtagging", "batchtagging"):
            await caller.post(f"tags/members/{path}", {"openid_list": [LI], "tagid": number})
        assert (await caller.get("tags/get"))["tags"][-1] == {"id": number, "name": "南通", "count": 1}
        assert (await caller.post("tags/getidlist", {"openid": LI}))["tagid_list"] == [number]
        infos = await caller.post("user/info/batchget", {"user_list": [{"openid": LI}, {"openid": WANG}]})
        assert [(one["subscribe"], one["tagid_list"]) for one in infos["user_info_list"]] == [(1, [number]), (0, [])]
        await caller.post("tags/update", {"tag": {"id": number, "name": "南通市"}})
        await caller.post("tags/members/batchuntagging", {"openid_list": [LI], "tagid": number})
        assert (await caller.get("tags/get"))["tags"][-1] == {"id": number, "name": "南通市", "count": 0}
        await caller.post("tags/delete", {"tag": {"id": number}})
        assert [tag["id"] for tag in (await caller.get("tags/get"))["tags"]] == [2]

    @pytest.mark.parametrize(
        ("path", "payload", "code"),
        [
            ("tags/create", {"tag": {"name": "星标组"}}, 45157),
            ("tags/create", {"tag": {"name": "长" * 11}}, 45158),
            ("tags/delete", {"tag": {"id": 2}}, 45058),
            ("tags/update", {"tag": {"id": 999, "name": "x"}}, 45159),
            ("tags/members/batchtagging", {"openid_list": [LI], "tagid": 999}, 45159),
            ("tags/members/batchtagging", {"openid_list": ["nobody"], "tagid": 2}, 40003),
            ("tags/members/batchtagging", {"openid_list": [LI] * 51, "tagid": 2}, 47001),
            ("user/info/batchget", {"user_list": [{"openid": LI}] * 101}, 47001),
        ],
    )
    async def test_what_the_platform_refuses_is_refused(
        self, caller: Caller, path: str, payload: object, code: int
    ) -> None:
        assert (await caller.post(path, payload))["errcode"] == code

    async def test_tags_have_their_numbers_limited(self, caller: Caller, twin: Twin) -> None:
        for number in range(100):
            assert "tag" in await caller.post("tags/create", {"tag": {"name": f"标签{number}"}})
        assert (await caller.post("tags/create", {"tag": {"name": "多"}}))["errcode"] == 45056
        for tag in range(100, 120):
            await caller.post("tags/members/batchtagging", {"openid_list": [LI], "tagid": tag})
        refused = await caller.post("tags/members/batchtagging", {"openid_list": [LI], "tagid": 120})
        assert refused["errcode"] == 45059


class TestFaults:
    async def test_planned_faults_come_one_after_the_other(self, caller: Caller, twin: Twin) -> None:
        twin.api.allowances.renew(LI, "words")
        twin.api.faults.plan(SEND, Code(45009), None, Code(40001))
        assert [await caller.send() for _ in range(4)] == [45009, 0, 40001, 0]

    async def test_calls_are_done_or_not_as_the_fault_says(self, caller: Caller, twin: Twin) -> None:
        twin.api.allowances.renew(LI, "words")
        twin.api.faults.plan(SEND, Reset(is_done=False), Reset(is_done=True), Status(503), Slow(0.3))
        for text in ("未办", "已办"):
            with pytest.raises(aiohttp.ClientError):
                await caller.send(text=text)
        with pytest.raises(aiohttp.ContentTypeError):
            await caller.send(text="网关")
        started = asyncio.get_running_loop().time()
        assert await caller.send(text="慢") == 0
        assert asyncio.get_running_loop().time() - started >= 0.3
        assert [text for _, text, _ in seen(twin)] == ["已办", "慢"]

    async def test_faults_for_good_are_chosen_by_path(self, caller: Caller, twin: Twin) -> None:
        twin.api.allowances.renew(LI, "words")
        twin.api.faults.otherwise = lambda path: Code(-1) if path == SEND else None
        assert [await caller.send() for _ in range(2)] == [-1, -1]
        assert "ip_list" in await caller.get("getcallbackip")


async def test_account_without_a_secret_lets_nobody_in() -> None:
    account = TwinAccount(ACCOUNT.app_id, ACCOUNT.token, ACCOUNT.aes_key, ACCOUNT.original_id)
    twin = Twin(account, "http://127.0.0.1:9/nobody", users=(User(LI, "李"),))
    with served_api(twin) as base:
        async with aiohttp.ClientSession() as session:
            assert (await Caller(base, session).fetch_token(secret=""))["errcode"] == 40125
    await twin.close()
