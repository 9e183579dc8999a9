"""The shipped rules, and copies of them to be spoilt."""

import shutil
from datetime import date
from functools import cache
from pathlib import Path

from knowledge.documents.library import Library, load_library
from knowledge.facts import Facts
from knowledge.model import Jurisdiction
from knowledge.reading.places import load_gazetteer
from knowledge.rulebook import RULES, load_rulebook
from knowledge.rules import Rulebook, Verdict, evaluate

TODAY = date(2026, 11, 20)


@cache
def library() -> Library:
    return load_library()


@cache
def areas() -> dict[str, Jurisdiction]:
    return dict(load_gazetteer().jurisdictions)


@cache
def shipped_rules() -> Rulebook:
    return load_rulebook(library(), areas(), today=TODAY)


def read(**said: object) -> Facts:
    return shipped_rules().vocabulary.read(said)


def judged(area: str, **said: object) -> Verdict:
    return evaluate(shipped_rules().of(area), read(**said))


def copied_rules(folder: Path) -> Path:
    return Path(shutil.copytree(RULES, folder / "rules"))
