"""The XML of WeChat callbacks and replies, read with expat: no DOCTYPE, so no entities.

Expat rather than libxml2, because a body is read before its signature can be checked: libxml2
keeps every element name it ever saw, and strangers' bodies would fill the memory.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol
from xml.parsers import expat

from adapters.channel import MalformedCallback

# What XML 1.0 forbids and people's keyboards still send.
_CONTROLS = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)])
_NONCHARACTERS = ("\ufffe".encode(), "\uffff".encode())

# Deleting a control character before parsing could join "]]" and ">" and so end a CDATA section in
# the middle of a user's words. DEL, which is legal, holds its place until the text has been read.
_PLACEHOLDER = "\x7f"
_TO_PLACEHOLDER = bytes.maketrans(_CONTROLS, _PLACEHOLDER.encode() * len(_CONTROLS))


def read_fields(body: bytes) -> dict[str, str]:
    """The elements below the root `<xml>` that hold text alone, by tag; of repeated ones the first.

    Control characters are dropped. The caller bounds the size of `body`. Raises MalformedCallback.
    """
    reader = _FieldReader()
    _walk(body, reader)
    return reader.fields


def read_texts(body: bytes, *path: str) -> list[str]:
    """The texts of the elements at `path` below the root `<xml>`, one or many, in order; as read_fields in all else."""
    reader = _TextReader(path)
    _walk(body, reader)
    return reader.texts


def read_parts(body: bytes, *path: str) -> list[dict[str, str]]:
    """The elements at `path` below the root `<xml>`, one or many, in order, each as read_fields reads the root."""
    reader = _PartReader(path)
    _walk(body, reader)
    return reader.parts


def write_fields(fields: Mapping[str, str | int]) -> bytes:
    """A document that read_fields reads back: text in CDATA without control characters, numbers bare."""
    elements = "".join(f"<{tag}>{_written(value)}</{tag}>" for tag, value in fields.items())
    return f"<xml>{elements}</xml>".encode()


class _Reader(Protocol):
    """What expat's walk through a document is told to; `text` takes the pieces of a text."""

    text: list[str]

    def start(self, tag: str, attributes: Mapping[str, str]) -> None: ...
    def end(self, tag: str) -> None: ...


def _walk(body: bytes, reader: _Reader) -> None:
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text.append
    try:
        parser.Parse(_with_placeholders(body), True)
    except expat.ExpatError as error:
        raise MalformedCallback(f"the body is not well-formed XML in UTF-8 (expat error {error.code})") from None


class _FieldReader:
    """Collects the leaves directly below the root."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self.text: list[str] = []
        self._depth = 0
        self._is_leaf = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._depth == 0 and tag != "xml":
            raise MalformedCallback("the root element is not <xml>")
        self._depth += 1
        self._is_leaf = self._depth == 2
        self.text.clear()

    def end(self, tag: str) -> None:
        if self._depth == 2 and self._is_leaf:
            self.fields.setdefault(tag, _joined(self.text))
        self._depth -= 1


class _TextReader:
    """Collects the leaves at one path."""

    def __init__(self, path: Sequence[str]) -> None:
        self.texts: list[str] = []
        self.text: list[str] = []
        self._wanted = ["xml", *path]
        self._open: list[str] = []
        self._is_leaf = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._open.append(tag)
        self._is_leaf = self._open == self._wanted
        self.text.clear()

    def end(self, tag: str) -> None:
        if self._is_leaf and self._open == self._wanted:
            self.texts.append(_joined(self.text))
        self._open.pop()


class _PartReader:
    """Collects the leaves below each element at one path."""

    def __init__(self, path: Sequence[str]) -> None:
        self.parts: list[dict[str, str]] = []
        self.text: list[str] = []
        self._wanted = ["xml", *path]
        self._open: list[str] = []
        self._is_leaf = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._is_leaf = self._open == self._wanted
        self._open.append(tag)
        if self._open == self._wanted:
            self.parts.append({})
        self.text.clear()

    def end(self, tag: str) -> None:
        self._open.pop()
        if self._is_leaf and self._open == self._wanted:
            self.parts[-1].setdefault(tag, _joined(self.text))


def _joined(text: Sequence[str]) -> str:
    return "".join(text).replace(_PLACEHOLDER, "")


def _refuse_doctype(*declaration: object) -> None:
    raise MalformedCallback("the body declares a DOCTYPE")


def _with_placeholders(body: bytes) -> bytes:
    clean = body.translate(_TO_PLACEHOLDER)
    for noncharacter in _NONCHARACTERS:
        clean = clean.replace(noncharacter, _PLACEHOLDER.encode())
    return clean


def _written(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    # First the control characters, then the split: in the other order "]]\0>" would become "]]>".
    visible = _with_placeholders(value.encode()).decode().replace(_PLACEHOLDER, "")
    return f"<![CDATA[{visible.replace(']]>', ']]]]><![CDATA[>')}]]>"
