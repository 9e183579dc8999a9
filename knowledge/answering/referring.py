"""Places of a text that a message names: 第五条（三）, 下一条, 原第七条, the number of a document."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.answering.composing import ACCORDING_TO, Composer
from knowledge.answering.quoting import listed_under
from knowledge.documents.library import Library
from knowledge.model import Answer, Answered, Clause, Focus, NotStated, PolicyDocument
from knowledge.reading.places import Gazetteer
from knowledge.reading.routes import (
    Reference,
    asks_about_a_change,
    asks_for_the_whole,
    asks_how_many_articles,
    beside,
    cited_as,
    clauses_at,
    level,
)

_NUMERALS = r"[\d零〇一二三四五六七八九十百两]"
_NUMBER = rf"((?:第\s*)?(?<!{_NUMERALS}){_NUMERALS}++\s*条)"
_OLD = re.compile(
    rf"(?:原来?的?|[老旧]的?|[老旧原]版的?|以前的?|之前的?|过去的?|修[订改]前的?|改之前的?|那版的?|年版的?)\s*{_NUMBER}"
    rf"|{_NUMBER}(?:[^，。？?]{{0,6}}现在|[^，。？?]{{0,4}}如今|，?现在)[^，。？?]{{0,6}}(?:第几|几条|哪一?条|哪[里儿去])"
    rf"|{_NUMBER}被?(?:挪|移|调)(?:了|走|位)"
    rf"|{_NUMBER}[^，。？?]{{0,4}}(?:挪|改|变|调|移|排)[到成去][^，。？?]{{0,3}}(?:第几|几条|哪)"
)
"""An article by its number before a revision: 「原第七条」, 「第九条现在挪到第几条了」.

Only a whole numeral is tried; one tried from each of its characters costs the square of its length."""


@dataclass(frozen=True, slots=True)
class Referrer:
    """Finds places in one edition; `full` is the whole library, whose revisions know the old numbers."""

    library: Library
    full: Library
    gazetteer: Gazetteer
    compose: Composer

    def at(self, reference: Reference, area: str, focus: Focus, asked: str) -> Answer:
        """The clauses at `reference`, or that the texts of `area` have no such place."""
        clauses = self._referred(reference, area, focus)
        if clauses:
            home = self.full.document_of(clauses[0]).jurisdiction
            return self.compose.answered(clauses, area if home in self.gazetteer.lineage(area) else home, asked)
        return NotStated(matter=reference.written, jurisdiction=area, focus=focus)

    def whole(self, document: PolicyDocument, area: str, asked: str) -> Answered | None:
        """How `document` begins, or ends where the number of its articles is asked for; None where neither is."""
        if asks_for_the_whole(asked):
            clauses = tuple(clause for clause in document.clauses if clause.kind in ("preamble", "clause"))[:1]
            remark = "以上是开头部分，全文请点开出处查看。"
        elif asks_how_many_articles(asked):
            clauses = clauses_at("z1", document)
            remark = f"条文编号到{clauses[0].path[-1]}为止，以上是最后一条。" if clauses and clauses[0].path else ""
        else:
            return None
        answer = self.compose.answered(clauses, area, asked) if clauses and remark else None
        return replace(answer, remarks=(remark, *answer.remarks)) if answer else None

    def main_document(self, area: str, focus: Focus) -> PolicyDocument | None:
        """The document of the last answer, else the first rule of `area`."""
        return next(iter(self._in_order(area, focus)), None)

    def as_it_stands(self, answer: Answer, reference: Reference | None, area: str, focus: Focus, asked: str) -> Answer:
        """`answer`; where it rests on a notice that changed the article that is named, the article instead."""
        if reference is None or not isinstance(answer, Answered | NotStated) or asks_about_a_change(asked):
            return answer
        shown = answer.quotes if isinstance(answer, Answered) else answer.near
        is_notice = bool(shown) and bool(shown[0].document.amends)
        clauses = self._referred(reference, area, focus) if is_notice and reference.is_explicit else ()
        if not clauses:
            return answer
        nearest = self.compose.nearest(clauses, area, asked)
        return nearest if isinstance(answer, Answered) else replace(answer, near=nearest.quotes, focus=nearest.focus)

    def renumbered(self, text: str, area: str) -> Answer | None:
        """Where an article stands now that `text` calls by its number before a revision; None if it does not."""
        found = _OLD.search(text)
        if found is None:
            return None
        number = "".join(next(filter(None, found.groups())).split())
        number = number if number.startswith("第") else f"第{number}"
        for revision in self.full.revisions:
            document = self.full.documents[revision.text]
            if document.id in self.library.documents and document.jurisdiction in self.gazetteer.lineage(area):
                return self._moved(document, number, area, text)
        return None

    def there(self, reference: Reference, document: PolicyDocument) -> Sequence[Clause]:
        """The clauses of `document` at `reference`, without the items that their lead brings along."""
        if cited := cited_as(reference.written, document):
            return cited
        found = (clauses_at(place, document) for place in (reference.place, *reference.more))
        return [clause for clauses in found for clause in self.leading(clauses)]

    def leading(self, clauses: Sequence[Clause]) -> Sequence[Clause]:
        """`clauses` without the items that their lead brings along."""
        return clauses[:1] if clauses and listed_under(clauses[0], self.full) else clauses

    def _moved(self, document: PolicyDocument, number: str, area: str, text: str) -> Answer | None:
        old = self.full.old_article(document.id, number)
        if old is None:
            return None
        if not old.clause:
            return NotStated(matter=f"原{number}现在的条号", jurisdiction=area, focus=Focus(area, document.id))
        place = old.clause.removeprefix(f"{document.id}.")
        answer: Answered = self.compose.answered(self.leading(clauses_at(place, document)), area, text)
        return self.compose.renumbered(answer, old, self.full)

    def _referred(self, reference: Reference, area: str, focus: Focus) -> Sequence[Clause]:
        """The clauses at `reference`; the document of the last answer goes first, rules before explanations."""
        if reference.step or reference.is_inside:
            return self._beside_last(reference, focus) if self._is_open(area, focus) else ()
        found = (self.there(reference, document) for document in self._in_order(area, focus))
        return next((clauses for clauses in found if clauses), ())

    def _is_open(self, area: str, focus: Focus) -> bool:
        """Whether the document of the last answer may be read on in: one of another area only while the
        conversation is where it was opened."""
        last = self.full.documents.get(focus.document)
        return last is not None and (last.jurisdiction in self.gazetteer.lineage(area) or focus.jurisdiction == area)

    def _in_order(self, area: str, focus: Focus) -> list[PolicyDocument]:
        """The documents that a place can be in: that of the last answer, those of `area`, its parents'; rules first."""
        line = self.gazetteer.lineage(area)
        last = self.full.documents.get(focus.document) if self._is_open(area, focus) else None
        documents = [d for d in self.library.documents.values() if d.jurisdiction in line and not d.amends]
        if last is not None and last.id in self.library.documents and last not in documents:
            documents.append(last)
        return sorted(
            documents,
            key=lambda d: (d is not last, *(code != d.jurisdiction for code in line), d.status in ACCORDING_TO),
        )

    def _beside_last(self, reference: Reference, focus: Focus) -> Sequence[Clause]:
        """The article that many steps from the last answer's, or the part of it that is named."""
        last = self.full.clauses.get(focus.clause)
        if last is None:
            return ()
        document = self.full.document_of(last)
        place = last.id.removeprefix(f"{document.id}.")
        if reference.step:
            return self.leading(beside(place, reference.step, document, inside=reference.is_inside))
        around = level(place)
        part = reference.place
        inside = [
            f"{where}.{kind}{part[1:]}" for where in (around, around.rpartition(".")[0]) for kind in (part[0], "n")
        ]
        return self.leading(next(filter(None, (clauses_at(one, document) for one in inside)), ()))
