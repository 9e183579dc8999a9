"""Years of work: 4, 三年半, 3年零4个月, 18个月, 快3年, 三年多, 2019年至今, 15年毕业就干.

What is said of a limit stays on its side of it: 快3年 and 不到三年 are worth 2.9, 三年多 and 3年以上 3.1,
大概3年 just 3, all of them `is_about`. So a rule of three years or more reads the first as not met and the
second as met, and only a value that is about and stands exactly on the limit has to be asked again.

One length is read. A range (3到5年) and lengths that differ (2年加1年半) are for the user to settle.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from dialogs.values.beginnings import Beginning, beginnings_in, years_between
from dialogs.values.numbers import FIGURES, NUMERAL, spelt, value
from dialogs.values.written import EDGE, any_of, visible

LONGEST = 60
"""Years; more are refused."""


@dataclass(frozen=True, slots=True)
class Years:
    """0 to 60 years. `words` are the whole answer, as typed; `is_about` tells that it is not exactly so long."""

    value: float
    words: str
    is_about: bool = False


@dataclass(frozen=True, slots=True)
class Unclear:
    """No one length; `hint` tells the user what to write instead."""

    hint: str


NOT_SAID = Unclear("请写明满几年，例如“4”“三年半”，也可以写从何时开始，例如“2019年6月至今”。")
A_RANGE = Unclear("您写的是一个范围，请写明满几年，例如“满3年”。")
SEVERAL = Unclear("您写了不止一个年限，请合计后写一个数，例如“4年半”。")
TOO_LONG = Unclear(f"年限请写 0 到 {LONGEST} 之间的数。")
NOT_YET = Unclear("您写的开始时间还没有到，请核对年份。")

_A_LITTLE = Decimal("0.1")
_FINEST = Decimal("0.0001")
"""Of a year; cut off there and never rounded up to a limit that was not reached."""
_NONE_AT_ALL = frozenset(
    ["没有", "没", "无", "没干过", "没做过", "没有干过", "没有做过", "从没做过", "没有经验", "无经验"]
)

_LACKING = re.compile(r"还?差(?!不多)(?:[^，,。]{0,4}?(?:个月|天|点儿?|年))(?:就|才|不到|到|满|够)?")
_NEGATIVE = re.compile(r"^(?:-|负)\s?[0-9]")
_BARE = re.compile(rf"^[^0-9{FIGURES}]{{0,6}}{NUMERAL}(?=$|[多吧了啊呢+]|左右|以上|出头|不到)")
_RANGE = re.compile(
    rf"{NUMERAL}\s?(?:年|个?月)?\s?(?:到|至|-|~|—|–|或者?|、)\s?[0-9{FIGURES}]|(?<![0-9{FIGURES}])几[十年]"
)
_LENGTH = re.compile(
    rf"(?P<years>{NUMERAL})(?P<over>[多余几来])?\s?个?周?年(?![级份底初])(?P<half>半)?"
    rf"(?:[又加和]?\s?(?P<and_months>{NUMERAL})\s?个?(?P<and_half>半)?月)?"
    rf"|(?P<months>{NUMERAL})(?P<months_over>[多余几来])?\s?个(?P<months_half>半)?月"
    r"|(?P<half_year>(?<![上下前后])半年)"
)
_WORKED = "(?:了|有|满|够|到|是|做|干)?"
_BELOW = ["不到", "不满", "不足", "未满", "没满", "没到", "未到", "还没", "少于", "低于", "快", "快要", "马上",
          "马上就", "即将", "将近", "接近", "就要", "没", "没有", "第", "<", "小于"]  # fmt: skip
_ABOVE = ["超过", "不止", "多于", "大于", ">", "≥", ">=", "至少", "最少", "起码"]
_ABOUT = ["大概", "大约", "约", "差不多", "估计", "可能", "近"]
_SAID_BEFORE = tuple(re.compile(f"(?:{any_of(words)}){_WORKED}\\s?$") for words in (_BELOW, _ABOVE, _ABOUT))
_SAID_AFTER = tuple(
    re.compile(words)
    for words in ("不到|不满|不足|以下|以内|不太到", "多|有?余|及?以上|出头|往上|[+]", "左右|上下|之?前|以前|吧?差不多")
)
_NEAR = 6
"""Characters before a length in which it may be qualified."""


def years_in(text: str, today: date) -> Years | Unclear:
    """How long somebody has worked, as `text` says it on the day `today`."""
    words = visible(text).strip(EDGE)
    said = spelt(words).replace("年零", "年")
    if said in _NONE_AT_ALL:
        return Years(0.0, words)
    beginnings, rest = beginnings_in(said, today)
    rest = _LACKING.sub("不到", rest)
    if _NEGATIVE.match(rest):
        return TOO_LONG
    if _RANGE.search(rest):
        return A_RANGE
    lengths = list(_LENGTH.finditer(rest)) or (
        [] if beginnings else list(_LENGTH.finditer(_BARE.sub(r"\g<0>年", rest)))
    )
    found = [_length(length, words) for length in lengths] + _since(beginnings, today, words)
    if not found:
        return NOT_SAID
    return found[0] if all(other == found[0] for other in found) else SEVERAL


def _since(beginnings: list[Beginning], today: date, words: str) -> list[Years | Unclear]:
    match beginnings:
        case [first, Beginning(is_end=True) as last]:
            spans = [years_between(first.day, last.day, first.grain)]
        case _:
            spans = [years_between(one.day, today, one.grain) for one in beginnings]
    return [NOT_YET if span < 0 else _within(span, words, is_about=beginnings[0].grain != "day") for span in spans]


def _length(length: re.Match[str], words: str) -> Years | Unclear:
    amount = _amount(length)
    if amount is None:
        return A_RANGE
    before = length.string[max(0, length.start() - _NEAR) : length.start()]
    is_below, is_above, is_about = (
        bool(earlier.search(before) or later.match(length.string, length.end()))
        for earlier, later in zip(_SAID_BEFORE, _SAID_AFTER, strict=True)
    )
    over = length["over"] or length["months_over"]
    if is_below:
        amount = max(amount - _A_LITTLE, Decimal(0))
    elif is_above or (over and over != "来"):
        amount += _A_LITTLE
    return _within(amount, words, is_about=is_below or is_above or is_about or bool(over))


def _amount(length: re.Match[str]) -> Decimal | None:
    """The length in years, None where a numeral of it may be several."""
    years, months = Decimal(0), Decimal(0)
    if length["half_year"]:
        return Decimal("0.5")
    for name in ("years", "and_months", "months"):
        if length[name] is None:
            continue
        amount = value(length[name])
        if amount is None:
            return None
        years, months = (amount, months) if name == "years" else (years, amount)
    halves = Decimal(6 * bool(length["half"])) + Decimal("0.5") * bool(length["and_half"] or length["months_half"])
    return years + (months + halves) / 12


def _within(amount: Decimal, words: str, *, is_about: bool = False) -> Years | Unclear:
    if amount > LONGEST:
        return TOO_LONG
    return Years(float(amount.quantize(_FINEST, ROUND_DOWN)), words, is_about)
