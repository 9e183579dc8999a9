"""Targets by year and size: which of an area's target clauses a question means."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.finding.folding import fold
from knowledge.model import Clause

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_SIZES = (
    ("大型", re.compile(r"大型|大厂|大企业|大公司|规模大"), re.compile("大型|大中型")),
    ("中型", re.compile(r"中型|中等|中不溜"), re.compile("中型|中小企业")),
    ("微型", re.compile(r"微型|小微|作坊|个体户"), re.compile("微型")),
    ("小型", re.compile(r"小型|小厂|小企业|小公司|小规模"), re.compile("小型|中小企业")),
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The clauses that hold the targets meant, best first; or, with `lacking`, what none of them holds."""

    clauses: tuple[Clause, ...]
    lacking: str = ""


def chosen(question: str, targets: Sequence[Clause]) -> Chosen:
    """Of `targets`, best first, those for the years and sizes that `question` names.

    A question that names neither gets all of them. `lacking` reads like 「2026年的目标」.
    """
    said = fold(question)
    years = _YEAR.findall(said)
    left = [clause for clause in targets if not years or any(year in fold(clause.text) for year in years)]
    if not left:
        return Chosen(tuple(targets), lacking=f"{years[0]}年的目标")
    for name, meant, held in _SIZES:
        if meant.search(said):
            of_size = [clause for clause in left if held.search(clause.text)]
            has_sizes = any(held_somewhere.search(clause.text) for clause in left for _, _, held_somewhere in _SIZES)
            if not of_size and has_sizes:
                return Chosen(tuple(left), lacking=f"{name}企业的目标")
            left = of_size or left
            break
    return Chosen(tuple(left))
