"""Every path of the shipped rules, and of rules made at random, against every completion of what is not known.

The other side is `candidates_by_hand`, which knows the law, and `rules_by_brute_force`, which knows
nothing of the law: neither uses the code that evaluates.
"""

import random
import time
from collections.abc import Iterator
from itertools import product

import pytest

from knowledge.facts import Facts
from knowledge.rules import Ruleset, Verdict, evaluate, next_fact
from tests.knowledge import candidates_by_hand as by_hand
from tests.knowledge import rules_by_brute_force as brute
from tests.knowledge.candidates_by_hand import ANSWERS, NANTONG, UNSURE, nantong, notice_3_2, ways_to_give
from tests.knowledge.rulebooks import judged, read, shipped_rules

NAMES = tuple(name for name in ANSWERS if name != "is_senior")


def standings(verdict: Verdict) -> tuple[str, ...]:
    return tuple(result.standing for result in verdict.results)


@pytest.mark.parametrize("place", range(len(NANTONG)))
def test_each_condition_of_nantong_stands_as_the_article_read_by_hand(place: int) -> None:
    article, names = NANTONG[place]
    for given in ways_to_give(*names):
        result = judged("nantong", **given).results[place]
        assert result.standing == by_hand.standing(article, names, tuple(given.get(name) for name in names)), given


def differs(area: str, given: dict[str, object]) -> bool:
    verdict = judged(area, **given)
    return (verdict.name, standings(verdict)) != nantong(given)


def test_verdicts_of_nantong_are_those_of_the_law_read_by_hand() -> None:
    ways = [*ways_to_give("post", "forbidden", "declare")]
    others = [*ways_to_give("years", "degree", "title", "title_related")]
    choose = random.Random(5)
    assert [given for way in ways for given in [way | choose.choice(others)] if differs("nantong", given)] == []
    assert [given for other in others for given in [choose.choice(ways) | other] if differs("nantong", given)] == []


@pytest.mark.slow
def test_every_verdict_of_nantong_is_that_of_the_law_read_by_hand() -> None:
    count = 0
    for given in ways_to_give(*NAMES):
        assert not differs("nantong", given), given
        count += 1
    assert count == 10 * 6 * 6 * 5 * 4 * 4 * 4


def test_every_verdict_of_xiangshan_is_that_of_the_notice_read_by_hand() -> None:
    for given in ways_to_give("post", "is_senior"):
        posts = ANSWERS["post"] if given.get("post", UNSURE) == UNSURE else (given["post"],)
        said = ("是", "否") if given.get("is_senior") == UNSURE else (given.get("is_senior"),)
        ends = {notice_3_2(post, word) for post, word in product(posts, said)}
        end = ends.pop() if len(ends) == 1 else "not_asked" if "post" not in given else "unclear"
        verdict = judged("xiangshan", **given)
        assert standings(verdict) == (end,), given
        names = {"met": "meets_listed", "not_met": "not_met", "unclear": "ask_authority", "not_asked": "needs_facts"}
        assert verdict.name == names[end]


def asked_paths(given: dict[str, object]) -> Iterator[dict[str, object]]:
    """Every conversation that asks what `next_fact` names, to its end."""
    fact = next_fact(shipped_rules().of("nantong"), read(**given))
    if fact is None:
        yield given
        return
    assert fact.name not in given
    for answer in (*ANSWERS[fact.name], UNSURE):
        yield from asked_paths(given | {fact.name: answer})


def test_asking_only_what_can_matter_ends_as_asking_everything_would() -> None:
    paths = [*asked_paths({})]
    assert len(paths) > 4_000
    choose = random.Random(7)
    for given in paths:
        verdict = judged("nantong", **given)
        assert verdict.name != "needs_facts"
        full = {name: choose.choice((*ANSWERS[name], UNSURE)) for name in NAMES} | given
        assert judged("nantong", **full).name == verdict.name == nantong(full)[0], full
        assert judged("nantong", **full).failed_or_unclear == verdict.failed_or_unclear
        order = [NAMES.index(name) for name in given]
        assert order == sorted(order)


def test_what_is_missing_is_what_next_fact_asks_first() -> None:
    rules = shipped_rules().of("nantong")
    choose = random.Random(11)
    for given in choose.sample([*ways_to_give(*NAMES)], 1_000):
        missing = judged("nantong", **given).missing
        assert next(iter(missing), None) == next_fact(rules, read(**given)), given


def test_a_decision_takes_less_than_a_fifth_of_a_millisecond() -> None:
    rules, facts = shipped_rules().of("nantong"), [read(**given) for given in ways_to_give("post", "degree", "title")]
    best = min(_seconds(rules, facts) for _ in range(3))
    assert best / len(facts) < 0.0002


def _seconds(rules: Ruleset, facts: list[Facts]) -> float:
    started = time.process_time()
    for one in facts:
        next_fact(rules, one)
    return time.process_time() - started


@pytest.mark.parametrize("seed", range(60))
def test_rules_made_at_random_are_evaluated_as_by_brute_force(seed: int) -> None:
    choose = random.Random(seed)
    one = brute.made(choose)
    for _ in range(25):
        given = brute.given(choose)
        verdict = evaluate(one.rules, given)
        stands = [brute.standing(names, ends, given) for names, ends in one.ends]
        bars = [
            condition.effect == "禁止" and stand == "not_met"
            for condition, stand in zip(one.rules.conditions, stands, strict=True)
        ]
        if any(bars):
            assert verdict.name == "barred"
            assert standings(verdict) == tuple("not_met" if bar else "not_asked" for bar in bars)
            assert next_fact(one.rules, given) is None
            continue
        assert standings(verdict) == tuple(stands)
        assert {fact.name for fact in verdict.missing} == brute.missing(one, given)
        worst = next((name for name in ("not_asked", "not_met", "unclear") if name in stands), "met")
        assert verdict.name == {
            "not_asked": "needs_facts", "not_met": "not_met", "unclear": "ask_authority", "met": "meets_listed",
        }[worst]  # fmt: skip
        assert next_fact(one.rules, given) == next(iter(verdict.missing), None)
