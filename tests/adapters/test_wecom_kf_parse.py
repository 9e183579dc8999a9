"""What each item of the platform's list is taken for; the unknown is tolerated."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.pulling import Happening, PersonLeft, PersonTookOver, SendFailed, TakenBack
from adapters.wecom_kf.parse import Item, dedupe_key, happening
from adapters.wecom_kf.render import message
from dialogs.messages import Choice, ConversationKey, Followed, InboundMessage, Located, MediaSent, Page, Said
from tests.fakes.customer_service import OPEN_KFID, event, said

AT = 1_767_225_600


def read(item: dict[str, Any]) -> Happening | None:
    return happening(Item.model_validate(item), account="default", open_kfid=OPEN_KFID)


def content(item: dict[str, Any]) -> object:
    happened = read(item)
    assert isinstance(happened, InboundMessage)
    return happened.content


def test_words_arrive_with_conversation_time_and_a_key_of_their_own() -> None:
    happened = read(said("南通要什么学历", msgid="m1", at=AT))
    assert happened == InboundMessage(
        ConversationKey("wecom_kf", "default", "wmAnna"),
        dedupe_key("default", "wmAnna", "m1"),
        datetime.fromtimestamp(AT, UTC),
        Said("南通要什么学历"),
    )
    keys = {read(said("x", msgid=msgid, at=AT, user=user)) for msgid in ("m1", "m2") for user in ("a", "b")}
    assert len({one.dedupe_key for one in keys if isinstance(one, InboundMessage)}) == 4


def test_tapped_line_of_a_menu_is_what_it_says() -> None:
    assert content(said("任职条件", msgid="m1", at=AT, text={"content": "任职条件", "menu_id": "1"})) == Said(
        "任职条件"
    )


def test_a_place_is_told_by_its_address_and_name_and_no_point_on_the_map() -> None:
    place = {"latitude": 31.98, "longitude": 120.89, "name": "市政府", "address": "江苏省南通市崇川区"}
    told = content(said("", msgid="m1", at=AT, msgtype="location", location=place))
    assert told == Located("江苏省南通市崇川区", "市政府")
    assert content(said("", msgid="m1", at=AT, msgtype="location", location={"name": 1})) == Located("")


@pytest.mark.parametrize("kind", ["image", "voice", "video", "file", "link", "miniprogram"])
def test_what_is_no_text_is_media(kind: str) -> None:
    assert content(said("", msgid="m1", at=AT, msgtype=kind, **{kind: {"media_id": "x"}})) == MediaSent(kind)


def test_kind_of_message_nobody_knows_yet_is_media_too() -> None:
    assert content(said("", msgid="m1", at=AT, msgtype="hologram")) == MediaSent("other")


def test_visit_with_a_code_is_greeted_and_one_without_is_not() -> None:
    visit = event("enter_session", msgid="e1", at=AT, scene="s1", scene_param="nantong:report", welcome_code="code1")
    assert content(visit) == Followed("nantong:report", reply_code="code1")
    assert content(event("enter_session", msgid="e1", at=AT, scene="s1", welcome_code="c")) == Followed("s1", "c")
    assert read(event("enter_session", msgid="e1", at=AT, scene="s1")) is None


def test_what_happens_to_a_session_is_told() -> None:
    def session(change: int, **told: Any) -> Happening | None:
        return read(event("session_status_change", msgid="e1", at=AT, change_type=change, **told))

    assert session(1, new_servicer_userid="mei") == PersonTookOver("wmAnna", "mei")
    assert session(2, new_servicer_userid="li") == PersonTookOver("wmAnna", "li")
    assert session(4) == PersonTookOver("wmAnna", "")
    assert session(3) == PersonLeft("wmAnna")
    assert session(9) is None


def test_page_that_did_not_arrive_and_words_taken_back() -> None:
    assert read(event("msg_send_fail", msgid="e1", at=AT, fail_msgid="k1", fail_type=4)) == SendFailed(
        "k1", "send_fail:4"
    )
    recalled = read(event("user_recall_msg", msgid="e1", at=AT, recall_msgid="m1"))
    assert recalled == TakenBack("wmAnna", dedupe_key("default", "wmAnna", "m1"))


@pytest.mark.parametrize(
    "item",
    [
        said("我是客服", msgid="m1", at=AT, origin=5),
        said("  ", msgid="m1", at=AT),
        said("x", msgid="m1", at=AT, user=""),
        said("x", msgid="m1", at=AT, open_kfid="wkAnother"),
        said("x", msgid="m1", at=AT, text=None),
        event("servicer_status_change", msgid="e1", at=AT, status=1),
        event("something_new", msgid="e1", at=AT),
        event("msg_send_fail", msgid="e1", at=AT),
        {"msgid": "e1", "send_time": AT, "origin": 4, "msgtype": "event", "event": "no object"},
    ],
)
def test_what_asks_for_nothing_is_left_alone(item: dict[str, Any]) -> None:
    assert read(item) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=8,
)


@given(told=st.dictionaries(st.sampled_from(["event_type", "external_userid", "change_type", "fail_msgid"]), JSON))
def test_no_event_breaks_the_list(told: dict[str, Any]) -> None:
    read(event("session_status_change", msgid="e1", at=AT) | {"event": told})


def test_page_is_a_text_or_a_menu_whose_lines_say_what_they_mean() -> None:
    assert message(Page("您好")) == {"msgtype": "text", "text": {"content": "您好"}}
    page = Page("请问是哪里？", (Choice("南通", "南通"), Choice("深圳", "深圳")), has_menu=True)
    lines = [
        {"type": "click", "click": {"id": "1", "content": "南通"}},
        {"type": "click", "click": {"id": "2", "content": "深圳"}},
    ]
    assert message(page) == {"msgtype": "msgmenu", "msgmenu": {"head_content": "请问是哪里？", "list": lines}}
