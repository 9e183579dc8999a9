"""What becomes of one message while a dialog is open: an answer, or one of the ways round an answer.

In this order, the first that fits: the branch of a fork · coming back after a silence · why it is
asked · a question that the dialog answers itself · skipping · another dialog's entry · an earlier
answer changed · the answer · a choice of an earlier card · an earlier answer changed without a label ·
the answer to a step that is still to come · a question or a wish for something else · not understood.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from dialogs import engine
from dialogs.dialog import AskAgain, Dialog, Fork, Position, Step
from dialogs.engine import Moved
from dialogs.messages import Text
from dialogs.opening import open_named, opened_by
from dialogs.ports import Ports
from dialogs.recording import heard_by
from dialogs.repair import correcting, explaining, pausing
from dialogs.repair.digressing import answer_beside, answered, asked_first, digressed, wished
from dialogs.state import Advanced, ConversationState
from dialogs.values.questions import asks
from knowledge.model import Answered, Declined, NotStated, Wanted

_SKIPS = frozenset(["跳过", "略过", "不填", "先跳过", "跳过这步", "跳过这一步", "下一步", "skip"])
_GIVEN_UP = Text("好的，已放弃，填写的内容没有保存。您可以随时直接提问。")


def conduct(state: ConversationState, text: str, ports: Ports, now: datetime) -> Moved:
    """One message to the open dialog. An end is for the caller to act on."""
    position, dialog, slots = engine.opened(state)
    step = engine.step_of(dialog, position)
    if position.fork is not None:
        branch = pausing.taken(position, position.fork, text)
        state = replace(state, position=replace(position, fork=None, digressions=0))
        if branch is not None:
            return _branched(state, position.fork, branch, ports)
    if pausing.is_back_after_silence(position, now):
        return _welcomed_back(state, text, ports, now)
    if explaining.asks_why(text):
        return engine.repeat_question(state, ports, before=(explaining.explanation(dialog, step, slots, ports),))
    own = dialog.answers(slots, text, ports) if dialog.answers else None
    if own is not None:
        return answered(state, own, text, ports, now)
    if text.strip(" 。，,.") in _SKIPS:
        return _skipped(state, step, slots, ports)
    if (other := opened_by(text, beside=dialog.name)) and not engine.offers(state, text, ports):
        return wished(state, other, text, ports)
    if not step.is_story and correcting.names_another(dialog, slots, text, present=position.step):
        changed = _corrected(state, dialog, slots, text, ports)
        if changed is not None:
            return changed
    outcome = engine.take(state, text, ports)
    if isinstance(outcome, AskAgain):
        return _not_an_answer(state, text, outcome, ports, now)
    return replace(outcome, heard=heard_by(step))


def _not_an_answer(state: ConversationState, text: str, asked: AskAgain, ports: Ports, now: datetime) -> Moved:
    position, dialog, slots = engine.opened(state)
    not_understood = replace(
        engine.ask_again(state, asked.hint, ports), heard=heard_by(engine.step_of(dialog, position))
    )
    # Whoever has been offered the ways out may mean anything, also where he seems to answer.
    if asked.is_attempt and position.tries < engine.LOST_AFTER_TRIES:
        return not_understood
    passed = _passed_step(position, dialog, text, ports)
    if passed:
        refused = Text(
            f"“{text}”是前面“{passed}”一步的选项，没有改动。要改可以说“{passed}改为{text}”，或回复“上一步”。"
        )
        return engine.repeat_question(state, ports, before=(refused,))
    changed = _corrected(state, dialog, slots, text, ports)
    if changed is not None:
        return changed
    answer = answer_beside(state, text, ports, now)
    is_other = isinstance(answer, Declined) or (isinstance(answer, Wanted) and answer.dialog != dialog.name)
    early = None if is_other or asks(text) else engine.noticed_beside(state, text, ports)
    if early is not None:
        return replace(early, heard=heard_by(engine.step_of(dialog, position)))
    return digressed(state, answer, text, ports, now) or not_understood


def _branched(state: ConversationState, fork: Fork, branch: pausing.Taken, ports: Ports) -> Moved:
    match branch.branch:
        case "go_on":
            return engine.repeat_question(state, ports, before=())
        case "give_up":
            return Advanced(replace(state, position=None), "command", (_GIVEN_UP, *pausing.reminder(state)), "cancel")
        case "put_aside" if fork.dialog:
            return open_named(pausing.put_aside(state), fork.dialog, ports, words=fork.words)
        case _:
            hours = pausing.hours_of(ports.forms_last)
            said = Text(f"好的，您请问。办完回复“继续办理”接着办，进度保留 {hours} 小时。")
            return Advanced(pausing.put_aside(state), "command", (said,))


def _welcomed_back(state: ConversationState, text: str, ports: Ports, now: datetime) -> Moved:
    """A question is answered as in any open dialog; to other words the user is asked whether he goes on.

    What is said may well be the answer to a private step: it is recorded as that.
    """
    position, dialog, _ = engine.opened(state)
    step = engine.step_of(dialog, position)
    answer = None if step.is_story else answer_beside(state, text, ports, now)
    if isinstance(answer, Answered | NotStated):
        beside = digressed(state, answer, text, ports, now)
        if beside is not None:
            return replace(beside, heard=heard_by(step))
    return replace(asked_first(state, Fork("paused", text), ports), heard=heard_by(step))


def _skipped(state: ConversationState, step: Step[Any], slots: Any, ports: Ports) -> Moved:
    if step.skip is None:
        return engine.ask(
            state, ports, before=(Text("这一步需要回答，不能跳过；不清楚可以直接说“不清楚”，或转人工。"),)
        )
    position = engine.opened(state)[0]
    return engine.settle(engine.moved_on(state, position), step.skip(slots), ports)


def _corrected(state: ConversationState, dialog: Dialog[Any], slots: Any, text: str, ports: Ports) -> Moved | None:
    position = engine.opened(state)[0]
    change = correcting.corrected(dialog, slots, text, ports, present=position.step)
    if change is None:
        return None
    label, shown = change.step.label, change.step.shown
    said = (
        f"好的，“{label}”请重新填写。"
        if change.is_open or shown is None
        else f"好的，{label}改为{shown(change.slots, ports)}。"
    )
    moved = engine.settle(engine.moved_on(state, position), change.slots, ports, before=(Text(said),))
    return replace(moved, heard=heard_by(change.step))


def _passed_step(position: Position, dialog: Dialog[Any], text: str, ports: Ports) -> str:
    """The label of the step answered before whose card had `text` as a choice; empty where none had."""
    for visited in reversed(position.trail):
        step = dialog.steps.get(visited.step)
        if step is None or not step.label or visited.step == position.step:
            continue
        offered = step.ask(dialog.slots.model_validate_json(visited.slots), ports).choices
        if any(text in (choice.label, choice.says) for choice in offered):
            return step.label
    return ""
