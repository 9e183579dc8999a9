"""A docx file as XML: a zip archive whose parts are read up to a bound, without entities or network."""

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath

from lxml import etree

from knowledge.errors import UnreadableDocument

_MOST_PART_BYTES = 64 * 1024 * 1024
"""A part that unpacks to more is refused: the text of a long law is a thirtieth of this."""
_OLE_MARK = b"\xd0\xcf\x11\xe0"
_DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)


class Package:
    """The parts of one docx file. Raises UnreadableDocument where one cannot be read."""

    def __init__(self, path: Path, content: bytes) -> None:
        self._path = path
        if content.startswith(_OLE_MARK):
            raise UnreadableDocument(
                f"{path}: a .doc file or one with a password; open it in Word and save it as docx without password"
            )
        try:
            self._archive = zipfile.ZipFile(BytesIO(content))
        except _DAMAGES:
            raise self._damaged("no zip archive") from None
        self._main = self._main_part()

    def document(self) -> etree._Element:
        """The main text."""
        root = self._part(self._main)
        if root is None:
            raise self._damaged("without a main text")
        return root

    def beside(self, name: str) -> etree._Element | None:
        """The part `name` that goes with the main text (`numbering.xml`), or None."""
        return self._part(str(PurePosixPath(self._main).with_name(name)))

    def _main_part(self) -> str:
        relations = self._part("_rels/.rels")
        for relation in children(relations) if relations is not None else ():
            if relation.get("Type", "").endswith("/officeDocument"):
                return str(relation.get("Target", "")).lstrip("/")
        return "word/document.xml"

    def _part(self, name: str) -> etree._Element | None:
        if name not in self._archive.namelist():
            return None
        try:
            with self._archive.open(name) as part:
                content = part.read(_MOST_PART_BYTES + 1)
        except _DAMAGES:
            raise self._damaged(f"broken in {name}") from None
        if len(content) > _MOST_PART_BYTES:
            raise UnreadableDocument(
                f"{self._path}: {name} unpacks to more than {_MOST_PART_BYTES // 1024 // 1024} MB; "
                "save the words alone as a new docx"
            )
        try:
            root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError:
            raise self._damaged(f"broken in {name}") from None
        if root.getroottree().docinfo.doctype:
            raise UnreadableDocument(f"{self._path}: {name} declares entities; save it anew in Word")
        return root

    def _damaged(self, how: str) -> UnreadableDocument:
        return UnreadableDocument(f"{self._path}: not a sound docx, {how}; open it in Word and save it anew")


def name_of(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The children of these names, of all names where none is given."""
    return (child for child in element if not names or name_of(child) in names)


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The element that the names lead to, each time the first; None where there is none."""
    for name in path:
        if element is None:
            return None
        element = next(children(element, name), None)
    return element


def value(element: etree._Element | None, name: str = "val") -> str:
    """The attribute `name` whatever its namespace, or empty."""
    if element is None:
        return ""
    return next((str(text) for key, text in element.attrib.items() if str(key).rpartition("}")[2] == name), "")
