"""Moves a conversation through a dialog: a state and words in, a state and replies out.

Every move ends in the same way: the first step that is due is asked, and where none is, the dialog
concludes. What goes on beside the questions (corrections, digressions, pauses …) is in `dialogs.repair`.
"""

from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ValidationError

from dialogs.dialog import AskAgain, Dialog, Finish, GoTo, Position, Step, Visited
from dialogs.messages import Choice, Choices, Reply, Text
from dialogs.ports import Ports
from dialogs.recording import KEPT_BACK, PrivateWords, heard_by, private_words
from dialogs.registry import DIALOGS
from dialogs.repair import editing, noticing
from dialogs.state import Advanced, ConversationState

LOST_AFTER_TRIES = 3
JUST_UPDATED = "流程刚刚更新，请从这里继续。"
BACK_TO_WORK = "（接着刚才的办理）"
_WAYS_OUT = (Choice("重新开始", "重新开始"), Choice("转人工", "转人工"), Choice("先问政策", "取消"))
_CAN_BE_SKIPPED = "不清楚可回复“跳过”。"
_LONGEST_TRAIL = 30


@dataclass(frozen=True, slots=True)
class Ended:
    """A dialog is over: the conversation without it, and what its end says and leads to.

    `heard` and `private` are as in Advanced: how the turn is put on record.
    """

    state: ConversationState
    dialog: str
    finish: Finish
    heard: str = ""
    private: tuple[PrivateWords, ...] = ()


Moved = Advanced | Ended
"""A step has been asked, or the dialog is over; what follows then is for the caller to do."""


def start(
    state: ConversationState,
    dialog: Dialog[Any],
    slots: BaseModel,
    ports: Ports,
    *,
    words: str = "",
    before: tuple[Reply, ...] = (),
) -> Moved:
    """Open `dialog` with `slots` and what else `words` answer of it, to be confirmed; one that was open is left."""
    position = Position(dialog.name, dialog.version, "", slots.model_dump_json(), opened_with=slots.model_dump_json())
    filled, noticed = noticing.noticed_in(dialog, slots, words, ports)
    opened = replace(state, position=replace(position, noticed=noticed))
    greeted = (*before, *dialog.greeting(filled, ports)) if dialog.greeting else before
    return settle(opened, filled, ports, step=noticing.STEP if noticed else "", before=greeted)


def take(state: ConversationState, text: str, ports: Ports) -> Moved | AskAgain:
    """Give `text` to the open step; what else it answers is noticed, to be confirmed."""
    position, dialog, slots = opened(state)
    outcome = step_of(dialog, position).take(slots, text, ports)
    match outcome:
        case GoTo():
            moved = moved_on(state, position)
            # A choice that was tapped says nothing beside: 没有 may be an answer to many a question.
            words = "" if offers(state, text, ports) else text
            filled, noticed = noticing.noticed_in(dialog, outcome.slots, words, ports, beside=position.step)
            if noticed and not outcome.step:
                moved = replace(moved, position=replace(_position(moved), noticed=noticed))
                return settle(moved, filled, ports, step=noticing.STEP, before=outcome.says)
            return settle(moved, outcome.slots, ports, step=outcome.step, before=outcome.says)
        case Finish():
            return _ended(state, dialog, slots, outcome)
        case AskAgain():
            return outcome


def noticed_beside(state: ConversationState, text: str, ports: Ports) -> Moved | None:
    """What `text`, which does not answer the open step, answers of those to come, to be confirmed; None for nothing."""
    position, dialog, slots = opened(state)
    filled, noticed = noticing.noticed_in(dialog, slots, text, ports, beside=position.step)
    if not noticed:
        return None
    moved = moved_on(state, position)
    moved = replace(moved, position=replace(_position(moved), noticed=noticed))
    return settle(moved, filled, ports, step=noticing.STEP)


def offers(state: ConversationState, text: str, ports: Ports) -> bool:
    """Whether `text` is, word for word, a choice of the open question."""
    position, dialog, slots = opened(state)
    choices = step_of(dialog, position).ask(slots, ports).choices
    return any(text in (choice.label, choice.says) for choice in choices)


def settle(
    state: ConversationState,
    slots: BaseModel,
    ports: Ports,
    *,
    step: str = "",
    before: tuple[Reply, ...] = (),
) -> Moved:
    """Ask `step`, or the first step that is due with `slots`; conclude where none is."""
    position = _position(state)
    dialog = DIALOGS[position.dialog]
    state = replace(state, position=replace(position, slots=slots.model_dump_json(), tries=0, digressions=0))
    due = step or next((name for name, one in dialog.steps.items() if one.is_due(slots, ports)), "")
    if due:
        return ask(replace(state, position=replace(_position(state), step=due)), ports, before=before)
    if dialog.conclude is None:
        raise ValueError(f"{dialog.name}: no step is due, and nothing concludes it")
    outcome = dialog.conclude(slots, ports)
    match outcome:
        case Finish():
            return _ended(state, dialog, slots, replace(outcome, replies=(*before, *outcome.replies)))
        case GoTo(step=at) if at:
            return settle(state, outcome.slots, ports, step=at, before=before)
        case _:
            raise ValueError(f"{dialog.name}: concluding leads nowhere")


def ask(state: ConversationState, ports: Ports, *, before: tuple[Reply, ...] = ()) -> Advanced:
    """The open question, after `before`."""
    position, dialog, slots = opened(state)
    return said(state, *before, step_of(dialog, position).ask(slots, ports))


def ask_again(state: ConversationState, hint: str, ports: Ports) -> Advanced:
    """The open question with a hint; after three answers not understood, the ways out instead."""
    position, dialog, _ = opened(state)
    tries = position.tries + 1
    tried = replace(state, position=replace(position, tries=tries))
    if tries >= LOST_AFTER_TRIES:
        return said(tried, Choices("这一步我没听明白，您可以：", _WAYS_OUT))
    may_skip = tries > 1 and step_of(dialog, position).skip is not None
    return ask(tried, ports, before=(Text(f"{hint}{_CAN_BE_SKIPPED if may_skip else ''}"),))


def repeat_question(state: ConversationState, ports: Ports, *, before: tuple[Reply, ...]) -> Advanced:
    """The open question once more, after `before` has been said on another matter."""
    return ask(state, ports, before=(*before, Text(BACK_TO_WORK)))


def back(state: ConversationState, ports: Ports) -> Advanced:
    """The step before the open one, with the slots as they were; the first step stays."""
    position = _position(state)
    if not position.trail:
        return ask(state, ports, before=(Text("已经是第一步了。"),))
    *trail, last = position.trail
    returned = replace(position, step=last.step, slots=last.slots, tries=0, trail=tuple(trail))
    return ask(replace(state, position=returned), ports)


def restart(state: ConversationState, ports: Ports) -> Moved:
    """The first step again; what led to the dialog is kept, what was answered in it is not."""
    position, dialog, _ = opened(state)
    slots = dialog.slots.model_validate_json(position.opened_with)
    return start(state, dialog, slots, ports)


def is_outdated(state: ConversationState) -> bool:
    """Whether a deploy changed or removed the open dialog since its position was written."""
    position = _position(state)
    dialog = DIALOGS.get(position.dialog)
    return dialog is None or dialog.version != position.version or step_named(dialog, position.step) is None


def resume_outdated(state: ConversationState, ports: Ports) -> Moved:
    """Start the changed dialog anew, keeping slots that still fit; a removed one is closed in words.

    What was said answered the old step: it is recorded as that step's answers are, and not at all where it is gone.
    """
    position = _position(state)
    dialog = DIALOGS.get(position.dialog)
    if dialog is None:
        closed = replace(state, position=None)
        said = (Text("流程刚刚更新，原来的办理已结束。您可以直接提问。"),)
        return Advanced(closed, "dialog", said, position.dialog, heard=KEPT_BACK)
    step = step_named(dialog, position.step)
    fresh = Position(dialog.name, dialog.version, "", position.slots, opened_with=_fitting(dialog, "{}"))
    fitting = dialog.slots.model_validate_json(_fitting(dialog, position.slots))
    moved = settle(replace(state, position=fresh), fitting, ports, before=(Text(JUST_UPDATED),))
    return replace(moved, heard=heard_by(step) if step else KEPT_BACK)


def moved_on(state: ConversationState, position: Position) -> ConversationState:
    """`state` with the open step on the trail, so that 上一步 leads back to it."""
    trail = (*position.trail, Visited(position.step, position.slots))[-_LONGEST_TRAIL:]
    return replace(state, position=replace(position, trail=trail, noticed=()))


def said(state: ConversationState, *replies: Reply) -> Advanced:
    """`replies` while the dialog stays open, the choices of the last one on offer."""
    position, dialog, slots = opened(state)
    return Advanced(
        replace(state, offered=replies[-1].choices),
        "dialog",
        replies,
        position.dialog,
        position.step,
        private=private_words(dialog, slots),
    )


def opened(state: ConversationState) -> tuple[Position, Dialog[Any], Any]:
    """The open position, its dialog and its slots. Raises ValueError where none is open."""
    position = _position(state)
    dialog = DIALOGS[position.dialog]
    return position, dialog, dialog.slots.model_validate_json(position.slots)


def step_of(dialog: Dialog[Any], position: Position) -> Step[Any]:
    """The open step, one of the dialog's own or one that all dialogs share."""
    step = step_named(dialog, position.step, noticed=position.noticed)
    if step is None:
        raise ValueError(f"{dialog.name} has no step {position.step}")
    return step


def step_named(dialog: Dialog[Any], name: str, *, noticed: tuple[str, ...] = ()) -> Step[Any] | None:
    """The dialog's step, or the shared one that reads back what was noticed or lets a line be edited."""
    match name:
        case noticing.STEP:
            return noticing.step(dialog, noticed)
        case editing.STEP:
            return editing.step(dialog)
        case _:
            return dialog.steps.get(name)


def _ended(state: ConversationState, dialog: Dialog[Any], slots: Any, finish: Finish) -> Ended:
    unrecorded = tuple(PrivateWords(words, KEPT_BACK) for words in finish.unrecorded)
    return Ended(
        replace(state, position=None), dialog.name, finish, private=(*unrecorded, *private_words(dialog, slots))
    )


def _fitting(dialog: Dialog[Any], slots: str) -> str:
    try:
        fitting: BaseModel = dialog.slots.model_validate_json(slots)
    except ValidationError:
        fitting = dialog.slots()
    return fitting.model_dump_json()


def _position(state: ConversationState) -> Position:
    if state.position is None:
        raise ValueError("no dialog is open; the router asks before it calls")
    return state.position
