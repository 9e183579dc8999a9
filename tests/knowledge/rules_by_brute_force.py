"""Rules made at random, and what they come to when every completion of what is not known is tried."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product

from knowledge.facts import UNSURE, ChoiceFact
from knowledge.model import Clause, PolicyDocument, Quote
from knowledge.rules import Condition, Row, Ruleset, probes_of


@dataclass(frozen=True)
class Made:
    """Rules made at random: what each full set of answers to a condition's facts ends in, and the same as rows."""

    ends: tuple[tuple[tuple[str, ...], Mapping[tuple[str, ...], str]], ...]
    rules: Ruleset


FACTS = {name: ChoiceFact(name, name, ("a", "b", "c")[: 2 + number % 2]) for number, name in enumerate("uvwxyz")}
DOCUMENT = PolicyDocument("d", "t", "", (), "j", "in_force_unverified", "t", ())
QUOTE = Quote(Clause("c", "d", "clause", (), None, "", "", "t", ""), DOCUMENT, "t")


def made(choose: random.Random) -> Made:
    """One to four conditions over one to three facts each."""
    ends, conditions = [], []
    for number in range(choose.randint(1, 4)):
        names = tuple(sorted(choose.sample([*FACTS], choose.randint(1, 3))))
        rows = [*split(names, {name: FACTS[name].values for name in names}, choose)]
        full = product(*(FACTS[name].values for name in names))
        ends.append((names, {answers: end_in(rows, dict(zip(names, answers, strict=True))) for answers in full}))
        facts = tuple(FACTS[name] for name in names)
        effect = choose.choice(("必要", "必要", "禁止"))
        conditions.append(
            Condition(str(number), effect, QUOTE, facts, tuple(rows), {f.name: probes_of(f, rows) for f in facts})  # type: ignore[arg-type]
        )
    return Made(tuple(ends), Ruleset("j", tuple(FACTS.values()), tuple(conditions)))


def given(choose: random.Random) -> dict[str, str]:
    """Some answers at random, some of them unsure."""
    return {name: choose.choice((*fact.values, UNSURE)) for name, fact in FACTS.items() if choose.random() < 0.6}


def split(names: tuple[str, ...], box: Mapping[str, tuple[str, ...]], choose: random.Random) -> Iterator[Row]:
    """A table of rows that share no combination, cut at random."""
    cuttable = [name for name in names if len(box[name]) > 1]
    if not cuttable or choose.random() < 0.25:
        case = {name: frozenset(values) for name, values in box.items() if values != FACTS[name].values}
        yield Row(case, choose.choice(("met", "met", "not_met", "unclear")), "why")  # type: ignore[arg-type]
        return
    name = choose.choice(cuttable)
    at = choose.randint(1, len(box[name]) - 1)
    yield from split(names, {**box, name: box[name][:at]}, choose)
    yield from split(names, {**box, name: box[name][at:]}, choose)


def end_in(rows: list[Row], answers: Mapping[str, str]) -> str:
    (end,) = [row.outcome for row in rows if all(answers[name] in test for name, test in row.case.items())]  # type: ignore[operator]
    return end


def standing(names: tuple[str, ...], ends: Mapping[tuple[str, ...], str], given: Mapping[str, str]) -> str:
    """How a condition stands, whatever the absent facts turn out to be."""

    def settled(answers: Mapping[str, str]) -> str:
        ways = product(*(FACTS[name].values if answers[name] == UNSURE else (answers[name],) for name in names))
        found = {ends[way] for way in ways}
        return found.pop() if len(found) == 1 else "unclear"

    absent = [name for name in names if name not in given]
    completed = product(*((*FACTS[name].values, UNSURE) for name in absent))
    found = {settled({**given, **dict(zip(absent, answers, strict=True))}) for answers in completed}
    return found.pop() if len(found) == 1 else "not_asked"


def missing(one: Made, given: Mapping[str, str]) -> set[str]:
    """The absent facts of which two answers, all else answered alike, make some condition end differently."""
    missing = set()
    for names, ends in one.ends:
        for name in {*names} - {*given}:
            absent = [other for other in names if other not in given and other != name]
            for answers in product(*((*FACTS[other].values, UNSURE) for other in absent)):
                known = {**given, **dict(zip(absent, answers, strict=True))}
                if len({standing(names, ends, {**known, name: value}) for value in FACTS[name].values}) > 1:
                    missing.add(name)
    return missing


def fewest_changes(one: Made, given: Mapping[str, str]) -> int | None:
    """How many facts must be answered otherwise until every condition is met; None where that never is."""
    for size in range(len(FACTS) + 1):
        for changed in combinations(FACTS, size):
            for answers in product(*(FACTS[name].values for name in changed)):
                known = {**given, **dict(zip(changed, answers, strict=True))}
                if all(standing(names, ends, known) == "met" for names, ends in one.ends):
                    return size
    return None
