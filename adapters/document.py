"""The body of a callback in whichever form its account is set to; each body shows by itself which one it has."""

from collections.abc import Mapping
from typing import Literal

from adapters import json, xml

Form = Literal["xml", "json"]


def form_of(body: bytes) -> Form:
    """How `body` is written; what is neither counts as XML and is refused as that."""
    return "json" if body.lstrip()[:1] == b"{" else "xml"


def read_fields(body: bytes) -> dict[str, str]:
    """What is right below the root and holds no more than a text, by name. Raises MalformedCallback."""
    return json.read_fields(body) if form_of(body) == "json" else xml.read_fields(body)


def read_parts(body: bytes, *path: str) -> list[dict[str, str]]:
    """The fields of each element at `path` below the root, one or many, in order. Raises MalformedCallback."""
    return json.read_parts(body, *path) if form_of(body) == "json" else xml.read_parts(body, *path)


def write_fields(fields: Mapping[str, str | int], form: Form) -> bytes:
    """A document in `form` that read_fields reads back."""
    return json.write_fields(fields) if form == "json" else xml.write_fields(fields)
