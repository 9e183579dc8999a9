"""Chinese and arabic numerals as numbers, and back."""

HAN = "零〇一二三四五六七八九十百千万两"
"""Every character a Chinese numeral may hold."""

_DIGITS = dict(zip("零〇一二三四五六七八九两", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2), strict=True))
_PLACES = {"十": 10, "百": 100, "千": 1000}


def number(numeral: str) -> int:
    """The value of 「二十一」, 「二一」, 「〇」 or 「21」, below 100,000,000. Raises ValueError for anything else."""
    if numeral.isdecimal() or numeral.isascii():
        return int(numeral)
    total = section = digit = 0
    for figure in numeral:
        if figure in _DIGITS:
            digit = digit * 10 + _DIGITS[figure]
        elif figure == "万":
            total, section, digit = (section + digit) * 10_000, 0, 0
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
