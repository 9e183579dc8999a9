"""Who may speak to a WeCom application: echo, signatures, keys, sizes and time, seen through the channel."""

from dataclasses import replace

import pytest

from adapters.channel import Callback, ChannelError, InvalidSignature, MalformedCallback, StaleCallback
from dialogs.messages import Page, Said
from tests.adapters.test_crypto import VECTORS
from tests.adapters.wechat_platform import NOW, SAFE, TEXT, WeChatPlatform, signature
from tests.adapters.wecom_platform import (
    AGENT_ID,
    ECHO,
    OTHER_CORPORATION,
    OTHER_KEY,
    OTHER_TOKEN,
    WECOM,
    WeComPlatform,
    message_xml,
)

V7, V8 = VECTORS["V7"], VECTORS["V8"]
SAMPLE = WeComPlatform(token=V7["token"], aes_key=V7["aes_key"], corp_id=V7["id"])


def _query(vector: dict[str, str]) -> dict[str, str]:
    return {name: vector[name] for name in ("timestamp", "nonce", "msg_signature")}


def _v8(encrypted: str = V8["encrypt"], **changes: str) -> Callback:
    body = f"<xml><ToUserName>x</ToUserName><AgentID>218</AgentID><Encrypt>{encrypted}</Encrypt></xml>"
    return Callback(_query(V8) | changes, body.encode())


def _refusal(callback: Callback) -> ChannelError:
    """How WECOM's application refuses `callback`, having shown that it reads a good one."""
    channel = WECOM.channel()
    assert channel.read(WECOM.deliver(message_xml()), now=NOW).message.content == Said(TEXT)
    with pytest.raises(ChannelError) as refusal:
        channel.read(callback, now=NOW)
    return refusal.value


# The GET check


def test_v7_is_answered_with_the_bare_echo_it_holds() -> None:
    assert SAMPLE.channel().answer_verification(_query(V7) | {"echostr": V7["encrypt"]}) == "1616140317555161061"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"echostr": V7["encrypt"].replace("+", " ")}, InvalidSignature),
        ({"echostr": ""}, InvalidSignature),
        ({"msg_signature": ""}, InvalidSignature),
        ({"msg_signature": "0" * 40}, InvalidSignature),
        ({"timestamp": "1409659590"}, InvalidSignature),
    ],
    ids=["plus turned into a space", "no echo", "no signature", "wrong signature", "another time"],
)
def test_an_echo_that_is_not_signed_as_it_stands_is_refused(changes: dict[str, str], error: type[ChannelError]) -> None:
    channel, query = SAMPLE.channel(), _query(V7) | {"echostr": V7["encrypt"]}
    assert channel.answer_verification(query)
    with pytest.raises(error):
        channel.answer_verification(query | changes)


@pytest.mark.parametrize("platform", [OTHER_KEY, OTHER_CORPORATION], ids=["another key", "another corporation"])
def test_an_echo_under_another_key_or_for_another_corporation_is_refused(platform: WeComPlatform) -> None:
    assert WECOM.channel().answer_verification(WECOM.verification()) == ECHO
    with pytest.raises(MalformedCallback):
        WECOM.channel().answer_verification(platform.verification())


@pytest.mark.parametrize("echo", ["", "a" * 129, "a\nb", "<a>", "质量", b"\xff"])
def test_what_is_no_echo_is_not_read_out(echo: str | bytes) -> None:
    channel = WECOM.channel()
    assert channel.answer_verification(WECOM.verification("a" * 128)) == "a" * 128
    with pytest.raises(MalformedCallback):
        channel.answer_verification(WECOM.verification(echo))


def test_a_callback_played_back_as_an_echo_is_not_opened_for_whoever_saw_it() -> None:
    channel = SAMPLE.channel(agent_id=218)
    assert channel.read(_v8(), now=int(V8["timestamp"])).message.content == Said("hello")
    with pytest.raises(MalformedCallback) as refusal:
        channel.answer_verification(_query(V8) | {"echostr": V8["encrypt"]})
    assert "hello" not in str(refusal.value)


def test_the_get_check_accepts_the_previous_token_and_key_and_no_other() -> None:
    channel = WECOM.channel(previous_token=OTHER_TOKEN.token, previous_aes_key=OTHER_KEY.aes_key)
    assert channel.answer_verification(replace(OTHER_KEY, token=OTHER_TOKEN.token).verification()) == ECHO
    with pytest.raises(InvalidSignature):
        channel.answer_verification(replace(WECOM, token="third").verification())


# Signatures and keys


def test_v8_is_read_and_answered() -> None:
    channel = SAMPLE.channel(agent_id=218)
    received = channel.read(_v8(), now=int(V8["timestamp"]))
    assert (received.message.content, received.message.key.user) == (Said("hello"), "mycreate")
    assert SAMPLE.shown(channel.render(Page("好的"), received.reply_to, now=NOW))["ToUserName"] == "mycreate"


def test_a_flipped_byte_is_refused_by_the_signature() -> None:
    sealed = V8["encrypt"]
    flipped = sealed[:40] + ("A" if sealed[40] != "A" else "B") + sealed[41:]
    channel = SAMPLE.channel(agent_id=218)
    assert channel.read(_v8(), now=int(V8["timestamp"]))
    with pytest.raises(InvalidSignature):
        channel.read(_v8(flipped), now=int(V8["timestamp"]))


@pytest.mark.parametrize(
    "changes", [{"aes_key": "b" * 43}, {"corp_id": "ww0000000000000000"}, {"corp_id": V8["id"][:-1]}]
)
def test_v8_is_refused_under_another_key_and_by_another_corporation(changes: dict[str, str]) -> None:
    assert SAMPLE.channel(agent_id=218).read(_v8(), now=int(V8["timestamp"]))
    with pytest.raises(MalformedCallback):
        SAMPLE.channel(agent_id=218, **changes).read(_v8(), now=int(V8["timestamp"]))


def test_the_signature_that_leaves_the_body_out_does_not_count() -> None:
    callback = WECOM.deliver(message_xml())
    plain = signature(WECOM.token, callback.query["timestamp"], callback.query["nonce"])
    without = {name: value for name, value in callback.query.items() if name != "msg_signature"}
    for query in (without | {"signature": plain}, {**callback.query, "msg_signature": plain}):
        assert isinstance(_refusal(replace(callback, query=query)), InvalidSignature)


def test_a_plain_body_is_refused_even_if_it_is_signed() -> None:
    plain = WeChatPlatform("plain", token=WECOM.token).deliver(message_xml())
    assert isinstance(_refusal(plain), MalformedCallback)
    assert isinstance(_refusal(replace(plain, query=WECOM.deliver(message_xml()).query)), MalformedCallback)


def test_a_callback_of_an_official_account_is_refused() -> None:
    assert (SAFE.token, SAFE.aes_key) == (WECOM.token, WECOM.aes_key)
    assert isinstance(_refusal(SAFE.deliver(message_xml())), MalformedCallback)


def test_the_clear_copy_beside_the_ciphertext_is_not_read() -> None:
    callback = WECOM.deliver(message_xml())
    forged = callback.body.replace(b"<AgentID>", b"<FromUserName>boss</FromUserName><Content>x</Content><AgentID>")
    assert forged != callback.body
    honest = WECOM.channel().read(callback, now=NOW)
    assert WECOM.channel().read(replace(callback, body=forged), now=NOW).message == honest.message


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b'{"msgtype":"text"}',
        b"<!DOCTYPE xml [<!ENTITY a 'b'>]>" + message_xml().encode(),
        message_xml().encode("gb18030"),
    ],
    ids=["empty", "JSON", "DOCTYPE", "not UTF-8"],
)
def test_a_genuine_message_that_is_no_xml_is_refused(xml: bytes) -> None:
    assert isinstance(_refusal(WECOM.deliver(xml)), MalformedCallback)


def test_an_envelope_with_a_doctype_is_refused_before_its_signature_counts() -> None:
    callback = WECOM.deliver(message_xml())
    assert isinstance(_refusal(replace(callback, body=b"<!DOCTYPE xml>" + callback.body)), MalformedCallback)


def test_a_body_of_the_limit_is_read_and_one_byte_more_refused() -> None:
    callback = WECOM.deliver(message_xml())
    full = callback.body.replace(b"</xml>", b" " * (64 * 1024 - len(callback.body)) + b"</xml>")
    assert WECOM.channel().read(replace(callback, body=full), now=NOW).message.content == Said(TEXT)
    assert isinstance(_refusal(replace(callback, body=full + b" ")), MalformedCallback)


def test_a_message_for_another_application_is_refused_with_a_hint() -> None:
    assert "agent_id" in str(_refusal(WECOM.deliver(message_xml(AgentID=str(AGENT_ID + 1)))))


@pytest.mark.parametrize(
    "old",
    [OTHER_TOKEN, OTHER_KEY, replace(OTHER_KEY, token=OTHER_TOKEN.token)],
    ids=["token", "key", "token and key"],
)
def test_while_keys_are_rotated_a_reply_goes_under_the_keys_of_its_callback(old: WeComPlatform) -> None:
    rotating = WECOM.channel(previous_token=OTHER_TOKEN.token, previous_aes_key=OTHER_KEY.aes_key)
    for platform in (WECOM, old):
        received = rotating.read(platform.deliver(message_xml()), now=NOW)
        reply = rotating.render(Page("好的"), received.reply_to, now=NOW)
        assert platform.shown(reply)["Content"] == "好的"
    assert isinstance(_refusal(old.deliver(message_xml())), ChannelError)


# Time


@pytest.mark.parametrize("at", [NOW - 300, NOW + 300])
def test_a_signature_at_the_edge_of_the_window_is_fresh(at: int) -> None:
    assert WECOM.channel().read(WECOM.deliver(message_xml(), at=at), now=NOW)


@pytest.mark.parametrize("at", [NOW - 301, NOW + 301])
def test_a_stale_callback_still_tells_what_it_said(at: int) -> None:
    refusal = _refusal(WECOM.deliver(message_xml(), at=at))
    assert isinstance(refusal, StaleCallback)
    assert refusal.received.message == WECOM.channel().read(WECOM.deliver(message_xml()), now=NOW).message
    assert WECOM.channel(replay_window_s=301).read(WECOM.deliver(message_xml(), at=at), now=NOW)


def test_an_old_create_time_under_a_fresh_signature_is_read() -> None:
    late = message_xml(CreateTime=str(NOW - 86_400))
    assert WECOM.channel().read(WECOM.deliver(late), now=NOW).message.content == Said(TEXT)


def test_an_old_timestamp_cut_anew_from_its_nonce_is_refused() -> None:
    """Digits moved from nonce to timestamp leave the signature as it was, unless the ciphertext sorts between."""
    timestamp, nonce = str(NOW)[3:] + "123", str(NOW)[:3]
    deliveries = (replace(WECOM, nonce=nonce).deliver(message_xml(), at=int(timestamp)) for _ in range(100))
    callback = next(callback for callback in deliveries if _encrypted(callback)[0] not in "1234567")
    recut = replace(callback, query={**callback.query, "nonce": "", "timestamp": nonce + timestamp})
    assert recut.query["msg_signature"] == signature(WECOM.token, "", nonce + timestamp, _encrypted(callback))
    assert isinstance(_refusal(recut), InvalidSignature)


def _encrypted(callback: Callback) -> str:
    return callback.body.decode().split("CDATA[")[1].split("]]")[0]
