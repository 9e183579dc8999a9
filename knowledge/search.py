"""Everything that can answer in one area, ranked together: clauses, unstated matters, services.

A matter that no text settles competes with the clauses under the same measure, so that saying
「未载明」 needs no rule of its own; so does what people want done rather than told.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from knowledge.finding.folding import fold, has_words, symbols
from knowledge.finding.index import ClauseIndex
from knowledge.model import Clause, PolicyDocument
from knowledge.phrasings import Matter, Phrasings, Service
from knowledge.reading.parts import asking_parts, wishes

_WEIGHT_OF_ASKING = 2.0
_WEIGHT_OF_CONTEXT = 0.15
_WEIGHT_OF_A_MATTER = 0.85
_WEIGHT_OF_A_SERVICE = 0.7
_WEIGHT_BESIDE_A_QUESTION = 0.6
"""What only asks is to be told something; a service must fit it much better than any clause."""
_WEIGHT_OF_A_DRAFT = 0.85
_WEIGHT_OF_A_PARENT = 0.95
_WEIGHT_OF_A_PARENTS_DRAFT = 0.8
_WEIGHT_OF_A_NAMED_DOCUMENT = 1.5
_WEIGHT_OF_A_LITERAL = 1.5
_LITERAL = re.compile(r"[“\"「『‘]([^”\"」』’]{2,12})[”\"」』’]|((?<![a-z])[a-z]{3,}(?![a-z]))")
"""Words in quotation marks and Latin words: a clause that prints them is meant."""
_EDGE = " \t\r\n。.，,、！!？?；;：:~～…"
_AHEAD_WHEN_KNOWN = 1.2
"""A message that is an example question, word for word, is answered by the subject it stands under."""
_WEIGHT_BESIDE_A_WORD = 0.6
"""One word names a topic: a matter must fit it much better than any clause that knows the word."""
_ONE_WORD = 3

Subject = Clause | Matter | Service


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that may answer; higher score is better, within one ranking only."""

    subject: Subject
    score: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """Hits, best first.

    `certainty` from 0 to 1 is how much of what is asked the best one covers. `best_matter` is the
    score of the best unstated matter, 0 without one. `is_about_us` tells that the message uses the
    regime's own name, `says_no_more` that it says nothing else, `is_known` that it is an example
    question word for word.
    """

    hits: tuple[Hit, ...]
    certainty: float
    is_about_us: bool
    best_matter: float = 0.0
    says_no_more: bool = False
    is_known: bool = False

    @property
    def clauses(self) -> tuple[tuple[Clause, float], ...]:
        """Only the clauses, with their scores."""
        return tuple((hit.subject, hit.score) for hit in self.hits if isinstance(hit.subject, Clause))

    @property
    def is_wish(self) -> bool:
        """Whether the best one is a service."""
        return bool(self.hits) and isinstance(self.hits[0].subject, Service)

    def without_services(self) -> "Ranking":
        """The same of clauses and matters alone; of what is asked they cover as much less as they score less."""
        hits = tuple(hit for hit in self.hits if not isinstance(hit.subject, Service))
        share = hits[0].score / self.hits[0].score if hits else 0.0
        return replace(self, hits=hits, certainty=self.certainty * share)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A subject as the index takes it, and how willingly it is given as the answer."""

    subject: Subject
    weight: float
    id: str
    title: str
    heading: str
    text: str
    questions: tuple[str, ...]


class AreaSearch:
    """The subjects of one area and their index."""

    def __init__(
        self,
        documents: Iterable[PolicyDocument],
        phrasings: Phrasings,
        *,
        matters: Iterable[Matter] = (),
        area: str = "",
    ) -> None:
        """`area` is the one that asks: its own documents go before those of its parents."""
        entries = [*_clause_entries(documents, phrasings, area), *_other_entries(matters, phrasings.services)]
        weights = np.array([entry.weight for entry in entries])
        of_clauses = np.array([isinstance(entry.subject, Clause) for entry in entries])
        self._subjects = tuple(entry.subject for entry in entries)
        self._of_matters = np.array([isinstance(entry.subject, Matter) for entry in entries], dtype=np.bool_)
        self._documents = [entry.subject.document if isinstance(entry.subject, Clause) else "" for entry in entries]
        self._weights = weights
        self._weights_for_a_word = np.where(of_clauses, weights, weights * _WEIGHT_BESIDE_A_WORD)
        self._of_services = np.array([isinstance(entry.subject, Service) for entry in entries], dtype=np.bool_)
        self._texts = [entry.text for entry in entries]
        terms = "".join(rf"(?!{re.escape(term)})" for term in phrasings.terms)
        self._implied = re.compile(f"{terms}(?:{'|'.join(map(re.escape, phrasings.implied)) or '(?!)'})")
        self._index = ClauseIndex.build(entries, initials=phrasings.initials, question_weight=1)
        self._asked_just_so = {question: row for row, entry in enumerate(entries) for question in entry.questions}

    def spell(self, message: str) -> str:
        """`message` with pinyin in Latin letters written as the characters the area would use."""
        return self._index.spell(message)

    def rank(
        self,
        question: str,
        *,
        context: str = "",
        named: Collection[str] = (),
        limit: int = 40,
        by_words_alone: bool = False,
    ) -> Ranking:
        """The subjects that answer `question`.

        `context` is what was asked before, and weighs less; `named` are the ids of documents that
        the message calls by a name, and weigh more. An example question is known again, unless
        `by_words_alone`.
        """
        written = fold(question)
        stripped, says_more = self._without_implied(written)
        parts = asking_parts(stripped)
        asked = sum((self._index.scores(part) for part in parts), start=np.zeros(len(self._subjects)))
        scores = asked if parts == (stripped,) else self._index.scores(stripped) + _WEIGHT_OF_ASKING * asked
        if context:
            scores = scores + _WEIGHT_OF_CONTEXT * self._index.scores(context) * (scores > 0)
        scores = scores * self._weighing(stripped, named)
        known = self._asked_just_so.get(question.strip(_EDGE))
        if known is not None and not context and not by_words_alone:
            scores[known] = _AHEAD_WHEN_KNOWN * scores.max()
        best = np.argsort(-scores, kind="stable")[:limit].tolist()
        hits = tuple(Hit(self._subjects[row], float(scores[row])) for row in best if scores[row] > 0)
        certainty = max(self._covered(part, best[0]) for part in parts) if hits else 0.0
        best_matter = float(scores[self._of_matters].max(initial=0.0))
        return Ranking(
            hits,
            certainty,
            is_about_us=stripped != written or not says_more,
            best_matter=best_matter,
            says_no_more=not says_more and has_words(written),
            is_known=known is not None,
        )

    def _weighing(self, stripped: str, named: Collection[str]) -> npt.NDArray[np.float64]:
        weights = self._weights_for_a_word if _is_one_word(stripped) else self._weights
        if not wishes(stripped):
            weights = np.where(self._of_services, _WEIGHT_BESIDE_A_QUESTION * weights, weights)
        if named:
            weights = np.where([one in named for one in self._documents], _WEIGHT_OF_A_NAMED_DOCUMENT, weights)
        for literal in _literals(stripped):
            weights = np.where([literal in text for text in self._texts], _WEIGHT_OF_A_LITERAL * weights, weights)
        return weights

    def _covered(self, part: str, row: int) -> float:
        possible = self._index.best_possible(part)
        return float(self._index.scores(part)[row]) / possible if possible else 0.0

    def _without_implied(self, written: str) -> tuple[str, bool]:
        """`written`, a folded message, without the words that every message implies, and whether anything is
        left; if not, it is given back whole."""
        kept, at = "", 0
        for found in self._implied.finditer(self._index.repair(written)):
            kept, at = kept + written[at : found.start()], found.end()
        kept += written[at:]
        return (kept, True) if has_words(kept) else (written, False)


def _clause_entries(documents: Iterable[PolicyDocument], phrasings: Phrasings, area: str) -> Iterator[_Entry]:
    """Every clause, and what else of a document people ask for (its date, its number).

    Of a notice whose amended text is searched too only what people ask about the change itself, by
    their questions alone: its words stand in that text, which is to be found by them.
    """
    documents = tuple(documents)
    searched = {document.id for document in documents}
    for document in documents:
        weight = _weight_of(document, area)
        for clause in document.clauses:
            reviewed = phrasings.reviewed.get(clause.id)
            questions = reviewed.phrasings if reviewed else ()
            if document.amends in searched:
                if questions:
                    yield _Entry(clause, weight, clause.id, "", "", "", questions)
            elif clause.kind == "clause" or reviewed is not None:
                yield _Entry(clause, weight, clause.id, document.title, clause.heading, clause.text, questions)


def _weight_of(document: PolicyDocument, area: str) -> float:
    is_own = area in ("", document.jurisdiction)
    if document.status == "draft_explanation":
        return _WEIGHT_OF_A_DRAFT if is_own else _WEIGHT_OF_A_DRAFT * _WEIGHT_OF_A_PARENTS_DRAFT
    return 1.0 if is_own else _WEIGHT_OF_A_PARENT


def _other_entries(matters: Iterable[Matter], services: Iterable[Service]) -> Iterator[_Entry]:
    for matter in matters:
        yield _Entry(matter, _WEIGHT_OF_A_MATTER, matter.name, "", matter.name, "", matter.phrasings)
    for service in services:
        yield _Entry(service, _WEIGHT_OF_A_SERVICE, service.dialog, "", "", "", service.phrasings)


def _literals(folded: str) -> list[str]:
    return [quoted or word.upper() for quoted, word in _LITERAL.findall(folded) if word != "cqo"]


def _is_one_word(asked: str) -> bool:
    return 0 < int(np.count_nonzero(symbols(asked))) <= _ONE_WORD
