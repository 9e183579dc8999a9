"""Text files: which encoding they are in."""

import codecs
from pathlib import Path

from knowledge.errors import UnreadableDocument

_ENCODINGS = ("utf-8-sig", "gb18030")  # most older government pages are in the second
_MARKED = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}  # what Windows calls 「Unicode」


def decoded(path: Path, content: bytes) -> str:
    """The characters of a file in UTF-8, GB 18030 or, with its mark, UTF-16. Raises UnreadableDocument for others."""
    for encoding in [_MARKED[content[:2]]] if content[:2] in _MARKED else _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnreadableDocument(f"{path}: neither UTF-8 nor GB 18030 text; convert it first")
