"""Files of questions asked as users ask, through the whole routing, and scored."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bot.asking import BadQuestion, ask, lines_of, row_of
from bot.policy import ClausePolicy
from dialogs.ports import Ports
from knowledge.evaluate import FOLDER, read_truth
from knowledge.evaluation.scoring import Reply, Row

_KEYS = ("id", "q", "kind", "jurisdiction", "gold", "expect")


def asker(policy: ClausePolicy, ports: Ports) -> Callable[[Row], Reply]:
    """Asks a row. Its jurisdiction is the user's profile, but only where neither the question nor its history
    names a place: there the service has to find the area by itself."""

    def answer(row: Row) -> Reply:
        asked = row_of(row, number=0)
        said = [asked.q, *(utterance.content for utterance in asked.history)]
        has_place = any(policy.names_place(text) for text in said)
        return ask(ports, asked.model_copy(update={"jurisdiction": None}) if has_place else asked)

    return answer


def truth_of(file: Path | None) -> dict[str, Row]:
    """The clause truth in `file`, the bundled one for None. Raises BadQuestion where there is no such file."""
    if file is not None and not file.is_file():
        raise BadQuestion(f"{file}: no such file")
    return read_truth(file or FOLDER / "clause_truth.json")


def rows_to_score(file: Path, truth: Mapping[str, Row]) -> list[Row]:
    """The question rows of `file`. Raises BadQuestion with file, line and what is missing."""
    return [_row(line, f"{file}:{number}", truth) for number, line in lines_of(file)]


def _row(line: str, where: str, truth: Mapping[str, Row]) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadQuestion(f"{where}: not JSON: {error.msg}") from None
    if not isinstance(row, dict):
        raise BadQuestion(f"{where}: a JSON object is needed")
    if missing := [key for key in _KEYS if key not in row]:
        raise BadQuestion(f"{where}: {', '.join(missing)} missing; a scored row has {', '.join(_KEYS)}")
    named = [*row["gold"], *row.get("gold_alt", ()), *(name for group in row.get("gold_groups", ()) for name in group)]
    if unknown := [name for name in named if name not in truth]:
        raise BadQuestion(f"{where}: {unknown[0]} is no record of the clause truth")
    row_of(row, number=int(where.rpartition(":")[2]))
    return row
