"""The shortest way from what is known of a candidate to meeting every listed condition."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, product
from math import ceil

from knowledge.facts import UNSURE, Amount, Fact, Facts, NumberFact, Value
from knowledge.rules import Condition, Ruleset, evaluate, outcome_of

_DAYS_A_YEAR = Decimal("365.25")


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that would have to be otherwise, or be settled: any value of `to` does.

    `on` is the day on which time brings it about by itself, where it does.
    """

    fact: Fact
    to: tuple[Value, ...]
    on: date | None = None

    @property
    def words(self) -> str:
        """What would do, in words: 「学历：大专、本科、硕士及以上」."""
        return f"{self.fact.label}：{'、'.join(map(self.fact.words, self.to))}"


def nearest_yes(ruleset: Ruleset, facts: Facts, today: date) -> tuple[Change, ...] | None:
    """The fewest changes that lead to meets_listed, in the order of asking.

    A fact that is not given or unsure and would have to be settled counts as one. Of equally few
    changes, those that settle what is not known come before those of what is, then what is asked
    for first. Empty where nothing needs to change. None where nothing would help: the area lists
    no conditions, or a bar stands.
    """
    if evaluate(ruleset, facts).name in ("barred", "conditions_not_stated"):
        return None
    taken = ruleset.taken_from(facts)
    changes: list[Change] = []
    for conditions in _apart(ruleset.conditions):
        wanted = {fact.name for condition in conditions for fact in condition.facts}
        found = _fewest(conditions, [fact for fact in ruleset.facts if fact.name in wanted], taken)
        if found is None:
            return None
        changes += [Change(fact, to, _healed_on(fact, taken.get(fact.name), to[0], today)) for fact, to in found]
    order = [fact.name for fact in ruleset.facts]
    return tuple(sorted(changes, key=lambda change: order.index(change.fact.name)))


def _apart(conditions: Sequence[Condition]) -> list[list[Condition]]:
    """The conditions in groups that share no fact, so that each group can be mended by itself."""
    groups: list[list[Condition]] = []
    for condition in conditions:
        names = {fact.name for fact in condition.facts}
        joined = [group for group in groups if any(fact.name in names for one in group for fact in one.facts)]
        groups = [group for group in groups if group not in joined]
        groups.append([*(one for group in joined for one in group), condition])
    return groups


def _fewest(
    conditions: Sequence[Condition], facts: Sequence[Fact], known: Facts
) -> list[tuple[Fact, tuple[Value, ...]]] | None:
    """The smallest set of `facts` to change so that all `conditions` are met, with the values that do."""
    for size in range(len(facts) + 1):
        for changed in sorted(combinations(facts, size), key=lambda some: sum(_is_known(one, known) for one in some)):
            for answers in product(*(_answers(fact, conditions) for fact in changed)):
                tried = {**known, **{fact.name: answer for fact, answer in zip(changed, answers, strict=True)}}
                if _are_met(conditions, tried):
                    return [(fact, tuple(_as_good(fact, conditions, tried))) for fact in changed]
    return None


def _is_known(fact: Fact, known: Facts) -> bool:
    return known.get(fact.name, UNSURE) not in (UNSURE, fact.unsaid)


def _as_good(fact: Fact, conditions: Sequence[Condition], tried: Facts) -> Iterator[Value]:
    """The values of `fact` that do as well, all else equal; a number and all above it where more does no harm."""
    match fact, tried[fact.name]:
        case NumberFact(most=most), Amount(least=number) as least:
            upward = Amount(number, most)
            yield upward if _are_met(conditions, {**tried, fact.name: upward}) else least
        case _:
            yield from (one for one in _answers(fact, conditions) if _are_met(conditions, {**tried, fact.name: one}))


def _answers(fact: Fact, conditions: Sequence[Condition]) -> tuple[Value, ...]:
    """What a person can answer: every value of a choice, of a number each end of a band."""
    if not isinstance(fact, NumberFact):
        return fact.values
    probes = (value for condition in conditions for value in condition.probes.get(fact.name, ()))
    return tuple(sorted({end for end in probes if isinstance(end, Amount)}, key=lambda end: end.least))


def _are_met(conditions: Sequence[Condition], facts: Facts) -> bool:
    return all(outcome_of(condition.rows, facts) == "met" for condition in conditions)


def _healed_on(fact: Fact, known: Value | None, wanted: Value, today: date) -> date | None:
    """The day on which a fact that grows by itself reaches what is wanted; None where that is not known."""
    if not isinstance(fact, NumberFact) or not isinstance(known, Amount) or not isinstance(wanted, Amount):
        return None
    if not fact.grows or known.least != known.most or known.most >= wanted.least:
        return None
    left = Decimal(repr(wanted.least)) - Decimal(repr(known.least))
    whole = int(left)
    return _years_later(today, whole) + timedelta(days=ceil((left - whole) * _DAYS_A_YEAR))


def _years_later(day: date, years: int) -> date:
    """The same day of a later year; 1 March after 29 February where that year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
