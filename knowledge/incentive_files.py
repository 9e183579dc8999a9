"""The files `incentives/<jurisdiction>.toml`: read, checked against the clauses, joined with those of the parents."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from knowledge.documents.library import Library
from knowledge.errors import BrokenManifest
from knowledge.incentives import AreaIncentives, Beneficiary, Incentive, IncentiveBook, Interest
from knowledge.manifest import broken, read_manifest
from knowledge.model import Jurisdiction, Quote
from knowledge.rulebook.forms import GroundsForm
from knowledge.rulebook.soundness import Place, quote_fault

INCENTIVES = Path(__file__).parent / "incentives"
_FORM = ConfigDict(extra="forbid", frozen=True)


class _IncentiveForm(BaseModel):
    model_config = _FORM

    line: str
    strength: str = Field(min_length=1)
    beneficiary: Beneficiary
    interests: tuple[Interest, ...] = Field(min_length=1)
    quotes: tuple[GroundsForm, ...] = Field(min_length=1)


class _IncentivesFile(BaseModel):
    model_config = _FORM

    gate: GroundsForm | None = None
    incentives: tuple[_IncentiveForm, ...] = Field(min_length=1)


def load_incentives(
    library: Library, jurisdictions: Mapping[str, Jurisdiction], *, today: date, root: Path = INCENTIVES
) -> IncentiveBook:
    """The incentives under `root`, each on clauses in force on `today`; a child has its own before its parent's.

    Raises BrokenManifest with file, line and remedy for the first file that is unsound.
    """
    own, faults = _read(library, jurisdictions, today, root)
    if faults:
        raise faults[0]
    return IncentiveBook({code: _joined(code, own, jurisdictions) for code in jurisdictions})


def incentive_faults(
    library: Library, jurisdictions: Mapping[str, Jurisdiction], *, today: date, root: Path = INCENTIVES
) -> list[BrokenManifest]:
    """Everything that `load_incentives` would refuse, one fault a file."""
    return _read(library, jurisdictions, today, root)[1]


def _read(
    library: Library, jurisdictions: Mapping[str, Jurisdiction], today: date, root: Path
) -> tuple[dict[str, AreaIncentives], list[BrokenManifest]]:
    """The areas that are sound, and a fault for each that is not."""
    own: dict[str, AreaIncentives] = {}
    faults: list[BrokenManifest] = []
    for path in sorted(root.glob("*.toml")):
        try:
            _require_area(path, jurisdictions)
            own[path.stem] = _Reader(path, library, today).read()
        except BrokenManifest as fault:
            faults.append(fault)
    return own, faults


def _require_area(path: Path, jurisdictions: Mapping[str, Jurisdiction]) -> None:
    if path.stem not in jurisdictions:
        known = ", ".join(jurisdictions)
        raise BrokenManifest(f"{path}: {path.stem} is no jurisdiction; name the file after one of {known}")


def _joined(code: str, own: Mapping[str, AreaIncentives], jurisdictions: Mapping[str, Jurisdiction]) -> AreaIncentives:
    held = [own[one] for one in _lineage(code, jurisdictions) if one in own]
    return AreaIncentives(
        tuple(incentive for area in held for incentive in area.incentives),
        next((area.gate for area in held if area.gate is not None), None),
    )


def _lineage(code: str, jurisdictions: Mapping[str, Jurisdiction]) -> Iterator[str]:
    area = jurisdictions.get(code)
    while area is not None:
        yield area.code
        area = jurisdictions.get(area.parent or "")


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one file, and tells a fault by its line in it."""

    path: Path
    library: Library
    today: date

    def read(self) -> AreaIncentives:
        file = read_manifest(self.path, _IncentivesFile)
        incentives = tuple(self._incentive(number, form) for number, form in enumerate(file.incentives))
        return AreaIncentives(incentives, self._quote(("gate",), file.gate) if file.gate else None)

    def _incentive(self, number: int, form: _IncentiveForm) -> Incentive:
        place: Place = ("incentives", number)
        quotes = tuple(self._quote(place, grounds) for grounds in form.quotes)
        if form.strength not in form.line or not any(form.strength in quote.words for quote in quotes):
            said = f"「{form.strength}」 must stand in the line and in the words of the clause"
            raise self._fault((*place, "strength"), f"{said}; neither promise more nor less than it does")
        return Incentive(form.line, form.strength, form.beneficiary, frozenset(form.interests), quotes)

    def _quote(self, place: Place, form: GroundsForm) -> Quote:
        sentence = quote_fault(
            form.clause, form.words, self.library, area=self.path.stem, today=self.today, is_binding=False
        )
        if sentence:
            raise self._fault((*place, form.clause), sentence)
        clause = self.library.clauses[form.clause]
        return Quote(clause, self.library.document_of(clause), form.words)

    def _fault(self, place: Place, sentence: str) -> BrokenManifest:
        return broken(self.path, self.path.read_text("utf-8-sig"), place, sentence)
