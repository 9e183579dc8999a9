"""What can be answered on one day: one edition of the library, its searches, and the ways through them.

several areas named          side by side
an article by its old number where it stands now
a place of a text            the clause there
else                         search: sure, nearest, not stated; two questions: the first, the other kept
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import lru_cache

from knowledge.answering.comparing import Comparer, asks_what_differs, compared_matter
from knowledge.answering.composing import NOT_COVERED, Composer
from knowledge.answering.deciding import WHAT_WAS_ASKED, Decider
from knowledge.answering.referring import Referrer
from knowledge.answering.topics import Topics
from knowledge.answering.unprinted import unprinted
from knowledge.documents.library import Library
from knowledge.finding.folding import fold, has_words, symbols
from knowledge.model import (
    Answer,
    Answered,
    Candidate,
    Focus,
    NeedsPlace,
    NotStated,
    OtherPlace,
    PolicyDocument,
    Quote,
    Wanted,
)
from knowledge.phrasings import Matter, Phrasings, Service
from knowledge.reading.asked import facts_asked
from knowledge.reading.parts import asks
from knowledge.reading.places import Gazetteer, NamedPlaces
from knowledge.reading.routes import asks_only_for_the_place, cited_as, reference_in
from knowledge.reading.talk import Fit, Talk
from knowledge.search import AreaSearch, Ranking

EVERYWHERE = ""
_PARTS = re.compile(r"[，,；;。？?！!]+")
_MOST_PARTS = 4
"""A longer message tells a story; which part asks is for the search to find."""
_SHORTEST_QUESTION = 4
_RANKINGS_KEPT = 16
"""Enough for one message, whose whole, parts and topic are ranked more than once on the way to its answer."""
_LITERAL = 8
_A_WORD_LESS = 1
"""Beside the name of a document already two characters are a topic: 「35号文怎么说备案」."""
_BOTH = re.compile(r"比[呢吗?？。]*$|相比|对比|比较|区别|[跟和与].*(?:比|一样)")
"""A follow-up that sets the area it names beside that of the last answer: 「那跟广东比呢」."""


class Edition:
    """Answers from the documents of one edition. Searches are made when an area is first asked for."""

    def __init__(
        self,
        library: Library,
        *,
        full: Library,
        phrasings: Phrasings,
        gazetteer: Gazetteer,
        topics: Topics,
        talk: Talk,
        compose: Composer,
    ) -> None:
        self._library = library
        self._phrasings = phrasings
        self._gazetteer = gazetteer
        self._topics = topics
        self._talk = talk
        self._compose = compose
        self._full = full
        self._decider = Decider(full, phrasings, compose)
        self._refer = Referrer(library, full, gazetteer, compose)
        self._comparer = Comparer(library, gazetteer, topics, compose, self._on_topic)
        self._searches: dict[tuple[str, ...], AreaSearch] = {}
        self._rank = lru_cache(maxsize=_RANKINGS_KEPT)(self._rank_afresh)

    def search(self, area: str) -> AreaSearch:
        """The search over an area's texts and its parents', or over all."""
        line = self._gazetteer.lineage(area) or tuple(self._gazetteer.jurisdictions)
        return self._search_over(self._documents_in(line), line)

    def answer(self, text: str, named: NamedPlaces, asked: str, context: str, focus: Focus, known: str) -> Answer:
        """The answer to `asked`, which is `text` without the places `named`, completed by the last answer."""
        if len(named.codes) > 1:
            return self._compared(named.codes, asked, named.elsewhere)
        if named.codes and focus.question and focus.jurisdiction not in ("", *named.codes) and _BOTH.search(text):
            return self._compared((focus.jurisdiction, *named.codes), focus.question, named.elsewhere)
        is_elsewhere = bool(named.elsewhere) and not named.is_in_passing
        area = next(iter(named.codes), "" if named.doubtful or is_elsewhere else known)
        if not area:
            return self._without_area(asked, named)
        answer = self._in_area(text, area, asked, context, focus)
        if isinstance(answer, Answered) and named.elsewhere:
            return replace(answer, remarks=(*answer.remarks, *map(NOT_COVERED.format, named.elsewhere)))
        return answer

    def in_document(self, document: PolicyDocument, asked: str, known: str) -> Answer:
        """Answers from one document that the message names by number or title."""
        area = known if document.jurisdiction in self._gazetteer.lineage(known) else document.jurisdiction
        if (whole := self._refer.whole(document, area, asked)) is not None:
            return whole
        reference = reference_in(asked)
        clauses = cited_as(asked, document)
        if not clauses and reference is not None and asks_only_for_the_place(reference.rest):
            clauses = tuple(self._refer.there(reference, document))
            if not clauses:
                return NotStated(matter=reference.written, jurisdiction=area)
        if clauses:
            return self._compose.answered(clauses, area, asked)
        asked = self._gazetteer.read(asked).rest
        if asks_only_for_the_place(asked, at_most=_A_WORD_LESS):
            opening = [clause for clause in document.clauses if clause.kind in ("preamble", "clause")][:1]
            return self._compose.answered(opening, area, asked)
        ranking = self._search_over([document], (document.jurisdiction,)).rank(asked)
        return self._decided(ranking, area, asked)

    def documents_compared(self, documents: Collection[PolicyDocument], asked: str) -> Answer | None:
        """What each of several documents says to `asked`, side by side; None where none says anything."""
        matter = compared_matter(asked)
        topic = self._topics.of(matter, answered_by=())
        sides: list[tuple[str, Answer | None]] = []
        for document in documents:
            area = document.jurisdiction
            stated = [clause for clause in document.clauses if topic is not None and clause.id in topic.answering]
            if stated:
                sides.append((area, self._compose.answered(stated, area, matter)))
            else:
                ranking = self._search_over([document], (area,)).rank(matter)
                sides.append((area, self._decider.decide(ranking, area, matter)))
        return self._compose.compared(sides, asked, ())

    def _in_area(self, text: str, area: str, asked: str, context: str, focus: Focus) -> Answer:
        moved = self._refer.renumbered(text, area)
        if moved is not None:
            return moved
        main = self._refer.main_document(area, focus)
        if main is not None and (whole := self._refer.whole(main, area, asked)) is not None:
            return whole
        reference = reference_in(text)
        if reference is not None and asks_only_for_the_place(self._gazetteer.read(reference.rest).rest):
            there = self._refer.at(reference, area, focus, asked)
            if isinstance(there, Answered) or reference.is_explicit:
                return there
        if area != focus.jurisdiction and asked == focus.question and self._was_settled(focus):
            elsewhere = self._same_topic(focus, area, asked)
            if elsewhere is not None:
                return elsewhere
        if asks_what_differs(asked) and (both := self._comparer.topics_compared(area, asked)) is not None:
            return both
        two = self._two_questions(asked, area)
        if two is not None:
            return two
        ranking = self._ranked(text, area, asked, context)
        named = None if context or ranking.is_known or facts_asked(asked) else self._topics.named(asked)
        if named is not None and (stated := self._comparer.on_topic(named, area, asked)) is not None:
            return stated
        answer = self._decided(ranking, area, asked, leaning=bool(context), is_ours=asked == focus.question, said=text)
        return self._refer.as_it_stands(answer, reference, area, focus, asked)

    def _ranked(self, text: str, area: str, asked: str, context: str = "") -> Ranking:
        """The ranking in `area`; a document that `text` calls by a name weighs more."""
        line = self._gazetteer.lineage(area)
        called = {
            document.id
            for document in self._documents_in(line)
            if not document.amends and any(name in text for name in document.also_called)
        }
        return self._rank(area, asked, context, frozenset(called))

    def _rank_afresh(self, area: str, asked: str, context: str = "", named: frozenset[str] = frozenset()) -> Ranking:
        return self.search(area).rank(asked, context=context, named=named)

    def _documents_in(self, line: Collection[str]) -> list[PolicyDocument]:
        """What is searched for an area: the documents of this edition, and the notices that led to them."""
        return [
            document
            for document in self._full.documents.values()
            if document.jurisdiction in line and self._counts(document)
        ]

    def _counts(self, document: PolicyDocument) -> bool:
        held = self._library.documents
        return document.id in held or document.amends in held

    def _decided(
        self, ranking: Ranking, area: str, asked: str, *, leaning: bool = False, is_ours: bool = False, said: str = ""
    ) -> Answer:
        """The answer, or that the message is talk; one that leans on the last answer or asks again is not.

        `said` is the message with the words for places that `asked` is without.
        """
        if not (leaning or is_ours or ranking.is_known) and (talk := self._spoken(ranking, asked)) is not None:
            return talk
        answer = self._decide(ranking, area, asked, leaning=leaning, said=said)
        if isinstance(answer, Wanted) and not ranking.is_known and not self._is_wish(asked):
            answer = self._decide(ranking.without_services(), area, asked, leaning=leaning, said=said)
        return answer or self._compose.lacking(WHAT_WAS_ASKED, (), area, asked)

    def _decide(
        self, ranking: Ranking, area: str, asked: str, *, leaning: bool = False, said: str = ""
    ) -> Answer | None:
        """What the decider says; of a thing that no text of the area so much as names, that it is not stated."""
        answer = self._decider.decide(ranking, area, asked, leaning=leaning)
        if not isinstance(answer, Answered | NotStated) or ranking.is_known:
            return answer
        thing = unprinted(said or asked, self._topics.things, self._documents_in(self._gazetteer.lineage(area)))
        if thing is None:
            return answer
        if isinstance(answer, NotStated):
            best = ranking.hits[0].subject if ranking.hits else None
            is_its_own = isinstance(best, Matter) and any(map(thing.is_meant_by, best.phrasings))
            return answer if is_its_own else replace(answer, matter=thing.name)
        return self._compose.lacking(thing.name, [answer.quotes[0].clause], area, asked, answer.candidates)

    def _is_wish(self, asked: str) -> bool:
        """Whether a service is what all areas together understand: the texts of a new area, for which no example
        questions are written yet, lose to the phrasings of the services."""
        return self._rank(EVERYWHERE, asked).is_wish

    def _spoken(self, ranking: Ranking, asked: str, *, is_unplaced: bool = False) -> Answer | None:
        """What is said to mere talk, or that something is wanted; None to a question of ours."""
        wish = next((hit for hit in ranking.hits if isinstance(hit.subject, Service)), None)
        fit = Fit(ranking.certainty, ranking.is_about_us)
        if wish is not None and isinstance(wish.subject, Service):
            fit = replace(fit, dialog=wish.subject.dialog, share=wish.score / ranking.hits[0].score)
        return self._talk.answer(asked, fit, is_unplaced=is_unplaced)

    def _on_topic(self, area: str, asked: str) -> Answer | None:
        return self._decide(self._ranked(asked, area, asked), area, asked)

    def _was_settled(self, focus: Focus) -> bool:
        """Whether the last answer rested on its clause; of a matter left open the clause was only near.

        One that was given without an area rests on what all share: no area has stated it for another to differ.
        """
        if not (focus.clause and focus.jurisdiction):
            return False
        last = self._in_area(focus.question, focus.jurisdiction, focus.question, "", Focus())
        return isinstance(last, Answered) and not last.leaves_open

    def _same_topic(self, focus: Focus, area: str, asked: str) -> Answer | None:
        """What another area states on the topic of the last answer."""
        topic = self._topics.of(asked, answered_by={focus.clause})
        if topic is None:
            return None
        stated = self._comparer.on_topic(topic, area, asked)
        return stated or self._compose.lacking(topic.name, (), area, asked)

    def _two_questions(self, asked: str, area: str) -> Answered | None:
        """The answer to a message that asks twice: what the whole of it finds first, with what is left open or
        was asked besides; None where it asks once."""
        parts = [part.strip() for part in _PARTS.split(asked) if has_words(part) and asks(part)]
        if not 1 < len(parts) <= _MOST_PARTS:
            return None
        decided = []
        for part in parts:
            ranking = self._rank(area, part)
            if self._spoken(ranking, part) is None:
                decided.append((part, self._decide(ranking, area, part)))
        sure = [(part, one) for part, one in decided if isinstance(one, Answered) and not one.leaves_open]
        whole = self._rank(area, asked).clauses[:1]
        first = next((one for _, one in sure if whole and whole[0][0].id in _cited(one.quotes)), None)
        if first is None:
            return None
        for _, one in decided:
            if isinstance(one, NotStated) and _cited(first.quotes) & _cited(one.near):
                return replace(first, leaves_open=one.matter)
        for other, one in sure:
            if len(other) >= _SHORTEST_QUESTION and one.quotes[0].clause.id not in _cited(first.quotes):
                return replace(first, also_asked=other)
        return None

    def _compared(self, areas: Collection[str], asked: str, elsewhere: Collection[str] = ()) -> Answer:
        """One side after the other, each from its own texts; a side that states nothing says so."""
        matter = compared_matter(asked)
        talk = [self._spoken(self._ranked(matter, area, matter), matter) for area in areas]
        if talk[0] is not None and None not in talk and not isinstance(talk[0], Wanted):
            return talk[0]
        answer = self._comparer.compare(tuple(areas), asked, tuple(elsewhere))
        if answer is not None:
            return answer
        area = next(iter(areas))
        return self._decided(self._ranked(asked, area, asked), area, asked)

    def _without_area(self, asked: str, named: NamedPlaces) -> Answer:
        ranking = self._rank(EVERYWHERE, asked)
        talk = self._spoken(ranking, asked)
        if talk is not None and has_words(asked):
            return talk
        wanted = self._decider.decide(ranking, next(iter(self._gazetteer.jurisdictions)), asked)
        if isinstance(wanted, Wanted):
            return wanted
        if named.doubtful is not None:
            return NeedsPlace(named.doubtful.codes, named.doubtful.name)
        if named.elsewhere:
            return OtherPlace(named.elsewhere[0])
        areas = self._printed_in(asked)
        if len(areas) > 1:
            return self._compared(areas, asked)
        return (None if ranking.is_known else self._spoken(ranking, asked, is_unplaced=True)) or NeedsPlace()

    def _printed_in(self, term: str) -> tuple[str, ...]:
        """The areas in whose own rules a short `term` stands word for word."""
        wanted = fold(term).strip("?。 ")
        if not 1 < int((symbols(wanted) > 0).sum()) <= _LITERAL:
            return ()
        return tuple(
            code
            for code in self._gazetteer.jurisdictions
            if any(
                wanted in fold(clause.text)
                for document in self._library.documents.values()
                if document.jurisdiction == code and document.status == "in_force_unverified" and not document.amends
                for clause in document.clauses
            )
        )

    def _search_over(self, documents: Collection[PolicyDocument], line: tuple[str, ...]) -> AreaSearch:
        area = line[0] if len(documents) > 1 and len(line) < len(self._gazetteer.jurisdictions) else ""
        key = (area, *(document.id for document in documents))
        if key not in self._searches:
            matters = self._phrasings.matters_in(line)
            self._searches[key] = AreaSearch(documents, self._phrasings, matters=matters, area=area)
        return self._searches[key]


def _cited(quotes: Iterable[Quote]) -> set[str]:
    return {quote.clause.id for quote in quotes}


def candidates_of(ranking: Ranking, limit: int) -> tuple[Candidate, ...]:
    """The clauses of a ranking, best first."""
    return tuple(Candidate(clause, score) for clause, score in ranking.clauses[:limit])
