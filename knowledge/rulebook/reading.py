"""One area's rule file as conditions, hints and what is left open; refused where it is unsound."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge.documents.library import Library
from knowledge.errors import BrokenManifest
from knowledge.facts import Vocabulary
from knowledge.manifest import broken, read_manifest
from knowledge.model import Quote
from knowledge.rulebook.forms import BandForm, ConditionForm, GroundsForm, HintForm, RulesFile, UnstatedForm, When
from knowledge.rulebook.soundness import Place, case_fault, conditions_fault, quote_fault
from knowledge.rules import Band, Case, Condition, Hint, Row, Ruleset, Test, Unstated, probes_of


@dataclass(frozen=True, slots=True)
class AreaRules:
    """What one file holds; `revision` names its bytes."""

    conditions: tuple[Condition, ...]
    hints: tuple[Hint, ...]
    unstated: tuple[Unstated, ...]
    revision: str


def read_area(path: Path, library: Library, vocabulary: Vocabulary, *, today: date, revision: str) -> AreaRules:
    """The rules in the file at `path`, of the area that it is named after. Raises BrokenManifest."""
    file = read_manifest(path, RulesFile)
    return _Reader(path, path.read_text("utf-8-sig"), library, vocabulary, today).read(file, revision)


def join(code: str, own: Sequence[AreaRules], vocabulary: Vocabulary, facts_revision: str) -> Ruleset:
    """The rules of an area and its parents, given its own first, as one set."""
    conditions = tuple(condition for rules in own for condition in rules.conditions)
    hints = tuple(hint for rules in own for hint in rules.hints)
    named = {fact.name for condition in conditions for fact in condition.facts}
    named |= {name for hint in hints for case in hint.cases for name in case}
    revisions = "\n".join((facts_revision, *(rules.revision for rules in own)))
    return Ruleset(
        code,
        tuple(fact for fact in vocabulary.facts.values() if fact.name in named),
        conditions,
        hints,
        tuple(unstated for rules in own for unstated in rules.unstated),
        hashlib.sha256(revisions.encode()).hexdigest()[:16],
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one file, and tells a fault by its line in it."""

    path: Path
    text: str
    library: Library
    vocabulary: Vocabulary
    today: date

    def read(self, file: RulesFile, revision: str) -> AreaRules:
        if not file.conditions and not file.unstated:
            raise self._fault((), "no conditions and no [unstated]; say what the texts demand or leave open")
        conditions = tuple(self._condition(number, form) for number, form in enumerate(file.conditions))
        if found := conditions_fault(conditions):
            raise self._fault(*found)
        hints = tuple(self._hint(number, form) for number, form in enumerate(file.hints))
        return AreaRules(conditions, hints, self._unstated(file.unstated), revision)

    def _condition(self, number: int, form: ConditionForm) -> Condition:
        place: Place = ("conditions", number)
        quote = self._quote(place, form, is_binding=True)
        rows = tuple(Row(self._case((*place, outcome), when), outcome, why) for when, outcome, why in form.rows)
        named = {name for row in rows for name in row.case}
        facts = tuple(fact for fact in self.vocabulary.facts.values() if fact.name in named)
        probes = {fact.name: probes_of(fact, rows) for fact in facts}
        return Condition(form.name, form.effect, quote, facts, rows, probes)

    def _hint(self, number: int, form: HintForm) -> Hint:
        place: Place = ("hints", number)
        cases = tuple(self._case((*place, "when"), when) for when in form.when)
        return Hint(form.name, form.effect, self._quote(place, form, is_binding=False), form.says, cases)

    def _unstated(self, form: UnstatedForm | None) -> tuple[Unstated, ...]:
        if form is None:
            return ()
        quotes = tuple(self._quote(("unstated",), grounds, is_binding=False) for grounds in form.clauses)
        return (Unstated(form.sentence, quotes),)

    def _case(self, place: Place, when: When) -> Case:
        case = {name: _test(said) for name, said in when.items()}
        if found := case_fault(case, self.vocabulary):
            word, sentence = found
            raise self._fault((*place, word), sentence)
        return case

    def _quote(self, place: Place, form: GroundsForm, *, is_binding: bool) -> Quote:
        area = self.path.stem
        sentence = quote_fault(
            form.clause, form.words, self.library, area=area, today=self.today, is_binding=is_binding
        )
        if sentence:
            raise self._fault((*place, form.clause), sentence)
        clause = self.library.clauses[form.clause]
        return Quote(clause, self.library.document_of(clause), form.words)

    def _fault(self, place: Place, sentence: str) -> BrokenManifest:
        return broken(self.path, self.text, place, sentence)


def _test(said: str | tuple[str, ...] | BandForm) -> Test:
    match said:
        case str():
            return frozenset((said,))
        case tuple():
            return frozenset(said)
        case BandForm(at_least=least, below=below):
            return Band(-math.inf if least is None else least, math.inf if below is None else below)
