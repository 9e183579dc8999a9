"""A pdf writer for tests: text at places on pages, as Word exports it, or nothing but a picture."""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# CID and character are one number; a range may not leave its high byte.
_UNICODE = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def "
    "1 begincodespacerange <0000> <FFFF> endcodespacerange {ranges} endcmap end end"
)
_RANGE = "1 beginbfrange <{0:02X}00> <{0:02X}FF> <{0:02X}00> endbfrange"
_PICTURE = "q 200 0 0 200 100 300 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI Q"


@dataclass(frozen=True, slots=True)
class Text:
    """Words that begin at `x`, `y` in points from the lower left corner; `angle` is cosine and sine."""

    words: str
    x: float
    y: float
    size: float = 16
    angle: tuple[float, float] = (1, 0)


def made_pdf(pages: Sequence[Sequence[Text]], *, names_characters: bool = True, trailer: str = "") -> bytes:
    """A file with these pages; a page without text shows a picture. Its font may not say what it prints."""
    objects = list(_objects(pages, names_characters))
    content, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(content)
    content += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    content += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    content += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(content)


def _objects(pages: Sequence[Sequence[Text]], names_characters: bool) -> Iterator[bytes]:
    kids = " ".join(f"{7 + 2 * at} 0 R" for at in range(len(pages)))
    yield b"<< /Type /Catalog /Pages 2 0 R >>"
    yield f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode()
    unicode = "/ToUnicode 6 0 R" if names_characters else ""
    font = "<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /Identity-H /DescendantFonts [4 0 R]"
    yield f"{font} {unicode} >>".encode()
    yield (
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F /FontDescriptor 5 0 R /DW 1000 /W [32 126 500]"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
    )
    yield (
        b"<< /Type /FontDescriptor /FontName /F /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 860"
        b" /Descent -140 /CapHeight 700 /StemV 80 >>"
    )
    blocks = {ord(character) >> 8 for page in pages for text in page for character in text.words}
    yield _stream(_UNICODE.format(ranges=" ".join(map(_RANGE.format, sorted(blocks)))).encode())
    for at, page in enumerate(pages):
        yield (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {8 + 2 * at} 0 R"
            " /Resources << /Font << /F 3 0 R >> >> >>"
        ).encode()
        yield _stream("\n".join(map(_shown, page)).encode() or _PICTURE.encode("latin-1"))


def _shown(text: Text) -> str:
    cosine, sine = text.angle
    words = text.words.encode("utf-16-be").hex()
    return f"BT /F {text.size} Tf {cosine} {sine} {-sine} {cosine} {text.x} {text.y} Tm <{words}> Tj ET"


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    return f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode() + packed + b"\nendstream"
