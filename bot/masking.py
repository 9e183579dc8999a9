"""Personal data made unreadable before it is written: phone, ID-card and bank numbers in free text.

Numbers are found as people type them: full width, with spaces or hyphens, after +86, glued to words.
"""

import re

from dialogs.redacting import GAP, digits_of, redacted

_PHONE = re.compile(
    rf"(?<!\d)(?:(?:[+＋]|00)?86{GAP})?(1{GAP}[2-9]{GAP}\d)(?:{GAP}\d){{5}}{GAP}(\d{GAP}\d{GAP}\d)(?!\d)"
)
_E_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]++(?=@[\w-]++\.\w)", re.ASCII)
"""Tried only where a name begins, and never for a part of it: a long run of letters is read once."""

ID_CARD_NOTICE = "请不要发送身份证号，已为您隐去。"


def masked(text: str) -> str:
    """`text` with ID-card and bank numbers and mail names removed, phones reduced to first and last three."""
    text = _PHONE.sub(lambda found: f"{digits_of(found[1])}*****{digits_of(found[2])}", redacted(text))
    return _E_MAIL.sub("〔已隐去〕", text)


def masked_name(name: str) -> str:
    """「张*」 for any name of that family; empty stays empty."""
    return f"{name[:1]}*" if name else ""


def masked_phone(phone: str) -> str:
    """A telephone number with its first digit and its last three."""
    return f"{phone[:1]}{'*' * (len(phone) - 4)}{phone[-3:]}" if len(phone) > 4 else "*" * len(phone)
