"""From a ranking to an answer: sure, nearest, or honestly not stated.

best is a service           it is wanted
best is an unstated matter  not stated, or stated in part
best is a clause            does it hold the kind of fact that is asked for? is it sure?
"""

from collections.abc import Sequence

from knowledge.answering.composing import Composer
from knowledge.answering.neighbours import Neighbours
from knowledge.answering.targets import chosen
from knowledge.documents.library import Library
from knowledge.finding.folding import fold
from knowledge.model import Answer, Candidate, Clause, Unsure, Wanted
from knowledge.phrasings import Matter, Phrasings, Service
from knowledge.reading.asked import Fact, facts_asked
from knowledge.reading.parts import asking_clause
from knowledge.search import Ranking, Subject

_SURE, _FAINT = 0.055, 0.01
"""Below the first sureness the best clause is given as the nearest, not as the answer; below the second
it is only near, and what was asked is said not to be stated."""
WHAT_WAS_ASKED = "您问的这一点"
_FAR_AHEAD = 3.0
"""The best clause this many times ahead of the next clause, or of any unstated matter, is far enough."""
_WITHOUT_MATTER = 2.25
"""So far ahead counts as nothing being there to be ahead of."""
_POWER_OF_MARGIN, _POWER_OF_MATTER = 3.2, 4.1
_LEVEL = 0.98
"""From this share of the best score on a clause is level with a matter, and goes first."""
_HOLDS_INSTEAD = 0.6
"""A clause of this share of the best score may answer in its place when it holds the fact asked for."""


class Decider:
    """Decides; holds no state."""

    def __init__(self, library: Library, phrasings: Phrasings, compose: Composer) -> None:
        """`library` is the whole one: what was found may stand in an amending notice."""
        self._library = library
        self._phrasings = phrasings
        self._compose = compose
        self._neighbours = Neighbours(library)

    def decide(self, ranking: Ranking, area: str, asked: str, *, leaning: bool = False) -> Answer | None:
        """What `ranking` amounts to, None where nothing was found; `leaning` on the last answer, a few
        words are enough to be sure."""
        candidates = tuple(Candidate(clause, score) for clause, score in ranking.clauses)
        if ranking.says_no_more:
            return Unsure((), area)
        facts = facts_asked(asking_clause(fold(asked)))
        match _foremost(ranking, may_be_service=not facts):
            case Service(dialog=dialog):
                return Wanted(dialog)
            case Matter() as matter:
                return self._from_matter(matter, facts, area, asked, candidates)
            case Clause() as best:
                return self._from_clause(best, ranking, area, asked, candidates, leaning=leaning)
            case _:
                lacking = facts[0].name if facts else WHAT_WAS_ASKED
                return self._compose.lacking(lacking, (), area, asked) if ranking.is_about_us else None

    def _from_matter(
        self, matter: Matter, facts: Sequence[Fact], area: str, asked: str, candidates: tuple[Candidate, ...]
    ) -> Answer:
        """That `matter` is open; in part only where what is near to it holds the facts asked for."""
        near = self._near(matter)
        if matter.partly and near and not all(self._holds(near[0], fact) for fact in facts):
            return self._compose.lacking(matter.name, near, area, asked, candidates)
        return self._compose.not_stated(matter, area, asked, candidates)

    def _near(self, matter: Matter) -> list[Clause]:
        return [self._library.clauses[clause] for clause in matter.near if clause in self._library.clauses]

    def _from_clause(
        self,
        best: Clause,
        ranking: Ranking,
        area: str,
        asked: str,
        candidates: tuple[Candidate, ...],
        *,
        leaning: bool,
    ) -> Answer:
        if self._is_target(best):
            return self._target(best, ranking, area, asked, candidates)
        best, lacking = self._holding(best, ranking, asked)
        if lacking:
            return self._compose.lacking(lacking, [best], area, asked, candidates)
        sure = _SURE if leaning else sureness(ranking)
        if sure < _FAINT:
            return self._compose.lacking(WHAT_WAS_ASKED, [best], area, asked, candidates)
        clauses = self._neighbours.beside(best, ranking, asked)
        compose = self._compose.answered if sure >= _SURE else self._compose.nearest
        return compose(clauses, area, asked, candidates)

    def _holding(self, best: Clause, ranking: Ranking, asked: str) -> tuple[Clause, str]:
        """The best clause that holds every kind of fact asked for; else `best`, and what it lacks."""
        facts = facts_asked(asking_clause(fold(asked)))
        floor = _HOLDS_INSTEAD * ranking.clauses[0][1]
        near = [clause for clause, score in ranking.clauses if score >= floor]
        held = {clause.id: {fact.name for fact in facts if self._holds(clause, fact)} for clause in near}
        lacking = next((fact.name for fact in facts if not any(fact.name in names for names in held.values())), "")
        return max(near, key=lambda clause: len(held[clause.id]), default=best), lacking

    def _holds(self, clause: Clause, fact: Fact) -> bool:
        return fact.is_held_by(self._neighbours.with_list(clause))

    def _is_target(self, clause: Clause) -> bool:
        reviewed = self._phrasings.reviewed.get(clause.id)
        return reviewed is not None and reviewed.until is not None

    def _target(
        self, best: Clause, ranking: Ranking, area: str, asked: str, candidates: tuple[Candidate, ...]
    ) -> Answer:
        """The targets for the year and size that are asked for, or that there are none."""
        order = {clause.id: place for place, (clause, _) in enumerate(ranking.clauses)}
        family = [clause for clause in self._neighbours.section(best) if self._is_target(clause)]
        family.sort(key=lambda clause: order.get(clause.id, len(order)))
        found = chosen(asked, family)
        facts = facts_asked(asking_clause(fold(asked)))
        lacking = found.lacking or next((fact.name for fact in facts if not fact.is_held_by(family)), "")
        if lacking:
            return self._compose.lacking(lacking, found.clauses, area, asked, candidates)
        return self._compose.answered(found.clauses, area, asked, candidates)


def sureness(ranking: Ranking) -> float:
    """How sure it is that the best clause answers, 0 to above 1: how much of the question it covers, how far it
    is ahead of the next clause, and how far of anything that no text settles.

    The powers are those of a logistic regression over answered questions, right ones against wrong
    ones and questions that nothing answers.
    """
    scores = [score for _, score in ranking.clauses[:2]]
    if not scores:
        return 0.0
    # To be the only one found is no lead: a short text has few clauses that share a word with any question.
    margin = 1.0 if len(scores) < 2 else min(scores[0] / scores[1], _FAR_AHEAD)
    # Nor that no matter was found: a new area has none written down.
    ahead = _WITHOUT_MATTER if not ranking.best_matter else min(scores[0] / ranking.best_matter, _FAR_AHEAD)
    return ranking.certainty * float(margin**_POWER_OF_MARGIN * (ahead / _FAR_AHEAD) ** _POWER_OF_MATTER)


def _foremost(ranking: Ranking, *, may_be_service: bool) -> Subject | None:
    """The best hit; where a clause stands all but level with a matter left open, the clause."""
    hits = [hit for hit in ranking.hits if may_be_service or not isinstance(hit.subject, Service)]
    if not hits:
        return None
    best, *others = hits
    if isinstance(best.subject, Matter) and others and others[0].score >= _LEVEL * best.score:
        return others[0].subject
    return best.subject
