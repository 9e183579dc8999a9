"""The XML core: what it reads, what it refuses, what it writes."""

import pytest
import xmltodict
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.channel import MalformedCallback
from adapters.xml import read_fields, read_parts, read_texts, write_fields

FORBIDDEN = [*map(chr, range(9)), "\x0b", "\x0c", *map(chr, range(14, 32)), "\ufffe", "\uffff"]


def _visible(text: str) -> str:
    """`text` as any XML reader gives it back: no forbidden characters, one kind of line end."""
    kept = "".join(character for character in text if character not in [*FORBIDDEN, "\x7f"])
    return kept.replace("\r\n", "\n").replace("\r", "\n")


def _body(content: str) -> bytes:
    return f"<xml><FromUserName>o1</FromUserName><Content><![CDATA[{content}]]></Content></xml>".encode()


def test_cdata_numbers_entities_and_empty_elements_are_read() -> None:
    body = "<xml>\n<A><![CDATA[质量 & <b>]]></A>\n<B>12</B><C>&lt;&#37096;</C><D/></xml>".encode()
    assert read_fields(body) == {"A": "质量 & <b>", "B": "12", "C": "<部", "D": ""}


def test_a_declaration_before_the_root_is_read_as_utf8_whatever_it_says() -> None:
    body = '<?xml version="1.0" encoding="gb2312"?>\n<xml><A>质量</A></xml>'.encode()
    assert read_fields(body) == {"A": "质量"}


def test_elements_that_hold_elements_are_left_out() -> None:
    body = b"<xml><A>1</A><Pics>x<Count>1</Count>y</Pics><B>2</B></xml>"
    assert read_fields(body) == {"A": "1", "B": "2"}


def test_of_repeated_elements_the_first_counts() -> None:
    assert read_fields(b"<xml><From>a</From><From>b</From></xml>") == {"From": "a"}


@pytest.mark.parametrize(
    ("inner", "texts"),
    [
        ("", []),
        ("<Items><Item>一</Item></Items>", ["一"]),
        ("<Items><Item>一</Item><Item><![CDATA[<二>]]></Item></Items><Items><Item/></Items>", ["一", "<二>", ""]),
        ("<Item>no</Item><Items>no<Other>no</Other><Item>a<Deep>no</Deep>b</Item></Items>", []),
        ("<Items><Items><Item>no</Item></Items></Items><Items><Item>一\x07</Item></Items>", ["一"]),
    ],
    ids=["none", "one", "many", "elsewhere", "deeper"],
)
def test_texts_at_a_path_are_read_be_it_one_or_many(inner: str, texts: list[str]) -> None:
    assert read_texts(f"<xml>{inner}</xml>".encode(), "Items", "Item") == texts


@pytest.mark.parametrize(
    ("inner", "parts"),
    [
        ("", []),
        ("<Event><List><A>1</A><B/></List></Event>", [{"A": "1", "B": ""}]),
        ("<Event><List><A>1</A><A>2</A></List><List/></Event><Event><List><A><![CDATA[<3>]]></A></List></Event>",
         [{"A": "1"}, {}, {"A": "<3>"}]),
        ("<List><A>no</A></List><Event><A>no</A><List>no<A>1</A>no<B><A>no</A></B></List></Event>", [{"A": "1"}]),
        ("<Event><List><List><A>no</A></List><A>1</A></List></Event>", [{"A": "1"}]),
    ],
    ids=["none", "one", "many", "elsewhere", "deeper"],
)  # fmt: skip
def test_parts_at_a_path_are_read_be_it_one_or_many(inner: str, parts: list[dict[str, str]]) -> None:
    assert read_parts(f"<xml>{inner}</xml>".encode(), "Event", "List") == parts


def test_texts_are_read_of_no_document_with_a_doctype() -> None:
    with pytest.raises(MalformedCallback):
        read_texts(b"<!DOCTYPE xml><xml><Items><Item>1</Item></Items></xml>", "Items", "Item")


@pytest.mark.parametrize("character", FORBIDDEN, ids=lambda character: f"U+{ord(character):04X}")
def test_a_forbidden_character_is_dropped(character: str) -> None:
    assert read_fields(_body(f"学{character}历"))["Content"] == "学历"


@pytest.mark.parametrize("character", ["\x01", "\x7f", "\uffff"])
def test_dropping_a_character_does_not_end_the_cdata_section(character: str) -> None:
    words = f"]]{character}></Content><FromUserName>o2</FromUserName><Content><![CDATA["
    fields = read_fields(_body(words))
    assert fields == {"FromUserName": "o1", "Content": words.replace(character, "")}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not xml",
        b'{"ToUserName":"gh_1"}',
        b"<xml><A>1</A>",
        b"<xml><A>1</B></xml>",
        b"<xml><A>1</A></xml><xml/>",
        b"<html><A>1</A></html>",
        b"<xml><A>&name;</A></xml>",
        b"<xml><A>&#1;</A></xml>",
        b"<!DOCTYPE xml><xml><A>1</A></xml>",
        b'<!DOCTYPE xml SYSTEM "http://127.0.0.1/x.dtd"><xml><A>1</A></xml>',
        b'<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><A>&a;</A></xml>',
        b'<!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><xml><A>&b;</A></xml>',
        b"<!-- <xml> --><!DOCTYPE xml><xml><A>1</A></xml>",
        "<xml><A>质量</A></xml>".encode("gb18030"),
        "<xml><A>质量</A></xml>".encode("utf-16"),
        b"<xml><A>\xed\xa0\x80</A></xml>",
        b"<xml><A>\xc0\xbc</A></xml>",
    ],
)
def test_a_body_that_is_not_flat_utf8_xml_is_refused(body: bytes) -> None:
    assert read_fields(b"<xml><A>1</A></xml>") == {"A": "1"}
    with pytest.raises(MalformedCallback):
        read_fields(body)


def test_a_doctype_inside_a_message_is_just_words() -> None:
    assert read_fields(_body("<!DOCTYPE xml>"))["Content"] == "<!DOCTYPE xml>"


@given(st.binary() | st.text().map(lambda text: f"<xml>{text}</xml>".encode()))
def test_no_body_raises_anything_but_a_refusal(body: bytes) -> None:
    try:
        fields = read_fields(body)
    except MalformedCallback:
        return
    assert all(isinstance(text, str) for text in fields.values())


@given(st.text())
@example("]]>")
@example("]]\x00>")
@example("]]]]>>")
@example("a]]><MsgType>event</MsgType><![CDATA[")
def test_any_text_written_is_read_back_by_us_and_by_an_independent_reader(text: str) -> None:
    body = write_fields({"Content": text, "CreateTime": 12})
    assert read_fields(body) == {"Content": _visible(text), "CreateTime": "12"}
    independent = xmltodict.parse(body, strip_whitespace=False)["xml"]
    assert (independent["Content"] or "").replace("\x7f", "") == _visible(text)
    assert list(independent) == ["Content", "CreateTime"]
    assert b"<CreateTime>12</CreateTime>" in body
