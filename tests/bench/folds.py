"""Cross-validation: a fifth of the examples of every subject is taken away and asked, each fifth in turn."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from knowledge.answering.quoting import listed_under
from knowledge.documents.library import Library
from knowledge.evaluate import Evaluation, Scored
from knowledge.evaluation.scoring import Row
from knowledge.phrasings import Phrasings
from tests.bench.fewer_examples import keeping, spread
from tests.bench.files import Asking

FOLDS = 5


def cross_validated(library: Library, phrasings: Phrasings) -> Evaluation:
    """Every example question asked of a service that does not know it; its kind is its angle.

    Right is its clause, or an item of the list that the clause announces.
    """
    truth = _truth(library)
    scored: list[Scored] = []
    for fold in range(FOLDS):
        service = Asking(library, keeping(partial(outside, fold), phrasings))
        scored.extend(service.rows(held_out(fold, library, phrasings), truth).rows)
    return Evaluation(tuple(scored))


def held_out(fold: int, library: Library, phrasings: Phrasings) -> list[Row]:
    """The questions of one fold, of clauses and of unstated matters."""
    return [*_clause_rows(fold, library, phrasings), *_matter_rows(fold, phrasings)]


def outside(fold: int, examples: Sequence[str]) -> list[str]:
    """What the service of a fold still knows."""
    return [example for at, example in enumerate(examples) if at % FOLDS != fold]


def _clause_rows(fold: int, library: Library, phrasings: Phrasings) -> Iterator[Row]:
    for clause, reviewed in phrasings.reviewed.items():
        angles = {question: angle for angle, each in reviewed.questions.items() for question in each}
        gold = [clause, *(item.id for item in listed_under(library.clauses[clause], library))]
        area = library.document_of(library.clauses[clause]).jurisdiction
        for question in spread(clause, reviewed.questions.items())[fold::FOLDS]:
            yield _row(question, angles[question], area, gold, "answer_with_citation")


def _matter_rows(fold: int, phrasings: Phrasings) -> Iterator[Row]:
    """Of the matters that are left open altogether."""
    for area, matters in phrasings.matters.items():
        for matter in matters:
            if not matter.partly:
                for question in spread(matter.name, [("", matter.phrasings)])[fold::FOLDS]:
                    yield _row(question, "not stated", area, [], "say_not_stated")


def _row(question: str, kind: str, area: str, gold: list[str], expect: str) -> Row:
    return {"id": question, "q": question, "kind": kind, "jurisdiction": area, "gold": gold, "expect": expect}


def _truth(library: Library) -> Mapping[str, Row]:
    """The clauses of the library in the form of the clause truth."""
    return {
        clause.id: {"text": clause.text, "doc": document.id, "part": "", "path": list(clause.path)}
        for document in library.documents.values()
        for clause in document.clauses
    }
