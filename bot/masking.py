"""Personal data made unreadable before it is written: phone, ID-card and bank numbers in free text.

Numbers are found as people type them: full width, with spaces or hyphens, after +86, glued to words.
"""

import re

_GAP = r"[ \-\u00a0\u3000]?"
_BIRTHDAY = rf"(?:19|20)\d{{2}}{_GAP}(?:0[1-9]|1[0-2]){_GAP}(?:[0-2]\d|3[01])"
_ID_CARD = re.compile(rf"(?<![0-9A-Za-z])[1-9]\d{{5}}{_GAP}{_BIRTHDAY}{_GAP}\d{{3}}[0-9Xx](?![0-9A-Za-z])")
_BANK_CARD = re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{15,18}}(?!\d)")
_PHONE = re.compile(rf"(?<!\d)(?:(?:\+|00)?86{_GAP})?(1\d{{2}})(?:{_GAP}\d){{5}}{_GAP}(\d{{3}})(?!\d)")

ID_CARD_NOTICE = "请不要发送身份证号，已为您隐去。"


def holds_id_card(text: str) -> bool:
    """Whether an ID-card number stands in `text`."""
    return _ID_CARD.search(_half_width_digits(text)) is not None


def masked(text: str) -> str:
    """`text` with ID-card and bank numbers removed and phone numbers reduced to first and last three."""
    text = _half_width_digits(text)
    text = _ID_CARD.sub("〔身份证号已隐去〕", text)
    text = _BANK_CARD.sub("〔卡号已隐去〕", text)
    return _PHONE.sub(r"\1*****\2", text)


_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


def _half_width_digits(text: str) -> str:
    return text.translate(_FULL_WIDTH)
