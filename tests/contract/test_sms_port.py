"""The SMS port as docs/sms-port.md writes it down, against a gateway played at the socket."""

from collections.abc import AsyncIterator

import pytest
from pydantic import ValidationError

from adapters.api.http import Http
from adapters.push import PayloadRefused, PushError, PushMisconfigured, RetryLater
from adapters.sms import CodeMessage, SmsGateway, SmsSettings
from tests.fakes.api_server import ApiServer, Does, hangs, redirects, resets, says, sends

KEY = "a1b2c3d4e5f6a1b2c3d4e5f6"
TOKEN = "gatewayToken"
MESSAGE = CodeMessage(phone="12000000001", code="012345", purpose="binding", minutes=10)


@pytest.fixture
async def gateway(server: ApiServer) -> AsyncIterator[SmsGateway]:
    opened = SmsGateway(SmsSettings.model_validate({"url": f"{server.base}/codes", "token": TOKEN}), Http())
    yield opened
    await opened.close()


async def test_message_is_handed_over_as_the_document_says(server: ApiServer, gateway: SmsGateway) -> None:
    server.does["/codes"] = [says({"accepted": True, "id": "anything else is ignored"})]
    await gateway.send(MESSAGE, key=KEY)
    (asked,) = server.asked
    assert (asked.method, asked.path, asked.query) == ("POST", "/codes", {})
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"
    assert asked.headers["content-type"] == "application/json; charset=utf-8"
    assert asked.json == {"phone": "12000000001", "code": "012345", "purpose": "binding", "minutes": 10, "key": KEY}


@pytest.mark.parametrize(
    ("does", "error"),
    [
        (resets, RetryLater),
        (sends(b"", status=500), RetryLater),
        (sends(b"", status=503), RetryLater),
        (sends(b"", status=504), RetryLater),
        (sends(b"", status=429), RetryLater),
        (sends(b"<html>"), RetryLater),
        (says({"accepted": False}), PayloadRefused),
        (says({"accepted": "true"}), PayloadRefused),
        (says({}), PayloadRefused),
        (sends(b"", status=400), PushMisconfigured),
        (sends(b"", status=401), PushMisconfigured),
        (redirects, PushMisconfigured),
    ],
)
async def test_what_goes_wrong_tells_whether_to_try_again(
    server: ApiServer, gateway: SmsGateway, does: Does, error: type[PushError]
) -> None:
    server.does["/codes"] = [does]
    with pytest.raises(PushError) as refused:
        await gateway.send(MESSAGE, key=KEY)
    assert type(refused.value) is error
    told = f"{refused.value!r} {refused.value} {refused.value.__cause__} {refused.value.__context__}"
    assert all(secret not in told for secret in (TOKEN, MESSAGE.phone, MESSAGE.code))


async def test_silent_gateway_is_tried_again_under_the_same_key(server: ApiServer) -> None:
    server.does["/codes"] = [hangs, says({"accepted": True})]
    settings = SmsSettings.model_validate({"url": f"{server.base}/codes", "token": TOKEN})
    gateway = SmsGateway(settings, Http(answer_within_s=0.3))
    with pytest.raises(RetryLater):
        await gateway.send(MESSAGE, key=KEY)
    await gateway.close()


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ({"url": "sms.example.com", "token": "t"}, "must be an address"),
        ({"url": "ftp://sms.example.com", "token": "t"}, "must be an address"),
        ({"url": "https://user:canary@sms.example.com", "token": "t"}, "without user name"),
        ({"url": "https://sms.example.com/?key=canary", "token": "t"}, "without user name and query"),
        ({"url": "https://sms.example.com/codes"}, "needs token"),
        ({"url": "", "token": "t", "tokne": "x"}, "Extra inputs"),
    ],
)
def test_wrong_settings_are_refused_in_a_sentence_without_secrets(written: dict[str, str], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason) as refused:
        SmsSettings.model_validate(written)
    assert "canary" not in str(refused.value)
