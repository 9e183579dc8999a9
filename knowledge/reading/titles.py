"""Documents that a message names: by title, by number, by what people call them."""

import re
from collections.abc import Iterable

from knowledge.model import PolicyDocument
from knowledge.reading.routes import plain, without

_TITLE = re.compile(r"《([^》]+)》")


def document_named(text: str, documents: Iterable[PolicyDocument]) -> tuple[PolicyDocument | None, str]:
    """The document whose number or title stands in `text`, with the text without it; else None and `text`."""
    written = plain(text)
    documents = tuple(documents)
    for document in filter(lambda document: document.doc_no, documents):
        found = re.search(_number_pattern(document.doc_no), written)
        if found is not None:
            return document, without(written, found)
    by_length = sorted(documents, key=lambda document: -len(document.title))
    for document in by_length:
        whole_title = f"《{plain(document.title)}》"
        if whole_title in written:
            return document, written.replace(whole_title, " ")
    for title in _TITLE.findall(written):
        for document in reversed(by_length):
            if title in plain(document.title):
                return document, written.replace(f"《{title}》", " ")
    return None, text


def documents_called(text: str, documents: Iterable[PolicyDocument]) -> tuple[PolicyDocument, ...]:
    """The documents that `text` calls by one of the names people have for them, as they are mentioned."""
    found = [(text.find(name), document) for document in documents for name in document.also_called if name in text]
    return tuple(dict.fromkeys(document for _, document in sorted(found, key=lambda row: row[0])))


def looks_inside(text: str, document: PolicyDocument) -> bool:
    """Whether `text` asks what stands in `document`: 「编制说明里…」「解读提到的…」."""
    names = "|".join(map(re.escape, document.also_called)) or "(?!)"
    return (
        re.search(rf"(?:{names})(?:里头?|里面|中|当中|上面?|提到|提的|[说讲写](?:的|了)|那份|这份)", text) is not None
    )


def _number_pattern(doc_no: str) -> str:
    """A document number however its year is bracketed or left out, and the 「35号文」 of those who know it well."""
    code, year, number = (re.escape(part) for part in re.split(r"[()]", plain(doc_no)))
    return rf"{code}[\s()年]*(?:{year}[\s()年]*)?第?{number}|\({year}\)\s*{number}|(?<!\d){number}文"
