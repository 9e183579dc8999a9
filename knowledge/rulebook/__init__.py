"""The rule files: `rules/<jurisdiction>.toml` and `rules/_facts.toml`, read, checked and joined.

`forms` is what may be written, `vocabulary` and `reading` make facts and rules of it, `soundness`
says what is refused. Conditions are evaluated in `knowledge.rules`, which knows no files.
"""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from knowledge.documents.library import Library
from knowledge.errors import BrokenManifest
from knowledge.facts import Vocabulary
from knowledge.model import Jurisdiction
from knowledge.rulebook.reading import AreaRules, join, read_area
from knowledge.rulebook.vocabulary import read_vocabulary
from knowledge.rules import Rulebook

RULES = Path(__file__).parents[1] / "rules"
FACTS = "_facts.toml"


def load_rulebook(
    library: Library, jurisdictions: Mapping[str, Jurisdiction], *, today: date, root: Path = RULES
) -> Rulebook:
    """The rules under `root`, resting on clauses in force on `today`; a child has its own before its parent's.

    Raises BrokenManifest with file, line and remedy for the first file that is unsound.
    """
    vocabulary = read_vocabulary(root / FACTS)
    own, faults = _read(library, jurisdictions, vocabulary, today, root)
    if faults:
        raise faults[0]
    facts_hash = _hash(root / FACTS)
    return Rulebook(
        vocabulary,
        {
            code: join(code, [own[one] for one in _lineage(code, jurisdictions) if one in own], vocabulary, facts_hash)
            for code in jurisdictions
        },
    )


def rule_faults(
    library: Library, jurisdictions: Mapping[str, Jurisdiction], *, today: date, root: Path = RULES
) -> list[BrokenManifest]:
    """Everything that `load_rulebook` would refuse, one fault a file."""
    try:
        vocabulary = read_vocabulary(root / FACTS)
    except BrokenManifest as fault:
        return [fault]
    return _read(library, jurisdictions, vocabulary, today, root)[1]


def _read(
    library: Library, jurisdictions: Mapping[str, Jurisdiction], vocabulary: Vocabulary, today: date, root: Path
) -> tuple[dict[str, AreaRules], list[BrokenManifest]]:
    """The areas that are sound, and a fault for each that is not."""
    own: dict[str, AreaRules] = {}
    faults: list[BrokenManifest] = []
    for path in sorted(path for path in root.glob("*.toml") if path.name != FACTS):
        try:
            _require_area(path, jurisdictions)
            own[path.stem] = read_area(path, library, vocabulary, today=today, revision=_hash(path))
        except BrokenManifest as fault:
            faults.append(fault)
    return own, faults


def _require_area(path: Path, jurisdictions: Mapping[str, Jurisdiction]) -> None:
    if path.stem not in jurisdictions:
        known = ", ".join(jurisdictions)
        raise BrokenManifest(f"{path}: {path.stem} is no jurisdiction; name the file after one of {known}")


def _lineage(code: str, jurisdictions: Mapping[str, Jurisdiction]) -> Iterator[str]:
    area = jurisdictions.get(code)
    while area is not None:
        yield area.code
        area = jurisdictions.get(area.parent or "")


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
