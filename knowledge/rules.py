"""What an area's texts demand of a candidate, and what known facts make of it. Pure, and three-valued.

A condition is a table: every combination of its facts falls into exactly one row (`rulebook`
refuses other tables). Facts that are not known leave several rows possible; where all of these
agree the condition is settled all the same, and where they do not, nothing is guessed.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal, assert_never

from knowledge.facts import UNSURE, Amount, Fact, Facts, NumberFact, Value, Vocabulary
from knowledge.model import Quote

Outcome = Literal["met", "not_met", "unclear"]
Standing = Outcome | Literal["not_asked"]
Effect = Literal["必要", "禁止"]
"""A condition that must hold, or a bar: one that is not met ends the matter."""
HintEffect = Literal["倡导", "鼓励", "替代"]
VerdictName = Literal["meets_listed", "not_met", "barred", "ask_authority", "needs_facts", "conditions_not_stated"]
ELSEWHERE = "other"
"""The code for any place whose texts are not held."""


@dataclass(frozen=True, slots=True)
class Band:
    """Numbers from `least` on, up to but without `below`."""

    least: float
    below: float


Test = frozenset[str] | Band
Case = Mapping[str, Test]
"""What each of some facts must be, by their names; facts that are not named may be anything."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a condition's table. `why` is said to the user where the outcome is unclear, else empty."""

    case: Case
    outcome: Outcome
    why: str


@dataclass(frozen=True, slots=True)
class Condition:
    """One demand of a text, with the words it rests on.

    `facts` are those its rows name, in the order of asking. `probes` hold, by fact, one value of
    each class that the rows tell apart.
    """

    name: str
    effect: Effect
    quote: Quote
    facts: tuple[Fact, ...]
    rows: tuple[Row, ...]
    probes: Mapping[str, tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class Hint:
    """Something a text offers beside its conditions, shown where one of `cases` surely holds."""

    name: str
    effect: HintEffect
    quote: Quote
    says: str
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Unstated:
    """What the texts of an area leave open, in one sentence, and the words it rests on."""

    sentence: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Ruleset:
    """The rules that apply in an area, a parent's after its own; none at all for a place without texts.

    `facts` are those that matter here, in the order of asking; `revision` names the files as they were read.
    """

    jurisdiction: str
    facts: tuple[Fact, ...] = ()
    conditions: tuple[Condition, ...] = ()
    hints: tuple[Hint, ...] = ()
    unstated: tuple[Unstated, ...] = ()
    revision: str = ""

    def taken_from(self, facts: Facts) -> dict[str, Value]:
        """The facts that matter here, with what holds while it is not mentioned."""
        taken: dict[str, Value] = {}
        for fact in self.facts:
            value = facts.get(fact.name, fact.unsaid)
            if value:
                taken[fact.name] = value
        return taken


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules of every area, and the facts that they ask for."""

    vocabulary: Vocabulary
    rulesets: Mapping[str, Ruleset]

    def of(self, jurisdiction: str) -> Ruleset:
        """The rules of an area; an empty set for a place whose texts are not held."""
        return self.rulesets.get(jurisdiction) or Ruleset(jurisdiction)


@dataclass(frozen=True, slots=True)
class Told:
    """A fact with the answer that counted."""

    fact: Fact
    value: Value

    @property
    def words(self) -> str:
        """The two in words: 「学历：本科」."""
        return f"{self.fact.label}：{self.fact.words(self.value)}"


@dataclass(frozen=True, slots=True)
class Result:
    """How one condition stands, and the answers it rests on.

    `why` says what is unclear, `asks` the facts that can still settle what was not asked; else empty.
    """

    condition: Condition
    standing: Standing
    told: tuple[Told, ...] = ()
    why: str = ""
    asks: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the texts say to the facts. `results` stand in the order of the clauses, one per condition.

    `missing` are the facts that were not given and can still change the verdict or what it lists.
    `facts` are the answers that matter in this area.
    """

    name: VerdictName
    jurisdiction: str
    results: tuple[Result, ...]
    hints: tuple[Hint, ...]
    unstated: tuple[Unstated, ...]
    missing: tuple[Fact, ...]
    facts: Facts
    revision: str

    @property
    def failed_or_unclear(self) -> tuple[Quote, ...]:
        """The clauses that are not met, or not clearly."""
        return tuple(one.condition.quote for one in self.results if one.standing in ("not_met", "unclear"))

    @property
    def cites(self) -> tuple[Quote, ...]:
        """Every clause the verdict rests on: settled conditions, what is left open, hints."""
        settled = [one.condition.quote for one in self.results if one.standing != "not_asked"]
        open_ = [quote for unstated in self.unstated for quote in unstated.quotes]
        return tuple(_once((*settled, *open_, *(hint.quote for hint in self.hints))))

    @property
    def digest(self) -> str:
        """A hash of facts, revision and clauses: equal only for the same verdict on the same grounds."""
        answers = {
            name: value if isinstance(value, str) else [value.least, value.most] for name, value in self.facts.items()
        }
        clauses = [[quote.clause.id, quote.clause.text] for quote in self.cites]
        grounds = [self.jurisdiction, self.name, answers, self.revision, clauses]
        return hashlib.sha256(json.dumps(grounds).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One condition in several areas, in their order; None where an area's texts do not state it."""

    name: str
    results: tuple[Result | None, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The verdicts of several areas on the same facts, and their conditions side by side."""

    verdicts: tuple[Verdict, ...]
    rows: tuple[ComparedRow, ...]


def evaluate(ruleset: Ruleset, facts: Facts) -> Verdict:
    """What the texts of an area say to `facts`; facts that only matter elsewhere change nothing."""
    taken = ruleset.taken_from(facts)
    results = tuple(_result(condition, taken) for condition in ruleset.conditions)
    is_barred = any(map(_bars, results))
    if is_barred:
        results = tuple(one if _bars(one) else Result(one.condition, "not_asked") for one in results)
    asked_by = {fact.name for result in results for fact in result.asks}
    missing = tuple(fact for fact in ruleset.facts if fact.name in asked_by)
    return Verdict(
        name=_name(results, is_barred=is_barred, is_open=bool(missing)),
        jurisdiction=ruleset.jurisdiction,
        results=results,
        hints=() if is_barred else tuple(hint for hint in ruleset.hints if _holds(hint, taken)),
        unstated=ruleset.unstated,
        missing=missing,
        facts=taken,
        revision=ruleset.revision,
    )


def next_fact(ruleset: Ruleset, facts: Facts) -> Fact | None:
    """The first fact that can still change the verdict or what it lists; None when none can."""
    taken = ruleset.taken_from(facts)
    if any(condition.effect == "禁止" and _bars(_result(condition, taken)) for condition in ruleset.conditions):
        return None
    undecided = [one for one in ruleset.conditions if outcome_of(one.rows, taken) == "unclear"]
    asked = (fact for fact in ruleset.facts if any(_decides(fact, condition, taken) for condition in undecided))
    return next(asked, None)


def next_hint_fact(ruleset: Ruleset, facts: Facts) -> Fact | None:
    """The first fact that can still bring a hint; None when none can."""
    taken = ruleset.taken_from(facts)
    wanted = {
        name
        for hint in ruleset.hints
        if not _holds(hint, taken)
        for case in hint.cases
        if _is_possible(case, taken) and UNSURE not in map(taken.get, case)
        for name in case
    }
    return next((fact for fact in ruleset.facts if fact.name in wanted - taken.keys()), None)


def side_by_side(rulesets: Sequence[Ruleset], facts: Facts) -> Comparison:
    """The same facts before several areas; a condition stands in one row with those of its name."""
    verdicts = tuple(evaluate(ruleset, facts) for ruleset in rulesets)
    results = [{one.condition.name: one for one in verdict.results} for verdict in verdicts]
    names = dict.fromkeys(name for of_area in results for name in of_area)
    return Comparison(verdicts, tuple(ComparedRow(name, tuple(one.get(name) for one in results)) for name in names))


def outcome_of(rows: Iterable[Row], facts: Facts) -> Outcome:
    """What a condition's table says when no more is to be learnt: unclear where possible rows disagree."""
    outcomes = {row.outcome for row in rows if _is_possible(row.case, facts)}
    return outcomes.pop() if len(outcomes) == 1 else "unclear"


def probes_of(fact: Fact, rows: Sequence[Row]) -> tuple[Value, ...]:
    """One value of `fact` for each class of values that `rows` tell apart, in order."""
    tests = [row.case[fact.name] for row in rows if fact.name in row.case]
    found: dict[tuple[bool, ...], Value] = {}
    for value in _candidates(fact, tests):
        found.setdefault(tuple(is_surely(test, value) for test in tests), value)
    return tuple(found.values())


def is_surely(test: Test, value: Value | None) -> bool:
    """Whether what is known of a fact is enough to pass."""
    match test, value:
        case frozenset(), str():
            return value in test
        case Band(), Amount():
            return test.least <= value.least and value.most < test.below
        case _:
            return False


def _candidates(fact: Fact, tests: Iterable[Test]) -> Iterable[Value]:
    if not isinstance(fact, NumberFact):
        return fact.known_values
    bands = [test for test in tests if isinstance(test, Band)]
    ends = {fact.least, *(band.least for band in bands), *(band.below for band in bands)}
    return [Amount(end, end) for end in sorted(ends) if fact.least <= end <= fact.most]


def _may_pass(test: Test, value: Value | None) -> bool:
    """Whether what is known of a fact leaves it possible to pass."""
    match value:
        case None:
            return True
        case str():
            return value == UNSURE or (isinstance(test, frozenset) and value in test)
        case Amount():
            return isinstance(test, Band) and test.least <= value.most and value.least < test.below
        case _:
            assert_never(value)


def _is_possible(case: Case, facts: Facts) -> bool:
    return all(_may_pass(test, facts.get(name)) for name, test in case.items())


def _holds(hint: Hint, facts: Facts) -> bool:
    return any(all(is_surely(test, facts.get(name)) for name, test in case.items()) for case in hint.cases)


def _result(condition: Condition, facts: Facts) -> Result:
    rows = [row for row in condition.rows if _is_possible(row.case, facts)]
    named = {name for row in rows for name in row.case}
    told = tuple(
        Told(fact, facts[fact.name])
        for fact in condition.facts
        if fact.name in named and facts.get(fact.name, fact.unsaid) != fact.unsaid
    )
    outcome = outcome_of(rows, facts)
    if outcome != "unclear":
        return Result(condition, outcome, told)
    if asks := tuple(fact for fact in condition.facts if _decides(fact, condition, facts)):
        return Result(condition, "not_asked", told, asks=asks)
    return Result(condition, "unclear", told, _why(rows, told))


def _why(rows: Sequence[Row], told: Sequence[Told]) -> str:
    if len(rows) == 1:
        return rows[0].why
    unsure = [one.fact.label for one in told if one.value == UNSURE]
    roughly = [one.words for one in told if isinstance(one.value, Amount) and one.value.least < one.value.most]
    return f"{'、'.join(unsure + roughly)}尚不能确定，请向主管部门确认。"


def _decides(fact: Fact, condition: Condition, facts: Facts) -> bool:
    """Whether `fact` is not given, and different answers to it end differently under some answers to the others."""
    if fact.name in facts or fact not in condition.facts:
        return False
    rows = [row for row in condition.rows if _is_possible(row.case, facts)]
    others = [other.name for other in condition.facts if other.name not in facts and other is not fact]
    for answers in product(*(condition.probes[other] for other in others)):
        known = {**facts, **dict(zip(others, answers, strict=True))}
        if len({outcome_of(rows, {**known, fact.name: value}) for value in condition.probes[fact.name]}) > 1:
            return True
    return False


def _bars(result: Result) -> bool:
    return result.condition.effect == "禁止" and result.standing == "not_met"


def _name(results: Sequence[Result], *, is_barred: bool, is_open: bool) -> VerdictName:
    standings = {result.standing for result in results}
    if not results:
        return "conditions_not_stated"
    if is_barred:
        return "barred"
    if is_open:
        return "needs_facts"
    if "not_met" in standings:
        return "not_met"
    return "ask_authority" if "unclear" in standings else "meets_listed"


def _once(quotes: Iterable[Quote]) -> Iterable[Quote]:
    """Each place once, as it was first quoted."""
    found: dict[tuple[str, str], Quote] = {}
    for quote in quotes:
        found.setdefault((quote.clause.id, quote.words), quote)
    return found.values()
