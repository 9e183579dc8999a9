"""What every channel promises, whatever its platform; a new channel joins with one entry in FAR_SIDES."""

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.channel import (
    Callback,
    Channel,
    ChannelError,
    HttpReply,
    InvalidSignature,
    MalformedCallback,
    StaleCallback,
)
from dialogs.messages import ConversationKey, Page, Said
from tests.adapters import wecom_platform
from tests.adapters.wechat_platform import MODES, WeChatPlatform, message_json, message_xml
from tests.adapters.wecom_platform import WeComPlatform

NOW = 1_767_225_600
WORDS = "南通的首席质量官要什么学历"


class FarSide(Protocol):
    """A platform as these tests play it: it signs, encrypts and checks without our code."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no error may repeat."""

    def channel(self, account: str) -> Channel:
        """Our side of `account`."""

    def verification(self) -> tuple[Mapping[str, str], str]:
        """The query of a sound address check, and the answer to it."""

    def says(self, text: str, *, user: str = "o1", message_id: str = "1", at: int = NOW) -> Callback:
        """A user's words, sent and signed at `at`."""

    def delivers(self, raw: bytes) -> Callback:
        """Any bytes in the place of a message, signed and encrypted as a message is."""

    def forges(self, callback: Callback) -> Callback:
        """`callback` as someone sends it who does not know the secrets."""

    def shows(self, reply: HttpReply) -> str:
        """What the user reads, after the checks the platform makes of a reply."""


@dataclass(frozen=True)
class WeChat:
    """An Official Account in one of its modes."""

    platform: WeChatPlatform

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self.platform.token, self.platform.aes_key)

    def channel(self, account: str) -> Channel:
        return self.platform.channel(account)

    def verification(self) -> tuple[Mapping[str, str], str]:
        return self.platform.verification("4375120948345356249", at=NOW), "4375120948345356249"

    def says(self, text: str, *, user: str = "o1", message_id: str = "1", at: int = NOW) -> Callback:
        written = message_json if self.platform.form == "json" else message_xml
        message = written(Content=text, FromUserName=user, MsgId=message_id, CreateTime=str(at))
        return self.platform.deliver(message, at=at)

    def delivers(self, raw: bytes) -> Callback:
        return self.platform.deliver(raw, at=NOW)

    def forges(self, callback: Callback) -> Callback:
        wrong = {name: "0" * 40 for name in callback.query if name.endswith("signature")}
        return replace(callback, query={**callback.query, **wrong})

    def shows(self, reply: HttpReply) -> str:
        return str(self.platform.shown(reply)["Content"])


@dataclass(frozen=True)
class WeCom:
    """A self-built application."""

    platform: WeComPlatform

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self.platform.token, self.platform.aes_key)

    def channel(self, account: str) -> Channel:
        return self.platform.channel(account)

    def verification(self) -> tuple[Mapping[str, str], str]:
        return self.platform.verification(at=NOW), wecom_platform.ECHO

    def says(self, text: str, *, user: str = "o1", message_id: str = "1", at: int = NOW) -> Callback:
        xml = wecom_platform.message_xml(Content=text, FromUserName=user, MsgId=message_id, CreateTime=str(at))
        return self.platform.deliver(xml, at=at)

    def delivers(self, raw: bytes) -> Callback:
        return self.platform.deliver(raw, at=NOW)

    def forges(self, callback: Callback) -> Callback:
        return replace(callback, query={**callback.query, "msg_signature": "0" * 40})

    def shows(self, reply: HttpReply) -> str:
        return self.platform.shown(reply)["Content"]


FAR_SIDES: dict[str, FarSide] = {
    **{f"wechat {mode}": WeChat(WeChatPlatform(mode)) for mode in MODES},
    **{f"wechat {mode} in JSON": WeChat(WeChatPlatform(mode, form="json")) for mode in MODES},
    "wecom": WeCom(WeComPlatform()),
}

pytestmark = pytest.mark.parametrize("far_side", FAR_SIDES.values(), ids=FAR_SIDES)


def test_words_arrive_with_conversation_and_time(far_side: FarSide) -> None:
    channel = far_side.channel("second")
    message = channel.read(far_side.says(WORDS, user="o7"), now=NOW).message
    assert message.content == Said(WORDS)
    assert message.key == ConversationKey(channel.name, "second", "o7")
    assert message.sent_at == datetime.fromtimestamp(NOW, UTC)
    assert channel.account == "second"


def test_a_repeated_delivery_is_known_by_its_dedupe_key_and_nothing_else_is(far_side: FarSide) -> None:
    def key(account: str = "default", *, user: str = "o1", message_id: str = "1", at: int = NOW) -> str:
        callback = far_side.says(WORDS, user=user, message_id=message_id, at=at)
        return far_side.channel(account).read(callback, now=at).message.dedupe_key

    assert key() == key()
    assert len({key(), key("second"), key(user="o2"), key(message_id="2")}) == 4


def test_a_page_is_shown_as_it_is(far_side: FarSide) -> None:
    channel = far_side.channel("default")
    received = channel.read(far_side.says(WORDS), now=NOW)
    text = "第五条（三）大专以上学历 <b>&amp; ]]> 😀\n第二行"
    assert far_side.shows(channel.render(Page(text), received.reply_to, now=NOW)) == text


def test_a_page_as_long_as_the_channel_allows_is_shown_whole(far_side: FarSide) -> None:
    channel = far_side.channel("default")
    received = channel.read(far_side.says(WORDS), now=NOW)
    text = "质" * (channel.capabilities.text_bytes // 3)
    assert far_side.shows(channel.render(Page(text), received.reply_to, now=NOW)) == text


def test_each_of_two_callbacks_is_answered_to_its_own_user(far_side: FarSide) -> None:
    channel = far_side.channel("default")
    first, second = (channel.read(far_side.says(WORDS, user=user), now=NOW) for user in ("o1", "o2"))
    assert first.reply_to != second.reply_to
    assert far_side.shows(channel.render(Page("甲"), first.reply_to, now=NOW)) == "甲"
    assert far_side.shows(channel.render(Page("乙"), second.reply_to, now=NOW)) == "乙"


def test_nothing_to_say_is_a_reply_too(far_side: FarSide) -> None:
    assert far_side.channel("default").render_nothing().media_type


def test_the_address_check_is_answered_when_signed_and_refused_when_not(far_side: FarSide) -> None:
    channel = far_side.channel("default")
    query, answer = far_side.verification()
    assert channel.answer_verification(query) == answer
    with pytest.raises(InvalidSignature):
        channel.answer_verification(far_side.forges(Callback(query, b"")).query)
    with pytest.raises(InvalidSignature):
        channel.answer_verification({})


def test_a_forged_or_unsigned_callback_is_refused(far_side: FarSide) -> None:
    channel = far_side.channel("default")
    callback = far_side.says(WORDS)
    assert channel.read(callback, now=NOW)
    for forged in (far_side.forges(callback), replace(callback, query={})):
        with pytest.raises(InvalidSignature):
            channel.read(forged, now=NOW)


@pytest.mark.parametrize("hours", [-24, 24])
def test_a_callback_from_another_day_is_stale_but_read(far_side: FarSide, hours: int) -> None:
    channel = far_side.channel("default")
    callback = far_side.says(WORDS)
    received = channel.read(callback, now=NOW)
    with pytest.raises(StaleCallback) as refusal:
        channel.read(callback, now=NOW + hours * 3600)
    assert refusal.value.received.message == received.message
    assert far_side.shows(channel.render(Page("好的"), refusal.value.received.reply_to, now=NOW)) == "好的"


def test_a_body_above_the_limit_is_refused(far_side: FarSide) -> None:
    channel = far_side.channel("default")
    callback = far_side.says(WORDS)
    assert channel.read(callback, now=NOW)
    with pytest.raises(MalformedCallback):
        channel.read(replace(callback, body=callback.body.ljust(channel.max_body_bytes + 1)), now=NOW)


@given(raw=st.binary() | st.text().map(str.encode))
def test_bytes_that_are_no_message_are_refused_and_the_next_message_is_read(far_side: FarSide, raw: bytes) -> None:
    channel = far_side.channel("default")
    for callback in (far_side.delivers(raw), replace(far_side.says(WORDS), body=raw)):
        with pytest.raises(ChannelError):
            channel.read(callback, now=NOW)
    assert channel.read(far_side.says(WORDS), now=NOW).message.content == Said(WORDS)


@given(query=st.dictionaries(st.sampled_from(["timestamp", "nonce", "signature", "msg_signature"]), st.text()))
def test_no_query_raises_anything_but_a_refusal(far_side: FarSide, query: dict[str, str]) -> None:
    callback = far_side.says(WORDS)
    with pytest.raises(ChannelError):
        far_side.channel("default").read(replace(callback, query={**callback.query, **query, "nonce": "x"}), now=NOW)


SPOILS: dict[str, Callable[[FarSide, Callback], Callback]] = {
    "forged": lambda far_side, callback: far_side.forges(callback),
    "unsigned": lambda _, callback: replace(callback, query={}),
    "old": lambda far_side, _: far_side.says("canaryWords", user="canaryUser", at=NOW - 86_400),
    "cut": lambda _, callback: replace(callback, body=callback.body[:-9]),
    "too long": lambda _, callback: replace(callback, body=callback.body + b" " * 300_000),
    "not UTF-8": lambda far_side, _: far_side.delivers(b"<xml>canaryWords\xff</xml>"),
    "no message": lambda far_side, _: far_side.delivers(b"<xml><Content>canaryWords</Content></xml>"),
    "unknown entity": lambda far_side, _: far_side.delivers(b"<xml>&canaryWords;</xml>"),
    "crossed tags": lambda far_side, _: far_side.delivers(b"<xml><canaryWords></xml>"),
    "DOCTYPE": lambda far_side, _: far_side.delivers(b"<!DOCTYPE canaryWords><xml/>"),
}


@pytest.mark.parametrize("spoil", SPOILS.values(), ids=SPOILS)
def test_no_refusal_repeats_a_secret_a_name_or_a_word(far_side: FarSide, spoil: Any) -> None:
    channel = far_side.channel("default")
    callback = far_side.says("canaryWords", user="canaryUser")
    assert channel.read(callback, now=NOW)
    spoiled = spoil(far_side, callback)
    with pytest.raises(ChannelError) as refusal:
        channel.read(spoiled, now=NOW)
    told = "".join(traceback.format_exception(refusal.value)) + repr(refusal.value)
    sent = [value for name, value in spoiled.query.items() if name.endswith("signature")]
    for secret in (*far_side.secrets, "canaryWords", "canaryUser", *sent):
        assert secret not in told
