"""Automatic numbers as Word prints them: `numFmt` of ECMA-376, part 1, 17.18.59."""

from collections.abc import Callable, Mapping

_DIGITS = "〇一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_FORMAL = str.maketrans("〇一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMANS = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def figure(number: int, style: str) -> str:
    """「十二」 for 12 in `chineseCounting`; arabic figures in a style not known here."""
    return _STYLES.get(style, str)(number) if number > 0 or style == "decimalZero" else str(number)


def _counted(number: int) -> str:
    """「一百零二」."""
    if number > 9999:
        return str(number)
    written, is_gap = "", False
    for place in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**place % 10
        if digit:
            written += ("零" if is_gap else "") + _DIGITS[digit] + _PLACES[place]
        is_gap = not digit and bool(written)
    return written.removeprefix("一") if written.startswith("一十") else written


def _counted_to_99(number: int) -> str:
    return _counted(number) if number < 100 else _digital(number)


def _digital(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _formal(number: int) -> str:
    counted = _counted(number)
    return ("一" + counted if counted.startswith("十") else counted).translate(_FORMAL)


def _from(series: str) -> Callable[[int], str]:
    return lambda number: series[(number - 1) % len(series)]


def _enclosed(first: str, last: int) -> Callable[[int], str]:
    return lambda number: chr(ord(first) + number - 1) if number <= last else str(number)


def _letter(number: int) -> str:
    repeats, at = divmod(number - 1, 26)
    return chr(ord("a") + at) * (repeats + 1)


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMANS:
        count, number = divmod(number, value)
        written += letters * count
    return written


def _full_width(number: int) -> str:
    return "".join(chr(ord("０") + int(digit)) for digit in str(number))


_STYLES: Mapping[str, Callable[[int], str]] = {
    "chineseCounting": _counted_to_99,
    "chineseCountingThousand": _counted,
    "japaneseCounting": _counted,
    "taiwaneseCounting": _counted_to_99,
    "taiwaneseCountingThousand": _counted,
    "ideographDigital": _digital,
    "japaneseDigitalTenThousand": _digital,
    "taiwaneseDigital": _digital,
    "chineseLegalSimplified": _formal,
    "ideographLegalTraditional": _formal,
    "ideographTraditional": _from(_STEMS),
    "ideographZodiac": _from(_BRANCHES),
    "ideographEnclosedCircle": _enclosed("㊀", 10),
    "decimalEnclosedCircle": _enclosed("①", 20),
    "decimalEnclosedCircleChinese": _enclosed("①", 20),
    "decimalEnclosedParen": _enclosed("⑴", 20),
    "decimalEnclosedFullstop": _enclosed("⒈", 20),
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalZero": "{:02d}".format,
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "none": lambda _: "",
}
