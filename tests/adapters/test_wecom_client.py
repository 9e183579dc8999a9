"""What is particular to the client of a WeCom application; tests/contract/test_pushers.py has what all promise."""

from collections.abc import AsyncIterator

import pytest

from adapters.api.http import Http
from adapters.api.sending import CALL_WITHIN_S, TURN_WITHIN_S
from adapters.push import (
    PayloadRefused,
    Pusher,
    PushError,
    PushMisconfigured,
    PushUncertain,
    RecipientGone,
    RetryLater,
)
from adapters.wecom.client import WeComPusher, open_api
from bot.coordination.for_apis import ApiCoordination
from bot.coordination.in_process import InProcessCoordination
from bot.delivering import MAX_ATTEMPTS
from dialogs.messages import Page
from tests.adapters.wecom_platform import AGENT_ID, CORPORATION, MEMBER, WECOM
from tests.fakes.api_server import ApiServer, hangs, says

SEND = "/cgi-bin/message/send"
KEY = "a1b2c3d4e5f6a1b2c3d4e5f6"


@pytest.fixture
async def server() -> AsyncIterator[ApiServer]:
    opened = ApiServer()
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
async def pusher(server: ApiServer) -> AsyncIterator[Pusher]:
    built = _pusher(server, ApiCoordination(InProcessCoordination()), pushes_per_user_per_s=10_000)
    yield built
    await built.close()


def _pusher(server: ApiServer, coordination: ApiCoordination, **settings: object) -> WeComPusher:
    own = WECOM.settings(secret="secret", api_base=server.base, **settings)
    return WeComPusher("default", own, open_api("default", own, Http(), coordination), coordination)


async def test_token_is_fetched_for_the_application_by_its_secret(pusher: Pusher, server: ApiServer) -> None:
    await pusher.push(MEMBER, Page("一"), key=KEY)
    asked = server.asked[0]
    assert (asked.method, asked.path) == ("GET", "/cgi-bin/gettoken")
    assert asked.query == {"corpid": CORPORATION, "corpsecret": "secret"}


async def test_platform_names_the_message_it_took(pusher: Pusher, server: ApiServer) -> None:
    server.does[SEND] = [says({"errcode": 0, "errmsg": "ok", "msgid": "m1", "invaliduser": ""}), says({"errcode": 0})]
    assert await pusher.push(MEMBER, Page("一"), key=KEY) == "m1"
    assert await pusher.push(MEMBER, Page("二"), key=KEY) == ""


@pytest.mark.parametrize("odd", [{"msgid": 1, "invaliduser": None}, {"msgid": None, "unlicenseduser": []}])
async def test_message_that_was_taken_is_not_sent_again_for_an_odd_answer(
    pusher: Pusher, server: ApiServer, odd: dict[str, object]
) -> None:
    server.does[SEND] = [says({"errcode": 0, "errmsg": "ok"} | odd)]
    assert await pusher.push(MEMBER, Page("一"), key=KEY) in ("1", "")


@pytest.mark.parametrize("field", ["invaliduser", "unlicenseduser"])
async def test_success_that_did_not_reach_its_only_member_is_none(
    pusher: Pusher, server: ApiServer, field: str
) -> None:
    # The platform gives names back in lower case.
    server.does[SEND] = [says({"errcode": 0, "errmsg": "ok", "msgid": "m1", field: MEMBER.lower()})]
    with pytest.raises(RecipientGone) as refused:
        await pusher.push(MEMBER.upper(), Page("一"), key=KEY)
    assert refused.value.platform_code == "0"
    assert MEMBER not in str(refused.value).lower()


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (-1, RetryLater),
        (45009, RetryLater),
        (45033, RetryLater),
        (81013, RecipientGone),
        (60111, RecipientGone),
        (40003, RecipientGone),
        (40031, RecipientGone),
        (60020, PushMisconfigured),
        (40013, PushMisconfigured),
        (40056, PushMisconfigured),
        (301002, PushMisconfigured),
        (48002, PushMisconfigured),
        (60011, PushMisconfigured),
        (40029, PayloadRefused),
        (45002, PayloadRefused),
    ],
)
async def test_code_of_the_platform_becomes_what_can_be_done(
    pusher: Pusher, server: ApiServer, code: int, error: type[PushError]
) -> None:
    server.does[SEND] = [says({"errcode": code, "errmsg": "said"})]
    with pytest.raises(PushError) as refused:
        await pusher.push(MEMBER, Page("一"), key=KEY)
    assert (type(refused.value), refused.value.platform_code) == (error, str(code))


async def test_page_that_is_sent_again_is_the_same_request_and_another_with_the_same_words_is_not(
    pusher: Pusher, server: ApiServer
) -> None:
    for key in (KEY, KEY, "b" * 24):
        await pusher.push(MEMBER, Page("菜单"), key=key)
    first, again, another = (asked.body for asked in server.asked if asked.path == SEND)
    assert first == again != another


@pytest.mark.parametrize("key", [KEY, *(letter * 24 for letter in "abcdefghij0123456789")])
async def test_platform_remembers_a_page_for_as_long_as_it_may_be_tried_again(
    pusher: Pusher, server: ApiServer, key: str
) -> None:
    await pusher.push(MEMBER, Page("一"), key=key)
    message = server.asked[-1].json
    assert message["enable_duplicate_check"] == 1
    back_offs_s = sum(2.0 * 2**number for number in range(MAX_ATTEMPTS - 1))
    tries_last_s = back_offs_s + MAX_ATTEMPTS * (TURN_WITHIN_S + CALL_WITHIN_S)
    assert tries_last_s < message["duplicate_check_interval"] <= 4 * 3600
    assert message["agentid"] == AGENT_ID


async def test_a_member_is_written_to_at_most_thirty_times_a_minute(server: ApiServer) -> None:
    class Asked(InProcessCoordination):
        async def reserve(self, rate: str, *, per_second: float) -> float:
            rates[rate] = per_second
            return 0.0

    rates: dict[str, float] = {}
    pusher = _pusher(server, ApiCoordination(Asked()))
    await pusher.push(MEMBER, Page("一"), key=KEY)
    await pusher.close()
    assert rates == {f"wecom/default/{MEMBER}": 0.5, "wecom/default": 40}


async def test_members_may_be_written_to_at_any_time_and_what_is_unsure_may_be_sent_again(pusher: Pusher) -> None:
    assert pusher.windows == ()
    assert pusher.is_idempotent


async def test_call_ends_before_the_page_may_be_claimed_by_another(server: ApiServer) -> None:
    server.does[SEND] = [hangs]
    shared = ApiCoordination(InProcessCoordination())
    own = WECOM.settings(secret="secret", api_base=server.base)
    pusher = WeComPusher("default", own, open_api("default", own, Http(), shared), shared, call_within_s=0.2)
    with pytest.raises(PushUncertain):
        await pusher.push(MEMBER, Page("一"), key=KEY)
    await pusher.close()
