"""Printed numbers at the beginning of a line: which level, which number, what was printed.

The levels are those of Chinese drafting (编 章 节 条, then 一、（一） 1.（1） 1）① and 「——」);
decimal numbers of standards (「4.1.2」) are levels of their own, one per depth.
"""

import re
from dataclasses import dataclass

from knowledge.numerals import HAN, number

# Outermost first. The letter is also what a clause id is made of: 第五条（三） is `a5.i3`.
STYLES = ("b", "c", "t", "a", "s", "i", "n", "n2", "n3", "n4", "n5", "q", "r", "o", "e", "d")
RANK = {style: rank for rank, style in enumerate(STYLES)}
STRUCTURE = frozenset("bcta")
DIVISIONS = frozenset("bct")
ARTICLE, DASH = "a", "d"
_DECIMALS = frozenset(("n2", "n3", "n4", "n5"))

_WORDED = {"编": "b", "分编": "b", "章": "c", "节": "t", "条": "a"}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_BRACKETS = str.maketrans("()", "（）")

# 「第十条规定」「第三条第二款」 in running text are references, not the beginning of an article.
_WORDED_LABEL = re.compile(
    rf"第\s*([{HAN}]+|\d+)\s*(分编|[编章节条])(?:\s*之\s*([{HAN}]+|\d+))?"
    r"(?=\s|$|[^第的所和、至之或及与款项，。；,;])(?!规定|以外|中的|中第)"
)
_LABELS = (
    ("s", re.compile(rf"([{HAN}]+)\s*[、．.](?![{HAN}]{{1,3}}[、级类])")),
    ("i", re.compile(rf"[（(]\s*([{HAN}]+)\s*[）)](?!规定|[项款条目、和至或的])")),
    ("q", re.compile(r"[（(]\s*(\d{1,3})\s*[）)](?!规定|[项款条目、和至或的])")),
    ("n2", re.compile(r"(\d{1,3}(?:[.．]\d{1,3}){1,4})[.．]?\s+(?=\S)")),
    ("n", re.compile(r"(\d{1,3})\s*[.．、](?!\d)")),
    ("r", re.compile(r"(\d{1,3})\s*[）)]")),
    ("o", re.compile(rf"([{_CIRCLED}])")),
    ("e", re.compile(r"([a-z])\s*[）)]")),
    (DASH, re.compile(r"(?:——|－－|──|--)(?![—－─-])")),
)
_FIRST = frozenset("第（(—－─-" + HAN + "0123456789" + _CIRCLED + "abcdefghijklmnopqrstuvwxyz")


@dataclass(frozen=True, slots=True)
class Label:
    """One printed number. `printed` keeps its mark (「（三）」「1、」); `path` is the form for a path.

    `number` is comparable within a style: 第二十条之一 is (20, 1), 第二十一条 (21, 0).
    """

    style: str
    number: tuple[int, ...]
    printed: str
    path: str
    token: str

    def follows(self, other: "Label | None") -> bool:
        """Whether this number begins a list or comes right after `other` of the same style."""
        if self.style == DASH:
            return True
        if self.style in _DECIMALS:
            before = other.number if other else ()
            return self.number[-1] == 1 or self.number == (*before[:-1], (before or (0,))[-1] + 1)
        main, sub = other.number if other else (0, 0)
        return self.number in ((1, 0), (main + 1, 0), (main, sub + 1))


def read_label(line: str) -> Label | None:
    """The label that `line` begins with, or None; `line` has no leading space."""
    if not line or line[0] not in _FIRST:
        return None
    if line[0] == "第":
        found = _WORDED_LABEL.match(line)
        return found and _worded(found)
    for style, pattern in _LABELS:
        found = pattern.match(line)
        if found:
            return _listed(style, found)
    return None


def _worded(found: re.Match[str]) -> Label:
    style = _WORDED[found[2]]
    place = (number(found[1]), number(found[3]) if found[3] else 0)
    printed = found[0].rstrip()
    token = f"{style}{place[0]}" + (f"-{place[1]}" if place[1] else "")
    return Label(style, place, printed, "".join(printed.split()), token)


def _listed(style: str, found: re.Match[str]) -> Label:
    printed = found[0].rstrip()
    if style == DASH:
        return Label(DASH, (0, 0), printed, "", DASH)
    numeral = found[1]
    if style == "n2":
        numbers = tuple(int(figure) for figure in re.split("[.．]", numeral))
        path = ".".join(map(str, numbers))
        return Label(f"n{len(numbers)}", numbers, printed, path, "n" + path.replace(".", "-"))
    if style == "o":
        value = _CIRCLED.index(numeral) + 1
    elif style == "e":
        value = ord(numeral) - ord("a") + 1
    else:
        value = number(numeral)
    path = "".join(printed.split()).translate(_BRACKETS) if style in "iqroe" else numeral
    return Label(style, (value, 0), printed, path, f"{style}{value}")
