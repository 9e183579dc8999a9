"""A docx writer for tests: the parts of a Word file, from the XML of its paragraphs."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def made_docx(body: str, parts: Mapping[str, str] | None = None, *, prolog: str = "") -> bytes:
    """A file with this body; `parts` are the inner XML of others by name (`numbering`, `styles`, `footnotes`)."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("_rels/.rels", _RELATIONS)
        archive.writestr("word/document.xml", f"{prolog}<w:document {_W} {_MC}><w:body>{body}</w:body></w:document>")
        for name, inner in (parts or {}).items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {_W}>{inner}</w:{name}>")
    return packed.getvalue()


def paragraph(words: str, *, numbered: tuple[int, int] | None = None, style: str = "") -> str:
    """A paragraph; `numbered` is list and level."""
    place = f'<w:numPr><w:ilvl w:val="{numbered[1]}"/><w:numId w:val="{numbered[0]}"/></w:numPr>' if numbered else ""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{place}</w:pPr>{run(words)}</w:p>"


def run(words: str) -> str:
    """A run of text; 「\\t」 and 「\\n」 become tab and soft line break."""
    inner = f'<w:t xml:space="preserve">{words}</w:t>'
    inner = inner.replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">').replace("\n", "</w:t><w:br/><w:t>")
    return f"<w:r>{inner}</w:r>"


def table(*rows: tuple[str, ...]) -> str:
    """A table with one paragraph a cell."""
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def level(depth: int, style: str, text: str, *, start: int = 1, more: str = "") -> str:
    """A level of a list: `numFmt` and `lvlText`."""
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(models: Mapping[int, str], lists: Mapping[int, tuple[int, str]]) -> str:
    """Models with their levels, and lists with their model and overrides."""
    made = [f'<w:abstractNum w:abstractNumId="{key}">{levels}</w:abstractNum>' for key, levels in models.items()]
    made += [
        f'<w:num w:numId="{key}"><w:abstractNumId w:val="{model}"/>{overrides}</w:num>'
        for key, (model, overrides) in lists.items()
    ]
    return "".join(made)
