"""Moves a conversation through a dialog. Pure: a state and words in, a state and replies out.

Every dialog gets these repairs without writing a line: back, restart, cancel, the three-step
ladder for answers that are not understood, and a polite restart after a deploy changed it.
"""

from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ValidationError

from dialogs.dialog import AskAgain, Dialog, Finish, GoTo, Position, Visited
from dialogs.messages import Choice, Choices, Reply, Text
from dialogs.ports import Ports
from dialogs.registry import DIALOGS
from dialogs.state import Advanced, ConversationState

LOST_AFTER_TRIES = 3
JUST_UPDATED = "流程刚刚更新，请从这里继续。"
BACK_TO_WORK = "（接着刚才的办理）"
_WAYS_OUT = (Choice("重新开始", "重新开始"), Choice("转人工", "转人工"), Choice("先问政策", "取消"))


def start(state: ConversationState, dialog: Dialog[Any], slots: BaseModel, ports: Ports) -> Advanced:
    """Open `dialog` at its first step; a dialog that was open before is left."""
    position = Position(dialog.name, dialog.version, dialog.first_step, slots.model_dump_json())
    return _ask(replace(state, position=position), ports)


def take(state: ConversationState, text: str, ports: Ports) -> Advanced | Finish | AskAgain:
    """Give `text` to the open step. Finish and AskAgain are for the caller to act on."""
    position = _open_position(state)
    dialog = DIALOGS[position.dialog]
    slots = dialog.slots.model_validate_json(position.slots)
    outcome = dialog.steps[position.step].take(slots, text, ports)
    match outcome:
        case GoTo():
            trail = (*position.trail, Visited(position.step, position.slots))
            moved = replace(position, step=outcome.step, slots=outcome.slots.model_dump_json(), tries=0, trail=trail)
            return _ask(replace(state, position=moved), ports)
        case _:
            return outcome


def ask_again(state: ConversationState, hint: str, ports: Ports) -> Advanced:
    """The open question with a hint; after three answers not understood, the ways out instead."""
    position = _open_position(state)
    tries = position.tries + 1
    tried = replace(state, position=replace(position, tries=tries))
    if tries >= LOST_AFTER_TRIES:
        return _say(tried, Choices("这一步我没听明白，您可以：", _WAYS_OUT))
    return _ask(tried, ports, before=(Text(hint),))


def repeat_question(state: ConversationState, ports: Ports, *, before: tuple[Reply, ...]) -> Advanced:
    """The open question once more, after `before` has been said on another matter."""
    return _ask(state, ports, before=(*before, Text(BACK_TO_WORK)))


def back(state: ConversationState, ports: Ports) -> Advanced:
    """The step before the open one, with the slots as they were; the first step stays."""
    position = _open_position(state)
    if not position.trail:
        return _ask(state, ports, before=(Text("已经是第一步了。"),))
    *trail, last = position.trail
    returned = replace(position, step=last.step, slots=last.slots, tries=0, trail=tuple(trail))
    return _ask(replace(state, position=returned), ports)


def restart(state: ConversationState, ports: Ports) -> Advanced:
    """The first step again; what led to the dialog is kept, what was answered in it is not."""
    position = _open_position(state)
    slots = position.trail[0].slots if position.trail else position.slots
    dialog = DIALOGS[position.dialog]
    fresh = Position(dialog.name, dialog.version, dialog.first_step, slots)
    return _ask(replace(state, position=fresh), ports)


def is_outdated(state: ConversationState) -> bool:
    """Whether a deploy changed or removed the open dialog since its position was written."""
    position = _open_position(state)
    dialog = DIALOGS.get(position.dialog)
    return dialog is None or dialog.version != position.version or position.step not in dialog.steps


def resume_outdated(state: ConversationState, ports: Ports) -> Advanced:
    """Start the changed dialog anew, keeping slots that still fit; a removed one is closed in words."""
    position = _open_position(state)
    dialog = DIALOGS.get(position.dialog)
    if dialog is None:
        closed = replace(state, position=None)
        return Advanced(closed, "dialog", (Text("流程刚刚更新，原来的办理已结束。您可以直接提问。"),), position.dialog)
    fresh = Position(dialog.name, dialog.version, dialog.first_step, _fitting(dialog, position.slots))
    return _ask(replace(state, position=fresh), ports, before=(Text(JUST_UPDATED),))


def _fitting(dialog: Dialog[Any], slots: str) -> str:
    try:
        fitting: BaseModel = dialog.slots.model_validate_json(slots)
    except ValidationError:
        fitting = dialog.slots()
    return fitting.model_dump_json()


def _ask(state: ConversationState, ports: Ports, *, before: tuple[Reply, ...] = ()) -> Advanced:
    position = _open_position(state)
    dialog = DIALOGS[position.dialog]
    slots = dialog.slots.model_validate_json(position.slots)
    return _say(state, *before, dialog.steps[position.step].ask(slots, ports))


def _say(state: ConversationState, *replies: Reply) -> Advanced:
    position = _open_position(state)
    offered = replies[-1].choices
    return Advanced(replace(state, offered=offered), "dialog", replies, position.dialog, position.step)


def _open_position(state: ConversationState) -> Position:
    if state.position is None:
        raise ValueError("no dialog is open; the router asks before it calls")
    return state.position
