"""What a careful editor would find wrong: phrasings too few, too alike or leading elsewhere, a version missing.

A knowledge base with findings still answers; one that cannot be loaded is refused by the loaders.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path

from knowledge.answering.composing import LEAST_HELD, claims_of, is_held
from knowledge.answering.quoting import announcement_of, lead_of, listed_under, share_held
from knowledge.documents.library import Library
from knowledge.errors import BrokenManifest
from knowledge.finding.folding import fold
from knowledge.incentive_files import INCENTIVES, incentive_faults
from knowledge.model import Clause, PolicyDocument
from knowledge.phrasings import Matter, Phrasings, Reviewed, Service
from knowledge.reading.places import Gazetteer
from knowledge.rulebook import RULES, rule_faults
from knowledge.search import AreaSearch, Subject

FEWEST_QUESTIONS = 25
FEWEST_ANGLES = 8
LEAST_FAR = 0.5
"""Two questions of one clause share less than this part of their pairs of characters (Jaccard)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: the clause, matter or area it stands under, and an English sentence."""

    where: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}"


def examine(library: Library, phrasings: Phrasings, gazetteer: Gazetteer) -> list[Finding]:
    """Everything found, by document and in printed order; empty for a sound knowledge base."""
    findings: list[Finding] = [*_hostile(phrasings), *_without_successor(library)]
    for document in library.documents.values():
        findings += _coverage(document, library, phrasings)
    for code in gazetteer.jurisdictions:
        documents = [d for d in library.documents.values() if d.jurisdiction == code and not d.amends]
        findings += _shared(documents, phrasings, code)
        findings += _misled(documents, library, phrasings, code)
    return findings


def examine_rules(library: Library, gazetteer: Gazetteer, *, today: date, root: Path = RULES) -> list[Finding]:
    """The rule files that the service would refuse to start with on `today`, the first fault of each."""
    return _findings(rule_faults(library, gazetteer.jurisdictions, today=today, root=root))


def examine_incentives(
    library: Library, gazetteer: Gazetteer, *, today: date, root: Path = INCENTIVES
) -> list[Finding]:
    """The incentive files that the service would refuse to start with on `today`, the first fault of each."""
    return _findings(incentive_faults(library, gazetteer.jurisdictions, today=today, root=root))


def _findings(faults: Sequence[BrokenManifest]) -> list[Finding]:
    return [Finding(where, sentence) for where, _, sentence in (str(fault).partition(": ") for fault in faults)]


def _without_successor(library: Library) -> Iterator[Finding]:
    replaced = {document.replaces for document in library.documents.values()}
    for document in library.documents.values():
        if document.replaced_on is not None and document.id not in replaced:
            held = f"replaced on {document.replaced_on} by a text that is not held"
            yield Finding(document.id, f'{held}; add it with replaces = "{document.id}"')


def _hostile(phrasings: Phrasings) -> Iterator[Finding]:
    """Example questions that show a sign of hostility."""
    signs = re.compile("|".join(phrasings.hostile_signs) or "(?!)")
    for clause, reviewed in phrasings.reviewed.items():
        for question in reviewed.phrasings:
            if signs.search(fold(question)):
                yield Finding(clause, f"「{question}」 shows a sign of hostility; reword it or the sign")


def _coverage(document: PolicyDocument, library: Library, phrasings: Phrasings) -> Iterator[Finding]:
    """Clauses with too few questions, too few angles, or questions too much alike."""
    for clause in document.clauses:
        reviewed = phrasings.reviewed.get(clause.id) or Reviewed()
        if clause.kind == "clause" and not reviewed.exempt and not document.amends:
            if len(reviewed.phrasings) < FEWEST_QUESTIONS:
                yield Finding(clause.id, f"{len(reviewed.phrasings)} example questions; write {FEWEST_QUESTIONS}")
            if len(reviewed.questions) < FEWEST_ANGLES:
                yield Finding(clause.id, f"{len(reviewed.questions)} angles; take {FEWEST_ANGLES}")
        pairs = {question: _pairs(question) for question in reviewed.phrasings}
        for one, other in combinations(pairs, 2):
            if _likeness(pairs[one], pairs[other]) >= LEAST_FAR:
                yield Finding(clause.id, f"「{one}」 and 「{other}」 are too much alike; reword one")
        for stated in claims_of(reviewed.conclusion):
            if not is_held(stated, _shown_with(clause, library)):
                yield Finding(clause.id, f"the conclusion says {stated}, the clause does not; correct it")
        if share_held(reviewed.conclusion, [_shown_with(clause, library)]) < LEAST_HELD:
            yield Finding(clause.id, "the conclusion has too few words of the clause to be shown; reword it")


def _shown_with(clause: Clause, library: Library) -> str:
    """The words that an answer shows when it rests on `clause`."""
    announced = announcement_of(clause, library)
    shown = [clause.text, *(one.text for one in listed_under(clause, library)), announced.words if announced else ""]
    return "\n".join(shown)


def _shared(documents: list[PolicyDocument], phrasings: Phrasings, code: str) -> Iterator[Finding]:
    """Questions that stand under two subjects of one area."""
    subjects: defaultdict[str, list[str]] = defaultdict(list)
    for document in documents:
        for clause in document.clauses:
            for question in (phrasings.reviewed.get(clause.id) or Reviewed()).phrasings:
                subjects[fold(question)].append(clause.id)
    for matter in phrasings.matters.get(code, ()):
        for question in matter.phrasings:
            subjects[fold(question)].append(matter.name)
    for question, names in subjects.items():
        if len(names) > 1:
            yield Finding(names[1], f"「{question}」 stands under {names[0]} too; keep it once")


def _misled(documents: list[PolicyDocument], library: Library, phrasings: Phrasings, code: str) -> Iterator[Finding]:
    """Questions that lead to another clause, and ways to ask for a matter that do not recognise it."""
    matters = phrasings.matters.get(code, ())
    search = AreaSearch(documents, phrasings, matters=matters)
    for document in documents:
        for clause in document.clauses:
            for question in (phrasings.reviewed.get(clause.id) or Reviewed()).phrasings:
                found = _first(search, question)
                if found is not clause and not _shows(found, clause, library):
                    yield Finding(clause.id, f"「{question}」 finds {_name(found)}; reword it")
    for matter in matters:
        for question in matter.phrasings:
            found = _first(search, question)
            if found is not matter:
                yield Finding(f"{code} {matter.name}", f"「{question}」 finds {_name(found)}; reword it")


def likeness(one: str, other: str) -> float:
    """The part of their pairs of neighbouring characters that two questions share, 0 to 1."""
    return _likeness(_pairs(one), _pairs(other))


def _likeness(first: set[str], second: set[str]) -> float:
    return len(first & second) / max(len(first | second), 1)


def _pairs(question: str) -> set[str]:
    bare = re.sub(r"\W", "", fold(question))
    return {bare[at : at + 2] for at in range(len(bare) - 1)}


def _first(search: AreaSearch, question: str) -> Subject | None:
    hits = search.rank(question, limit=1, by_words_alone=True).hits
    return hits[0].subject if hits else None


def _shows(found: Subject | None, clause: Clause, library: Library) -> bool:
    """Whether `found` is the lead that brings `clause` along, or an item of the list that `clause` leads."""
    return isinstance(found, Clause) and (found is lead_of(clause, library) or found in listed_under(clause, library))


def _name(subject: Subject | None) -> str:
    match subject:
        case Clause(id=name) | Matter(name=name) | Service(dialog=name):
            return name
        case None:
            return "nothing"
