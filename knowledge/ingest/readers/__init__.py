"""Files as plain text: one line per printed line or block, table cells parted by tabs.

    plain            txt, and the encodings of all text files
    markdown         md
    html             html, htm
    docx             docx, with `docx_package` (zip and XML), `docx_numbers` and `docx_figures`
    pdf              pdf with text

What a reader leaves out of the text it reports; what it cannot read at all it refuses in one
sentence. The libraries for docx and pdf are loaded with the first such file.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from knowledge.errors import UnreadableDocument
from knowledge.ingest.readers.html import from_html
from knowledge.ingest.readers.markdown import from_markdown
from knowledge.ingest.readers.plain import decoded
from knowledge.ingest.readers.reading import Reading

__all__ = ["MOST_BYTES", "Reading", "read_file"]

MOST_BYTES = 16 * 1024 * 1024
"""A larger file is refused unread; the longest law with all its forms is a tenth of this."""

_FORMATS = "txt, md, html, docx or pdf"
# Empty marks that copies carry along, and the private character that old law databases indent with.
_INVISIBLE = str.maketrans({"\ufeff": None, "\u200b": None, "\u2060": None, "\u00ad": None, "\ue5e5": "\u3000"})


def read_file(path: Path) -> Reading:
    """The text of a policy file, and what of it is not in the text.

    Raises UnreadableDocument for another format, a file above MOST_BYTES, one that is broken,
    locked or carries undecided changes, and one without words.
    """
    reading = _READINGS.get(path.suffix.lower())
    if reading is None:
        raise UnreadableDocument(f"{path}: cannot read {path.suffix or 'a file without suffix'}; {_remedy(path)}")
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise UnreadableDocument(
                f"{path}: {size / 1024 / 1024:.0f} MB are more than the {MOST_BYTES // 1024 // 1024} MB that are read; "
                "take out pictures, or part it into one file per document"
            )
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(f"{path}: {error.strerror or error}; give the name of a readable file") from error
    read = reading(path, content)
    text = read.text.translate(_INVISIBLE)
    if not text.strip():
        raise UnreadableDocument(f"{path}: holds no text; give a file with the words of the document")
    return Reading(text, read.problems)


def _remedy(path: Path) -> str:
    if path.suffix.lower() in (".doc", ".wps", ".rtf", ".odt", ".dot", ".ofd"):
        return "save it as docx, or as pdf with text"
    return f"give {_FORMATS}"


def _read_plain(path: Path, content: bytes) -> Reading:
    return Reading(decoded(path, content))


def _read_markdown(path: Path, content: bytes) -> Reading:
    return Reading(from_markdown(decoded(path, content)))


def _read_html(path: Path, content: bytes) -> Reading:
    return Reading(from_html(decoded(path, content)))


def _read_docx(path: Path, content: bytes) -> Reading:
    from knowledge.ingest.readers.docx import read_docx

    return read_docx(path, content)


def _read_pdf(path: Path, content: bytes) -> Reading:
    from knowledge.ingest.readers.pdf import read_pdf

    return read_pdf(path, content)


_READINGS: Mapping[str, Callable[[Path, bytes], Reading]] = {
    ".txt": _read_plain,
    ".md": _read_markdown,
    ".html": _read_html,
    ".htm": _read_html,
    ".docx": _read_docx,
    ".pdf": _read_pdf,
}
