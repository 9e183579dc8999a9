"""有帮助 and 没答对: what an answer leaves behind to be judged, and what is said to a judgement.

没答对 shows the next clauses that were considered: as choices, or quoted where an open dialog waits
for an answer of its own. 没答对 again, or nothing left to show, leads to a person with the question.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from dialogs import engine
from dialogs.handoff import handoff
from dialogs.messages import Choices, Cited, Reply, Text
from dialogs.offers import ASK_A_PERSON, TOPICS
from dialogs.policy import OutcomeName, PolicyReply, citations_of, clauses_offered
from dialogs.ports import Ports
from dialogs.state import Advanced, ConversationState, Judgement, LastAnswer, Subject, Verdict
from knowledge.model import Candidate

SAY_SO = Text("以上回答可回复“有帮助”或“没答对”。")
"""Instead of choices where an open step reads numbers as its own answer."""

_SHOWN_NEXT = 2
_REMEMBERED = 3
_SEARCHED_BESIDE = 6
_LONGEST_QUESTION = 200
"""Of a longer message the end is kept: what is asked stands there."""


def remembering(
    state: ConversationState,
    said: PolicyReply,
    question: str,
    ports: Ports,
    now: datetime,
    *,
    picked_for: LastAnswer | None = None,
) -> ConversationState:
    """The state after `said`, which answers `question`, or what was asked before clauses were offered to pick."""
    asked_back_at = now if said.outcome == "clarify" else None
    if not said.rests_on_texts:
        return replace(state, asked_back_at=asked_back_at or state.asked_back_at)
    answer = LastAnswer(
        question=picked_for.question if picked_for else question[-_LONGEST_QUESTION:],
        at=now,
        unseen=said.offered[:_REMEMBERED] or _unseen(said, question, ports, picked_for),
        offers_clauses=bool(said.offered),
        is_missed=picked_for is not None and picked_for.is_missed,
    )
    subject = Subject(said.focus, now) if said.focus else state.subject
    return replace(state, subject=subject, answer=answer, asked_back_at=asked_back_at)


def judged(state: ConversationState, verdict: Verdict, ports: Ports, now: datetime) -> Advanced:
    """What is said to 有帮助 or 没答对, and which answer it is kept with."""
    answer = state.answer_at(now)
    if answer is None:
        return _thanked(state, ports) if verdict == "helpful" else _said(state, "clarify", _WHICH_ANSWER, ports)
    decided = _thanked(state, ports) if verdict == "helpful" else _missed(state, answer, ports, now)
    return replace(decided, judgement=Judgement(answer.turn, verdict))


def topics_or_a_person(state: ConversationState, question: str, ports: Ports, now: datetime) -> Advanced:
    """What is said instead of asking a second time what the user means."""
    given_up = LastAnswer(question[-_LONGEST_QUESTION:], now, is_missed=True)
    return _said(replace(state, answer=given_up, asked_back_at=now), "clarify", _STILL_UNSURE, ports)


def _thanked(state: ConversationState, ports: Ports) -> Advanced:
    return _said(state, "command", _WELCOME, ports, names="feedback")


def _missed(state: ConversationState, answer: LastAnswer, ports: Ports, now: datetime) -> Advanced:
    if answer.offers_clauses and state.was_asked_back(now):
        return topics_or_a_person(state, answer.question, ports, now)
    clauses = [
        quotes for clause in answer.unseen[:_SHOWN_NEXT] if (quotes := ports.policy.quoted(clause, answer.question))
    ]
    if answer.is_missed or not clauses:
        registered = replace(state, answer=replace(answer, offers_clauses=False, is_missed=True))
        ports.records.people.leave_message(answer.question)
        registration = handoff(ports.records.people.desk(), question=answer.question)
        asked = _said(registered, "command", registration, ports, names="human")
        return replace(asked, wants_staff=True)
    # What is shown now is an answer in its own right, to be judged by the next word.
    shown = LastAnswer(answer.question, now, answer.unseen, offers_clauses=state.position is None, is_missed=True)
    after = replace(state, answer=shown)
    if state.position is None:
        return _said(after, "clarify", clauses_offered(_NEXT_OFFERED, [quotes[0] for quotes in clauses], ports), ports)
    quoted = Cited(_NEXT_QUOTED, citations_of([quote for quotes in clauses for quote in quotes], ports), (_IF_NOT,))
    return _said(after, "answered", quoted, ports)


def _said(state: ConversationState, outcome: OutcomeName, reply: Reply, ports: Ports, *, names: str = "") -> Advanced:
    """`reply`, and after it the question of the dialog that is open; `names` the dialog where none is."""
    if state.position is None:
        return Advanced(state, outcome, (reply,), names).offering()
    asked = engine.repeat_question(state, ports, before=(replace(reply, choices=()),))
    return replace(asked, outcome=outcome)


def _unseen(said: PolicyReply, question: str, ports: Ports, picked_for: LastAnswer | None) -> tuple[str, ...]:
    """Clauses to show next; an answer found by a place or a topic considered none, the nearest stand in."""
    if picked_for is not None:
        return tuple(clause for clause in picked_for.unseen if clause not in said.shown)
    considered = _not_shown(said, said.candidates)
    return considered or _not_shown(
        said, ports.policy.matches(question, said.jurisdiction, len(said.shown) + _SEARCHED_BESIDE)
    )


def _not_shown(said: PolicyReply, candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """The ids of what a person would call a clause: no date line, no signature."""
    clauses = (candidate.clause for candidate in candidates if candidate.clause.kind != "meta")
    return tuple(clause.id for clause in clauses if clause.id not in said.shown)[:_REMEMBERED]


_WELCOME = Text("很高兴能帮到您，谢谢您的反馈。有问题随时问我。")
_WHICH_ANSWER = Text("您说的是哪一个问题？请换个说法再问一次，我重新为您查找。", (ASK_A_PERSON,))
_NEXT_OFFERED = "抱歉，没有答到您要问的。是下面的条款吗？"
_NEXT_QUOTED = "抱歉，没有答到您要问的。相近的还有下面的条款："
_IF_NOT = "还不是您要的，请再回复“没答对”，我为您转人工。"
_STILL_UNSURE = Choices("我还没能确定您想了解的是哪一项。您可以选一个话题，或者转人工：", TOPICS)
