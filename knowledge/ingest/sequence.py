"""Numbers that only the numbers around them tell apart from references and quantities.

「第六条第三方机构应当……」 begins like a reference to 第六条第三款; it is the article where 第五条
and 第七条 stand around it and no other 第六条 does. 「4 任职要求」 begins like a quantity; it is a
chapter where 4.1 follows somewhere.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from knowledge.ingest.lines import Line
from knowledge.ingest.numbering import ARTICLE, DASH, DECIMALS, Label, read_article_number, read_bare_chapter

_FIRST = (1, 0)
_REFERENCE = re.compile(r"第[一二三四五六七八九十\d]+[款项]|规定的|所[称列指]|的|、|(?:和|与|及|或者|至)第")
_MOST_CHAPTER_CELLS = 20.0


def with_doubtful_numbers(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines, with the labels that their neighbours confirm."""
    labels = _gapless_articles(lines) | _bare_chapters(lines)
    if not labels:
        return lines
    return tuple(_labelled(line, labels[at]) if at in labels else line for at, line in enumerate(lines))


def _labelled(line: Line, label: Label) -> Line:
    return replace(line, label=label, text=line.text[len(label.printed) :].strip())


def _gapless_articles(lines: Sequence[Line]) -> dict[int, Label]:
    doubtful = {
        at: label
        for at, line in enumerate(lines)
        if line.label is None
        and (at == 0 or lines[at - 1].ended)
        and (label := read_article_number(line.text))
        and not _REFERENCE.match(line.text, len(label.printed))
    }
    if not doubtful:
        return {}
    certain = {at: line.label for at, line in enumerate(lines) if line.label and line.label.style == ARTICLE}
    found: dict[int, Label] = {}
    last: Label | None = None
    chain: dict[int, Label] = {}
    for at in sorted({*doubtful, *certain}):
        end = next(reversed(chain.values()), last)
        if at in certain:
            if certain[at].number == _FIRST or (end is not None and certain[at].follows(end)):
                found |= chain
            last, chain = certain[at], {}
        elif end is not None and doubtful[at].number != _FIRST and doubtful[at].follows(end):
            chain[at] = doubtful[at]
    return found | chain


def _bare_chapters(lines: Sequence[Line]) -> dict[int, Label]:
    sections = {line.label.number[0] for line in lines if line.label and line.label.style in DECIMALS}
    if not sections:
        return {}
    found: dict[int, Label] = {}
    expected = 1
    for at, line in enumerate(lines):
        if line.label or line.ended or line.is_row or line.cells > _MOST_CHAPTER_CELLS:
            continue
        label = read_bare_chapter(line.text)
        if label and label.number[0] == expected:
            found[at] = label
            expected += 1
    return found if sections & {label.number[0] for label in found.values()} else {}


class Starts:
    """Where each number stands after a finished line, so that a unit can begin with it."""

    def __init__(self, lines: Sequence[Line], broken_from: float) -> None:
        self._places: defaultdict[tuple[str, tuple[int, ...]], list[int]] = defaultdict(list)
        before: Line | None = None
        for at, line in enumerate(lines):
            if line.is_furniture:
                continue
            label = line.label
            if label and (before is None or before.ended or line.opens or before.cells < broken_from):
                self._places[label.style, label.number].append(at)
            before = line

    def comes_again(self, label: Label, at: int) -> bool:
        """Whether `label` begins a unit after line `at`, before the next number or a new list does.

        Then the same number at the beginning of line `at`, in the middle of a sentence, is a reference.
        """
        if label.style == DASH or label.style in DECIMALS:
            return False
        again = self._next(label.style, label.number, at)
        if again is None:
            return False
        others = [self._next(label.style, (label.number[0] + 1, 0), at)]
        if label.number != _FIRST:
            others.append(self._next(label.style, _FIRST, at))
        return all(other is None or again < other for other in others)

    def _next(self, style: str, number: tuple[int, ...], at: int) -> int | None:
        places = self._places.get((style, number), [])
        found = bisect_right(places, at)
        return places[found] if found < len(places) else None
