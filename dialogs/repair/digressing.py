"""A question in the middle of a form: answered, then the open step is asked again."""

import re
from dataclasses import replace
from datetime import datetime

from dialogs import engine
from dialogs.choosing import plain
from dialogs.dialog import AREA, Fork
from dialogs.engine import Moved
from dialogs.feedback import SAY_SO, remembering
from dialogs.flows.region import REGION
from dialogs.messages import Reply, Text
from dialogs.opening import ask_area, open_named
from dialogs.policy import PolicyReply, policy_reply
from dialogs.ports import Ports
from dialogs.recording import opening_heard
from dialogs.registry import DIALOGS
from dialogs.repair import pausing
from dialogs.state import Advanced, ConversationState
from dialogs.values.questions import asks
from knowledge.model import Answer, Answered, Declined, NeedsPlace, NotStated, Question, Wanted

_HAN = re.compile("[㐀-鿿]")
_STATEMENT_LENGTH = 8
"""Characters: from so many on a statement may be a question without its form (「首席质量官的任职条件」)."""
_QUESTION_LENGTH = 4
"""Shorter words inside a dialog are a wrong answer, not a policy question."""


def answer_beside(state: ConversationState, text: str, ports: Ports, now: datetime) -> Answer | None:
    """What the texts say to `text`, None where it is too short for a question."""
    if len(plain(text)) < _QUESTION_LENGTH:
        return None
    return ports.policy.answer(Question(text, _area(state, ports), state.focus_at(now)))


def _area(state: ConversationState, ports: Ports) -> str:
    """Where the open dialog has been told that the enterprise is, else the user's own area."""
    area = getattr(engine.opened(state)[2], AREA, None)
    is_ours = any(area == one.code for one in ports.policy.jurisdictions)
    return area if is_ours and area is not None else state.jurisdiction


def digressed(state: ConversationState, answer: Answer | None, text: str, ports: Ports, now: datetime) -> Moved | None:
    """`answer` to a question asked inside a dialog, and the open step after it; None if it was none.

    A wish for another dialog is answered with what the user wants to do first.
    """
    position = state.position
    if position is None:
        return None
    if isinstance(answer, Wanted):
        is_dialog = answer.dialog in DIALOGS
        return (
            wished(state, answer.dialog, text, ports) if is_dialog else Advanced(state, "command", does=answer.dialog)
        )
    if isinstance(answer, NeedsPlace) and _is_worded_as_question(text):
        return ask_area(state, ports, question=text, needed=answer)
    if not isinstance(answer, Answered | NotStated | Declined) or not _is_meant(answer, text):
        return None
    return answered(state, policy_reply(answer, text, ports), text, ports, now)


def answered(state: ConversationState, reply: PolicyReply, text: str, ports: Ports, now: datetime) -> Advanced:
    """`reply` to the question `text`, and the open step after it; after a question too many what goes first."""
    position = engine.opened(state)[0]
    replies = tuple(replace(one, choices=()) for one in reply.replies)
    judging = (SAY_SO,) if reply.rests_on_texts else ()
    after = remembering(state, reply, text, ports, now)
    counted = replace(after, position=replace(position, digressions=position.digressions + 1))
    if position.digressions + 1 >= pausing.DIGRESSIONS:
        asked = asked_first(counted, Fork("digressions"), ports, before=(*replies, *judging))
    else:
        asked = engine.repeat_question(counted, ports, before=(*replies, *judging))
    return _recorded_as(asked, reply)


def _is_meant(answer: Answer, text: str) -> bool:
    """Whether `text` was a question: by its form, or because a clause plainly answers so many words.

    What only comes near some clause is an answer that was not understood (「好几年了」), and so are few
    words that happen to stand in one (「佛山云陶」).
    """
    match answer:
        case Answered():
            return asks(text) if answer.leaves_open else _is_worded_as_question(text)
        case NotStated():
            return asks(text)
        case _:
            return True


def _is_worded_as_question(text: str) -> bool:
    return asks(text) or len(_HAN.findall(text)) >= _STATEMENT_LENGTH


def wished(state: ConversationState, dialog: str, text: str, ports: Ports) -> Moved:
    """What is said to a wish for `dialog` while one is open: which first; or that it is the one. A detour goes first.

    Nothing has been filled in where only the area is being asked: the wish goes first, and asks it itself.
    """
    position = engine.opened(state)[0]
    if position.dialog == REGION.name != dialog:
        return open_named(replace(state, position=None), dialog, ports, words=text)
    if DIALOGS[dialog].is_detour:
        return open_named(pausing.put_aside(state), dialog, ports, words=text)
    if dialog == position.dialog:
        said = f"您正在办理“{pausing.title_of(position)}”，要从头来请回复“重新开始”。"
        return engine.repeat_question(state, ports, before=(Text(said),))
    return replace(asked_first(state, Fork("second", text, dialog), ports), heard=opening_heard(DIALOGS[dialog]))


def asked_first(state: ConversationState, fork: Fork, ports: Ports, *, before: tuple[Reply, ...] = ()) -> Advanced:
    """What the user is asked before the open step goes on."""
    after = pausing.forked(state, fork)
    position = engine.opened(after)[0]
    return engine.said(after, *before, pausing.question(position, fork, kept_for=ports.forms_last))


def _recorded_as(advanced: Advanced, reply: PolicyReply) -> Advanced:
    return replace(
        advanced,
        outcome=reply.outcome,
        jurisdiction=reply.jurisdiction,
        candidates=reply.candidates,
    )
