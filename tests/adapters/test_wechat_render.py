"""Passive replies of an Official Account, decrypted and read by wechatpy."""

import random
from dataclasses import replace

import pytest
import xmltodict
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.channel import Received
from adapters.wechat.channel import WeChatChannel
from dialogs.messages import Page, Said
from tests.adapters.test_xml import FORBIDDEN
from tests.adapters.wechat_platform import (
    MODES,
    NOW,
    OFFICIAL_ACCOUNT,
    USER,
    Mode,
    WeChatPlatform,
    message_json,
    message_xml,
)

DEL = "\x7f"
PLATFORMS = {mode: WeChatPlatform(mode) for mode in MODES}
CHANNELS = {mode: platform.channel() for mode, platform in PLATFORMS.items()}


def _asked(mode: Mode) -> tuple[WeChatPlatform, WeChatChannel, Received]:
    platform, channel = PLATFORMS[mode], CHANNELS[mode]
    return platform, channel, channel.read(platform.deliver(message_xml()), now=NOW)


@pytest.mark.parametrize("mode", MODES)
def test_a_reply_swaps_the_names_and_carries_our_time(mode: Mode) -> None:
    platform, channel, received = _asked(mode)
    reply = channel.render(Page("第五条（三）\n大专以上学历"), received.reply_to, now=NOW + 2.9)
    assert reply.media_type == "application/xml"
    assert platform.shown(reply) == {
        "ToUserName": USER,
        "FromUserName": OFFICIAL_ACCOUNT,
        "CreateTime": str(NOW + 2),
        "MsgType": "text",
        "Content": "第五条（三）\n大专以上学历",
    }


@pytest.mark.parametrize("mode", MODES)
def test_a_callback_in_json_gets_its_reply_in_json(mode: Mode) -> None:
    platform, channel = replace(PLATFORMS[mode], form="json"), CHANNELS[mode]
    received = channel.read(platform.deliver(message_json()), now=NOW)
    assert received.message == channel.read(PLATFORMS[mode].deliver(message_xml()), now=NOW).message
    reply = channel.render(Page("“第五条”\n大专"), received.reply_to, now=NOW + 2.9)
    assert reply.media_type == "application/json"
    assert platform.shown(reply) == {
        "ToUserName": USER,
        "FromUserName": OFFICIAL_ACCOUNT,
        "CreateTime": NOW + 2,
        "MsgType": "text",
        "Content": "“第五条”\n大专",
    }


@pytest.mark.parametrize("mode", ["safe", "compatible"])
def test_an_encrypted_reply_is_stamped_afresh_and_never_twice_the_same(mode: Mode) -> None:
    _, channel, received = _asked(mode)
    replies = [channel.render(Page("好的"), received.reply_to, now=NOW + 60).body for _ in range(20)]
    envelopes = [xmltodict.parse(body)["xml"] for body in replies]
    assert {envelope["TimeStamp"] for envelope in envelopes} == {str(NOW + 60)}
    for part in ("Encrypt", "Nonce", "MsgSignature"):
        assert len({envelope[part] for envelope in envelopes}) == len(envelopes)


def test_what_makes_a_sealed_reply_unlike_all_others_cannot_be_foretold() -> None:
    _, channel, received = _asked("safe")
    replies = []
    for _ in range(2):
        random.seed(1)
        replies.append(xmltodict.parse(channel.render(Page("好的"), received.reply_to, now=NOW).body)["xml"])
    assert replies[0]["Encrypt"] != replies[1]["Encrypt"]
    assert replies[0]["Nonce"] != replies[1]["Nonce"]


def test_no_reply_is_the_raw_word_in_every_mode() -> None:
    for channel in CHANNELS.values():
        assert (channel.render_nothing().body, channel.render_nothing().media_type) == (b"success", "text/plain")


def test_a_reply_needs_the_address_that_read_gave() -> None:
    _, channel, received = _asked("safe")
    assert channel.render(Page("好的"), received.reply_to, now=NOW)
    with pytest.raises(TypeError):
        channel.render(Page("好的"), object(), now=NOW)


@pytest.mark.parametrize("mode", MODES)
@given(text=st.text())
@example(text="😀 👨‍👩‍👧 𠮷")
@example(text="]]></Content><MsgType>news</MsgType><Content><![CDATA[")
@example(text="]]\x00>")
@example(text="&amp; <a href='https://x'>南通</a>")
def test_any_text_reaches_us_and_comes_back_as_it_was(mode: Mode, text: str) -> None:
    platform, channel = PLATFORMS[mode], CHANNELS[mode]
    cdata = text.replace("]]>", "]]]]><![CDATA[>")
    xml = message_xml(Content="@").replace("@", f"<![CDATA[{cdata}]]>")
    received = channel.read(platform.deliver(xml), now=NOW)
    kept = "".join(character for character in text if character not in [*FORBIDDEN, DEL])
    visible = kept.replace("\r\n", "\n").replace("\r", "\n")
    if visible.strip():
        assert received.message.content == Said(visible)
    shown = platform.shown(channel.render(Page(text), received.reply_to, now=NOW))
    assert (shown["Content"] or "") == visible
    assert list(shown) == ["ToUserName", "FromUserName", "CreateTime", "MsgType", "Content"]
