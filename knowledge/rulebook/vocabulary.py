"""The file of facts: what can be asked, and how answers are spelled."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import BrokenManifest
from knowledge.facts import UNSURE, ChoiceFact, Fact, NumberFact, Vocabulary, Wording, folded
from knowledge.manifest import broken, read_manifest
from knowledge.rulebook.forms import ChoiceForm, FactsFile, NumberForm, WordsForm


def read_vocabulary(path: Path) -> Vocabulary:
    """The facts in the file at `path`, in its order. Raises BrokenManifest where an answer would be ambiguous."""
    file = read_manifest(path, FactsFile)
    return _Reader(path, path.read_text("utf-8-sig"), {folded(one): UNSURE for one in (UNSURE, *file.unsure)}).read(
        file
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    path: Path
    text: str
    unsure: Mapping[str, str]

    def read(self, file: FactsFile) -> Vocabulary:
        facts: dict[str, Fact] = {}
        wordings: dict[str, Wording] = {}
        for name, form in file.facts.items():
            match form:
                case ChoiceForm():
                    facts[name] = self._choice(name, form)
                case NumberForm():
                    facts[name] = self._number(name, form)
                case WordsForm(tells=tells, instead_of=instead_of):
                    wordings[name] = Wording(name, tells, instead_of)
        for name, wording in wordings.items():
            told = facts.get(wording.tells)
            if wording.tells and not (isinstance(told, ChoiceFact) and wording.instead_of in told.values):
                raise self._fault((name,), f"{name} tells {wording.tells}; name a choice and one of its values")
        return Vocabulary(facts, wordings)

    def _choice(self, name: str, form: ChoiceForm) -> ChoiceFact:
        values = (*form.values, *form.heard)
        written = [(value, value) for value in values]
        written += [(spelling, value) for value, spellings in form.spellings.items() for spelling in spellings]
        spelled: dict[str, str] = {}
        for spelling, value in written:
            if value not in values:
                raise self._fault((name, value), f"「{value}」 is no value of {name}; add it or correct it")
            taken = folded(spelling) in (*self.unsure, folded(form.unsaid))
            if taken or spelled.setdefault(folded(spelling), value) != value:
                raise self._fault((name, spelling), f"「{spelling}」 means two things; keep one")
        return ChoiceFact(name, form.label, form.values, form.heard, {**spelled, **self.unsure}, form.unsaid)

    def _number(self, name: str, form: NumberForm) -> NumberFact:
        if form.least >= form.most:
            raise self._fault((name, "least"), f"{name} begins at {form.least:g} and ends at {form.most:g}; swap them")
        return NumberFact(name, form.label, form.unit, form.least, form.most, form.grows, self.unsure)

    def _fault(self, place: tuple[str, ...], sentence: str) -> BrokenManifest:
        return broken(self.path, self.text, ("facts", *place), sentence)
