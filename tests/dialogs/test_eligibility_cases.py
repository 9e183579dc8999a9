"""The eligibility cases through the chat: whoever answers with a case's facts gets the verdict of the rules."""

import json
import random
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dialogs.flows.eligibility import ELIGIBILITY
from dialogs.flows.verdict import in_words
from dialogs.messages import Said, VerdictCard
from dialogs.prompts import read_aloud
from dialogs.router import respond
from dialogs.state import Advanced, ConversationState
from knowledge.facts import ChoiceFact
from knowledge.rules import evaluate
from tests.dialogs.scripted_policy import PORTS
from tests.fakes.contact import VerdictsInMemory, records_in_memory

CASES = json.loads((Path(__file__).parents[1] / "fixtures/eligibility_cases.json").read_text("utf-8"))
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
MOST_TAPS = {"short": 7, "long": 10}
"""After the dialog opened with the area known: with a degree, and without one."""


def through_the_chat(area: str, facts: dict[str, Any]) -> tuple[Advanced, str, int]:
    """The last turn, the verdict as it was kept (empty for none), and the messages after the opening."""
    ports = replace(PORTS, records=records_in_memory())
    said = respond(ConversationState(jurisdiction=area), Said("任职条件自测"), ports, now=NOW)
    messages = 0
    while said.state.position is not None:
        assert messages < 15, said.step
        said = respond(said.state, Said(answer_to(said.step, facts)), ports, now=NOW)
        messages += 1
    assert isinstance(ports.records.verdicts, VerdictsInMemory)
    kept = ports.records.verdicts.latest()
    return said, kept.verdict if kept else "", messages


def answer_to(step: str, facts: dict[str, Any]) -> str:
    match step:
        case "consent":
            return "同意"
        case "rank":
            return "不清楚"
        case "area":
            return "其他地区"
        case "post" if "post_text" in facts:
            return str(facts["post_text"])
        case "years":
            return f"{facts['years']}年" if isinstance(facts["years"], int | float) else "不确定"
        case _:
            return str(facts.get(step, "跳过"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_case_gets_its_verdict(case: dict[str, Any]) -> None:
    area = "" if case["jurisdiction"] == "other" else case["jurisdiction"]
    said, verdict, _ = through_the_chat(area, case["facts"])
    if not area:
        assert read_aloud(said.replies[0]).startswith("目前只收录了")
        return
    assert verdict == case["verdict"]
    assert said.jurisdiction == area


def test_any_facts_get_the_verdict_of_the_rules_within_the_taps_that_are_promised() -> None:
    chance = random.Random(20)
    ruleset = PORTS.rules.of("nantong")
    values = {
        fact.name: [*fact.values, "不清楚"]
        for fact in ruleset.facts
        if isinstance(fact, ChoiceFact) and not fact.unsaid
    }
    for _ in range(150):
        facts: dict[str, Any] = {name: chance.choice(some) for name, some in values.items()}
        facts["years"] = chance.choice([0, 2.9, 3, 4, 12, "不确定"])
        said, verdict, messages = through_the_chat("nantong", facts)
        wanted = evaluate(ruleset, PORTS.rules.vocabulary.read(facts))
        assert verdict == wanted.name, facts
        card = said.replies[-1]
        assert isinstance(card, VerdictCard)
        assert in_words(wanted) in card.conclusion
        has_degree = facts["degree"] in ("大专", "本科", "硕士及以上")
        assert messages <= MOST_TAPS["short" if has_degree else "long"], facts


def test_every_step_of_the_dialog_is_a_fact_or_a_repair_of_one() -> None:
    facts = set(PORTS.rules.vocabulary.facts)
    assert set(ELIGIBILITY.steps) - facts == {"area", "rank", "consent"}
