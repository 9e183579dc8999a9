"""Exact ways to a clause: 第五条第（二）项, （七）, 三、2, 倒数第二条.

A place in a document is written as in clause ids: `a5.i3`, `s3.n2`, `i7`; `z2` is the last but one.
"""

import re
import unicodedata
from dataclasses import dataclass

from knowledge.finding.folding import fold, symbols
from knowledge.model import Clause, PolicyDocument
from knowledge.numerals import FIGURE, number

_STEP = re.compile(
    r"(?P<back>[上前])(?:面|边)?(?:[一1]|那)?个?(?P<unit>条|章|节|款|项|段|点|个|阶段|节点)(?!月|年|例)"
    r"|(?:(?<!最)[下后](?:面|边)?|然后|接着)(?:[一1]|那[一1]?)?个?(?P<unit2>条|章|节|款|项|段|点|个|阶段|节点)(?!月|年|例)"
)
_ARTICLE = re.compile(
    rf"(?:第|(?<![\d\w.点\-])|(?<=[法则定例知件里]))(?P<article>{FIGURE})条(?!意见|建议|以上|左右|多)(?:之(?P<inserted>{FIGURE}))?"
    rf"(?:第?(?P<paragraph>{FIGURE})款)?"
    rf"(?:第?\(?(?P<item>{FIGURE})\)?项|\((?P<bare>{FIGURE})\)项?)?"
)
_PORTION = re.compile(
    rf"第(?P<section>{FIGURE})(?:部分|章)(?:[、,]?第?(?:\((?P<item>{FIGURE})\)[点项]?|(?P<point>{FIGURE})[点项条]))?"
    rf"(?:第(?P<paragraph>{FIGURE})段)?"
)
_SECTION = re.compile(
    rf"(?<!\w)(?P<section>[一二三四五六七八九十]+)"
    rf"(?:、?\((?P<item>{FIGURE})\)|(?:[、.]|(?=\d+(?!\w)))(?P<point>\d+)(?!\d|年|月|%)|、)"
)
_ITEM = re.compile(
    rf"(?:第?\((?P<item>{FIGURE})\)(?:[项点条]|第?(?P<point>{FIGURE})(?:[项点]|(?!\w)))?|第(?P<bare>{FIGURE})点)"
    rf"(?:第(?P<paragraph>{FIGURE})[款段])?"
)
_LAST = re.compile(rf"(?:倒数第(?P<number>{FIGURE})|最后[一1]|末)条")
_NO_ARTICLE = re.compile(rf"第\s*(?:-\s*{FIGURE}|-?{FIGURE}[.点]{FIGURE})条")
"""第5.5条, 第-5条: written as an article, and none."""
_AND = r"[、,和与及跟 ]"
_SEVERAL = re.compile(
    rf"第?{FIGURE}条?(?:{_AND}第?{FIGURE}条?){{0,4}}{_AND}第?{FIGURE}条|\({FIGURE}\)(?:{_AND}\({FIGURE}\)){{1,5}}"
)
_RANGE = re.compile(rf"第?(?P<first>{FIGURE})条?[到至~-]第?(?P<last>{FIGURE})条")
_LONGEST_RANGE = 6
_INNER_UNITS = ("款", "项", "段", "点")
_PART = re.compile(rf"^那?第(?P<number>{FIGURE})(?P<unit>[款项段])")
_BLANKS_IN_A_PLACE = re.compile(rf"第\s*{FIGURE}(?:\s+{FIGURE})*\s*(?=[条款项点段章])")
_BRACKETS = str.maketrans("〔〕[]【】（）", "()()()()")
_SAYS_NOTHING = re.compile(
    r"[说讲写]?了?(?:些|的)?(?:是)?(?:什么|啥)|原文|内容|全文|具体|怎么(?:规定|说|写)|规定|看看?|给我|一下|请问|麻烦|那|呢|吗|的|[里中]"
    r"|办法|通知|文件|暂行|管理|是|解读|指南|查|念|再|嘛|咧|哩|继续|接着|往|翻|阶段|节点|目标|好|行|嗯"
)
_SAYS_LITTLE = 3
_WHOLE = re.compile(r"全文|(?:整[篇份个]|完整的?)(?:文件|文本|通知|办法|原文)?")
_HOW_MANY = re.compile(r"(?:总共|一共|合计|全部)?(?:是|有|共)?(?:多少|几)条(?!件)(?:条款|规定)?")
_ABOUT_A_CHANGE = re.compile("改|修订|新增|新加|增加|加了|变")


@dataclass(frozen=True, slots=True)
class Reference:
    """A place named in a message, as it was `written`, and the `rest` of the message.

    `place` has tokens as in a clause id. With `step` it is that many articles from the last answer
    instead, or with `is_inside` that many items. Without, `is_inside` tells that the place is inside
    the last answer's article. `more` are further places that are named with it: 「第五、六条」.
    """

    place: str
    written: str
    rest: str
    step: int = 0
    is_inside: bool = False
    more: tuple[str, ...] = ()

    @property
    def is_explicit(self) -> bool:
        """Whether it can be nothing but a place; 「40条」 may count something."""
        is_in_a_section = self.place.startswith("s") and "." in self.place
        return bool(self.step) or is_in_a_section or self.written.startswith(("第", "（", "倒数", "最后"))


def reference_in(text: str) -> Reference | None:
    """The first place that `text` names, or None; whether it is all that is asked, the rest tells."""
    text = plain(text)
    step = _STEP.search(text)
    if step is not None:
        unit = step["unit"] or step["unit2"]
        return _reference("", step, step=-1 if step["back"] else 1, is_inside=unit in _INNER_UNITS)
    part = _PART.search(text)
    if part is not None:
        return _reference(f"{'i' if part['unit'] == '项' else 'p'}{number(part['number'])}", part, is_inside=True)
    last = _LAST.search(text)
    if last is not None:
        return _reference(f"z{number(last['number'] or '1')}", last)
    if none := _NO_ARTICLE.search(text):
        return _reference("", none)
    ranged = _RANGE.search(text)
    if ranged is not None and (between := _up_to(number(ranged["first"]), number(ranged["last"]))):
        return _reference(f"a{number(ranged['first'])}", ranged, more=between)
    if several := _SEVERAL.search(text):
        level_named = "i" if several[0].startswith("(") else "a"
        first, *more = (f"{level_named}{number(numeral)}" for numeral in re.findall(FIGURE, several[0]))
        return _reference(first, several, more=tuple(more))
    found = _ARTICLE.search(text) or _PORTION.search(text) or _SECTION.search(text) or _ITEM.search(text)
    return _reference(_place(found.groupdict()), found) if found is not None else None


def asks_only_for_the_place(rest: str, *, at_most: int = _SAYS_LITTLE) -> bool:
    """Whether what is left of a message beside a reference only says „show it“, but for `at_most` characters."""
    if asks_about_a_change(rest):
        return False
    return int((symbols(_SAYS_NOTHING.sub("", fold(rest))) > 0).sum()) <= at_most


def asks_for_the_whole(text: str) -> bool:
    """Whether `text` asks for a document whole: 「全文」「整份文件发我」."""
    found = _WHOLE.search(text)
    return found is not None and asks_only_for_the_place(without(text, found))


def asks_how_many_articles(text: str) -> bool:
    """Whether `text` asks how many articles or items a document has: 「总共多少条」."""
    found = _HOW_MANY.search(text)
    return found is not None and asks_only_for_the_place(without(text, found))


def asks_about_a_change(text: str) -> bool:
    """Whether `text` is about what a revision did."""
    return _ABOUT_A_CHANGE.search(text) is not None


def cited_as(text: str, document: PolicyDocument) -> tuple[Clause, ...]:
    """The clauses of `document` that are named to readers in just the words of `text`."""
    written = fold(plain(text)).strip()
    return tuple(
        clause
        for clause in document.clauses
        if clause.kind != "heading" and clause.cite and fold(plain(clause.cite)) == written
    )


def clauses_at(place: str, document: PolicyDocument) -> tuple[Clause, ...]:
    """The clauses of `document` at `place` and below, in printed order.

    An item may lack its section where items are numbered through; in a document without articles
    第五条 is what people call （五）, and 三（一） the first item of 三. The second point of an item
    without points is its second paragraph, and what has no paragraphs is its own first one.
    """
    if place.startswith("z"):
        places = _places(document)
        return clauses_at(places[-int(place[1:])], document) if 0 < int(place[1:]) <= len(places) else ()
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
    around, _, last = place.rpartition(".")
    if around.startswith("s") and last.startswith("i") and (counted := _counted_in(around, int(last[1:]), document)):
        return clauses_at(counted, document)
    if around and last.startswith("n"):
        return clauses_at(f"{around}.p{last[1:]}", document)
    return clauses_at(around, document)[:1] if around and last == "p1" else ()


def beside(place: str, step: int, document: PolicyDocument, *, inside: bool) -> tuple[Clause, ...]:
    """The clauses `step` places of the same level after `place` (before, where negative), in printed order.

    With `inside` the level is that of the place itself; else that of the last number that stands for
    an article, a section's item or a dash, so that after the second paragraph of （十六） comes （十七）.
    """
    if inside:
        return _siblings(place, step, document)
    places = _places(document)
    own = level(place)
    at = places.index(own) + step if own in places else -1
    return clauses_at(places[at], document) if 0 <= at < len(places) else ()


def level(place: str) -> str:
    """`place` without what only counts inside an article or item: its paragraphs and the points under it."""
    tokens = place.split(".")
    if tokens[0].startswith("a"):
        return tokens[0]
    kept = [token for token in tokens if not token.startswith("p")]
    return ".".join(kept[:2] or tokens[:1])


def plain(text: str) -> str:
    """`text` in one width and with one kind of brackets, without the blanks that a copied 「第 五 条」 has."""
    text = unicodedata.normalize("NFKC", text).translate(_BRACKETS)
    return _BLANKS_IN_A_PLACE.sub(lambda found: "".join(found[0].split()), text)


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


def _counted_in(section: str, which: int, document: PolicyDocument) -> str:
    """The place of that many-th item of a section, where items are numbered through the whole document: 三（一） is
    what people call （五）; empty where the section begins anew or has fewer."""
    found = (re.match(rf"{section}\.i(\d+)", clause.id.removeprefix(f"{document.id}.")) for clause in document.clauses)
    items = sorted({int(one[1]) for one in found if one is not None})
    return f"{section}.i{items[which - 1]}" if items and items[0] > 1 and 0 < which <= len(items) else ""


def _places(document: PolicyDocument) -> list[str]:
    """The places of the level that is counted in `document`: its articles, or its items or points."""
    tokens = (clause.id.removeprefix(f"{document.id}.") for clause in document.clauses if clause.kind == "clause")
    return list(dict.fromkeys(map(level, tokens)))


def _reference(
    place: str, found: re.Match[str], *, step: int = 0, is_inside: bool = False, more: tuple[str, ...] = ()
) -> Reference:
    written = found[0].replace("(", "（").replace(")", "）")
    return Reference(place, written, without(found.string, found), step=step, is_inside=is_inside, more=more)


def _up_to(first: int, last: int) -> tuple[str, ...]:
    """The articles after the `first` up to the `last`; none where they are too many to be shown at once."""
    return tuple(f"a{one}" for one in range(first + 1, last + 1)) if last - first < _LONGEST_RANGE else ()


def _place(groups: dict[str, str | None]) -> str:
    letters = {"article": "a", "section": "s", "item": "i", "bare": "i", "point": "n", "paragraph": "p"}
    tokens = [letters[name] + str(number(groups[name] or "")) for name in letters if groups.get(name)]
    if inserted := groups.get("inserted"):
        tokens[0] += f"-{number(inserted)}"
    return ".".join(tokens)
