"""What the types and events of a WeCom application become in the vocabulary of a conversation."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.channel import MalformedCallback
from adapters.wecom.parse import parse
from dialogs.messages import (
    Content,
    ConversationKey,
    Entered,
    InboundMessage,
    Located,
    MediaSent,
    MenuTapped,
    Said,
    Scanned,
    Unfollowed,
    Unhandled,
)
from tests.adapters.wechat_platform import NOW, TEXT
from tests.adapters.wecom_platform import AGENT_ID, MEMBER, event_xml, message_xml

SCANNED = "<ScanCodeInfo><ScanType>qrcode</ScanType><ScanResult>{}</ScanResult></ScanCodeInfo>"
PICTURES = "<SendPicsInfo><Count>1</Count><PicList><item><PicMd5Sum>a</PicMd5Sum></item></PicList></SendPicsInfo>"


def _message(xml: str, account: str = "default") -> InboundMessage:
    return parse(xml.encode(), account=account, agent_id=AGENT_ID)


def _card(kind: str, *questions: tuple[str, ...], event: str = "template_card_event", **fields: str) -> str:
    """A card of `kind` that was answered, each question with the options ticked."""
    items = [
        f"<SelectedItem><QuestionKey>q{number}</QuestionKey><OptionIds>"
        + "".join(f"<OptionId><![CDATA[{option}]]></OptionId>" for option in options)
        + "</OptionIds></SelectedItem>"
        for number, options in enumerate(questions)
    ]
    selected = f"<SelectedItems>{''.join(items)}</SelectedItems>" if items else ""
    return event_xml(event, selected, CardType=kind, TaskId="t1", ResponseCode="r1", **fields)


def test_a_text_carries_its_conversation_and_time() -> None:
    message = _message(message_xml(Content=" 学历？\n"))
    assert message.content == Said(" 学历？\n")
    assert message.key == ConversationKey("wecom", "default", MEMBER)
    assert message.sent_at == datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("xml", "content"),
    [
        (message_xml(MsgType="TEXT", Content="好"), Said("好")),
        (message_xml(Content=""), Unhandled("text")),
        (message_xml(Content=" \u3000\n"), Unhandled("text")),
        (message_xml(MsgType="voice", Recognition="要什么学历"), Said("要什么学历", by_voice=True)),
        (message_xml(MsgType="voice", Format="amr"), MediaSent("voice")),
        (message_xml(MsgType="image", PicUrl="http://x", MediaId="m"), MediaSent("image")),
        (message_xml(MsgType="video"), MediaSent("video")),
        (message_xml(MsgType="location", Location_X="23.1", Label="南通市", AppType="wxwork"), Located("南通市")),
        (message_xml(MsgType="link", Url="http://x"), MediaSent("link")),
        (message_xml(MsgType="file"), MediaSent("file")),
        (message_xml(MsgType="hologram"), Unhandled("hologram")),
        (event_xml("enter_agent", EventKey=""), Entered()),
        (event_xml("Enter_Agent"), Entered()),
        (event_xml("subscribe"), Unhandled("subscribe")),
        (event_xml("unsubscribe"), Unfollowed()),
        (event_xml("click", EventKey="menu"), MenuTapped("menu")),
        (event_xml("CLICK", EventKey="menu"), MenuTapped("menu")),
        (event_xml("click"), Unhandled("click")),
        (event_xml("view", EventKey="http://x"), Unhandled("view")),
        (event_xml("view_miniprogram", EventKey="pages/x"), Unhandled("view_miniprogram")),
        (event_xml("LOCATION", Latitude="north", AppType="wxwork"), Unhandled("location")),
        (event_xml("scancode_push", SCANNED.format("nantong"), EventKey="k"), Unhandled("scancode_push")),
        (event_xml("scancode_waitmsg", SCANNED.format("nantong"), EventKey="k"), Scanned("nantong")),
        (event_xml("scancode_waitmsg", SCANNED.format("x" * 129)), Unhandled("scancode_waitmsg")),
        (event_xml("scancode_waitmsg", EventKey="k"), Unhandled("scancode_waitmsg")),
        (event_xml("pic_sysphoto", PICTURES), Unhandled("pic_sysphoto")),
        (event_xml("pic_photo_or_album", PICTURES), Unhandled("pic_photo_or_album")),
        (event_xml("pic_weixin", PICTURES), Unhandled("pic_weixin")),
        (event_xml("location_select", "<SendLocationInfo><Label>x</Label></SendLocationInfo>"),
         Unhandled("location_select")),
        (event_xml("batch_job_result", "<BatchJob><JobId>1</JobId></BatchJob>"), Unhandled("batch_job_result")),
        (event_xml("change_contact", FromUserName="sys", ChangeType="create_user", AgentID=""),
         Unhandled("change_contact")),
        (event_xml("open_approval_change", "<ApprovalInfo><ThirdNo>1</ThirdNo></ApprovalInfo>"),
         Unhandled("open_approval_change")),
        (event_xml("share_agent_change", AgentID="1"), Unhandled("share_agent_change")),
        (event_xml("kf_msg_or_event", FromUserName="", AgentID="", Token="t"), Unhandled("kf_msg_or_event")),
        (event_xml("e" * 129), Unhandled("e" * 128)),
        (event_xml(""), Unhandled("")),
    ],
)  # fmt: skip
def test_a_type_or_event_becomes(xml: str, content: Content) -> None:
    assert _message(xml).content == content


@pytest.mark.parametrize(
    ("xml", "content"),
    [
        (_card("button_interaction", EventKey="换地区"), Said("换地区")),
        (_card("text_notice", EventKey="菜单"), Said("菜单")),
        (_card("hologram", EventKey="菜单"), Said("菜单")),
        (_card("button_interaction"), Unhandled("template_card_event")),
        (_card("button_interaction", EventKey=" "), Unhandled("template_card_event")),
        (_card("vote_interaction", ("本科",), EventKey="submit"), Said("本科")),
        (_card("VOTE_INTERACTION", ("高级", "中级"), EventKey="submit"), Said("高级、中级")),
        (_card("multiple_interaction", ("南通",), ("食品", "药品"), EventKey="submit"), Said("南通、食品、药品")),
        (_card("vote_interaction", ("", " "), EventKey="submit"), Unhandled("template_card_event")),
        (_card("vote_interaction", EventKey="submit"), Unhandled("template_card_event")),
        (_card("vote_interaction", ("甲",), event="template_card_menu_event", EventKey="退订"), Said("退订")),
        (_card("text_notice", event="template_card_menu_event"), Unhandled("template_card_menu_event")),
    ],
)
def test_what_was_tapped_on_a_card_is_what_its_member_said(xml: str, content: Content) -> None:
    assert _message(xml).content == content


def test_control_characters_in_a_text_and_in_an_option_are_dropped() -> None:
    assert _message(message_xml(Content="学\x07历\x00")).content == Said("学历")
    assert _message(_card("vote_interaction", ("本\x07科",))).content == Said("本科")


@pytest.mark.parametrize(
    "change",
    [
        {"FromUserName": ""},
        {"FromUserName": "o" * 129},
        {"ToUserName": ""},
        {"MsgType": ""},
        {"MsgType": "event", "Event": "enter_agent", "FromUserName": ""},
        {"MsgType": "event", "Event": "view", "FromUserName": "o" * 129},
        {"CreateTime": ""},
        {"CreateTime": "soon"},
        {"CreateTime": "99999999999"},
        {"AgentID": "1"},
        {"AgentID": "x"},
    ],
)
def test_a_message_without_sender_receiver_type_or_time_or_of_another_application_is_refused(
    change: dict[str, str],
) -> None:
    assert _message(message_xml()).content == Said(TEXT)
    with pytest.raises(MalformedCallback):
        _message(message_xml(**change))


def test_a_message_that_names_no_application_is_taken_for_ours() -> None:
    assert _message(message_xml(AgentID="")).content == Said(TEXT)


@given(
    st.dictionaries(
        st.sampled_from(["Content", "CreateTime", "MsgType", "Event", "EventKey", "MsgId", "CardType", "AgentID"]),
        st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]))
        | st.sampled_from(["text", "event", "template_card_event", "vote_interaction", "scancode_waitmsg"]),
    )
)
def test_no_odd_field_raises_anything_but_a_refusal(fields: dict[str, str]) -> None:
    try:
        message = _message(message_xml(**fields))
    except MalformedCallback:
        return
    assert isinstance(message.content, Content)


# Repeated deliveries


@pytest.mark.parametrize("xml", [message_xml(), event_xml("click", EventKey="a")], ids=["message", "event"])
def test_a_repeated_delivery_has_the_same_dedupe_key(xml: str) -> None:
    assert _message(xml).dedupe_key == _message(xml).dedupe_key


def test_a_message_is_known_by_its_id_whatever_else_changes() -> None:
    again = message_xml(CreateTime=str(NOW + 1))
    assert _message(message_xml()).dedupe_key == _message(again).dedupe_key


def test_different_messages_have_different_dedupe_keys() -> None:
    messages = [
        _message(message_xml()),
        _message(message_xml(), account="second"),
        _message(message_xml(FromUserName="lisi")),
        _message(message_xml(MsgId="4561255354251345930")),
        _message(event_xml("click", EventKey="a")),
        _message(event_xml("click", EventKey="b")),
        _message(event_xml("click", EventKey="a", CreateTime=str(NOW + 1))),
        _message(event_xml("enter_agent")),
        _message(_card("button_interaction", EventKey="a")),
        _message(_card("button_interaction", EventKey="a").replace("t1", "t2")),
        _message(event_xml("change_contact", ChangeType="create_user")),
        _message(event_xml("change_contact", ChangeType="delete_user")),
    ]
    assert len({message.dedupe_key for message in messages}) == len(messages)
