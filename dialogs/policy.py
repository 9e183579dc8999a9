"""From an answer of the knowledge base to what the user reads, with the outcome that is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from dialogs.messages import Choice, Choices, Citation, Cited, Reply, Text
from dialogs.offers import ASK_A_PERSON, CHANGE_AREA, CHECK_ONESELF, FEEDBACK, NONE_OF_THESE, WHICH_TOPIC
from dialogs.ports import Ports
from knowledge.errors import QuoteMismatch
from knowledge.model import (
    STATUS_WORDS,
    Answer,
    Answered,
    Candidate,
    Declined,
    Focus,
    NeedsPlace,
    NotStated,
    OffTopic,
    OtherPlace,
    Quote,
    SmallTalk,
    Unsure,
    Wanted,
)

OutcomeName = Literal[
    "answered",
    "partly_stated",
    "not_stated",
    "clarify",
    "off_topic",
    "declined",
    "dialog",
    "command",
    "staff",
]

_GIST = 18
LONG_PASTE = 500
"""A longer message is a paste; the reader is told that one question of it was looked up."""
_SLIPS = ("者者", "培养、培养")
"""Printed slips of the known texts; a reader who meets one is told that it stands so."""


@dataclass(frozen=True, slots=True)
class PolicyReply:
    """What is said to a policy question and how it is recorded.

    `needs_place` is set where nothing can be said before the area is known. `shown` are the ids of
    the clauses quoted, `offered` of those that stand as choices.
    """

    outcome: OutcomeName
    replies: tuple[Reply, ...]
    jurisdiction: str = ""
    focus: Focus | None = None
    candidates: tuple[Candidate, ...] = ()
    needs_place: NeedsPlace | None = None
    dialog: str = ""
    """The dialog that was asked for, where the message wants something done."""
    shown: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()

    @property
    def rests_on_texts(self) -> bool:
        """Whether it says what the texts say or leave open, or asks which of them is meant."""
        return bool(self.focus or self.offered)


def policy_reply(answer: Answer, question: str, ports: Ports) -> PolicyReply:
    """Word `answer` to `question`. Raises QuoteMismatch rather than show words that no clause holds."""
    said = _worded(answer, ports)
    if len(question) > LONG_PASTE and said.rests_on_texts:
        return replace(said, replies=(Text(_ONE_QUESTION_OF_IT), *said.replies))
    return said


def _worded(answer: Answer, ports: Ports) -> PolicyReply:
    match answer:
        case Answered():
            return _answered(answer, ports)
        case NotStated():
            return _not_stated(answer, ports)
        case Unsure():
            return _unsure(answer, ports)
        case NeedsPlace():
            return PolicyReply("clarify", (), needs_place=answer)
        case OtherPlace():
            return PolicyReply("not_stated", (_other_place(answer, ports),))
        case OffTopic():
            return PolicyReply("off_topic", (_OFF_TOPIC,))
        case SmallTalk():
            return PolicyReply("off_topic", (Text(answer.reply),))
        case Declined():
            return PolicyReply("declined", (_DECLINED,))
        case Wanted():
            raise ValueError(f"{answer.dialog} is to be opened, not worded")


def citations_of(quotes: Sequence[Quote], ports: Ports) -> tuple[Citation, ...]:
    """Each quote with its source, in order. Raises QuoteMismatch for words its clause does not hold."""
    areas = _areas(ports)
    return tuple(_citation(quote, areas[quote.document.jurisdiction], ports) for quote in quotes)


def _citation(quote: Quote, area: str, ports: Ports) -> Citation:
    clause, document = quote.clause, quote.document
    if not quote.words or quote.words not in clause.text or clause.text not in document.text:
        raise QuoteMismatch(f"the quotation shown for {clause.id} is not in its clause or document, word for word")
    return Citation(
        id=clause.id,
        document=document.title,
        doc_no=document.doc_no,
        revised_by=document.revised_by,
        clause=clause.cite,
        label=clause.label,
        quote=quote.words,
        text=clause.text,
        jurisdiction=document.jurisdiction,
        status=STATUS_WORDS[document.status_on(ports.today())],
        url=ports.clause_url(clause.id),
        area=area,
        date_note=document.date_note,
        verbatim_note=any(slip in quote.words for slip in _SLIPS),
    )


def _answered(answer: Answered, ports: Ports) -> PolicyReply:
    open_matter = (f"{answer.leaves_open}，文件未载明。",) if answer.leaves_open else ()
    reply = Cited(
        conclusion=answer.conclusion,
        citations=citations_of(answer.quotes, ports),
        remarks=(*answer.remarks, *open_matter),
        choices=(*_asked_besides(answer.also_asked), *_checked_by(answer, ports), *FEEDBACK),
    )
    return PolicyReply(
        outcome="partly_stated" if answer.leaves_open else "answered",
        replies=(reply,),
        jurisdiction=answer.jurisdiction,
        focus=answer.focus,
        candidates=answer.candidates,
        shown=_ids(answer.quotes),
    )


def _asked_besides(question: str) -> tuple[Choice, ...]:
    """The second question of a message, to be asked with a tap."""
    return (Choice(f"接着问：{_gist(question)}", question),) if question else ()


def _checked_by(answer: Answered, ports: Ports) -> tuple[Choice, ...]:
    """The self-check, where the clause that the answer rests on is a condition of it."""
    conditions = {one.quote.clause.id for one in ports.rules.of(answer.jurisdiction).conditions}
    return (CHECK_ONESELF,) if answer.jurisdiction and answer.quotes[0].clause.id in conditions else ()


def _gist(words: str) -> str:
    return f"{words[:_GIST]}{'…' if len(words) > _GIST else ''}"


def _not_stated(answer: NotStated, ports: Ports) -> PolicyReply:
    areas = _areas(ports)
    where = "、".join(areas.get(code, "") for code in (answer.jurisdiction, *answer.nor_in))
    said = f"{where}现有文件未载明{answer.matter}。"
    if answer.near:
        reply: Reply = Cited(
            conclusion=f"{said}相近内容如下，供参考。",
            citations=citations_of(answer.near, ports),
            remarks=("需要转人工核实吗？",),
            choices=(ASK_A_PERSON, *FEEDBACK),
        )
    else:
        reply = Text(f"{said}需要转人工核实吗？", (ASK_A_PERSON, *FEEDBACK))
    return PolicyReply(
        "not_stated", (reply,), answer.jurisdiction, answer.focus, answer.candidates, shown=_ids(answer.near)
    )


def _unsure(answer: Unsure, ports: Ports) -> PolicyReply:
    asked = clauses_offered("您想了解的是下面哪一项？", answer.options, ports) if answer.options else WHICH_TOPIC
    offered = _ids(answer.options)
    return PolicyReply("clarify", (asked,), answer.jurisdiction, None, answer.candidates, offered=offered)


def clauses_offered(asked: str, clauses: Sequence[Quote], ports: Ports) -> Choices:
    """The clauses as choices with their place and gist, and their area where it differs; taking one gets it quoted."""
    differ = len({quote.document.jurisdiction for quote in clauses}) > 1
    areas = _areas(ports) if differ else {}
    choices = tuple(
        Choice(f"{areas.get(quote.document.jurisdiction, '')}{_option_label(quote)}", _option_words(quote))
        for quote in clauses
    )
    return Choices(asked, (*choices, NONE_OF_THESE))


def _areas(ports: Ports) -> dict[str, str]:
    return {area.code: area.short_name for area in ports.policy.jurisdictions}


def _ids(quotes: Sequence[Quote]) -> tuple[str, ...]:
    return tuple(quote.clause.id for quote in quotes)


def _option_label(quote: Quote) -> str:
    gist, cite = quote.clause.heading or quote.words, quote.clause.cite
    # A full-width bracket brings its own space.
    return f"{cite}{'' if cite.endswith('）') else ' '}{_gist(gist)}"


def _option_words(quote: Quote) -> str:
    # Marked as a title even where it has marks inside: 《《…》解读》 is found, 《…》解读 names another text.
    return f"《{quote.document.title}》{quote.clause.cite}"


def _other_place(answer: OtherPlace, ports: Ports) -> Reply:
    held = "、".join(jurisdiction.short_name for jurisdiction in ports.policy.jurisdictions)
    return Text(
        f"知识库里没有{answer.place}的文件，请以当地市场监管部门为准。目前收录了{held}的文件。",
        (CHANGE_AREA, ASK_A_PERSON),
    )


_OFF_TOPIC = Text(
    "这个不在首席质量官业务范围内。您可以问我任职条件、备案、培训考核、职责权限和激励政策，例如：",
    (
        Choice("当首席质量官要什么条件", "当首席质量官要什么条件"),
        Choice("首席质量官怎么备案", "首席质量官怎么备案"),
        Choice("有哪些激励政策", "有哪些激励政策"),
    ),
)
_DECLINED = Text("我只能协助首席质量官相关业务。需要人工请回复“人工”。")
_ONE_QUESTION_OF_IT = "您发来的文字较长，我按其中的提问查找。如没答对，请只发要问的那一句。"
