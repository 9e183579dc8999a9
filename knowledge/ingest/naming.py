"""Units to clauses: the path as printed, an id that lasts, and the name a reader would look for."""

from collections import Counter, defaultdict

from knowledge.ingest.model import Outline, ParsedText, Part, Unit
from knowledge.ingest.numbering import ARTICLE, CHAPTER_OF_A_STANDARD, DASH, DECIMALS, STRUCTURE, Label
from knowledge.model import Clause
from knowledge.numerals import in_han

_Place = tuple[Part, tuple[Label, ...]]


def name_units(outline: Outline, *, document_id: str = "") -> ParsedText:
    """The parsed text; ids and the names of clauses are unique in it."""
    names = _Names(outline.units)
    ids, cites = _Once("-{}"), _Once("（第{}处）")
    prefix = f"{document_id}." if document_id else ""
    clauses = []
    for unit in outline.units:
        levels = names.levels(unit)
        path = (*((unit.part.annex,) if unit.part.annex and not unit.name else ()), *(label.path for label in levels))
        cite = names.cite(unit)
        clauses.append(
            Clause(
                id=ids(prefix + names.token(unit)),
                document=document_id,
                kind=unit.kind,
                path=path,
                paragraph=unit.paragraph,
                label=unit.own.printed if unit.own else "",
                heading=unit.heading,
                text=unit.text,
                cite=cites(cite) if unit.kind == "clause" else cite,
                line=unit.line,
            )
        )
    return ParsedText("\n".join(map(_printed, outline.units)), tuple(clauses), tuple(outline.problems))


def _printed(unit: Unit) -> str:
    if unit.own is None:
        return unit.text
    gap = " " if unit.own.style in STRUCTURE or unit.own.printed[-1:].isdigit() else ""
    return f"{unit.own.printed}{gap}{unit.text}"


class _Once:
    """Gives each name back as it is the first time, then numbered from 2."""

    def __init__(self, numbered: str) -> None:
        self._numbered = numbered
        self._given: set[str] = set()
        self._next: Counter[str] = Counter()

    def __call__(self, name: str) -> str:
        once = name
        while once in self._given:  # more than once only where 第五条之二 (a5-2) meets a second 第五条
            self._next[name] += 1
            once = name + self._numbered.format(self._next[name] + 1)
        self._given.add(once)
        return once


class _Names:
    """What must be known of the whole text to name one unit."""

    def __init__(self, units: list[Unit]) -> None:
        self._restarting = _parts_with_repeated_articles(units)
        self._running = _parts_with_running_items(units)
        self._paragraphs = Counter(_place(unit) for unit in units if unit.paragraph is not None)
        self._closing: Counter[Part] = Counter()
        self._numbered = {unit.part for unit in units if unit.levels}
        self._ordinals: Counter[object] = Counter()

    def levels(self, unit: Unit) -> tuple[Label, ...]:
        """The labels that name the place: articles are found without their chapter."""
        styles = [label.style for label in unit.levels]
        if ARTICLE in styles and unit.part not in self._restarting:
            return unit.levels[styles.index(ARTICLE) :]
        return unit.levels

    def token(self, unit: Unit) -> str:
        """The id of a unit without its document; call once per unit, in order."""
        tokens = [f"annex{unit.part.annex_ordinal}"] if unit.part.annex else []
        if unit.name:
            letter = {"meta": "m", "layout": "l", "attachment": "att"}[unit.kind]
            if unit.kind == "attachment" and tokens:
                return tokens[0]
            return letter + self._ordinal(letter)
        for label in self.levels(unit):
            tokens.append(label.token)
            if label.style == ARTICLE and unit.under > 1 and unit.levels[-1] is not label:
                tokens.append(f"p{unit.under}")
        if unit.kind == "preamble":
            tokens.append(f"pre{unit.paragraph or 1}")
        elif unit.own is None and unit.kind == "heading":
            tokens.append("h" + self._ordinal(("h", *tokens)))
        elif unit.own is None:
            tokens.append(f"p{unit.paragraph or 1}")
        elif unit.own.style == DASH:
            tokens.append(DASH + self._ordinal((DASH, *tokens)))
        return ".".join(tokens)

    def cite(self, unit: Unit) -> str:
        """The place as a reader names it: 「第五条（三）」, 「（七）第2段」, 「第一部分第3段」."""
        if unit.name:
            return unit.name
        where = self._where(unit)
        where = where + self._which_paragraph(unit) if where else self._outside(unit)
        return f"{unit.part.annex} {where}".lstrip()

    def _where(self, unit: Unit) -> str:
        levels = self.levels(unit)
        if unit.part in self._running:  # （一） to （二十四） run through all sections: no section needed
            levels = levels[next((at for at, label in enumerate(levels) if label.style == "i"), 0) :]
        where = ""
        for label in levels:
            if label.style in DECIMALS:  # 4.1.2 names its chapter and section itself
                where = label.path
            elif label.style == CHAPTER_OF_A_STANDARD:
                where = f"第{label.path}章" if label is levels[-1] else label.path
            elif label.style == "s":
                alone = label is levels[-1]
                where += f"第{label.path}部分" if alone else f"{label.path}、"
            elif label.style == "n" and where and not where.endswith(("、", "）")):
                where += f"第{label.path}项"
            else:
                where += label.path
            if label.style == ARTICLE and label is not levels[-1] and self._several((unit.part, _upto(unit, label))):
                where += f"第{in_han(unit.under)}款"
        return where

    def _which_paragraph(self, unit: Unit) -> str:
        if unit.paragraph is None or not self._several(_place(unit)):
            return ""
        if unit.levels[-1].style == ARTICLE:
            return f"第{in_han(unit.paragraph)}款"
        return f"第{unit.paragraph}段"

    def _outside(self, unit: Unit) -> str:
        if unit.kind == "preamble":
            return "引言" if unit.paragraph == 1 else f"引言第{unit.paragraph}段"
        if unit.kind == "heading":
            return unit.text
        if unit.part in self._numbered:
            self._closing[unit.part] += 1
            return f"结尾第{self._closing[unit.part]}段"
        return "正文" if unit.paragraph is None else f"正文第{unit.paragraph}段"

    def _several(self, place: _Place) -> bool:
        return self._paragraphs[place] > 1

    def _ordinal(self, series: object) -> str:
        self._ordinals[series] += 1
        return str(self._ordinals[series])


def _place(unit: Unit) -> _Place:
    return unit.part, unit.levels


def _upto(unit: Unit, label: Label) -> tuple[Label, ...]:
    return unit.levels[: unit.levels.index(label) + 1]


def _parts_with_repeated_articles(units: list[Unit]) -> set[Part]:
    """Where article numbers begin anew in each chapter, so that the chapter must be named."""
    articles = Counter((unit.part, unit.own.number) for unit in units if unit.own and unit.own.style == ARTICLE)
    return {part for (part, _), count in articles.items() if count > 1}


def _parts_with_running_items(units: list[Unit]) -> set[Part]:
    """Where one run of （一）, （二）… goes through several sections, so that the section can be left out."""
    items: defaultdict[Part, list[Unit]] = defaultdict(list)
    for unit in units:
        if unit.own and unit.own.style == "i":
            items[unit.part].append(unit)
    return {
        part
        for part, found in items.items()
        if len({unit.own.number for unit in found if unit.own}) == len(found) > 1
        and len({unit.levels[:-1] for unit in found}) > 1
        and all(len(unit.levels) == 2 and unit.levels[0].style == "s" for unit in found)
    }
