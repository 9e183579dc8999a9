"""What every pusher promises, over a platform played at the socket; a new one joins with an entry in FAR_SIDES."""

import asyncio
import io
import logging
import socket
import traceback
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, field
from typing import Protocol

import pytest
import structlog

from adapters.api.http import Http
from adapters.push import (
    PayloadRefused,
    Pusher,
    PushError,
    PushMisconfigured,
    PushUncertain,
    QuotaUsedUp,
    RecipientGone,
    RetryLater,
    WindowClosed,
)
from adapters.wechat.client import WeChatPusher, open_api
from adapters.wecom.client import WeComPusher
from adapters.wecom.client import open_api as open_wecom_api
from adapters.wecom_kf.client import WeComKfClient
from adapters.wecom_kf.client import open_api as open_kf_api
from adapters.wecom_kf.settings import WeComKfSettings
from bot.coordination.for_apis import ApiCoordination
from bot.coordination.in_process import InProcessCoordination
from bot.log import configure_logging
from dialogs.messages import Page
from tests.adapters.wechat_platform import SAFE
from tests.adapters.wecom_platform import WECOM
from tests.fakes.api_server import ApiServer, Asked, Does, breaks_off, hangs, redirects, resets, says, sends

KEY = "a1b2c3d4e5f6a1b2c3d4e5f6"
USER = "canaryUser0000000000000000"
SECRET = "canarySecret"
ANSWER_WITHIN_S = 3.0
"""Long enough for a busy machine: what hangs is played twice only."""


class FarSide(Protocol):
    """A platform as these tests play it."""

    @property
    def send_path(self) -> str:
        """Where messages are sent to."""

    @property
    def token_path(self) -> str: ...

    @property
    def refusals(self) -> Mapping[int, type[PushError]]:
        """A code of this platform for each kind of refusal, and the error it becomes."""

    def pusher(self, api_base: str, coordination: ApiCoordination, http: Http, **settings: object) -> Pusher:
        """Our side of the account `default`."""

    def shown(self, asked: Asked) -> tuple[str, str]:
        """Whom the platform shows what."""


@dataclass(frozen=True)
class WeChat:
    """An Official Account."""

    send_path: str = "/cgi-bin/message/custom/send"
    token_path: str = "/cgi-bin/stable_token"
    refusals: Mapping[int, type[PushError]] = field(
        default_factory=lambda: {
            -1: RetryLater,
            45009: QuotaUsedUp,
            45015: WindowClosed,
            43004: RecipientGone,
            45002: PayloadRefused,
            40164: PushMisconfigured,
            999999: PayloadRefused,
        }
    )

    def pusher(self, api_base: str, coordination: ApiCoordination, http: Http, **settings: object) -> Pusher:
        fast = {"pushes_per_s": 10_000, "pushes_per_user_per_s": 10_000}
        own = SAFE.settings(**fast | {"app_secret": SECRET, "api_base": api_base} | settings)
        return WeChatPusher("default", own, open_api("default", own, http, coordination), coordination)

    def shown(self, asked: Asked) -> tuple[str, str]:
        message = asked.json
        assert asked.method == "POST"
        assert set(message) == {"touser", "msgtype", "text"}
        assert message["msgtype"] == "text"
        return message["touser"], message["text"]["content"]


@dataclass(frozen=True)
class WeCom:
    """A self-built application."""

    send_path: str = "/cgi-bin/message/send"
    token_path: str = "/cgi-bin/gettoken"
    refusals: Mapping[int, type[PushError]] = field(
        default_factory=lambda: {
            -1: RetryLater,
            45009: RetryLater,
            81013: RecipientGone,
            45002: PayloadRefused,
            60020: PushMisconfigured,
            999999: PayloadRefused,
        }
    )

    def pusher(self, api_base: str, coordination: ApiCoordination, http: Http, **settings: object) -> Pusher:
        fast = {"pushes_per_s": 10_000, "pushes_per_user_per_s": 10_000}
        own = WECOM.settings(**fast | {"secret": SECRET, "api_base": api_base} | settings)
        return WeComPusher("default", own, open_wecom_api("default", own, http, coordination), coordination)

    def shown(self, asked: Asked) -> tuple[str, str]:
        message = asked.json
        assert asked.method == "POST"
        assert set(message) == {
            "touser", "msgtype", "agentid", "text", "enable_duplicate_check", "duplicate_check_interval"
        }  # fmt: skip
        assert message["msgtype"] == "text"
        return message["touser"], message["text"]["content"]


@dataclass(frozen=True)
class WeComKf:
    """An account of WeCom customer service."""

    send_path: str = "/cgi-bin/kf/send_msg"
    token_path: str = "/cgi-bin/gettoken"
    refusals: Mapping[int, type[PushError]] = field(
        default_factory=lambda: {
            -1: RetryLater,
            45009: RetryLater,
            95001: WindowClosed,
            95018: WindowClosed,
            40029: PayloadRefused,
            60020: PushMisconfigured,
            999999: PayloadRefused,
        }
    )

    def pusher(self, api_base: str, coordination: ApiCoordination, http: Http, **settings: object) -> Pusher:
        known = {"corp_id": "ww1", "open_kfid": "wk1", "token": "token", "aes_key": "a" * 43, "secret": SECRET}
        fast = {"pushes_per_s": 10_000, "pushes_per_user_per_s": 10_000, "api_base": api_base}
        own = WeComKfSettings.model_validate(known | fast | settings)
        return WeComKfClient("default", own, open_kf_api("default", own, http, coordination), coordination)

    def shown(self, asked: Asked) -> tuple[str, str]:
        message = asked.json
        assert asked.method == "POST"
        assert set(message) == {"touser", "open_kfid", "msgid", "msgtype", "text"}
        assert (message["msgtype"], message["open_kfid"], message["msgid"]) == ("text", "wk1", KEY)
        return message["touser"], message["text"]["content"]


FAR_SIDES: dict[str, FarSide] = {"wechat": WeChat(), "wecom": WeCom(), "wecom_kf": WeComKf()}


@pytest.fixture(params=FAR_SIDES.values(), ids=FAR_SIDES)
def far_side(request: pytest.FixtureRequest) -> FarSide:
    side: FarSide = request.param
    return side


@pytest.fixture
async def pusher(far_side: FarSide, server: ApiServer) -> AsyncIterator[Pusher]:
    built = far_side.pusher(
        server.base, ApiCoordination(InProcessCoordination()), Http(answer_within_s=ANSWER_WITHIN_S)
    )
    yield built
    await built.close()


async def failure(pusher: Pusher, text: str = "您好") -> PushError:
    with pytest.raises(PushError) as refused:
        await pusher.push(USER, Page(text), key=KEY)
    return refused.value


async def test_page_reaches_its_user_as_it_is(pusher: Pusher, far_side: FarSide, server: ApiServer) -> None:
    text = '第五条（三）大专以上学历 <a href="https://x/y?a=b&amp;c">原文</a> ]]> "😀" \\u4e2d\n第二行'
    await pusher.push(USER, Page(text), key=KEY)

    *_, sent = server.asked
    assert sent.path == far_side.send_path
    assert far_side.shown(sent) == (USER, text)
    assert b"\\u" not in sent.body.replace(b"\\\\u", b"")


async def test_half_a_character_is_sent_as_a_mark_for_it(pusher: Pusher, far_side: FarSide, server: ApiServer) -> None:
    await pusher.push(USER, Page("备案\ud83d"), key=KEY)
    assert far_side.shown(server.asked[-1]) == (USER, "备案?")


async def test_token_is_fetched_once_for_many_pages(pusher: Pusher, far_side: FarSide, server: ApiServer) -> None:
    await asyncio.gather(*[pusher.push(USER, Page(str(n)), key=KEY) for n in range(20)])
    assert server.calls == {far_side.token_path: 1, far_side.send_path: 20}
    assert {asked.query["access_token"] for asked in server.asked if asked.path == far_side.send_path} == {"token-1"}


async def test_token_that_has_expired_is_replaced_and_the_page_sent(
    pusher: Pusher, far_side: FarSide, server: ApiServer
) -> None:
    await pusher.push(USER, Page("一"), key=KEY)
    server.token = "token-elsewhere"
    await asyncio.gather(*[pusher.push(USER, Page("二"), key=KEY) for _ in range(10)])
    assert server.calls[far_side.token_path] == 2


@pytest.mark.parametrize("code", [40001, 40014, 42001])
@pytest.mark.parametrize("issues_new_token", [True, False])
async def test_platform_that_refuses_every_token_is_asked_for_one_more_and_no_more(
    pusher: Pusher, far_side: FarSide, server: ApiServer, code: int, issues_new_token: bool
) -> None:
    server.issues_new_token = issues_new_token
    await pusher.push(USER, Page("一"), key=KEY)
    server.does[far_side.send_path] = [says({"errcode": code, "errmsg": "access_token is invalid or not latest"})]
    refused = await failure(pusher)

    assert isinstance(refused, PushMisconfigured if code == 40001 else RetryLater)
    assert refused.platform_code == str(code)
    assert server.calls == {far_side.token_path: 2, far_side.send_path: 3}


async def test_token_that_runs_out_is_asked_for_again_before_the_platform_forgets_it(
    far_side: FarSide, server: ApiServer
) -> None:
    class Noting(InProcessCoordination):
        async def put_token(self, name: str, token: object) -> None:
            lives.append(token.ttl_s)  # type: ignore[attr-defined]

    lives: list[float] = []
    pusher = far_side.pusher(server.base, ApiCoordination(Noting()), Http())
    for server.expires_in in (7200, 300, 0):
        await pusher.push(USER, Page("一"), key=KEY)
    await pusher.close()
    assert lives == [6900, 10, 10]


async def test_platforms_word_becomes_what_the_caller_can_do(
    pusher: Pusher, far_side: FarSide, server: ApiServer
) -> None:
    await pusher.push(USER, Page("一"), key=KEY)
    for code, error in far_side.refusals.items():
        server.asked.clear()
        server.does[far_side.send_path] = [says({"errcode": code, "errmsg": "said"}), says({"errcode": 0})]
        refused = await failure(pusher)
        assert (type(refused), refused.platform_code) == (error, str(code))
        assert server.calls == {far_side.send_path: 1}, "no try of its own: the caller decides"
        await pusher.push(USER, Page("三"), key=KEY)


TRANSPORT: dict[str, tuple[Does, type[PushError]]] = {
    "reset": (resets, PushUncertain),
    "silence": (hangs, PushUncertain),
    "half an answer": (breaks_off, PushUncertain),
    "gateway gave up": (sends(b"<html>504</html>", status=504), PushUncertain),
    "down": (sends(b"<html>502</html>", status=502), RetryLater),
    "overloaded": (sends(b"", status=429), RetryLater),
    "web page": (sends("<html>登录</html>".encode()), RetryLater),
    "no JSON object": (sends(b"[0]"), RetryLater),
    "no UTF-8": (sends(b'{"errcode":0,"x":"\xff"}'), RetryLater),
    "deep": (sends(b"[" * 100_000), RetryLater),
    "not the platform": (sends(b"", status=404), PushMisconfigured),
    "redirect": (redirects, PushMisconfigured),
}


@pytest.mark.parametrize(("does", "error"), TRANSPORT.values(), ids=TRANSPORT)
async def test_fault_on_the_way_tells_whether_the_page_may_have_been_shown(
    pusher: Pusher, far_side: FarSide, server: ApiServer, does: Does, error: type[PushError]
) -> None:
    await pusher.push(USER, Page("一"), key=KEY)
    server.does[far_side.send_path] = [does, says({"errcode": 0})]
    refused = await failure(pusher)

    assert type(refused) is error
    assert refused.platform_code == ""
    await pusher.push(USER, Page("三"), key=KEY)


async def test_platform_out_of_reach_was_surely_not_handed_the_page(pusher: Pusher, server: ApiServer) -> None:
    await pusher.push(USER, Page("一"), key=KEY)
    await server.close()
    assert type(await failure(pusher)) is RetryLater


async def test_connection_that_does_not_come_about_was_surely_not_written_to(
    far_side: FarSide, server: ApiServer
) -> None:
    shared = ApiCoordination(InProcessCoordination())
    reaching = far_side.pusher(server.base, shared, Http())
    await reaching.push(USER, Page("一"), key=KEY)
    with _deaf_listener() as base:
        pusher = far_side.pusher(base, shared, Http(connect_within_s=0.2))
        assert type(await failure(pusher)) is RetryLater
        await pusher.close()
    await reaching.close()


@pytest.mark.parametrize("does", [resets, hangs, breaks_off, sends(b"", status=504)])
async def test_token_that_could_not_be_fetched_means_that_nothing_was_sent(
    pusher: Pusher, far_side: FarSide, server: ApiServer, does: Does
) -> None:
    server.does[far_side.token_path] = [does]
    assert type(await failure(pusher)) is RetryLater
    assert far_side.send_path not in server.calls


async def test_wrong_secret_is_named_and_not_tried_again(pusher: Pusher, far_side: FarSide, server: ApiServer) -> None:
    server.does[far_side.token_path] = [says({"errcode": 40001, "errmsg": "invalid credential"})]
    refused = await failure(pusher)
    assert isinstance(refused, PushMisconfigured)
    assert "secret" in str(refused)
    assert server.calls == {far_side.token_path: 1}


async def test_address_that_is_not_let_in_is_shown(pusher: Pusher, far_side: FarSide, server: ApiServer) -> None:
    code = next(code for code, error in far_side.refusals.items() if error is PushMisconfigured)
    said = "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 65a1b2c3-0d1e2f3a-4b5c6d7e"
    server.does[far_side.token_path] = [says({"errcode": code, "errmsg": said})]
    refused = await failure(pusher)
    assert "203.0.113.7" in str(refused)
    assert "65a1b2c3-0d1e2f3a-4b5c6d7e" in str(refused)


async def test_platform_that_fails_again_and_again_is_left_alone(
    pusher: Pusher, far_side: FarSide, server: ApiServer
) -> None:
    await pusher.push(USER, Page("一"), key=KEY)
    server.does[far_side.send_path] = [sends(b"", status=503)]
    refusals = [await failure(pusher) for _ in range(20)]

    assert {type(refused) for refused in refusals} == {RetryLater}
    assert server.calls[far_side.send_path] == 6
    assert all(isinstance(refused, RetryLater) and refused.after_s > 25 for refused in refusals[5:])


async def test_pages_of_an_account_keep_their_pace(far_side: FarSide, server: ApiServer) -> None:
    pusher = far_side.pusher(
        server.base, ApiCoordination(InProcessCoordination()), Http(), pushes_per_s=50, pushes_per_user_per_s=10_000
    )
    started = asyncio.get_running_loop().time()
    await asyncio.gather(*[pusher.push(f"user {n}", Page("一"), key=KEY) for n in range(11)])
    assert asyncio.get_running_loop().time() - started >= 0.2
    await pusher.close()


async def test_pages_of_one_user_keep_theirs_and_hold_nobody_else_up(far_side: FarSide, server: ApiServer) -> None:
    pusher = far_side.pusher(
        server.base, ApiCoordination(InProcessCoordination()), Http(), pushes_per_s=10_000, pushes_per_user_per_s=5
    )
    slow = [asyncio.create_task(pusher.push(USER, Page(str(n)), key=KEY)) for n in range(4)]
    await asyncio.wait_for(pusher.push("somebody else", Page("一"), key=KEY), 0.5)
    assert not slow[-1].done()
    await asyncio.gather(*slow)
    await pusher.close()
    assert [far_side.shown(asked)[1] for asked in server.asked if asked.path == far_side.send_path][-3:] == [
        "1", "2", "3"
    ]  # fmt: skip


async def test_page_whose_turn_is_far_off_is_given_back(far_side: FarSide, server: ApiServer) -> None:
    pusher = far_side.pusher(server.base, ApiCoordination(InProcessCoordination()), Http(), pushes_per_s=0.01)
    await pusher.push(USER, Page("一"), key=KEY)
    refused = await failure(pusher)
    assert isinstance(refused, RetryLater)
    assert refused.after_s > 90
    await pusher.close()


@pytest.fixture
def logged() -> Iterator[Callable[[], str]]:
    """Everything the program and its drivers write to a log, at their most talkative."""
    written, drivers = io.StringIO(), io.StringIO()
    handler = logging.StreamHandler(drivers)
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    configure_logging("debug", as_json=False)
    with redirect_stderr(written):
        yield lambda: written.getvalue() + drivers.getvalue()
    root.removeHandler(handler)
    root.setLevel(level)
    # Else tests after this one, which read the log from standard output, find nothing there.
    structlog.reset_defaults()


FAULTS: dict[str, Does] = {name: does for name, (does, _) in TRANSPORT.items()} | {
    "refused token": says({"errcode": 40001, "errmsg": f"{SECRET} {USER} canaryToken canaryWords"}),
    "refused": says({"errcode": 45015, "errmsg": f"{SECRET} {USER} canaryToken canaryWords"}),
    "wrong answer": says({"canaryToken": SECRET}),
}


@pytest.mark.parametrize("where", ["token", "send"])
@pytest.mark.parametrize("fault", FAULTS)
async def test_nothing_secret_or_personal_is_told_whatever_goes_wrong(
    far_side: FarSide, server: ApiServer, logged: Callable[[], str], fault: str, where: str
) -> None:
    server.does[far_side.token_path] = [says({"access_token": "canaryToken", "expires_in": 7200})]
    server.token = "canaryToken"
    server.does[far_side.send_path] = [FAULTS[fault]]
    if where == "token":
        server.does[far_side.token_path] = [FAULTS[fault]]
    http = Http(answer_within_s=ANSWER_WITHIN_S)
    pusher = far_side.pusher(server.base, ApiCoordination(InProcessCoordination()), http)
    told = ["" if fault == "wrong answer" and where == "send" else await everything_of(pusher)]
    told += [repr(pusher), str(vars(pusher)), repr(http), str(vars(http)), logged()]
    await pusher.close()

    for canary in (SECRET, "canaryToken", "canaryWords", USER):
        assert canary not in "".join(told)


async def everything_of(pusher: Pusher) -> str:
    """All that an error tells, its causes and contexts included."""
    refused: BaseException | None = await failure(pusher, "canaryWords")
    told = "".join(traceback.format_exception(refused))
    while refused is not None:
        told += repr(refused) + str(refused) + str(refused.args)
        refused = refused.__cause__ or refused.__context__
    return told


@contextmanager
def _deaf_listener() -> Iterator[str]:
    """An address whose queue of connections is full and never taken from: the next one is left waiting."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listening:
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(listening.getsockname())
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        for each in waiting:
            each.close()
