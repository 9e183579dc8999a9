"""Clauses put into an answer: the reviewed line, the quotations, what the reader must know of them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from knowledge.answering.quoting import announcement_of, listed_under, quote, quotes, sentences_holding, share_held
from knowledge.documents.library import Library
from knowledge.documents.versions import OldArticle
from knowledge.model import STATUS_WORDS, Answer, Answered, Candidate, Clause, Focus, NotStated, Quote, Status
from knowledge.phrasings import Matter, Phrasings, Reviewed
from knowledge.reading.places import Gazetteer

ACCORDING_TO: Mapping[Status, str] = {
    "interpretation": "据解读",
    "draft_explanation": "据报批稿编制说明（非正式标准）",
    "forwarding": "据转发件",
}
"""How an answer begins, or a further quotation is remarked on, that rests on no rule in force."""

NOT_COVERED = "{}：本知识库未收录当地文件。"
_TARGET_OVER = "目标期已过。"
_LEAD_IN = "相关规定如下。"
_NEAREST = "最接近的规定如下，请核对是不是您要问的。"
_THE_REST = "原文没有写到的部分"
_CANDIDATES_OF_A_SIDE = 3
_CLAIM = re.compile(
    r"\d+(?:\.\d+)?%?|大专|本科|硕士|博士|高中|中级|高级|初级|[一二三四五六七八九十]+(?:年|个月|日|天|次|条|款|章)"
    r"|备案表|承诺书|聘用书|任命决定|任命文件|结业证书|免费|及时|每年|年度"
    r"|[一-龥]{2}(?:局|厅|办公室|委员会|协会|市(?!场))"
    r"|必须|不得|应当|可以|只能|禁止|鼓励|倡导|支持|力争|罚款|处罚"
    r"|(?<![主重必需只])要(?![求素点问])|(?<![供响相适对反])应(?![用急])|(?<![许认])可(?![操持])|(?<!必)需(?![求])"
)
LEAST_HELD = 0.6
"""The share of a line's pairs of characters that what is shown must hold; the rest joins and shortens."""


def claims_of(conclusion: str) -> list[str]:
    """What a line says of figures, degrees, forms, time, places, organs, duty and leave: what is shown must hold it."""
    return _CLAIM.findall(conclusion)


def is_held(claim: str, words: str) -> bool:
    """Whether `words` make `claim`; 要 is not held by 重要, 可 is by 可以."""
    return any(own.startswith(claim) for own in claims_of(words)) if len(claim) == 1 else claim in words


class Composer:
    """Makes answers out of clauses that were found; it never chooses which."""

    def __init__(self, library: Library, phrasings: Phrasings, gazetteer: Gazetteer, today: Callable[[], date]) -> None:
        self._library = library
        self._phrasings = phrasings
        self._gazetteer = gazetteer
        self._today = today

    def answered(
        self, clauses: Sequence[Clause], area: str, question: str, candidates: tuple[Candidate, ...] = ()
    ) -> Answered:
        """An answer of `area` that rests on the first of `clauses`; a lead brings its whole list."""
        conclusion, quotes = self._supported(clauses, question)
        answer = self._resting_on(clauses, area, question, candidates, conclusion=conclusion, quotes=quotes)
        return replace(answer, leaves_open=self._reviewed(clauses[0]).leaves_open)

    def nearest(
        self, clauses: Sequence[Clause], area: str, question: str, candidates: tuple[Candidate, ...] = ()
    ) -> Answered:
        """The same where it is not sure that these clauses are what was asked for, and the reader is told so."""
        quotes = self.quotations(clauses, question)
        answer = self._resting_on(clauses, area, question, candidates, conclusion=_NEAREST, quotes=quotes)
        return replace(answer, leaves_open=_THE_REST)

    def not_stated(
        self, matter: Matter, area: str, question: str, candidates: tuple[Candidate, ...] = ()
    ) -> NotStated | Answered:
        """That no text of `area` settles `matter`, with the clauses nearest to it; or what they settle of it."""
        near = [self._library.clauses[clause] for clause in matter.near if clause in self._library.clauses]
        if matter.partly and near:
            return replace(self.answered(near, area, question, candidates), leaves_open=matter.name)
        return self.lacking(matter.name, near, area, question, candidates)

    def lacking(
        self, name: str, near: Sequence[Clause], area: str, question: str, candidates: tuple[Candidate, ...] = ()
    ) -> NotStated:
        """That no text of `area` states what is called `name`, with clauses near to it."""
        return NotStated(
            matter=name,
            jurisdiction=area,
            near=self.quotations(near, question),
            focus=Focus(area, near[0].document if near else "", near[0].id if near else "", question),
            candidates=candidates,
        )

    def renumbered(self, answer: Answered, old: OldArticle, full: Library) -> Answered:
        """`answer`, which shows the article as it stands now, for one who knows it by its `old` number."""
        where = f"{self.name(answer.jurisdiction)}：原{old.old}现在是{old.now}。"
        if not old.printed_in:
            return replace(answer, conclusion=where, remarks=(*answer.remarks, old.reason))
        notice = full.clauses[old.printed_in]
        return replace(answer, conclusion=where, quotes=(*answer.quotes, quote(notice, full)))

    def quotations(self, clauses: Sequence[Clause], question: str) -> tuple[Quote, ...]:
        """Each clause once, in order, a lead followed by every item it announces; at the end what announces
        an item that stands here without its lead, for there it says whether it is a bar, a duty or a leave."""
        shown: dict[str, tuple[Quote, ...]] = {}
        for clause in clauses:
            shown.setdefault(clause.id, quotes(clause, self._library, question))
            for item in listed_under(clause, self._library):
                shown.setdefault(item.id, (quote(item, self._library),))
        for clause in clauses:
            announced = announcement_of(clause, self._library)
            if announced is not None and claims_of(announced.words):
                shown.setdefault(announced.clause.id, (announced,))
        return tuple(part for parts in shown.values() for part in parts)

    def compared(
        self, sides: Sequence[tuple[str, Answer | None]], question: str, elsewhere: Sequence[str]
    ) -> Answered | NotStated | None:
        """The answers of several areas side by side, a line for each; None when none of them says anything.

        It leaves open what every side that quotes leaves open; where no side quotes, none states the matter.
        """
        answered = [answer for _, answer in sides if isinstance(answer, Answered)]
        if not answered:
            return self._stated_nowhere(sides)
        lines = [self._side(area, answer) for area, answer in sides]
        cautions = [remark for answer in answered for remark in answer.remarks]
        first = answered[0].focus
        return Answered(
            conclusion="\n".join(lines),
            quotes=tuple(quotation for answer in answered for quotation in answer.quotes),
            jurisdiction="",
            remarks=tuple(dict.fromkeys([*map(NOT_COVERED.format, elsewhere), *cautions])),
            leaves_open=answered[0].leaves_open if all(answer.leaves_open for answer in answered) else "",
            focus=Focus(document=first.document, clause=first.clause, question=question),
            candidates=tuple(
                candidate for answer in answered for candidate in answer.candidates[:_CANDIDATES_OF_A_SIDE]
            ),
        )

    def _stated_nowhere(self, sides: Sequence[tuple[str, Answer | None]]) -> NotStated | None:
        """That no area states it; None where not even a matter was recognised."""
        first = next((answer for _, answer in sides if isinstance(answer, NotStated)), None)
        if first is None:
            return None
        others = tuple(area for area, _ in sides if area != first.jurisdiction)
        return replace(first, nor_in=others)

    def _supported(self, clauses: Sequence[Clause], question: str) -> tuple[str, tuple[Quote, ...]]:
        """The reviewed line of the first clause and quotations that hold all it says, else a plain lead-in."""
        conclusion = self._reviewed(clauses[0]).conclusion
        shown = self.quotations(clauses, question)
        missing = [claim for claim in claims_of(conclusion) if not _hold(shown, claim)]
        proof = sentences_holding(clauses[0], self._library, missing)
        proven = (*shown[:1], *(one for one in proof if one not in shown), *shown[1:])
        if not all(_hold(proven, claim) for claim in missing):
            return _LEAD_IN, shown
        if share_held(conclusion, [one.words for one in shown]) < LEAST_HELD:
            return _LEAD_IN, shown
        return conclusion or _LEAD_IN, proven

    def _resting_on(
        self,
        clauses: Sequence[Clause],
        area: str,
        question: str,
        candidates: tuple[Candidate, ...],
        *,
        conclusion: str,
        quotes: tuple[Quote, ...],
    ) -> Answered:
        first = clauses[0]
        status = self._library.document_of(first).status
        opening = [*([ACCORDING_TO[status]] if status in ACCORDING_TO else []), self.name(area)]
        return Answered(
            conclusion=f"{'，'.join(opening)}：{conclusion}",
            quotes=quotes,
            jurisdiction=area,
            remarks=self.remarks(clauses, area),
            focus=Focus(area, first.document, first.id, question),
            candidates=candidates,
        )

    def _side(self, area: str, answer: Answer | None) -> str:
        match answer:
            case Answered(conclusion=conclusion, leaves_open=matter) if matter and matter != _THE_REST:
                return f"{conclusion}（{matter}，文件未载明）"
            case Answered(conclusion=conclusion):
                return conclusion
            case NotStated(matter=matter):
                return f"{self.name(area)}：现有文件未载明{matter}。"
            case _:
                return f"{self.name(area)}：未查到相关规定。"

    def remarks(self, clauses: Sequence[Clause], area: str) -> tuple[str, ...]:
        """The cautions that belong to `clauses` when they answer for `area`, each once."""
        found: list[str] = []
        for clause in clauses:
            document = self._library.document_of(clause)
            now = document.status_on(self._today())
            if now != document.status:
                found.append(f"{document.marked_title}{STATUS_WORDS[now]}，不是现行规定。")
            if document.jurisdiction != area and document.jurisdiction in self._gazetteer.lineage(area):
                kind = "省通知：" if document.status == "in_force_unverified" else ""
                found.append(f"{kind}引自{self.name(document.jurisdiction)}的文件，不是{self.name(area)}的文件。")
            if document.status in ACCORDING_TO and document.id != clauses[0].document:
                found.append(f"{document.marked_title}：{ACCORDING_TO[document.status]}。")
            reviewed = self._reviewed(clause)
            if reviewed.until is not None and reviewed.until < self._today():
                found.append(_TARGET_OVER)
            if reviewed.note:
                found.append(reviewed.note)
        return tuple(dict.fromkeys(found))

    def name(self, area: str) -> str:
        """The area's short name."""
        return self._gazetteer.jurisdictions[area].short_name

    def _reviewed(self, clause: Clause) -> Reviewed:
        return self._phrasings.reviewed.get(clause.id) or Reviewed()


def _hold(quotations: Sequence[Quote], claim: str) -> bool:
    return any(is_held(claim, quotation.words) for quotation in quotations)
