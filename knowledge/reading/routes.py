"""Exact ways to a clause: 第五条第（二）项, （七）, 三、2.

A place in a document is written as in clause ids: `a5.i3`, `s3.n2`, `i7`.
"""

import re
from dataclasses import dataclass

from knowledge.finding.folding import fold, symbols
from knowledge.model import Clause, PolicyDocument
from knowledge.numerals import number

_FIGURE = r"(?:\d+|[一二三四五六七八九十百]+)"
_STEP = re.compile(
    r"(?P<back>[上前])(?:面|边)?(?:[一1]|那)?个?(?P<unit>条|章|节|款|项|段|点|个|阶段|节点)(?!月|年|例)"
    r"|(?:(?<!最)[下后](?:面|边)?|然后|接着)(?:[一1]|那[一1]?)?个?(?P<unit2>条|章|节|款|项|段|点|个|阶段|节点)(?!月|年|例)"
)
_ARTICLE = re.compile(
    rf"(?:第|(?<![\d\w])|(?<=[法则定例知件里]))(?P<article>{_FIGURE})条(?!意见|建议|以上|左右|多)(?:之(?P<inserted>{_FIGURE}))?"
    rf"(?:第?(?P<paragraph>{_FIGURE})款)?"
    rf"(?:第?\(?(?P<item>{_FIGURE})\)?项|\((?P<bare>{_FIGURE})\)项?)?"
)
_SECTION = re.compile(
    rf"(?<!\w)(?P<section>[一二三四五六七八九十]+)(?:、?\((?P<item>{_FIGURE})\)|、(?P<point>\d+)(?!\d|年|月|%)|、)"
)
_ITEM = re.compile(
    rf"(?:第?\((?P<item>{_FIGURE})\)(?:项|点|条)?|第(?P<bare>{_FIGURE})点)(?:第(?P<paragraph>{_FIGURE})[款段])?"
)
_INNER_UNITS = ("款", "项", "段", "点")
_PART = re.compile(rf"^那?第(?P<number>{_FIGURE})(?P<unit>[款项])")
_BRACKETS = str.maketrans("〔〕[]【】()", "()()()()")
_SAYS_NOTHING = re.compile(
    r"[说讲写]?了?(?:些|的)?(?:是)?(?:什么|啥)|原文|内容|全文|具体|怎么(?:规定|说|写)|规定|看看?|给我|一下|请问|麻烦|那|呢|吗|的|[里中]"
    r"|办法|通知|文件|暂行|管理|是|解读|指南|查|念|再|嘛|咧|哩|继续|接着|往|翻|阶段|节点|目标|好|行|嗯"
)
_SAYS_LITTLE = 3
_ABOUT_A_CHANGE = re.compile("改|修订|新增|新加|增加|加了|变")


@dataclass(frozen=True, slots=True)
class Reference:
    """A place named in a message, as it was `written`, and the `rest` of the message.

    `place` has tokens as in a clause id. With `step` it is that many articles from the last answer
    instead, or with `is_inside` that many items. Without, `is_inside` tells that the place is inside
    the last answer's article.
    """

    place: str
    written: str
    rest: str
    step: int = 0
    is_inside: bool = False

    @property
    def is_explicit(self) -> bool:
        """Whether it can be nothing but a place; 「40条」 may count something."""
        return bool(self.step) or self.written.lstrip().startswith(("第", "(", "（"))


def reference_in(text: str) -> Reference | None:
    """The first place that `text` names, or None; whether it is all that is asked, the rest tells."""
    written = plain(text)
    step = _STEP.search(written)
    if step is not None:
        unit = step["unit"] or step["unit2"]
        return Reference(
            "", step[0], without(written, step), step=-1 if step["back"] else 1, is_inside=unit in _INNER_UNITS
        )
    part = _PART.search(written)
    if part is not None:
        place = ("p" if part["unit"] == "款" else "i") + str(number(part["number"]))
        return Reference(place, part[0], without(written, part), is_inside=True)
    found = _ARTICLE.search(written) or _SECTION.search(written) or _ITEM.search(written)
    if found is None:
        return None
    return Reference(_place(found.groupdict()), found[0], without(written, found))


def asks_only_for_the_place(rest: str) -> bool:
    """Whether what is left of a message beside a reference only says „show it“."""
    if _ABOUT_A_CHANGE.search(rest):
        return False
    return int((symbols(_SAYS_NOTHING.sub("", rest)) > 0).sum()) <= _SAYS_LITTLE


def cited_as(text: str, document: PolicyDocument) -> tuple[Clause, ...]:
    """The clauses of `document` that are named to readers in just the words of `text`."""
    written = plain(text).strip()
    return tuple(
        clause
        for clause in document.clauses
        if clause.kind != "heading" and clause.cite and plain(clause.cite) == written
    )


def clauses_at(place: str, document: PolicyDocument) -> tuple[Clause, ...]:
    """The clauses of `document` at `place` and below, in printed order.

    An item may lack its section where items are numbered through; in a document without articles
    第五条 is what people call （五）.
    """
    exact, within = rf"{place}(?:\.|$)", rf"s\d+\.{place}(?:\.|$)"
    as_item = rf"s\d+\.i{place[1:]}(?:\.|$)" if place.startswith("a") else within
    numbered = [
        (clause.id.removeprefix(f"{document.id}."), clause) for clause in document.clauses if clause.kind == "clause"
    ]
    for pattern in (exact, within, as_item):
        found = [(re.match(pattern, tokens), clause) for tokens, clause in numbered]
        matched = {match[0].rstrip(".") for match, _ in found if match is not None}
        if len(matched) == 1:
            return tuple(clause for match, clause in found if match is not None)
    return ()


def beside(place: str, step: int, document: PolicyDocument, *, inside: bool) -> tuple[Clause, ...]:
    """The clauses `step` places of the same level after `place` (before, where negative), in printed order.

    With `inside` the level is that of the place itself; else that of the last number that stands for
    an article, a section's item or a dash, so that after the second paragraph of （十六） comes （十七）.
    """
    if inside:
        return _siblings(place, step, document)
    places = list(dict.fromkeys(_numbered(clause, document) for clause in document.clauses if clause.kind == "clause"))
    own = _level(place)
    at = places.index(own) + step if own in places else -1
    return clauses_at(places[at], document) if 0 <= at < len(places) else ()


def plain(text: str) -> str:
    """`text` in its search spelling with one kind of brackets."""
    return fold(text).translate(_BRACKETS)


def without(text: str, found: re.Match[str]) -> str:
    """`text` with a blank where `found` stood in it."""
    return f"{text[: found.start()]} {text[found.end() :]}"


def _siblings(place: str, step: int, document: PolicyDocument) -> tuple[Clause, ...]:
    """The one clause `step` items or paragraphs after `place` within what both stand in."""
    clauses = [clause for clause in document.clauses if clause.kind == "clause"]
    around = place.rpartition(".")[0]
    beside = [one for one in clauses if one.id.removeprefix(f"{document.id}.").rpartition(".")[0] == around]
    at = next((row for row, one in enumerate(beside) if one.id == f"{document.id}.{place}"), -1) + step
    return (beside[at],) if 0 <= at < len(beside) and at != step - 1 else ()


def _numbered(clause: Clause, document: PolicyDocument) -> str:
    return _level(clause.id.removeprefix(f"{document.id}."))


def _level(place: str) -> str:
    """`place` without what only counts inside an article or item: its paragraphs and the points under it."""
    tokens = place.split(".")
    if tokens[0].startswith("a"):
        return tokens[0]
    kept = [token for token in tokens if not token.startswith("p")]
    return ".".join(kept[:2] or tokens[:1])


def _place(groups: dict[str, str | None]) -> str:
    letters = {"article": "a", "section": "s", "item": "i", "bare": "i", "point": "n", "paragraph": "p"}
    tokens = [letters[name] + str(number(groups[name] or "")) for name in letters if groups.get(name)]
    if inserted := groups.get("inserted"):
        tokens[0] += f"-{number(inserted)}"
    return ".".join(tokens)
