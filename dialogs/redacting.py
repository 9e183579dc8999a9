"""Identity-card and bank numbers taken out of free text, before anything keeps it.

Numbers are found as people type them: full width, with spaces or hyphens, glued to words.
"""

import re

GAP = r"[\s\-‐-―－·./,，、()（）\u200b\u2060\ufeff]{0,3}"
"""What people put between the digits of a number."""

_BIRTHDAY = rf"(?:1\s?9|2\s?0)\d{{2}}{GAP}(?:0[1-9]|1[0-2]){GAP}(?:[0-2]\d|3[01])"
_ID_CARD = re.compile(
    rf"(?<![0-9A-Za-z])[1-9]\d{{5}}{GAP}{_BIRTHDAY}{GAP}\d{{3}}[0-9XxＸｘ](?![0-9A-Za-z])"
    r"|(?<!\d)[1-9]\d{7}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}(?!\d)"
)
_GLUED = re.compile(r"\d{20,}")
_CARD = re.compile(rf"(?<!\d)\d(?:{GAP}\d){{15,18}}(?!\d)")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


def holds_id_card(text: str) -> bool:
    """Whether an identity-card number stands in `text`."""
    return _ID_CARD.search(half_width_digits(text)) is not None


def redacted(text: str) -> str:
    """`text` with its digits in half width, and without identity-card and bank numbers."""
    text = half_width_digits(text)
    text = _ID_CARD.sub("〔身份证号已隐去〕", text)
    text = _GLUED.sub("〔号码已隐去〕", text)
    return _CARD.sub(lambda found: "〔卡号已隐去〕" if _is_card(found[0]) else found[0], text)


def half_width_digits(text: str) -> str:
    """`text` with its digits in half width, all else as it is."""
    return text.translate(_HALF_WIDTH)


def digits_of(written: str) -> str:
    """The digits of a number, without what stands between them."""
    return "".join(char for char in written if char.isdigit())


def _is_card(written: str) -> bool:
    """Written in one piece, or with the check digit of a bank card: two dates in a row have neither."""
    digits = digits_of(written)
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return written == digits or sum(value // 10 + value % 10 for value in doubled) % 10 == 0
