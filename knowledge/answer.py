"""From a question to an answer that rests on clauses, or says honestly that none settles it."""

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Self

from knowledge.composing import ACCORDING_TO, NOT_COVERED, Composer
from knowledge.errors import BrokenManifest
from knowledge.folding import fold, has_words, symbols
from knowledge.followups import completed
from knowledge.library import Library, load_library
from knowledge.model import (
    Answer,
    Answered,
    Candidate,
    Clause,
    Focus,
    NeedsPlace,
    NotStated,
    OffTopic,
    OtherPlace,
    PolicyDocument,
    Question,
    Quote,
    SmallTalk,
    Unsure,
)
from knowledge.phrasings import Chatter, Matter, Phrasings, load_phrasings
from knowledge.places import Gazetteer, NamedPlaces, load_gazetteer
from knowledge.quoting import WHOLE, lead_of, listed_under, section_of
from knowledge.routes import Reference, asks_only_for_the_place, cited_as, clauses_at, document_named, reference_in
from knowledge.search import AreaSearch, Ranking, Subject

_LONGEST_QUESTION = 2_000
_SURE = 0.13
"""Below this certainty the best clauses are offered instead of one being given as the answer."""
_ON_TOPIC = 0.1
"""Below this certainty the message is taken not to be about the regime."""
_BESIDE = 0.5
"""A paragraph of the same article is shown too when it scores at least this share of the best."""
_LIST_BESIDE = 0.8
"""The whole list is shown instead of one item when its lead or a sibling scores this share of it."""
_LEVEL = 0.98
"""From this share of the best score on two subjects are level."""
_PARTS = re.compile(r"[，,；;。？?！!]+")
_MOST_PARTS = 4
"""A longer message tells a story; which part asks is for the search to find."""
_LITERAL = 8
_COMPARISON = re.compile(
    r"有?(?:什么|啥|哪些|何)?(?:区别|差别|不同|不一样|异同)|(?:是不是|都)?(?:一样|相同)[吗么嘛]?|分别|各自|相比|对比"
)
_EVERYWHERE = ""
_BOTH = re.compile(r"比[呢吗?？。]*$|相比|对比|比较|区别|[跟和与].*(?:比|一样)")
"""A follow-up that sets the area it names beside that of the last answer: 「那跟广东比呢」."""
_NO_WORDS = "请用文字说一说您想了解的事，例如“首席质量官怎么备案”。"


class PolicyAnswers:
    """Answers questions over one library. Safe to share between threads once built."""

    def __init__(
        self, library: Library, phrasings: Phrasings, gazetteer: Gazetteer, *, today: Callable[[], date]
    ) -> None:
        for document in library.documents.values():
            if document.jurisdiction not in gazetteer.jurisdictions:
                raise BrokenManifest(
                    f"{document.id}: its folder {document.jurisdiction} is no jurisdiction; "
                    f"add knowledge/jurisdictions/{document.jurisdiction}.toml"
                )
        self._library = library
        self._phrasings = phrasings
        self._gazetteer = gazetteer
        self._compose = Composer(library, phrasings, gazetteer, today)
        self._searches = {code: self._area_search(code) for code in (_EVERYWHERE, *gazetteer.jurisdictions)}
        self._document_searches: dict[str, AreaSearch] = {}

    @classmethod
    def load(cls, *, today: Callable[[], date]) -> Self:
        """Over the corpus of the checkout; BrokenManifest when one of its files is malformed."""
        library = load_library()
        return cls(library, load_phrasings(library), load_gazetteer(), today=today)

    def answer(self, question: Question) -> Answer:
        """What the texts say, in the area the question names, else of the conversation, else of the user."""
        text = self._spelled(question.text)
        if not has_words(text) or text.strip().isdecimal():
            return SmallTalk(_NO_WORDS)
        focus = question.focus or Focus()
        known = focus.jurisdiction or question.profile
        known = known if known in self._gazetteer.jurisdictions else ""
        document, beside_title = document_named(text, self._library.documents.values())
        if document is not None:
            return self._in_document(document, self._in_full(beside_title), known)
        text = self._in_full(text)
        named = self._gazetteer.read(text, known=known)
        asked, context = completed(named.rest, focus)
        if len(named.codes) > 1:
            return self._compared(named, asked)
        if named.codes and focus.question and focus.jurisdiction not in ("", *named.codes) and _BOTH.search(text):
            return self._compared(replace(named, codes=(focus.jurisdiction, *named.codes)), focus.question)
        area = next(iter(named.codes), "" if named.doubtful or named.elsewhere else known)
        if not area:
            return self._without_area(asked, named)
        reference = reference_in(text)
        if reference is not None and asks_only_for_the_place(self._gazetteer.read(reference.rest).rest):
            answer = self._at(reference, area, focus, asked)
        else:
            ranking = self._searches[area].rank(asked, context=context)
            answer = self._partly(asked, area) or self._decided(ranking, area, asked, leaning=bool(context))
        if isinstance(answer, Answered) and named.elsewhere:
            return replace(answer, remarks=(*answer.remarks, *map(NOT_COVERED.format, named.elsewhere)))
        return answer

    def search(self, text: str, *, area: str = _EVERYWHERE, limit: int = 10) -> tuple[Candidate, ...]:
        """The clauses nearest to `text` in one area or all, best first, whether or not they answer it."""
        ranking = self._searches[area].rank(self._in_full(self._spelled(text)), limit=sys.maxsize)
        return tuple(Candidate(clause, score) for clause, score in ranking.clauses[:limit])

    def _spelled(self, text: str) -> str:
        return self._searches[_EVERYWHERE].spell(text[:_LONGEST_QUESTION])

    def _in_full(self, text: str) -> str:
        for short, full in self._phrasings.aliases.items():
            text = text.replace(short, full)
        return text

    def _area_search(self, area: str) -> AreaSearch:
        line = self._gazetteer.lineage(area)
        matters: dict[str, Matter] = {}
        for code in reversed(line or tuple(self._gazetteer.jurisdictions)):
            matters.update({matter.name: matter for matter in self._phrasings.matters.get(code, ())})
        documents = [
            document
            for document in self._library.documents.values()
            if not document.amends and (document.jurisdiction in line or area == _EVERYWHERE)
        ]
        return AreaSearch(documents, self._phrasings, matters=matters.values())

    def _decided(self, ranking: Ranking, area: str, asked: str, *, leaning: bool = False) -> Answer:
        """What `ranking` amounts to; `leaning` on the last answer, a few words are enough to be sure."""
        candidates = tuple(Candidate(clause, score) for clause, score in ranking.clauses)
        if not ranking.hits or (ranking.certainty < _ON_TOPIC and not ranking.is_about_us and not leaning):
            return OffTopic()
        match self._foremost(ranking):
            case Chatter(answer=answer):
                return answer
            case Matter() as matter:
                return self._compose.not_stated(matter, area, asked, candidates)
            case Clause() as best if leaning or ranking.certainty >= _SURE:
                return self._compose.answered(self._with_neighbours(best, ranking, asked), area, asked, candidates)
            case _:
                options = [clause for clause, _ in ranking.clauses[:3]]
                return Unsure(tuple(self._first_quote(clause, asked) for clause in options), area, candidates)

    def _foremost(self, ranking: Ranking) -> Subject:
        """The best hit; where a clause stands all but level with a matter left open, the clause."""
        best, *others = ranking.hits
        if isinstance(best.subject, Matter) and others and others[0].score >= _LEVEL * best.score:
            return others[0].subject
        return best.subject

    def _partly(self, asked: str, area: str) -> Answered | None:
        """The answer to a message that asks twice, one half stated and the other left open; else None."""
        parts = [part for part in _PARTS.split(asked) if has_words(part)]
        if not 1 < len(parts) <= _MOST_PARTS:
            return None
        rankings = [ranking for part in parts if (ranking := self._searches[area].rank(part)).hits]
        matters = [ranking.hits[0].subject for ranking in rankings]
        for ranking in rankings:
            best = ranking.hits[0].subject
            if isinstance(best, Clause) and ranking.certainty >= _SURE:
                left_open = [matter.name for matter in matters if isinstance(matter, Matter) and best.id in matter.near]
                if left_open:
                    shown = self._compose.answered(self._with_neighbours(best, ranking, asked), area, asked)
                    return replace(shown, leaves_open=left_open[0])
        return None

    def _with_neighbours(self, best: Clause, ranking: Ranking, asked: str) -> tuple[Clause, ...]:
        """`best`, and what belongs beside it: its list, its section, paragraphs that answer as well."""
        scores = {clause.id: score for clause, score in ranking.clauses}
        floor = scores[best.id]
        lead = lead_of(best, self._library)
        if lead is not None:
            siblings = (lead, *listed_under(lead, self._library))
            close = [one for one in siblings if one is not best and scores.get(one.id, 0.0) >= _LIST_BESIDE * floor]
            return (lead,) if len(close) > 1 or lead in close else (best,)
        section = section_of(best, self._library)
        if best.heading and fold(best.heading) in fold(asked) and sum(len(one.text) for one in section) <= 4 * WHOLE:
            return section
        figures = set(re.findall(r"\d+", fold(asked))) & set(re.findall(r"\d+", fold(best.text)))
        beside = [one for one in section if one.path == best.path and scores.get(one.id, 0.0) >= _BESIDE * floor]
        return (best, *(one for one in beside if one is not best and all(f in one.text for f in figures)))

    def _compared(self, named: NamedPlaces, asked: str) -> Answer:
        """One side after the other, each from its own texts; a side that states nothing says so."""
        topic = _COMPARISON.sub(" ", asked) if has_words(_COMPARISON.sub("", asked)) else asked
        sides = [(area, self._decided(self._searches[area].rank(topic), area, topic)) for area in named.codes]
        return self._compose.compared(sides, asked, named.elsewhere) or sides[0][1]

    def _without_area(self, asked: str, named: NamedPlaces) -> Answer:
        ranking = self._searches[_EVERYWHERE].rank(asked)
        if ranking.hits and isinstance(ranking.hits[0].subject, Chatter):
            return ranking.hits[0].subject.answer
        if named.doubtful is not None:
            return NeedsPlace(named.doubtful.codes, named.doubtful.name)
        if named.elsewhere:
            return OtherPlace(named.elsewhere[0])
        if has_words(asked) and ranking.certainty < _ON_TOPIC and not ranking.is_about_us:
            return OffTopic()
        areas = self._printed_in(asked)
        return self._compared(NamedPlaces(areas, None, (), asked), asked) if len(areas) > 1 else NeedsPlace()

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

    def _in_document(self, document: PolicyDocument, asked: str, known: str) -> Answer:
        """Answers from one document that the message names by number or title."""
        area = known if document.jurisdiction in self._gazetteer.lineage(known) else document.jurisdiction
        reference = reference_in(asked)
        clauses = cited_as(asked, document)
        if not clauses and reference is not None and asks_only_for_the_place(reference.rest):
            clauses = clauses_at(reference.place, document)
            if not clauses:
                return NotStated(matter=reference.written, jurisdiction=area)
        if clauses:
            return self._compose.answered(self._leading(clauses), area, asked)
        asked = self._gazetteer.read(asked).rest
        if asks_only_for_the_place(asked):
            opening = [clause for clause in document.clauses if clause.kind in ("preamble", "clause")][:1]
            return self._compose.answered(opening, area, asked)
        return self._decided(self._search_in(document).rank(asked), area, asked)

    def _search_in(self, document: PolicyDocument) -> AreaSearch:
        """One document and what its area leaves open; made when it is first named."""
        if document.id not in self._document_searches:
            matters = self._phrasings.matters.get(document.jurisdiction, ())
            self._document_searches[document.id] = AreaSearch([document], self._phrasings, matters=matters)
        return self._document_searches[document.id]

    def _at(self, reference: Reference, area: str, focus: Focus, asked: str) -> Answer:
        """The clauses at `reference`, or that the texts of `area` have no such place."""
        clauses = self._referred(reference, area, focus)
        if clauses:
            return self._compose.answered(self._leading(clauses), area, asked)
        return NotStated(matter=reference.written, jurisdiction=area, focus=focus)

    def _referred(self, reference: Reference, area: str, focus: Focus) -> Sequence[Clause]:
        """The clauses at `reference`; the document of the last answer goes first, rules before explanations."""
        if reference.step or reference.is_inside:
            return self._beside_last(reference, focus)
        line = self._gazetteer.lineage(area)
        documents = [d for d in self._library.documents.values() if d.jurisdiction in line and not d.amends]
        documents.sort(key=lambda d: (d.id != focus.document, line.index(d.jurisdiction), d.status in ACCORDING_TO))
        found = (
            cited_as(reference.written, document) or clauses_at(reference.place, document) for document in documents
        )
        return next((clauses for clauses in found if clauses), ())

    def _beside_last(self, reference: Reference, focus: Focus) -> Sequence[Clause]:
        """The article that many steps from the last answer's, or the part of it that is named."""
        last = self._library.clauses.get(focus.clause)
        if last is None:
            return ()
        document = self._library.document_of(last)
        article = last.id.removeprefix(f"{document.id}.").split(".")[0]
        if reference.is_inside:
            return clauses_at(f"{article}.{reference.place}", document)
        following = article[:1] + str(int(article[1:]) + reference.step) if article[1:].isdecimal() else article
        return clauses_at(following, document)

    def _leading(self, clauses: Sequence[Clause]) -> Sequence[Clause]:
        """`clauses` without the items that their lead brings along."""
        return clauses[:1] if clauses and listed_under(clauses[0], self._library) else clauses

    def _first_quote(self, clause: Clause, asked: str) -> Quote:
        return self._compose.quotations([clause], asked)[0]
