"""Printed numbers at the beginning of a line: which level, which number, what was printed.

The levels are those of Chinese drafting (编 章 节 条, then 一、（一） 1.（1） 1）① and 「——」);
decimal numbers of standards (「4.1.2」) are levels of their own, one per depth.

Whether a number begins a unit or is a reference at a broken line's start only the lines around it
can tell; see `sequence` and `passages`.
"""

import re
from dataclasses import dataclass

from knowledge.numerals import HAN, in_han, number

# Outermost first. The letter is also what a clause id is made of: 第五条（三） is `a5.i3`.
STYLES = ("b", "p", "c", "t", "a", "s", "k", "i", "n", "n2", "n3", "n4", "n5", "q", "r", "o", "e", "d")
RANK = {style: rank for rank, style in enumerate(STYLES)}
STRUCTURE = frozenset("bpcta")
DIVISIONS = frozenset("bpct")
ARTICLE, DASH = "a", "d"
DECIMALS = frozenset(("n2", "n3", "n4", "n5"))
CHAPTER_OF_A_STANDARD = "k"

_WORDED = {"编": "b", "篇": "b", "卷": "b", "部分": "b", "分编": "p", "章": "c", "节": "t", "条": "a"}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
# One character each for 「(1)」, 「1.」 and 「(一)」.
_ENCLOSED = {"q": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇", "n": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛", "i": "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"}
_ENCLOSED_STYLES = {figure: style for style, figures in _ENCLOSED.items() for figure in figures}
_FOLDED = str.maketrans("()０１２３４５６７８９", "（）0123456789")

# 「第十条规定」「第三条第二款」 in running text are references, not the beginning of an article.
_WORDED_LABEL = re.compile(
    rf"第\s*([{HAN}]+|\d{{1,4}})\s*(分编|部分|[编篇卷章节条])(?:\s*之\s*([{HAN}]+|\d{{1,3}}))?"
    r"(?=\s|$|[^第的所和、至之或及与款项，。；,;])(?!规定|以外|中的|中第)"
)
_ARTICLE_NUMBER = re.compile(rf"第\s*([{HAN}]+|\d{{1,4}})\s*(条)(?:\s*之\s*([{HAN}]+|\d{{1,3}}))?")
_BARE_CHAPTER = re.compile(r"(\d{1,2})\s+(?=\S)")
# 「（一）项所列行为」 is a reference, 「（一）项目负责人」 begins an item.
_NO_REFERENCE = r"(?!规定|项(?!目)|款(?!项)|条(?!件|例|款)|目(?![标的录前])|[、至的]|和(?:第|[（(])|或者?(?:第|[（(]))"
_LABELS = (
    ("s", re.compile(rf"([{HAN}]+)\s*[、．.](?![{HAN}]{{1,3}}[、级类])")),
    ("i", re.compile(rf"[（(]\s*([{HAN}]+)\s*[）)]{_NO_REFERENCE}")),
    ("q", re.compile(r"[（(]\s*(\d{1,3})\s*[）)]" + _NO_REFERENCE)),
    ("n2", re.compile(r"((?:\d{1,3}|[A-Z])(?:[.．]\d{1,3}){1,4})[.．]?(?:\s+(?=\S)|$)")),
    ("n", re.compile(r"(\d{1,3})\s*[.．、](?!\d)")),
    ("r", re.compile(r"(\d{1,3})\s*[）)]")),
    ("o", re.compile(rf"([{_CIRCLED}])")),
    ("e", re.compile(r"([a-z])\s*[）)]")),
    (DASH, re.compile(r"(?:——|－－|──|--)(?![—－─-])")),
)
_FIRST = frozenset(
    "第（(—－─-" + HAN + "0123456789０１２３４５６７８９" + _CIRCLED + "".join(_ENCLOSED.values())
    + "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Label:
    """One printed number at its place in the text: the same number elsewhere is another label.

    `printed` keeps its mark (「（三）」「1、」); `path` is the form for a path.

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
        if self.style in DECIMALS:
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
    if style := _ENCLOSED_STYLES.get(line[0], ""):
        value = _ENCLOSED[style].index(line[0]) + 1
        return Label(style, (value, 0), line[0], _enclosed_path(style, value), f"{style}{value}")
    for style, pattern in _LABELS:
        found = pattern.match(line)
        if found:
            return _listed(style, found)
    return None


def read_article_number(line: str) -> Label | None:
    """The article number that `line` begins with, be it a reference or not."""
    found = _ARTICLE_NUMBER.match(line)
    return found and _worded(found)


def read_bare_chapter(line: str) -> Label | None:
    """The chapter number of a standard, 「4 任职要求」: nothing but a space parts it from the heading."""
    found = _BARE_CHAPTER.match(line)
    if found is None:
        return None
    value = int(found[1])
    return Label(CHAPTER_OF_A_STANDARD, (value, 0), found[1], str(value), f"{CHAPTER_OF_A_STANDARD}{value}")


def _enclosed_path(style: str, value: int) -> str:
    if style == "n":
        return str(value)
    return f"（{in_han(value) if style == 'i' else value}）"


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
        figures = re.split("[.．]", numeral.translate(_FOLDED))
        numbers = tuple(int(figure) if figure.isdecimal() else ord(figure) for figure in figures)
        return Label(f"n{len(figures)}", numbers, printed, ".".join(figures), "n" + "-".join(figures).lower())
    if style == "o":
        value = _CIRCLED.index(numeral) + 1
    elif style == "e":
        value = ord(numeral) - ord("a") + 1
    else:
        value = number(numeral)
    path = "".join(printed.split()) if style in "iqroe" else numeral
    return Label(style, (value, 0), printed, path.translate(_FOLDED), f"{style}{value}")
