"""Fact sets about candidates, and what the area's rules say to each: for `cqo eligibility`."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.asking import Printable
from bot.policy import UnknownArea
from bot.reply_json import citation_as_json
from dialogs.policy import citations_of
from dialogs.ports import Ports
from knowledge.errors import BadFacts
from knowledge.model import Quote
from knowledge.rules import ELSEWHERE, Rulebook, Verdict, evaluate

STANDARD_INPUT = Path("-")
NO_AREA = "jurisdiction"
"""What is missing where a fact set does not say which area's rules apply."""


class FactSet(BaseModel):
    """One candidate. What a file of cases expects is taken along unread."""

    model_config = ConfigDict(extra="forbid")

    id: Printable | int | None = None
    jurisdiction: Printable | None = None
    facts: dict[str, Any]
    verdict: Any = None
    failed_or_unclear: Any = None
    cites: Any = None
    note: Any = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A fact set with its verdict; None where it names no area."""

    id: str | int | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class FactSets:
    """What a file holds: one fact set by itself, or a list of any length."""

    sets: Sequence[FactSet]
    is_list: bool


def read_fact_sets(file: Path) -> FactSets:
    """The fact sets in a file, or on standard input for `-`. Raises BadFacts where it holds something else."""
    try:
        said = json.loads(
            (sys.stdin.buffer.read() if file == STANDARD_INPUT else file.read_bytes()).decode("utf-8-sig")
        )
    except FileNotFoundError:
        raise BadFacts(f"{file}: no such file") from None
    except UnicodeDecodeError:
        raise BadFacts(f"{file}: not UTF-8; save the file in that encoding") from None
    except OSError as error:
        raise BadFacts(f"{file}: cannot be read ({error.strerror})") from None
    except (ValueError, RecursionError) as error:
        raise BadFacts(f"{file}: no JSON ({error})") from None
    if isinstance(said, list):
        return FactSets(
            [_fact_set(one, f"fact set {number}") for number, one in enumerate(said, start=1)], is_list=True
        )
    return FactSets([_fact_set(said, "fact set")], is_list=False)


def check(sets: Sequence[FactSet], rulebook: Rulebook) -> list[Checked]:
    """A verdict for each, in order. Raises BadFacts or UnknownArea for the first that cannot be judged."""
    return [_checked(one, rulebook, f"fact set {number}") for number, one in enumerate(sets, start=1)]


def verdict_as_json(checked: Checked, ports: Ports) -> dict[str, Any]:
    """The object of the outward contract."""
    verdict = checked.verdict
    if verdict is None:
        return _as_json(checked.id, "needs_facts", (), (), (NO_AREA,), ports)
    return _as_json(
        checked.id,
        verdict.name,
        verdict.failed_or_unclear,
        verdict.cites,
        [fact.name for fact in verdict.missing],
        ports,
    )


def _as_json(
    name: str | int | None,
    verdict: str,
    failed_or_unclear: Sequence[Quote],
    cites: Sequence[Quote],
    missing: Sequence[str],
    ports: Ports,
) -> dict[str, Any]:
    return {
        "id": name,
        "verdict": verdict,
        "failed_or_unclear": [citation_as_json(citation) for citation in citations_of(failed_or_unclear, ports)],
        "cites": [citation_as_json(citation) for citation in citations_of(cites, ports)],
        "missing": list(missing),
    }


def _fact_set(said: object, where: str) -> FactSet:
    try:
        return FactSet.model_validate(said)
    except ValidationError as error:
        place = error.errors(include_input=False, include_url=False)[0]["loc"]
        key = f"{str(place[0])[:40]!r} is not understood; " if place else ""
        raise BadFacts(f'{where}: {key}give {{"id": "…", "jurisdiction": "…", "facts": {{…}}}}') from None


def _checked(said: FactSet, rulebook: Rulebook, where: str) -> Checked:
    try:
        facts = rulebook.vocabulary.read(said.facts)
    except BadFacts as error:
        raise BadFacts(f"{where}: {error}") from None
    if said.jurisdiction is None:
        return Checked(said.id, None)
    if said.jurisdiction not in (*rulebook.rulesets, ELSEWHERE):
        known = ", ".join((*rulebook.rulesets, ELSEWHERE))
        raise UnknownArea(f"{where}: no jurisdiction {said.jurisdiction[:40]!r}; there are {known}")
    return Checked(said.id, evaluate(rulebook.of(said.jurisdiction), facts))
