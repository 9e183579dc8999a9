"""What makes rules unsound: gaps, contradictions, rows that never apply, and words that no clause in force holds.

Each check gives what is wrong in one English sentence with the remedy, or nothing.
"""

from collections.abc import Sequence
from datetime import date
from itertools import product
from math import prod

from knowledge.documents.library import Library
from knowledge.facts import ChoiceFact, Fact, NumberFact, Value, Vocabulary
from knowledge.nearest import nearest_yes
from knowledge.rules import Band, Case, Condition, Row, Ruleset, Test, is_surely

Place = tuple[str | int, ...]
"""Where in a file: tables, list places and a key or word, as `manifest.broken` takes it."""
MOST_COMBINATIONS = 20_000
"""Of one condition: more are neither checked quickly nor understood by a reader."""


def case_fault(case: Case, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """The first part of a case that cannot be, and why: the word to look for and the sentence."""
    for name, test in case.items():
        fact = vocabulary.facts.get(name)
        if fact is None:
            return name, f"no fact {name}; there are {', '.join(vocabulary.facts)}"
        if found := _test_fault(fact, test):
            return found
    return None


def quote_fault(
    clause_id: str, words: str, library: Library, *, area: str, today: date, is_binding: bool
) -> str | None:
    """Why `words` of a clause cannot carry a rule of `area` on the day `today`; only a rule can carry a binding one."""
    clause = library.clauses.get(clause_id)
    if clause is None or clause.kind != "clause":
        return f"no clause {clause_id}; take an id of `cqo kb search`"
    document = library.document_of(clause)
    if document.jurisdiction != area:
        return f"{clause_id} belongs to {document.jurisdiction}; rest a rule of {area} on its own texts"
    if document.id not in library.as_at(today).documents:
        return f"{clause_id} is not in force on {today}; cite the text that is"
    if is_binding and not document.is_rule:
        return f"{document.id} sets no rules ({document.status}); a condition rests on a text that does"
    if words not in clause.text:
        return f"「{words}」 does not stand in {clause_id}; quote it word for word"
    return None


def conditions_fault(conditions: Sequence[Condition]) -> tuple[Place, str] | None:
    """The first condition that leaves a combination open or decides it twice, or that excludes the others."""
    names: set[str] = set()
    for number, condition in enumerate(conditions):
        if condition.name in names:
            return ("conditions", number, condition.name), f"{condition.name} stands there twice; rename one"
        names.add(condition.name)
        if sentence := _table_fault(condition):
            return ("conditions", number, condition.name), f"{condition.name}: {sentence}"
    facts = tuple({fact.name: fact for condition in conditions for fact in condition.facts}.values())
    if conditions and nearest_yes(Ruleset("", facts, tuple(conditions)), {}, date.min) is None:
        return ("conditions", 0), "no candidate can meet all conditions at once; correct the one that excludes another"
    return None


def _test_fault(fact: Fact, test: Test) -> tuple[str, str] | None:
    match fact, test:
        case ChoiceFact(), frozenset():
            for value in sorted(test):
                if value not in fact.known_values:
                    return value, f"「{value}」 is no value of {fact.name}; there are {'、'.join(fact.known_values)}"
            return None if test else (fact.name, f"{fact.name} is nothing, so this never applies; remove it")
        case NumberFact(), Band(least=least, below=below):
            if least >= below or below <= fact.least or least > fact.most:
                return fact.name, f"no {fact.name} of {fact.least:g} to {fact.most:g} is meant; correct the bounds"
            return None
        case _:
            takes = "{ at_least = …, below = … }" if isinstance(fact, NumberFact) else "values"
            return fact.name, f"{fact.name} takes {takes}"


def _table_fault(condition: Condition) -> str | None:
    size = prod(len(values) for values in condition.probes.values())
    if size > MOST_COMBINATIONS:
        return f"{size} combinations to decide; split it"
    deciders = {
        answers: [row for row in condition.rows if _applies(row, condition, answers)]
        for answers in product(*(condition.probes[fact.name] for fact in condition.facts))
    }
    for answers, rows in deciders.items():
        if not rows:
            return f"no row decides {_told(condition, answers)}; add it to one"
    for answers, rows in deciders.items():
        if len(rows) > 1:
            return _overlap(condition, answers, rows, [*deciders.values()])
    return None


def _overlap(condition: Condition, answers: Sequence[Value], rows: list[Row], every: list[list[Row]]) -> str:
    """What to say of `answers` that more than one row decides."""
    one, other = (_called(row, condition) for row in rows[:2])
    for row, name, cover in ((rows[1], other, one), (rows[0], one, other)):
        if all(len(deciding) > 1 for deciding in every if row in deciding):
            return f"{name} never decides anything by itself, {cover} does already; remove it"
    return f"{one} and {other} both decide {_told(condition, answers)}; leave it to one"


def _applies(row: Row, condition: Condition, answers: Sequence[Value]) -> bool:
    known = {fact.name: answer for fact, answer in zip(condition.facts, answers, strict=True)}
    return all(is_surely(test, known[name]) for name, test in row.case.items())


def _called(row: Row, condition: Condition) -> str:
    """The name of a row in a file: its outcome and its number among those of that outcome."""
    alike = [one for one in condition.rows if one.outcome == row.outcome]
    return f"{row.outcome} {next(number for number, one in enumerate(alike, start=1) if one is row)}"


def _told(condition: Condition, answers: Sequence[Value]) -> str:
    told = (f"{fact.name} = {fact.words(answer)}" for fact, answer in zip(condition.facts, answers, strict=True))
    return "，".join(told) or "anything"
