"""What the words that work in any state do."""

from dataclasses import replace
from datetime import datetime

from dialogs import engine
from dialogs.commands import Command
from dialogs.dialog import AREA
from dialogs.flows.human import HUMAN
from dialogs.following import reminding, went_on
from dialogs.greeting import ASK_OR_CHOOSE
from dialogs.menu import menu
from dialogs.messages import Text
from dialogs.offers import WHICH_TOPIC
from dialogs.opening import ask_area, open_named
from dialogs.ports import Ports
from dialogs.registry import DIALOGS
from dialogs.repair import pausing
from dialogs.state import Advanced, ConversationState


def commanded(state: ConversationState, command: Command, ports: Ports, now: datetime) -> Advanced:
    """What `command` does, in any state."""
    match command:
        case "cancel":
            left = Text(_said_on_leaving(state))
            return reminding(Advanced(replace(state, position=None), "command", (left,), "cancel"))
        case "back" | "restart" if state.position and not engine.is_outdated(state):
            moved = engine.back(state, ports) if command == "back" else engine.restart(state, ports)
            return replace(went_on(moved, ports, now), outcome="command")
        case "continue":
            return replace(_continued(state, ports, now), outcome="command")
        case "back":
            return Advanced(state, "command", (Text("没有可以返回的步骤。您可以直接提问。"),), "back")
        case "restart":
            fresh = ConversationState(jurisdiction=state.jurisdiction)
            return Advanced(fresh, "command", (menu(f"已重新开始。{ASK_OR_CHOOSE}"),), "restart").offering()
        case "menu":
            shown = Advanced(
                state,
                "command",
                (menu(f"我是质官通，查首席质量官政策原文，协助办理相关事项。{ASK_OR_CHOOSE}"),),
                "menu",
            )
            return shown.offering().naming_open_dialog()
        case "topics":
            return Advanced(state, "command", (WHICH_TOPIC,), "menu").offering().naming_open_dialog()
        case "human":
            return replace(_person_asked_for(state, ports, now), outcome="command", wants_staff=True)
        case "delete_my_data" | "unsubscribe" | "subscribe":
            opened = went_on(open_named(pausing.put_aside(state), command, ports), ports, now)
            return replace(opened, outcome="command")
        case "region":
            return replace(_area_again(state, ports, now), outcome="command")
        case "more":
            return Advanced(state, "command", wants_more=True).naming_open_dialog()


def _said_on_leaving(state: ConversationState) -> str:
    if state.position is None:
        return "好的。您可以随时直接提问。"
    dialog = DIALOGS.get(state.position.dialog)
    return (dialog.when_left if dialog else "") or "好的，已取消，填写的内容没有保存。"


def _person_asked_for(state: ConversationState, ports: Ports, now: datetime) -> Advanced:
    """What it is about is asked; an open dialog waits, and a second asking is no second request."""
    if state.position is not None and state.position.dialog == HUMAN.name:
        return engine.ask(state, ports)
    return went_on(open_named(pausing.put_aside(state), HUMAN.name, ports), ports, now)


def _continued(state: ConversationState, ports: Ports, now: datetime) -> Advanced:
    """The open dialog's question again, or the dialog that was put aside last."""
    resumed = pausing.forked(state, None) if state.position else pausing.taken_up(state)
    if resumed is None:
        return Advanced(state, "command", (Text("目前没有未办完的事项。您可以直接提问。"),))
    if engine.is_outdated(resumed):
        return went_on(engine.resume_outdated(resumed, ports), ports, now)
    return engine.repeat_question(resumed, ports, before=())


def _area_again(state: ConversationState, ports: Ports, now: datetime) -> Advanced:
    """Another area: for the open dialog, where it rests on one and keeps what else was answered."""
    if state.position is not None and not engine.is_outdated(state):
        position, dialog, slots = engine.opened(state)
        if AREA in dialog.steps and dialog.steps[AREA].is_answered(slots):
            moved = engine.settle(engine.moved_on(state, position), dialog.cleared(slots, (AREA,)), ports)
            return went_on(moved, ports, now)
    return ask_area(state, ports)
