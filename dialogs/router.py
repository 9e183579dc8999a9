"""Where one message goes: an offered choice, a command, the open dialog, or the policy texts.

The order is the promise: a command works in any state, a digit answers what was last offered, a
policy question inside a dialog is answered and the open step asked again.
"""

from dataclasses import replace
from datetime import datetime

from dialogs import engine
from dialogs.choosing import choose, ordinal, visible
from dialogs.commands import BUTTONS, Command, command_in, verdict_in
from dialogs.conducting import conduct
from dialogs.dialog import AREA
from dialogs.engine import Ended, Moved
from dialogs.feedback import judged, remembering, topics_or_a_person
from dialogs.flows.region import REGION
from dialogs.handoff import handoff
from dialogs.messages import (
    Choices,
    Content,
    Followed,
    MediaSent,
    MenuTapped,
    Reply,
    Said,
    Scanned,
    Text,
    Unfollowed,
    Unhandled,
)
from dialogs.offers import TOPICS
from dialogs.opening import ask_area, open_named, opened_by
from dialogs.policy import policy_reply
from dialogs.ports import Ports
from dialogs.registry import DIALOGS
from dialogs.repair import pausing
from dialogs.state import Advanced, ConversationState, LastAnswer
from dialogs.wishes import WISHES
from knowledge.model import Question, Unsure, Wanted

_LONGEST_ECHO = 100

WELCOME = "您好，我是质官通，为企业查找首席质量官政策的原文。我是自动应答助手，只依据已收录的文件作答。"
MENU = "您可以直接提问，也可以选择："


def respond(state: ConversationState, content: Content, ports: Ports, *, now: datetime) -> Advanced:
    """One turn. Never raises on what a user sends; `now` is aware."""
    state, lost = pausing.aged(state, now, kept_for=ports.forms_last)
    advanced = _responded(state, content, ports, now)
    position = advanced.state.position
    stamped = replace(advanced.state, position=replace(position, at=now)) if position else advanced.state
    replies = (*lost, *advanced.replies) if advanced.replies else ()
    return replace(advanced, state=stamped, replies=replies)


def _responded(state: ConversationState, content: Content, ports: Ports, now: datetime) -> Advanced:
    match content:
        case Said(text, by_voice):
            advanced = _said(state, visible(text), ports, now)
            return _echoing(advanced, text) if by_voice else advanced
        case MenuTapped():
            return _command(state.a_turn_later(), BUTTONS.get(content.button, "menu"), ports, now)
        case Followed() | Scanned():
            return _welcome(state, content.scene, ports)
        case Unfollowed():
            return Advanced(ConversationState(jurisdiction=state.jurisdiction), "command")
        case MediaSent():
            return Advanced(state, "clarify", (Text(_WORDS_ONLY),)).naming_open_dialog()
        case Unhandled():
            return Advanced(state, "command")


def _echoing(advanced: Advanced, heard: str) -> Advanced:
    """The replies after what was understood of a voice message, so that a slip of the ear is seen."""
    if not advanced.replies:
        return advanced
    echo = f"我听到的是：“{heard[:_LONGEST_ECHO]}{'…' if len(heard) > _LONGEST_ECHO else ''}”"
    return replace(advanced, replies=(Text(echo), *advanced.replies))


def _said(before: ConversationState, text: str, ports: Ports, now: datetime) -> Advanced:
    chosen = choose(text, before.offered)
    words = chosen.says if chosen else text
    state = before.a_turn_later()
    command = command_in(words)
    if command is not None:
        # The pages behind 更多 may end with the choices that are on offer.
        return _command(replace(state, offered=before.offered) if command == "more" else state, command, ports, now)
    if state.position is not None and engine.is_outdated(state):
        return _went_on(engine.resume_outdated(state, ports), ports, now)
    answer = state.answer_at(now)
    is_right_after = answer is not None and answer.turns == 1
    # A choice that an open step offers is its answer, whatever else the words may mean.
    verdict = None
    if chosen is None or state.position is None:
        verdict = verdict_in(words, is_beside_answer=is_right_after or state.position is None)
    if verdict is not None:
        return judged(replace(state, subject=before.subject), verdict, ports, now)
    if state.position is not None:
        return _went_on(conduct(state, words, ports, now), ports, now)
    if dialog := opened_by(words):
        return _went_on(open_named(state, dialog, ports, words=words), ports, now)
    if chosen is None and ordinal(text) is not None:
        return Advanced(state, "clarify", (Choices("目前没有待选的序号，您想了解哪一项？", TOPICS),)).offering()
    is_picked = chosen is not None and is_right_after and answer is not None and answer.offers_clauses
    return _policy(state, words, ports, now, picked_for=answer if is_picked else None)


def _went_on(moved: Moved, ports: Ports, now: datetime) -> Advanced:
    """What follows when a dialog has moved: its question, or what its end leads to."""
    return moved if isinstance(moved, Advanced) else _ended(moved, ports, now)


def _ended(ended: Ended, ports: Ports, now: datetime) -> Advanced:
    state, finish = ended.state, ended.finish
    if finish.jurisdiction or finish.leaves_area:
        # What was talked about belongs to the area that was talked about.
        state = replace(state, jurisdiction=finish.jurisdiction, subject=None, answer=None)
    if finish.then_open:
        said = _went_on(open_named(state, finish.then_open, ports, before=finish.replies), ports, now)
    elif finish.then_ask:
        said = _policy(state, finish.then_ask, ports, now)
    else:
        said = Advanced(state, "dialog", finish.replies, ended.dialog, jurisdiction=state.jurisdiction).offering()
    said = replace(
        said,
        wants_staff=said.wants_staff or finish.wants_staff,
        heard=ended.heard,
        private=(*ended.private, *said.private),
    )
    return _taken_up_again(said, ports) if ended.dialog == REGION.name else _reminding(said)


def _taken_up_again(said: Advanced, ports: Ports) -> Advanced:
    """The dialog that waited for the area to be known goes on by itself."""
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
        private=asked.private,
    )


def _with_area(resumed: ConversationState, ports: Ports) -> Advanced | None:
    """The area that has just been told, given to a dialog that waits for it; None where it waits for none."""
    position = resumed.position
    area = next((one for one in ports.policy.jurisdictions if one.code == resumed.jurisdiction), None)
    if position is None or position.step != AREA or area is None:
        return None
    moved = engine.take(resumed, area.name, ports)
    return moved if isinstance(moved, Advanced) else None


def _reminding(said: Advanced) -> Advanced:
    """A dialog that waits is named before the choices of what ended, so that they stay on offer."""
    return replace(said, replies=(*pausing.reminder(said.state), *said.replies)) if not said.state.position else said


def _policy(
    state: ConversationState, text: str, ports: Ports, now: datetime, *, picked_for: LastAnswer | None = None
) -> Advanced:
    answer = ports.policy.answer(Question(text, state.jurisdiction, state.focus_at(now)))
    if isinstance(answer, Wanted) and answer.dialog in DIALOGS:
        return _went_on(open_named(state, answer.dialog, ports, words=text), ports, now)
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
        wants_staff=said.is_for_staff,
    ).offering()


def _welcome(state: ConversationState, scene: str, ports: Ports) -> Advanced:
    """Greet; a QR scene that is an area's code sets the area, else the area is asked once."""
    area = next((area for area in ports.policy.jurisdictions if area.code == scene), None)
    state = replace(state, jurisdiction=area.code if area else state.jurisdiction, position=None)
    if not state.jurisdiction:
        asked = ask_area(state, ports)
        return replace(asked, outcome="command", replies=(Text(WELCOME), *asked.replies))
    menu: tuple[Reply, ...] = (Text(WELCOME), Choices(MENU, TOPICS))
    return Advanced(state, "command", menu, "menu", jurisdiction=state.jurisdiction).offering()


def _command(state: ConversationState, command: Command, ports: Ports, now: datetime) -> Advanced:
    match command:
        case "cancel":
            said = "好的，已取消，填写的内容没有保存。" if state.position else "好的。您可以随时直接提问。"
            return _reminding(Advanced(replace(state, position=None), "command", (Text(said),), "cancel"))
        case "back" | "restart" if state.position and not engine.is_outdated(state):
            moved = engine.back(state, ports) if command == "back" else engine.restart(state, ports)
            return replace(_went_on(moved, ports, now), outcome="command")
        case "continue":
            return replace(_continued(state, ports, now), outcome="command")
        case "back":
            return Advanced(state, "command", (Text("没有可以返回的步骤。您可以直接提问。"),), "back")
        case "restart":
            fresh = ConversationState(jurisdiction=state.jurisdiction)
            return Advanced(fresh, "command", (Choices(f"已重新开始。{MENU}", TOPICS),), "restart").offering()
        case "menu":
            shown = Advanced(state, "command", (Choices(f"我是质官通，查首席质量官政策原文。{MENU}", TOPICS),), "menu")
            return shown.offering().naming_open_dialog()
        case "human":
            return Advanced(state, "command", (handoff(),), "human", wants_staff=True).naming_open_dialog()
        case "delete_my_data" | "unsubscribe" | "subscribe":
            asked = Advanced(state, "command", (WISHES[command].reply,), command, wants_staff=True)
            return asked.naming_open_dialog()
        case "region":
            return replace(_area_again(state, ports, now), outcome="command")
        case "more":
            return Advanced(state, "command", wants_more=True).naming_open_dialog()


def _continued(state: ConversationState, ports: Ports, now: datetime) -> Advanced:
    """The open dialog's question again, or the dialog that was put aside last."""
    resumed = pausing.forked(state, None) if state.position else pausing.taken_up(state)
    if resumed is None:
        return Advanced(state, "command", (Text("目前没有未办完的事项。您可以直接提问。"),))
    if engine.is_outdated(resumed):
        return _went_on(engine.resume_outdated(resumed, ports), ports, now)
    return engine.repeat_question(resumed, ports, before=())


def _area_again(state: ConversationState, ports: Ports, now: datetime) -> Advanced:
    """Another area: for the open dialog, where it rests on one and keeps what else was answered."""
    if state.position is not None and not engine.is_outdated(state):
        position, dialog, slots = engine.opened(state)
        if AREA in dialog.steps and dialog.steps[AREA].is_answered(slots):
            moved = engine.settle(engine.moved_on(state, position), dialog.cleared(slots, (AREA,)), ports)
            return _went_on(moved, ports, now)
    return ask_area(state, ports)


_WORDS_ONLY = "目前只能处理文字，语音请转成文字发送。附件请勿在此发送，可回复“人工”转人工。"
