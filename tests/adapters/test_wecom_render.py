"""Passive replies of a WeCom application, decrypted and read by wechatpy."""

import pytest
import xmltodict
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.wecom.channel import WeComChannel
from dialogs.messages import Choice, Page
from dialogs.messages import Text as Words
from dialogs.prompts import paginate
from tests.adapters.test_wechat_render import DEL
from tests.adapters.test_xml import FORBIDDEN
from tests.adapters.wechat_platform import NOW
from tests.adapters.wecom_platform import CORPORATION, MEMBER, WECOM, message_xml

CHANNEL = WECOM.channel()
RECEIVED = CHANNEL.read(WECOM.deliver(message_xml()), now=NOW)


def test_a_reply_swaps_the_names_and_carries_our_time() -> None:
    reply = CHANNEL.render(Page("第五条（三）\n大专以上学历"), RECEIVED.reply_to, now=NOW + 2.9)
    assert reply.media_type == "application/xml"
    assert WECOM.shown(reply) == {
        "ToUserName": MEMBER,
        "FromUserName": CORPORATION,
        "CreateTime": str(NOW + 2),
        "MsgType": "text",
        "Content": "第五条（三）\n大专以上学历",
    }


def test_a_reply_is_stamped_afresh_and_never_twice_the_same() -> None:
    replies = [CHANNEL.render(Page("好的"), RECEIVED.reply_to, now=NOW + 60).body for _ in range(20)]
    envelopes = [xmltodict.parse(body)["xml"] for body in replies]
    assert {envelope["TimeStamp"] for envelope in envelopes} == {str(NOW + 60)}
    for part in ("Encrypt", "Nonce", "MsgSignature"):
        assert len({envelope[part] for envelope in envelopes}) == len(envelopes)


def test_choices_are_numbered_lines_and_no_page_is_cut_by_the_platform() -> None:
    said = Words("质量" * 1500, (Choice("菜单", "菜单"), Choice("转人工", "转人工")))
    pages = paginate([said], WeComChannel.capabilities)
    texts = [WECOM.shown(CHANNEL.render(page, RECEIVED.reply_to, now=NOW))["Content"] for page in pages]
    assert len(texts) > 1
    assert all(len(text.encode()) <= 2048 for text in texts)
    assert texts[-1].endswith("1 菜单\n2 转人工")


def test_no_reply_is_an_empty_body() -> None:
    assert (CHANNEL.render_nothing().body, CHANNEL.render_nothing().media_type) == (b"", "text/plain")


def test_a_reply_needs_the_address_that_read_gave() -> None:
    assert CHANNEL.render(Page("好的"), RECEIVED.reply_to, now=NOW)
    with pytest.raises(TypeError):
        CHANNEL.render(Page("好的"), object(), now=NOW)


@given(text=st.text())
@example(text="]]></Content><MsgType>news</MsgType><Content><![CDATA[")
@example(text="]]\x00>")
def test_any_text_is_shown_as_it_was_and_adds_nothing_to_the_reply(text: str) -> None:
    kept = "".join(character for character in text if character not in [*FORBIDDEN, DEL])
    shown = WECOM.shown(CHANNEL.render(Page(text), RECEIVED.reply_to, now=NOW))
    assert (shown["Content"] or "") == kept.replace("\r\n", "\n").replace("\r", "\n")
    assert list(shown) == ["ToUserName", "FromUserName", "CreateTime", "MsgType", "Content"]
