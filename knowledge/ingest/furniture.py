"""Page furniture: page numbers, running headers and rules that a copy carried over from the page.

They are told by what they are (「— 3 —」), by rising (「3」, a page later 「4」), or by coming again
where pages end. Whatever is taken for furniture is kept, as `layout`.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from knowledge.ingest.frame import is_title_end
from knowledge.ingest.rows import Row

_FIXED = re.compile(
    r"[（(]\s*此页无正文\s*[）)]|[—–\-－─]{1,2}\s*\d{1,4}\s*[—–\-－─]{1,2}|第\s*\d{1,4}\s*页\W*(?:共\s*\d{1,4}\s*页)?"
    r"|\d{1,4}\s*/\s*\d{1,4}|[·•]\s*\d{1,4}\s*[·•]|(?i:page)\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|[\-—_=*＊─━═－]{3,}"
)
_EDGE_FIGURES = re.compile(r"^[\d\W]+|[\d\W]+$")
_SENTENCE = re.compile("[，,\t]|[。；：！？;:!?]$")
_SENTENCE_END = "。；：！？;:!?"
_LEAST_PAGE_ROWS = 7
_MOST_HEADER_CHARACTERS = 45
_FULL_CHARACTERS = 18


def find_furniture(rows: Sequence[Row]) -> frozenset[int]:
    """The positions of the rows that are page furniture."""
    found = {at for at, row in enumerate(rows) if len(row.text) < 30 and _FIXED.fullmatch(row.text)}
    found |= _page_numbers(rows, found)
    recurring = _recurring(rows, found)
    if recurring:
        for _ in range(2):  # a header of two lines is told by the line that stands at the edge
            found |= _running_headers(rows, recurring, found)
        found |= _page_numbers(rows, found)
    return frozenset(found)


def _page_numbers(rows: Sequence[Row], found: set[int]) -> set[int]:
    """Numbers alone on their row that rise from page to page, or stand where a page ends."""
    bare = [(at, int(row.text)) for at, row in enumerate(rows) if len(row.text) < 5 and row.text.isdecimal()]
    last = len(rows) - 1
    numbers = {at for at, _ in bare if at == last or _is_at_edge(rows, at, found) or _interrupts(rows, at)}
    for (at, value), (after, next_value) in pairwise(bare):
        is_page = after - at >= _LEAST_PAGE_ROWS or at in numbers or after == last
        if next_value == value + 1 and is_page:
            numbers |= {at, after}
    return numbers


def _recurring(rows: Sequence[Row], found: set[int]) -> list[list[int]]:
    """Where each unfinished short row that comes again stands."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        text = row.text
        if len(text) > _MOST_HEADER_CHARACTERS or at in found or _SENTENCE.search(text):
            continue
        if row.label is None and (key := _EDGE_FIGURES.sub("", text)):
            places["".join(key.split())].append(at)
    return [at for at in places.values() if len(at) > 1]


def _running_headers(rows: Sequence[Row], recurring: list[list[int]], found: set[int]) -> set[int]:
    # Where lines are wrapped every second one stands in the middle of a sentence; that tells nothing,
    # and a line as wide as all others can be one of the sentence's own.
    unfinished = sorted(len(row.text) for row in rows if _is_unfinished(row.text))
    is_wrapped = len(unfinished) > len(rows) / 5
    narrow = unfinished[len(unfinished) // 2] - 4 if is_wrapped else _MOST_HEADER_CHARACTERS + 1
    headers: set[int] = set()
    for places in recurring:
        if len(rows[places[0]].text) >= narrow:
            continue
        at_edge = sum(_is_at_edge(rows, at, found) or (not is_wrapped and _interrupts(rows, at)) for at in places)
        often = len(places) > 2 and (at_edge >= 0.6 * len(places) or _is_regular(places, len(rows)))
        twice = at_edge == len(places) and len(rows[places[0]].text) < _FULL_CHARACTERS
        if often or twice:
            headers |= set(places) - _title(rows, places)
    return headers


def _title(rows: Sequence[Row], places: list[int]) -> set[int]:
    """The place where a running title is the title itself: the last one before the first number."""
    if not is_title_end(rows[places[0]].text):
        return set()
    front = next((at for at, row in enumerate(rows) if row.label), len(rows))
    return {max((at for at in places if at < front), default=-1)}


def _is_at_edge(rows: Sequence[Row], at: int, found: set[int]) -> bool:
    """Whether a page begins or ends here."""
    if at - 1 in found or at + 1 in found or rows[at].begins_page:
        return True
    return at + 1 < len(rows) and rows[at + 1].begins_page


def _interrupts(rows: Sequence[Row], at: int) -> bool:
    """Whether the row stands in the middle of a sentence."""
    return at > 0 and _is_unfinished(rows[at - 1].text)


def _is_unfinished(text: str) -> bool:
    return len(text) >= _FULL_CHARACTERS and text[-1] not in _SENTENCE_END and text[-1] not in "”）)》"


def _is_regular(places: list[int], rows: int) -> bool:
    """Whether the places part the text into pages of about one length."""
    gaps = [after - at for at, after in pairwise(places)]
    longest = 1.5 * min(gaps)
    edges = (places[0], rows - places[-1])
    return min(gaps) >= _LEAST_PAGE_ROWS and max(*gaps) <= longest and max(edges) <= longest + 2
