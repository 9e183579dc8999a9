"""The JSON of callbacks and replies, for accounts that are set to it: the same names as in XML, numbers bare."""

import json
from collections.abc import Mapping
from typing import Any

from adapters.channel import MalformedCallback

# What the XML of the same message could not hold either, and halves of characters that no text can.
_DROPPED = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, *range(0xD800, 0xE000), 0xFFFE, 0xFFFF])


def read_fields(body: bytes) -> dict[str, str]:
    """The texts and numbers right below the root, by name, numbers as they are written.

    Control characters are dropped. The caller bounds the size of `body`. Raises MalformedCallback.
    """
    return _leaves(_read(body))


def read_parts(body: bytes, *path: str) -> list[dict[str, str]]:
    """The objects at `path`, one or many, in order, each with its texts and numbers; as read_fields in all else."""
    found = [_read(body)]
    for name in path:
        found = [each for one in found for each in _one_or_many(one.get(name))]
    return [_leaves(one) for one in found]


def write_fields(fields: Mapping[str, str | int]) -> bytes:
    """A document that read_fields reads back: text without control characters, numbers bare."""
    visible = {name: value if isinstance(value, int) else _visible(value) for name, value in fields.items()}
    # Escaped, characters would be shown to users as escapes.
    return json.dumps(visible, ensure_ascii=False, separators=(",", ":")).encode()


def _read(body: bytes) -> dict[str, Any]:
    try:
        # A number is an id or a time: neither may lose digits, and both are compared as text.
        document = json.loads(body.decode(), strict=False, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        raise MalformedCallback("the body is not JSON in UTF-8") from None
    if not isinstance(document, dict):
        raise MalformedCallback("the body is not a JSON object")
    return document


def _one_or_many(value: object) -> list[dict[str, Any]]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]


def _leaves(document: Mapping[str, Any]) -> dict[str, str]:
    return {name: _visible(value) for name, value in document.items() if isinstance(value, str)}


def _visible(text: str) -> str:
    return text.translate(_DROPPED)
