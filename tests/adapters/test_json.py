"""The JSON core: what it reads, what it refuses, what it writes."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.channel import MalformedCallback
from adapters.json import read_fields, read_parts, write_fields
from tests.adapters.test_crypto import VECTORS
from tests.adapters.test_xml import FORBIDDEN


def test_texts_and_numbers_are_read_and_what_holds_more_is_left_out() -> None:
    body = '{"A":"质量 \\u8d28","Id":12345678901234567890,"X":23.50,"D":"","L":[1],"O":{"A":"no"},"T":true,"N":null}'
    assert read_fields(body.encode()) == {"A": "质量 质", "Id": "12345678901234567890", "X": "23.50", "D": ""}


def test_worked_example_is_read() -> None:
    fields = read_fields(VECTORS["V3"]["msg"].encode())
    assert (fields["CreateTime"], fields["Event"]) == ("1714112445", "debug_demo")


@pytest.mark.parametrize(
    ("event", "parts"),
    [
        ({}, []),
        ({"Event": {"List": {"A": "1", "Id": 9}}}, [{"A": "1", "Id": "9"}]),
        ({"Event": {"List": [{"A": "1"}, {}, "no", {"A": "3", "B": {"A": "no"}}]}}, [{"A": "1"}, {}, {"A": "3"}]),
        ({"Event": [{"List": {"A": "1"}}, {"List": [{"A": "2"}]}]}, [{"A": "1"}, {"A": "2"}]),
        ({"Event": "no", "List": {"A": "no"}}, []),
        ({"Event": {"List": None}}, []),
    ],
    ids=["none", "one", "many", "many of one", "elsewhere", "nothing"],
)
def test_parts_at_a_path_are_read_be_it_one_or_many(event: dict[str, Any], parts: list[dict[str, str]]) -> None:
    assert read_parts(json.dumps(event).encode(), "Event", "List") == parts


def test_control_characters_and_halves_of_characters_are_dropped_raw_or_escaped() -> None:
    assert read_fields('{"A":"学\x07历\\u0000\\ud83d？\\ufffe","B":"\\ud83d\\ude00"}'.encode()) == {
        "A": "学历？",
        "B": "😀",
    }


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b'{"A":1}x', b'["A"]', b'"A"', b"1", b'{"A":"\xff"}', '{"A":"质"}'.encode("gb18030"),
        b'{"A":' + b"[" * 60_000, b'{"A":' * 60_000,
    ],
    ids=["empty", "cut", "two", "list", "text", "number", "not UTF-8", "GB 18030", "deep list", "deep object"],
)  # fmt: skip
def test_what_is_no_json_object_is_refused(body: bytes) -> None:
    assert read_fields(b'{"A":1}') == {"A": "1"}
    with pytest.raises(MalformedCallback):
        read_fields(body)
    with pytest.raises(MalformedCallback):
        read_parts(body, "A")


@given(st.binary() | st.recursive(st.none() | st.text() | st.floats(), st.lists).map(lambda v: json.dumps(v).encode()))
def test_no_bytes_raise_anything_but_a_refusal(body: bytes) -> None:
    try:
        read_fields(body)
    except MalformedCallback:
        return


@given(st.text())
def test_what_is_written_is_read_back(text: str) -> None:
    kept = "".join(character for character in text if character not in [*FORBIDDEN, "\x7f"])
    assert read_fields(write_fields({"Content": text, "CreateTime": 12})) == {"Content": kept, "CreateTime": "12"}


def test_characters_are_written_as_they_are_and_numbers_bare() -> None:
    assert write_fields({"Content": "质“量”\n", "CreateTime": 12}) == '{"Content":"质“量”\\n","CreateTime":12}'.encode()
