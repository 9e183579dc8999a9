"""From a Chinese policy text to its clauses, word for word and nothing lost.

    readers     file → text (txt, md, html, docx, pdf)
    rows        text → rows, one with several numbers taken apart
    furniture   which rows are page numbers and running headers
    numbering   「第二十条之一」「（三）」「1、」 → level, number, printed label
    lines       rows → printed lines: spaces tidied, width measured, label read
    sequence    numbers that only their neighbours tell from references
    margins     where the copy breaks lines, and how it shows paragraphs
    frame       what stands around the rules: issuers, number, title, signature, dates, attachments
    contents    tables of contents
    passages    broken lines → whole headings, items and paragraphs
    nesting     which list a number belongs to, which paragraph is counted where
    structure   passages → units: zones of a document, levels nested
    settling    what only the whole outline settles: headings, preamble
    naming      units → clauses: path, id, the name a reader uses

No word of the source is dropped: what has no place is kept as `meta` and listed under `problems`.
"""

from dataclasses import replace
from pathlib import Path

from knowledge.ingest.lines import read_lines
from knowledge.ingest.margins import measured
from knowledge.ingest.model import ParsedText, Problem
from knowledge.ingest.naming import name_units
from knowledge.ingest.readers import read_file
from knowledge.ingest.structure import build_units

__all__ = ["ParsedText", "Problem", "parse_file", "parse_text"]


def parse_text(text: str, *, document_id: str = "") -> ParsedText:
    """The clauses of one policy text, or of several printed one after the other, in printed order.

    An empty text gives no clauses. Without `document_id` the clause ids have no prefix.
    """
    return name_units(build_units(measured(read_lines(text))), document_id=document_id)


def parse_file(path: Path, *, document_id: str = "") -> ParsedText:
    """The clauses of a txt, md, html, docx or pdf file; UnreadableDocument for one that cannot be read.

    Lines are counted as shown: of an html file the blocks, of a docx file the paragraphs and table
    rows, of a pdf file the printed lines. `problems` begin with what the file holds beside its text.
    """
    reading = read_file(path)
    parsed = parse_text(reading.text, document_id=document_id)
    return replace(parsed, problems=reading.problems + parsed.problems) if reading.problems else parsed
