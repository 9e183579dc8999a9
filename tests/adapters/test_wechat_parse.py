"""What the types and events of an Official Account become in the vocabulary of a conversation."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.channel import MalformedCallback
from adapters.wechat.parse import parse
from dialogs.messages import (
    Content,
    ConversationKey,
    Followed,
    InboundMessage,
    Located,
    MediaSent,
    MenuTapped,
    Said,
    Scanned,
    Unfollowed,
    Unhandled,
)
from tests.adapters.wechat_platform import NOW, OFFICIAL_ACCOUNT, USER, event_xml, message_xml


def _message(xml: str, account: str = "default") -> InboundMessage:
    return parse(xml.encode(), account=account).message


def test_a_text_carries_its_conversation_and_time() -> None:
    message = _message(message_xml(Content=" 学历？\n"))
    assert message.content == Said(" 学历？\n")
    assert message.key == ConversationKey("wechat", "default", USER)
    assert message.sent_at == datetime(2026, 1, 1, tzinfo=UTC)
    assert parse(message_xml().encode(), account="default").official_account == OFFICIAL_ACCOUNT


@pytest.mark.parametrize(
    ("xml", "content"),
    [
        (message_xml(MsgType="TEXT", Content="好"), Said("好")),
        (message_xml(Content="好", bizmsgmenuid="101"), Said("好")),
        (message_xml(Content=""), Unhandled("text")),
        (message_xml(Content=" \u3000\n"), Unhandled("text")),
        (message_xml(MsgType="voice", Recognition="要什么学历"), Said("要什么学历", by_voice=True)),
        (message_xml(MsgType="voice", Recognition=""), MediaSent("voice")),
        (message_xml(MsgType="image", PicUrl="http://x", MediaId="m"), MediaSent("image")),
        (message_xml(MsgType="video"), MediaSent("video")),
        (message_xml(MsgType="shortvideo"), MediaSent("shortvideo")),
        (message_xml(MsgType="voice", Recongnition="要什么学历"), Said("要什么学历", by_voice=True)),
        (message_xml(MsgType="voice", Recognition=" ", Recongnition=""), MediaSent("voice")),
        (message_xml(MsgType="location", Location_X="nowhere", Label="江苏省南通市"), Located("江苏省南通市")),
        (message_xml(MsgType="location", Location_X="23.1", Location_Y="113.3", Scale="20"), Located("")),
        (message_xml(MsgType="link", Url="http://x"), MediaSent("link")),
        (message_xml(MsgType="file"), MediaSent("file")),
        (message_xml(MsgType="miniprogrampage"), Unhandled("miniprogrampage")),
        (message_xml(MsgType="hologram"), Unhandled("hologram")),
        (event_xml("subscribe"), Followed()),
        (event_xml("subscribe", EventKey="qrscene_expo2026", Ticket="t"), Followed("expo2026")),
        (event_xml("subscribe", EventKey="qrscene_qrscene_1"), Followed("qrscene_1")),
        (event_xml("subscribe", EventKey="last_trade_no_4001"), Followed()),
        (event_xml("unsubscribe"), Unfollowed()),
        (event_xml("SCAN", EventKey="expo2026", Ticket="t"), Scanned("expo2026")),
        (event_xml("scan", EventKey="qrscene_1"), Scanned("qrscene_1")),
        (event_xml("SCAN"), Unhandled("scan")),
        (event_xml("SCAN").replace("</xml>", "<EventKey/></xml>"), Unhandled("scan")),
        (event_xml("CLICK", EventKey="menu_filing"), MenuTapped("menu_filing")),
        (event_xml("click", EventKey="menu_filing"), MenuTapped("menu_filing")),
        (event_xml("CLICK"), Unhandled("click")),
        (event_xml("CLICK").replace("</xml>", "<EventKey/></xml>"), Unhandled("click")),
        (event_xml("subscribe_scan", EventKey="1"), Unhandled("subscribe_scan")),
        (event_xml("debug_demo"), Unhandled("debug_demo")),
        (event_xml("e" * 129), Unhandled("e" * 128)),
        (event_xml(""), Unhandled("")),
    ],
)
def test_a_type_or_event_becomes(xml: str, content: Content) -> None:
    assert _message(xml).content == content


def test_control_characters_in_a_text_are_dropped() -> None:
    assert _message(message_xml(Content="学\x07历\x00")).content == Said("学历")


@pytest.mark.parametrize(
    "change",
    [
        {"FromUserName": ""},
        {"FromUserName": "o" * 129},
        {"ToUserName": ""},
        {"MsgType": ""},
        {"CreateTime": ""},
        {"CreateTime": "soon"},
        {"CreateTime": "-1"},
        {"CreateTime": "１７"},
        {"CreateTime": "9" * 11},
    ],
    ids=str,
)
def test_a_message_without_sender_receiver_type_or_time_is_refused(change: dict[str, str]) -> None:
    assert _message(message_xml(FromUserName="o" * 128, CreateTime="9" * 10))
    with pytest.raises(MalformedCallback):
        _message(message_xml(**change))


@given(
    st.dictionaries(
        st.sampled_from(["Content", "CreateTime", "MsgType", "Event", "EventKey", "MsgId", "Recognition", "Latitude"]),
        st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"])) | st.sampled_from(["text", "event", "scan"]),
    )
)
def test_no_odd_field_raises_anything_but_a_refusal(fields: dict[str, str]) -> None:
    try:
        message = _message(message_xml(**fields))
    except MalformedCallback:
        return
    assert isinstance(message.content, Content)


# Repeated deliveries


@pytest.mark.parametrize("xml", [message_xml(), event_xml("CLICK", EventKey="a")], ids=["message", "event"])
def test_a_repeated_delivery_has_the_same_dedupe_key(xml: str) -> None:
    assert _message(xml).dedupe_key == _message(xml).dedupe_key
    assert len(_message(xml).dedupe_key) == 64


def test_a_message_is_known_by_its_id_whatever_else_changes() -> None:
    again = message_xml(CreateTime=str(NOW + 1))
    assert _message(message_xml()).dedupe_key == _message(again).dedupe_key


def test_different_messages_have_different_dedupe_keys() -> None:
    click = {"EventKey": "a"}
    pictures = event_xml("pic_weixin").replace("</xml>", "<SendPicsInfo><Count>{}</Count></SendPicsInfo></xml>")
    messages = [
        _message(message_xml()),
        _message(message_xml(), account="second"),
        _message(message_xml(FromUserName="o7")),
        _message(message_xml(MsgId="23423423423424")),
        _message(message_xml(MsgId="")),
        _message(event_xml("CLICK", **click)),
        _message(event_xml("CLICK", **click, CreateTime=str(NOW + 1))),
        _message(event_xml("CLICK", EventKey="b")),
        _message(event_xml("VIEW", **click)),
        _message(event_xml("CLICK", **click, FromUserName="o7")),
        _message(pictures.format(1)),
        _message(pictures.format(2)),
    ]
    assert len({message.dedupe_key for message in messages}) == len(messages)
