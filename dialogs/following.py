"""What follows when a dialog has moved or ended, and what the texts say to a question asked outside of one."""

from dataclasses import replace
from datetime import datetime

from dialogs import engine
from dialogs.dialog import AREA
from dialogs.engine import Ended, Moved
from dialogs.feedback import remembering, topics_or_a_person
from dialogs.opening import ask_area, open_named
from dialogs.policy import policy_reply
from dialogs.ports import Ports
from dialogs.registry import DIALOGS
from dialogs.repair import pausing
from dialogs.state import Advanced, ConversationState, LastAnswer
from knowledge.model import Question, Unsure, Wanted


def went_on(moved: Moved, ports: Ports, now: datetime) -> Advanced:
    """What follows when a dialog has moved: its question, or what its end leads to."""
    return moved if isinstance(moved, Advanced) else _ended(moved, ports, now)


def asked_policy(
    state: ConversationState, text: str, ports: Ports, now: datetime, *, picked_for: LastAnswer | None = None
) -> Advanced:
    """What the texts say to `text`, the dialog it wishes for, or the area it needs.

    `picked_for` is the answer whose clauses were offered, where `text` picks one of them.
    """
    answer = ports.policy.answer(Question(text, state.jurisdiction, state.focus_at(now)))
    if isinstance(answer, Wanted):
        if answer.dialog not in DIALOGS:
            return Advanced(state, "command", does=answer.dialog)
        return went_on(open_named(state, answer.dialog, ports, words=text), ports, now)
    if isinstance(answer, Unsure) and state.was_asked_back(now):
        return topics_or_a_person(state, text, ports, now)
    said = policy_reply(answer, text, ports)
    if said.needs_place is not None:
        return ask_area(state, ports, question=text, needed=said.needs_place)
    return Advanced(
        state=remembering(state, said, text, ports, now, picked_for=picked_for),
        outcome=said.outcome,
        replies=said.replies,
        dialog=said.dialog,
        jurisdiction=said.jurisdiction,
        candidates=said.candidates,
    ).offering()


def _ended(ended: Ended, ports: Ports, now: datetime) -> Advanced:
    state, finish = ended.state, ended.finish
    if finish.jurisdiction or finish.leaves_area:
        # What was talked about belongs to the area that was talked about.
        state = replace(state, jurisdiction=finish.jurisdiction, subject=None, answer=None)
    if finish.forgets:
        state = ConversationState()
    if finish.then_open:
        said = went_on(open_named(state, finish.then_open, ports, before=finish.replies), ports, now)
    elif finish.then_ask:
        said = asked_policy(state, finish.then_ask, ports, now)
    else:
        said = Advanced(state, "dialog", finish.replies, ended.dialog, jurisdiction=state.jurisdiction).offering()
    said = replace(
        said,
        wants_staff=said.wants_staff or finish.wants_staff,
        heard=ended.heard or said.heard,
        private=(*ended.private, *said.private),
    )
    return _taken_up_again(said, ports) if DIALOGS[ended.dialog].is_detour else reminding(said)


def _taken_up_again(said: Advanced, ports: Ports) -> Advanced:
    """The dialog that waited for a detour to end goes on by itself."""
    resumed = None if said.state.position else pausing.taken_up(said.state)
    if resumed is None or engine.is_outdated(resumed):
        return said
    before = tuple(replace(one, choices=()) for one in said.replies)
    asked = _with_area(resumed, ports) or engine.repeat_question(resumed, ports, before=())
    return replace(
        said,
        state=asked.state,
        replies=(*before, *asked.replies),
        dialog=asked.dialog,
        step=asked.step,
        private=(*said.private, *asked.private),
    )


def _with_area(resumed: ConversationState, ports: Ports) -> Advanced | None:
    """The area that has just been told, given to a dialog that waits for it; None where it waits for none."""
    position = resumed.position
    area = next((one for one in ports.policy.jurisdictions if one.code == resumed.jurisdiction), None)
    if position is None or position.step != AREA or area is None:
        return None
    moved = engine.take(resumed, area.name, ports)
    return moved if isinstance(moved, Advanced) else None


def reminding(said: Advanced) -> Advanced:
    """A dialog that waits is named before the choices of what ended, so that they stay on offer."""
    return replace(said, replies=(*pausing.reminder(said.state), *said.replies)) if not said.state.position else said
