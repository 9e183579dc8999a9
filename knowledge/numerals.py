"""Chinese and arabic numerals as numbers, and back."""

HAN = "零〇一二三四五六七八九十百千万两"
"""Every character a Chinese numeral may hold."""

_DIGITS = dict(zip("零〇一二三四五六七八九两壹贰叁肆伍陆柒捌玖", (0, 0, *range(1, 10), 2, *range(1, 10)), strict=True))
_PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000}
_TENS = {"廿": 20, "卅": 30}
_ROMAN = {"i": 1, "v": 5, "x": 10}

_FIGURES = "".join({**_DIGITS, **_PLACES, **_TENS})
FIGURE = rf"(?:(?<!\d)\d+|(?<![{_FIGURES}])[{_FIGURES}]+|(?<![a-zA-Z])[ivxIVX]+(?![a-zA-Z]))"
"""A whole numeral as people write that of an article, for a pattern; `number` reads it.

It does not begin inside a longer one: a pattern that tried would take the square of the time.
"""


def number(numeral: str) -> int:
    """The value of 「二十一」, 「二一」, 「〇」, 「廿一」, 「伍」, 「iv」 or 「21」, below 100,000,000.

    Raises ValueError for anything else.
    """
    if numeral and set(numeral.lower()) <= _ROMAN.keys():
        return _roman(numeral.lower())
    if numeral.isdecimal() or numeral.isascii():
        return int(numeral)
    total = section = digit = 0
    for figure in numeral:
        if figure in _DIGITS:
            digit = digit * 10 + _DIGITS[figure]
        elif figure == "万":
            total, section, digit = (section + digit) * 10_000, 0, 0
        elif figure in _TENS:
            section, digit = section + _TENS[figure], 0
        elif figure in _PLACES:
            section, digit = section + (digit or 1) * _PLACES[figure], 0
        else:
            raise ValueError(f"not a numeral: {numeral}")
    return total + section + digit


def in_han(value: int) -> str:
    """A number as one writes 「第二款」; from 100 on in arabic figures."""
    if value > 99:
        return str(value)
    tens, ones = divmod(value, 10)
    return ("" if tens < 2 else HAN[tens + 1]) + ("十" if tens else "") + (HAN[ones + 1] if ones else "")


def _roman(numeral: str) -> int:
    """A Roman numeral; a letter before a greater one is taken off."""
    values = [_ROMAN[letter] for letter in numeral]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
