"""Who may speak to an Official Account: signatures, modes, keys and time, seen through the channel."""

import json
from dataclasses import replace

import pytest

from adapters.channel import Callback, ChannelError, HttpReply, InvalidSignature, MalformedCallback, StaleCallback
from dialogs.messages import Page, Said, Unhandled
from tests.adapters.test_crypto import VECTORS
from tests.adapters.wechat_platform import (
    MODES,
    NOW,
    OFFICIAL_ACCOUNT,
    OTHER_APP,
    OTHER_KEY,
    OTHER_TOKEN,
    SAFE,
    TEXT,
    Mode,
    WeChatPlatform,
    message_xml,
    signature,
)

COMPATIBLE = WeChatPlatform("compatible")
PLAIN = WeChatPlatform("plain")


def _refusal(platform: WeChatPlatform, callback: Callback) -> ChannelError:
    """How the account of `platform` refuses `callback`, having shown that it reads a good one."""
    channel = platform.channel()
    assert channel.read(platform.deliver(message_xml()), now=NOW).message.content == Said(TEXT)
    with pytest.raises(ChannelError) as refusal:
        channel.read(callback, now=NOW)
    return refusal.value


def _with_query(callback: Callback, **changes: str) -> Callback:
    return replace(callback, query={**callback.query, **changes})


# The GET check


def test_v1_is_answered_with_its_echo() -> None:
    v1 = VECTORS["V1"]
    query = {name: v1[name] for name in ("timestamp", "nonce", "signature", "echostr")}
    for mode in MODES:
        platform = WeChatPlatform(mode, token=v1["token"])
        assert platform.channel().answer_verification(query) == "4375120948345356249"


@pytest.mark.parametrize("echo", ["", "a" * 129, "a\nb", "质量", "\x00"])
def test_an_echo_unfit_to_be_reflected_is_refused(echo: str) -> None:
    channel = SAFE.channel()
    assert channel.answer_verification(SAFE.verification("a" * 128)) == "a" * 128
    with pytest.raises(MalformedCallback):
        channel.answer_verification(SAFE.verification(echo))


def test_the_get_check_accepts_the_previous_token_and_no_other() -> None:
    channel = SAFE.channel(previous_token=OTHER_TOKEN.token)
    assert channel.answer_verification(OTHER_TOKEN.verification("echo")) == "echo"
    with pytest.raises(InvalidSignature):
        channel.answer_verification(replace(SAFE, token="third").verification("echo"))


# Signatures and modes


def test_v2_signs_a_plain_body() -> None:
    v2 = VECTORS["V2"]
    query = {name: v2[name] for name in ("timestamp", "nonce", "signature")}
    channel = replace(PLAIN, token=v2["token"]).channel()
    received = channel.read(Callback(query, message_xml().encode()), now=int(v2["timestamp"]))
    assert received.message.content == Said(TEXT)


def test_v5_is_read_as_an_event() -> None:
    v5 = VECTORS["V5"]
    query = {name: v5[name] for name in ("timestamp", "nonce", "signature", "msg_signature")}
    body = f"<xml><AppId>x</AppId><Encrypt><![CDATA[{v5['encrypt']}]]></Encrypt></xml>".encode()
    channel = WeChatPlatform(token=v5["token"], aes_key=v5["aes_key"], app_id=v5["id"]).channel()
    message = channel.read(Callback(query, body), now=int(v5["timestamp"])).message
    assert message.content == Unhandled("debug_demo")
    assert message.key.user == "o9AgO5Kd5ggOC-bXrbNODIiE3bGY"


def test_v3_is_read_from_json_and_answered_in_the_form_of_v4() -> None:
    v3, v4 = VECTORS["V3"], VECTORS["V4"]
    query = {name: v3[name] for name in ("timestamp", "nonce", "signature", "msg_signature")}
    body = json.dumps({"ToUserName": OFFICIAL_ACCOUNT, "Encrypt": v3["encrypt"]}).encode()
    platform = WeChatPlatform(token=v3["token"], aes_key=v3["aes_key"], app_id=v3["id"], form="json")
    channel = platform.channel()
    received = channel.read(Callback(query, body), now=int(v3["timestamp"]))
    assert received.message.content == Unhandled("debug_demo")
    assert received.message.key.user == "o9AgO5Kd5ggOC-bXrbNODIiE3bGY"
    assert platform.shown(channel.render(Page("好的"), received.reply_to, now=NOW))["Content"] == "好的"
    envelope = {"Encrypt": v4["encrypt"], "MsgSignature": v4["msg_signature"], "TimeStamp": int(v4["timestamp"])}
    reply = HttpReply(json.dumps(envelope | {"Nonce": v4["nonce"]}).encode(), "application/json")
    assert platform.shown(reply) == {"demo_resp": "good luck"}


@pytest.mark.parametrize("platform", [SAFE, COMPATIBLE])
def test_an_encrypted_body_with_only_the_plain_signature_is_refused(platform: WeChatPlatform) -> None:
    callback = platform.deliver(message_xml())
    query = {name: value for name, value in callback.query.items() if name != "msg_signature"}
    assert isinstance(_refusal(platform, replace(callback, query=query)), InvalidSignature)
    swapped = _with_query(callback, msg_signature=callback.query["signature"])
    assert isinstance(_refusal(platform, swapped), InvalidSignature)


@pytest.mark.parametrize("platform", [SAFE, COMPATIBLE])
def test_a_plain_body_on_an_encrypting_account_is_refused(platform: WeChatPlatform) -> None:
    assert isinstance(_refusal(platform, PLAIN.deliver(message_xml())), MalformedCallback)


def test_an_encrypted_body_on_a_plain_account_is_refused_with_a_hint() -> None:
    refusal = _refusal(PLAIN, SAFE.deliver(message_xml()))
    assert isinstance(refusal, MalformedCallback)
    assert "mode" in str(refusal)


def test_a_plain_account_reads_the_clear_copy_while_the_platform_is_switched_to_compatible() -> None:
    callback = COMPATIBLE.deliver(message_xml())
    assert PLAIN.channel().read(callback, now=NOW).message.content == Said(TEXT)


def test_in_compatible_mode_a_forged_clear_copy_is_not_read() -> None:
    callback = COMPATIBLE.deliver(message_xml())
    forged = callback.body.replace(TEXT.encode(), "伪造".encode()).replace(b"<FromUserName>o6", b"<FromUserName>o7")
    assert forged != callback.body
    channel = COMPATIBLE.channel()
    honest = channel.read(callback, now=NOW)
    assert channel.read(replace(callback, body=forged), now=NOW).message == honest.message


def test_a_flipped_byte_is_refused_by_the_signature() -> None:
    callback = SAFE.deliver(message_xml())
    place = callback.body.index(b"<Encrypt>") + 40
    flipped = b"A" if callback.body[place : place + 1] != b"A" else b"B"
    body = callback.body[:place] + flipped + callback.body[place + 1 :]
    assert isinstance(_refusal(SAFE, replace(callback, body=body)), InvalidSignature)


@pytest.mark.parametrize("other", [OTHER_KEY, OTHER_APP], ids=["another key", "another app id"])
def test_a_signed_message_under_another_key_or_for_another_app_is_refused(other: WeChatPlatform) -> None:
    assert isinstance(_refusal(SAFE, other.deliver(message_xml())), MalformedCallback)


def _signed(encrypted: str) -> Callback:
    body = f"<xml><ToUserName>{OFFICIAL_ACCOUNT}</ToUserName><Encrypt>{encrypted}</Encrypt></xml>".encode()
    signed = signature(SAFE.token, str(NOW), SAFE.nonce, encrypted)
    return Callback({"timestamp": str(NOW), "nonce": SAFE.nonce, "msg_signature": signed}, body)


@pytest.mark.parametrize("encrypted", ["A", "AAAA", "A" * 43, "密文"])
def test_a_signed_body_without_a_ciphertext_is_refused(encrypted: str) -> None:
    assert isinstance(_refusal(SAFE, _signed(encrypted)), MalformedCallback)


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b'{"MsgType":"text"}',
        b"<!DOCTYPE xml [<!ENTITY a 'b'>]>" + message_xml().encode(),
        message_xml().encode("gb18030"),
    ],
    ids=["empty", "JSON", "DOCTYPE", "not UTF-8"],
)
@pytest.mark.parametrize("platform", [SAFE, COMPATIBLE, PLAIN], ids=MODES)
def test_a_genuine_message_that_is_no_flat_xml_is_refused(platform: WeChatPlatform, xml: bytes) -> None:
    assert isinstance(_refusal(platform, platform.deliver(xml)), MalformedCallback)


def test_an_envelope_with_a_doctype_is_refused_before_its_signature_counts() -> None:
    callback = SAFE.deliver(message_xml())
    body = b"<!DOCTYPE xml>" + callback.body
    assert isinstance(_refusal(SAFE, replace(callback, body=body)), MalformedCallback)


@pytest.mark.parametrize(("mode", "limit"), [("safe", 64), ("plain", 64), ("compatible", 256)])
def test_a_body_of_the_limit_is_read_and_one_byte_more_refused(mode: Mode, limit: int) -> None:
    platform = WeChatPlatform(mode)
    callback = platform.deliver(message_xml())
    full = callback.body.replace(b"</xml>", b" " * (limit * 1024 - len(callback.body)) + b"</xml>")
    assert platform.channel().read(replace(callback, body=full), now=NOW).message.content == Said(TEXT)
    assert isinstance(_refusal(platform, replace(callback, body=full + b" ")), MalformedCallback)


# Keys being rotated


@pytest.mark.parametrize(
    "old",
    [OTHER_TOKEN, OTHER_KEY, replace(OTHER_KEY, token=OTHER_TOKEN.token)],
    ids=["token", "key", "token and key"],
)
def test_while_keys_are_rotated_a_reply_goes_under_the_keys_of_its_callback(old: WeChatPlatform) -> None:
    rotating = SAFE.channel(previous_token=OTHER_TOKEN.token, previous_aes_key=OTHER_KEY.aes_key)
    for platform in (SAFE, old):
        received = rotating.read(platform.deliver(message_xml()), now=NOW)
        assert received.message.content == Said(TEXT)
        reply = rotating.render(Page("好的"), received.reply_to, now=NOW)
        assert platform.shown(reply)["Content"] == "好的"
    assert isinstance(_refusal(SAFE, old.deliver(message_xml())), ChannelError)


# Time


@pytest.mark.parametrize("at", [NOW - 300, NOW + 300])
@pytest.mark.parametrize("platform", [SAFE, COMPATIBLE, PLAIN], ids=MODES)
def test_a_signature_at_the_edge_of_the_window_is_fresh(platform: WeChatPlatform, at: int) -> None:
    assert platform.channel().read(platform.deliver(message_xml(), at=at), now=NOW)


@pytest.mark.parametrize("at", [NOW - 301, NOW + 301])
@pytest.mark.parametrize("platform", [SAFE, COMPATIBLE, PLAIN], ids=MODES)
def test_a_stale_callback_still_tells_what_it_said(platform: WeChatPlatform, at: int) -> None:
    refusal = _refusal(platform, platform.deliver(message_xml(), at=at))
    assert isinstance(refusal, StaleCallback)
    fresh = platform.channel().read(platform.deliver(message_xml()), now=NOW)
    assert refusal.received.message == fresh.message


def test_an_old_create_time_under_a_fresh_signature_is_read() -> None:
    late = message_xml(CreateTime=str(NOW - 86_400))
    assert SAFE.channel().read(SAFE.deliver(late), now=NOW).message.content == Said(TEXT)


def test_the_window_is_configurable() -> None:
    callback = SAFE.deliver(message_xml(), at=NOW - 301)
    assert SAFE.channel(replay_window_s=301).read(callback, now=NOW)
    with pytest.raises(StaleCallback):
        SAFE.channel(replay_window_s=300).read(callback, now=NOW)


def test_an_old_timestamp_cut_anew_from_its_nonce_is_refused() -> None:
    """Digits moved from the nonce to the timestamp leave the signature as it was."""
    platform = replace(PLAIN, nonce=str(NOW)[:3])
    callback = platform.deliver(message_xml(), at=int(str(NOW)[3:] + "123"))
    joined = callback.query["nonce"] + callback.query["timestamp"]
    recut = _with_query(callback, nonce="", timestamp=joined)
    assert recut.query["signature"] == signature(platform.token, "", joined)
    assert isinstance(_refusal(platform, recut), InvalidSignature)


@pytest.mark.parametrize("timestamp", ["", "soon", "１７６７２２５６００", "1767225600.0", "-1767225600"])
def test_a_signed_timestamp_that_is_no_unix_time_is_refused(timestamp: str) -> None:
    signed = signature(PLAIN.token, timestamp, PLAIN.nonce)
    query = {"timestamp": timestamp, "nonce": PLAIN.nonce, "signature": signed}
    assert isinstance(_refusal(PLAIN, Callback(query, message_xml().encode())), InvalidSignature)
    without = {"nonce": "", "signature": signature(PLAIN.token, "", "")}
    assert isinstance(_refusal(PLAIN, Callback(without, message_xml().encode())), InvalidSignature)
