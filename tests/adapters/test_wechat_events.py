"""Every event of an Official Account has its meaning, however it is spelled and in either form."""

import json

import pytest

from adapters.wechat.parse import parse
from dialogs.messages import (
    Content,
    Followed,
    Located,
    MenuTapped,
    Scanned,
    Unfollowed,
    Unhandled,
)
from tests.adapters.wechat_platform import USER, event_json, event_xml, message_json


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
    "name", ["subscribe_msg_sent_event", "masssendjobfinish", "location_select", "scancode_waitmsg"]
)
@pytest.mark.parametrize("nested", [None, "", 1, [], {}, [[]], [1], {"List": [[]]}, {"List": {"MsgID": {}}}], ids=str)
def test_odd_nesting_raises_nothing(name: str, nested: object) -> None:
    containers = ("SubscribeMsgSentEvent", "PublishEventInfo", "SendLocationInfo", "ScanCodeInfo", "List")
    message = json.loads(event_json(name)) | dict.fromkeys(containers, nested)
    assert isinstance(_content(json.dumps(message)), Content)
