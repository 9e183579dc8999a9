"""Every event of an Official Account has its meaning, however it is spelled and in either form."""

import json

import pytest

from adapters.wechat.parse import parse
from dialogs.messages import (
    Content,
    Followed,
    Located,
    MenuTapped,
    Receipt,
    Reported,
    Scanned,
    Unfollowed,
    Unhandled,
)
from tests.adapters.wechat_platform import USER, event_json, event_xml, message_json, message_xml


def _content(body: str) -> Content:
    message = parse(body.encode(), account="default").message
    assert message.key.user == USER
    return message.content


SCANNED = "<ScanCodeInfo><ScanType>qrcode</ScanType><ScanResult>{}</ScanResult></ScanCodeInfo>"
PICTURES = "<SendPicsInfo><Count>1</Count><PicList><item><PicMd5Sum>1b</PicMd5Sum></item></PicList></SendPicsInfo>"
CHOSEN = (
    "<SendLocationInfo><Location_X>31.98</Location_X><Location_Y>120.89</Location_Y><Scale>15</Scale>"
    "<Label>江苏省南通市崇川区</Label><Poiname>{}</Poiname></SendLocationInfo>"
)


@pytest.mark.parametrize(
    ("body", "content"),
    [
        (event_xml("LOCATION", Latitude="23.137466", Longitude="113.352425", Precision="119.385040"),
         Unhandled("location")),
        (event_xml("VIEW", EventKey="http://x", MenuId="1"), Unhandled("view")),
        (event_xml("view_miniprogram", EventKey="pages/index", MenuId="1"), Unhandled("view_miniprogram")),
        (event_xml("scancode_push", SCANNED.format("nantong"), EventKey="k"), Unhandled("scancode_push")),
        (event_xml("scancode_waitmsg", SCANNED.format("nantong:report"), EventKey="k"), Scanned("nantong:report")),
        (event_xml("Scancode_WaitMsg", SCANNED.format("nantong"), EventKey="k"), Scanned("nantong")),
        (event_xml("scancode_waitmsg", SCANNED.format("x" * 129), EventKey="k"), Unhandled("scancode_waitmsg")),
        (event_xml("scancode_waitmsg", EventKey="k"), Unhandled("scancode_waitmsg")),
        (event_xml("pic_sysphoto", PICTURES, EventKey="k"), Unhandled("pic_sysphoto")),
        (event_xml("pic_photo_or_album", PICTURES, EventKey="k"), Unhandled("pic_photo_or_album")),
        (event_xml("pic_weixin", PICTURES, EventKey="k"), Unhandled("pic_weixin")),
        (event_xml("location_select", CHOSEN.format("市政府"), EventKey="k"),
         Located("江苏省南通市崇川区", "市政府", by_menu=True)),
        (event_xml("LOCATION_SELECT", CHOSEN.format(""), EventKey="k"),
         Located("江苏省南通市崇川区", by_menu=True)),
        (event_xml("location_select", EventKey="k"), Located("", by_menu=True)),
        (event_xml("kf_create_session", KfAccount="a@b"), Unhandled("kf_create_session")),
        (event_xml("kf_close_session", KfAccount="a@b"), Unhandled("kf_close_session")),
        (event_xml("kf_switch_session", FromKfAccount="a@b", ToKfAccount="c@d"), Unhandled("kf_switch_session")),
    ],
)  # fmt: skip
def test_an_event_becomes(body: str, content: Content) -> None:
    assert _content(body) == content


@pytest.mark.parametrize(
    ("body", "content"),
    [
        (event_json("subscribe", EventKey="qrscene_nantong:report", Ticket="t"), Followed("nantong:report")),
        (event_json("subscribe", EventKey="last_trade_no_4001"), Followed()),
        (event_json("subscribe", {"EventKey": None}), Followed()),
        (event_json("unsubscribe"), Unfollowed()),
        (event_json("SCAN", {"EventKey": 123}, Ticket="t"), Scanned("123")),
        (event_json("CLICK", EventKey="menu"), MenuTapped("menu")),
        (event_json("CLICK", {"EventKey": ["menu"]}), Unhandled("click")),
        (event_json("LOCATION", {"Latitude": 23.137466, "Longitude": 113.352425}), Unhandled("location")),
        (event_json("scancode_waitmsg", {"ScanCodeInfo": {"ScanType": "qrcode", "ScanResult": "nantong"}}),
         Scanned("nantong")),
        (event_json("pic_weixin", {"SendPicsInfo": {"Count": 1, "PicList": [{"PicMd5Sum": "1"}]}}),
         Unhandled("pic_weixin")),
        (event_json("location_select", {"SendLocationInfo": {"Location_X": 31.98, "Label": "南通市", "Poiname": "甲"}}),
         Located("南通市", "甲", by_menu=True)),
        (message_json({"Label": "南通市", "Location_X": 31.98}, MsgType="location", Content=""), Located("南通市")),
    ],
)  # fmt: skip
def test_an_event_in_json_becomes_the_same(body: str, content: Content) -> None:
    assert _content(body) == content


@pytest.mark.parametrize("body", [
    event_xml("LOCATION", Latitude="23.137466", Longitude="113.352425"),
    event_xml("location_select", CHOSEN.format("市政府")),
    event_json("location_select", {"SendLocationInfo": {"Location_X": 31.98, "Location_Y": 120.89, "Label": "甲"}}),
    message_json({"Label": "甲", "Location_X": 31.98, "Location_Y": 120.89}, MsgType="location", Content=""),
])  # fmt: skip
def test_no_point_on_the_map_is_kept(body: str) -> None:
    assert not any(point in repr(_content(body)) for point in ("23.1", "113.3", "31.98", "120.89"))


@pytest.mark.parametrize(
    "body",
    [
        message_xml(MsgType="image", Content="", PicUrl="http://canary.example/a.jpg", MediaId="m"),
        message_xml(MsgType="link", Content="", Title="t", Description="d", Url="http://canary.example"),
        message_xml(MsgType="voice", Content="", MediaId="canary", Format="amr"),
        message_xml(MsgType="video", Content="", MediaId="canary", ThumbMediaId="canary"),
        event_xml("VIEW", EventKey="http://canary.example"),
        event_xml("scancode_push", SCANNED.format("http://canary.example")),
        message_json(MsgType="image", Content="", PicUrl="http://canary.example/a.jpg", MediaId="m"),
    ],
)
def test_no_address_that_a_user_points_to_is_passed_on(body: str) -> None:
    assert "canary" not in repr(_content(body))


# What became of things that were sent


def _template(status: str, name: str = "TEMPLATESENDJOBFINISH") -> str:
    return event_xml(name, MsgID="200163836", Status=status)


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        ("success", ""),
        ("Success", ""),
        ("failed:user block", "receipt:failed_user_block"),
        ("failed: system failed", "receipt:failed_system_failed"),
        ("failed:system failed", "receipt:failed_system_failed"),
        ("f" * 99, f"receipt:{'f' * 48}"),
    ],
)
def test_a_template_message_has_arrived_or_not(status: str, failure: str) -> None:
    told = Reported("templatesendjobfinish", (Receipt("200163836", failure),))
    assert _content(_template(status)) == told
    assert _content(_template(status, "TemplateSendJobFinish")) == told


def test_a_receipt_without_an_id_or_a_fate_settles_nothing() -> None:
    nothing = Reported("templatesendjobfinish")
    assert _content(_template("")) == nothing
    assert _content(event_xml("TEMPLATESENDJOBFINISH", Status="failed:user block")) == nothing
    assert _content(event_xml("TEMPLATESENDJOBFINISH", MsgID="1" * 129, Status="failed:user block")) == nothing


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        ("send success", ""),
        ("sendsuccess", ""),
        ("send fail", "receipt:send_fail"),
        ("err(10001)", "receipt:err_10001"),
    ],
)
def test_a_mass_message_is_reported_with_its_counts(status: str, failure: str) -> None:
    counts = {"TotalCount": "100", "FilterCount": "80", "SentCount": "75", "ErrorCount": "5"}
    copyrights = "<CopyrightCheckResult><Count>0</Count><ResultList/></CopyrightCheckResult>"
    told = "TotalCount 100, FilterCount 80, SentCount 75, ErrorCount 5"
    expected = Reported("masssendjobfinish", (Receipt("1000001625", failure),), told)
    assert _content(event_xml("MASSSENDJOBFINISH", copyrights, MsgID="1000001625", Status=status, **counts)) == expected
    assert _content(event_json("MASSSENDJOBFINISH", MsgID="1000001625", Status=status, **counts)) == expected


@pytest.mark.parametrize("name", ["PUBLISHJOBFINISH", "FREEPUBLISHJOBFINISH", "MASSSENDJOBFINISH"])
def test_a_publication_is_reported_under_any_of_its_names(name: str) -> None:
    inside = (
        "<PublishEventInfo><publish_id>2247503051</publish_id><publish_status>{}</publish_status></PublishEventInfo>"
    )
    assert _content(event_xml(name, inside.format(0))) == Reported(name.lower(), (Receipt("2247503051", ""),))
    refused = Reported(name.lower(), (Receipt("2247503051", "receipt:2"),))
    assert _content(event_xml(name, inside.format(2))) == refused
    published = {"PublishEventInfo": {"publish_id": "2247503051", "publish_status": 2}}
    assert _content(event_json(name, published)) == refused


SENT = {"TemplateId": "VRR0U", "MsgID": "1864323726", "ErrorCode": "0", "ErrorStatus": "success"}
REFUSED = {"TemplateId": "VRR0U", "MsgID": "1864323727", "ErrorCode": "43101", "ErrorStatus": "user refuse"}


def _xml_of(container: str, *items: dict[str, str]) -> str:
    listed = "".join("<List>" + "".join(f"<{k}>{v}</{k}>" for k, v in item.items()) + "</List>" for item in items)
    return event_xml(container.lower(), f"<{container}>{listed}</{container}>")


def test_subscription_messages_are_reported_one_or_many_in_either_form() -> None:
    name = "subscribe_msg_sent_event"
    one, many = (Receipt("1864323726", ""),), (Receipt("1864323726", ""), Receipt("1864323727", "receipt:43101"))
    for items, receipts in (((SENT,), one), ((SENT, REFUSED), many)):
        xml = _xml_of("SubscribeMsgSentEvent", *items).replace("subscribemsgsentevent", name)
        assert _content(xml) == Reported(name, receipts)
        listed = list(items) if len(items) > 1 else items[0]
        assert _content(event_json(name, {"SubscribeMsgSentEvent": {"List": listed}})) == Reported(name, receipts)
        assert _content(event_json(name, {"List": listed})) == Reported(name, receipts)


@pytest.mark.parametrize("container", ["SubscribeMsgPopupEvent", "SubscribeMsgChangeEvent"])
@pytest.mark.parametrize(
    "name", ["subscribe_msg_popup_event", "subscribe_msg_change_event", "Subscribe_Msg_Change_Event"]
)
def test_what_users_allow_is_counted_whatever_its_container_is_called(name: str, container: str) -> None:
    answers = [{"TemplateId": "VRR0U", "SubscribeStatusString": answer} for answer in ("accept", "reject", "Reject")]
    told = Reported(name.lower(), told="accept 1, reject 2")
    assert _content(_xml_of(container, *answers).replace(f"<Event>{container.lower()}", f"<Event>{name}")) == told
    assert _content(event_json(name, {container: {"List": answers}})) == told
    assert _content(event_json(name, {container: {"List": answers[1]}})) == Reported(name.lower(), told="reject 1")


def test_nothing_that_users_wrote_or_are_called_is_told_to_the_log() -> None:
    odd = {"SubscribeStatusString": "canary", "TotalCount": "canary"}
    assert "canary" not in repr(_content(event_json("subscribe_msg_popup_event", {"List": odd})))
    assert "canary" not in repr(_content(event_xml("MASSSENDJOBFINISH", MsgID="1", Status="send success", **odd)))


@pytest.mark.parametrize(
    "name", ["subscribe_msg_sent_event", "masssendjobfinish", "location_select", "scancode_waitmsg"]
)
@pytest.mark.parametrize("nested", [None, "", 1, [], {}, [[]], [1], {"List": [[]]}, {"List": {"MsgID": {}}}], ids=str)
def test_odd_nesting_raises_nothing(name: str, nested: object) -> None:
    containers = ("SubscribeMsgSentEvent", "PublishEventInfo", "SendLocationInfo", "ScanCodeInfo", "List")
    message = json.loads(event_json(name)) | dict.fromkeys(containers, nested)
    assert isinstance(_content(json.dumps(message)), Content)
