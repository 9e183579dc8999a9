"""Which words of a clause to show: the whole of a short one, the sentences that answer of a long one."""

import re
from collections.abc import Sequence

import numpy as np

from knowledge.documents.library import Library
from knowledge.finding.folding import LEAST_WORD, fold, symbols
from knowledge.model import Clause, Quote

WHOLE = 160
"""The longest clause, in characters, that is shown whole."""

_SENTENCE = re.compile(r"[^。；;]+[。；;]?")
_SECOND_SENTENCE, _FAINT = 0.6, 0.5
"""A sentence is shown from this share of the nearest one's nearness on, and from this nearness on."""
_MOST_SENTENCES = 2
_WHOLE_WHEN_UNDECIDED = 2 * WHOLE
"""The longest clause that is shown whole where the question's words tell none of its sentences from the others."""


def quote(clause: Clause, library: Library) -> Quote:
    """The whole of `clause`."""
    return Quote(clause, library.document_of(clause), clause.text)


def quotes(clause: Clause, library: Library, question: str) -> tuple[Quote, ...]:
    """`clause` in one quotation, or the one or two of its sentences nearest to `question`, best first.

    The whole of a clause not too long is shown where no sentence stands out: it was found by an
    example question in other words, or by words that all its sentences share.
    """
    if len(clause.text) <= WHOLE:
        return (quote(clause, library),)
    sentences = _sentences(clause)
    asked = _pairs(question)
    frequency: dict[int, int] = {}
    for sentence in sentences:
        for pair in _pairs(sentence):
            frequency[pair] = frequency.get(pair, 0) + 1
    nearness = [sum(1 / frequency[pair] for pair in _pairs(sentence) & asked) for sentence in sentences]
    floor = max(_SECOND_SENTENCE * max(nearness), _FAINT)
    best = sorted((place for place, near in enumerate(nearness) if near >= floor), key=lambda place: -nearness[place])
    if not 0 < len(best) <= _MOST_SENTENCES and len(clause.text) <= _WHOLE_WHEN_UNDECIDED:
        return (quote(clause, library),)
    shown = best[:_MOST_SENTENCES] or [0]
    return tuple(Quote(clause, library.document_of(clause), sentences[position]) for position in shown)


def sentences_holding(clause: Clause, library: Library, words: Sequence[str]) -> tuple[Quote, ...]:
    """The sentences of `clause` that hold any of `words`, in printed order."""
    document = library.document_of(clause)
    return tuple(Quote(clause, document, one) for one in _sentences(clause) if any(word in one for word in words))


def _sentences(clause: Clause) -> list[str]:
    """The sentences of a clause; a heading printed as its first one stays with what it heads."""
    found = [match for match in _SENTENCE.finditer(clause.text) if match[0].strip()]
    if len(found) > 1 and clause.heading and found[0][0].strip(" 。") == clause.heading:
        return [clause.text[: found[1].end()].strip(), *(match[0].strip() for match in found[2:])]
    return [match[0].strip() for match in found]


def listed_under(lead: Clause, library: Library) -> tuple[Clause, ...]:
    """The items that `lead` announces with a colon, in printed order; empty when it announces none."""
    if not lead.path or not lead.text.rstrip().endswith(("：", ":")):
        return ()
    siblings = library.document_of(lead).clauses
    return tuple(
        item
        for item in siblings
        if item.kind == "clause" and len(item.path) > len(lead.path) and item.path[: len(lead.path)] == lead.path
    )


def lead_of(item: Clause, library: Library) -> Clause | None:
    """The clause that announces the list in which `item` stands."""
    for other in library.document_of(item).clauses:
        if other.kind == "clause" and other.path == item.path[:-1] and item in listed_under(other, library):
            return other
    return None


def announcement_of(item: Clause, library: Library) -> Quote | None:
    """The sentence of its lead that announces the list in which `item` stands, without the other items."""
    lead = lead_of(item, library)
    return None if lead is None else Quote(lead, library.document_of(lead), _sentences(lead)[-1])


def share_held(line: str, shown: Sequence[str]) -> float:
    """The part of a line's words and pairs of characters that stand in what is shown, 0 to 1."""
    said = _pairs(line)
    return len(said & _pairs("\n".join(shown))) / len(said) if said else 1.0


def section_of(clause: Clause, library: Library) -> tuple[Clause, ...]:
    """All clauses under the same printed heading as `clause`, itself included, in printed order."""
    return tuple(
        other
        for other in library.document_of(clause).clauses
        if other.kind == "clause" and other.heading and other.heading == clause.heading
    )


def _pairs(text: str) -> set[int]:
    read = symbols(fold(text)).astype(np.uint32)
    both = (read[:-1] > 0) & (read[1:] > 0)
    words = read[read >= LEAST_WORD]
    return set((read[:-1] << 16 | read[1:])[both].tolist()) | set(words.tolist())
