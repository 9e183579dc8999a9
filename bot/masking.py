"""Personal data made unreadable before it is written: phone, ID-card and bank numbers in free text.

Numbers are found as people type them: full width, with spaces or hyphens, after +86, glued to words.
"""

import re

_GAP = r"[\s\-‐-―－·./,，、()（）\u200b\u2060\ufeff]{0,3}"
_BIRTHDAY = rf"(?:1\s?9|2\s?0)\d{{2}}{_GAP}(?:0[1-9]|1[0-2]){_GAP}(?:[0-2]\d|3[01])"
_ID_CARD = re.compile(
    rf"(?<![0-9A-Za-z])[1-9]\d{{5}}{_GAP}{_BIRTHDAY}{_GAP}\d{{3}}[0-9XxＸｘ](?![0-9A-Za-z])"
    r"|(?<!\d)[1-9]\d{7}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}(?!\d)"
)
_GLUED = re.compile(r"\d{20,}")
_CARD = re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{15,18}}(?!\d)")
_PHONE = re.compile(
    rf"(?<!\d)(?:(?:[+＋]|00)?86{_GAP})?(1{_GAP}[2-9]{_GAP}\d)(?:{_GAP}\d){{5}}{_GAP}(\d{_GAP}\d{_GAP}\d)(?!\d)"
)
_E_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]++(?=@[\w-]++\.\w)", re.ASCII)
"""Tried only where a name begins, and never for a part of it: a long run of letters is read once."""

ID_CARD_NOTICE = "请不要发送身份证号，已为您隐去。"


def holds_id_card(text: str) -> bool:
    """Whether an ID-card number stands in `text`."""
    return _ID_CARD.search(_half_width_digits(text)) is not None


def masked(text: str) -> str:
    """`text` with ID-card and bank numbers and mail names removed, phones reduced to first and last three."""
    text = _half_width_digits(text)
    text = _ID_CARD.sub("〔身份证号已隐去〕", text)
    text = _GLUED.sub("〔号码已隐去〕", text)
    text = _CARD.sub(lambda found: "〔卡号已隐去〕" if _is_card(found[0]) else found[0], text)
    text = _PHONE.sub(lambda found: f"{_digits(found[1])}*****{_digits(found[2])}", text)
    return _E_MAIL.sub("〔已隐去〕", text)


def masked_name(name: str) -> str:
    """「张*」 for any name of that family; empty stays empty."""
    return f"{name[:1]}*" if name else ""


def masked_phone(phone: str) -> str:
    """A telephone number with its first digit and its last three."""
    return f"{phone[:1]}{'*' * (len(phone) - 4)}{phone[-3:]}" if len(phone) > 4 else "*" * len(phone)


def _is_card(written: str) -> bool:
    """Written in one piece, or with the check digit of a bank card: two dates in a row have neither."""
    digits = _digits(written)
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return written == digits or sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _digits(written: str) -> str:
    return "".join(char for char in written if char.isdigit())


def _half_width_digits(text: str) -> str:
    return text.translate(_HALF_WIDTH)


_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
