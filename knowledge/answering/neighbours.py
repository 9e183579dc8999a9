"""What belongs beside a clause in an answer: its list, its section, paragraphs that answer as well."""

import re

from knowledge.answering.quoting import WHOLE, lead_of, listed_under, section_of
from knowledge.documents.library import Library
from knowledge.finding.folding import fold
from knowledge.model import Clause
from knowledge.search import Ranking

_BESIDE = 0.5
"""A paragraph of the same article is shown too when it scores at least this share of the best."""
_LIST_BESIDE = 0.8
"""The whole list is shown instead of one item when its lead or a sibling scores this share of it."""


class Neighbours:
    """Knows the lists and sections of one library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def beside(self, best: Clause, ranking: Ranking, asked: str) -> tuple[Clause, ...]:
        """`best`, or the lead of its list, and what is shown with it, best first."""
        scores = {clause.id: score for clause, score in ranking.clauses}
        floor = scores.get(best.id, 0.0)
        lead = lead_of(best, self._library)
        if lead is not None:
            siblings = (lead, *listed_under(lead, self._library))
            close = [one for one in siblings if one is not best and scores.get(one.id, 0.0) >= _LIST_BESIDE * floor]
            return (lead,) if len(close) > 1 or lead in close else (best,)
        section = self.section(best)
        if best.heading and fold(best.heading) in fold(asked) and sum(len(one.text) for one in section) <= 4 * WHOLE:
            return section
        figures = set(re.findall(r"\d+", fold(asked))) & set(re.findall(r"\d+", fold(best.text)))
        beside = [one for one in section if one.path == best.path and scores.get(one.id, 0.0) >= _BESIDE * floor]
        return (best, *(one for one in beside if one is not best and all(f in one.text for f in figures)))

    def section(self, clause: Clause) -> tuple[Clause, ...]:
        """All clauses under the same printed heading, in printed order; without a heading the clause alone."""
        return section_of(clause, self._library) or (clause,)

    def with_list(self, clause: Clause) -> tuple[Clause, ...]:
        """`clause` and the items it announces."""
        return (clause, *listed_under(clause, self._library))
