"""Amounts of money in yuan: 5万, 三千五, 1.2亿, 500块, 五块五, ￥1,200, 10w, 5k.

Refused are vague amounts (10多万, 两三万), numbers that count other things (5万人) and two amounts that differ.
"""

import re
from decimal import Decimal

from dialogs.values.numbers import FIGURES, NUMERAL, spelt, value
from dialogs.values.written import plain

_LETTER_PLACES = (
    (re.compile(r"(?<=[0-9])\s?[wW](?![A-Za-z])"), "万"),
    (re.compile(r"(?<=[0-9])\s?[kK](?![A-Za-z])"), "千"),
)
_GAP_BEFORE_PLACE = re.compile(r"(?<=[0-9])\s(?=[万亿千百])")
_YUAN = "(?:元|块钱|块|圆|人民币)"
_AMOUNT = re.compile(
    rf"(?P<sign>[¥￥]|人民币|rmb|RMB)?\s?(?P<numeral>{NUMERAL})(?P<vague>[多来几余])?\s?(?P<yuan>{_YUAN}(?P<over>多)?)?"
    rf"(?:(?<=块)(?P<dimes>[0-9{FIGURES}])(?:毛|角)?(?![0-9{FIGURES}]))?"
)
_VAGUE = re.compile(
    r"不到|不足|将近|接近|超过|不止|以上|以下|以内|[0-9零一二三四五六七八九十百千万亿]\s?(?:到|至|-|~)\s?[0-9一二三四五六七八九]"
)
_COUNTED = re.compile(r"\s?[个人位名家台次年月日号岁件吨米只辆]")


def yuan_in(text: str) -> Decimal | None:
    """The one amount that `text` gives, or None. A number alone is taken as yuan."""
    said = spelt(plain(text))
    for letter, place in _LETTER_PLACES:
        said = letter.sub(place, said)
    said = _GAP_BEFORE_PLACE.sub("", said)
    whole = value(said)
    if whole is not None:
        return whole
    if _VAGUE.search(said):
        return None
    found = {_worth(amount) for amount in _AMOUNT.finditer(said) if _is_money(amount)}
    return found.pop() if len(found) == 1 else None


def _is_money(amount: re.Match[str]) -> bool:
    if amount["yuan"] or amount["sign"]:
        return True
    is_large = amount["numeral"][-1] in "万亿千百" or amount["numeral"][-2:-1] in ("万", "千", "亿")
    return is_large and not _COUNTED.match(amount.string, amount.end())


def _worth(amount: re.Match[str]) -> Decimal | None:
    if amount["vague"] or amount["over"]:
        return None
    whole, dimes = value(amount["numeral"]), value(amount["dimes"] or "零")
    return None if whole is None or dimes is None else whole + dimes / 10
