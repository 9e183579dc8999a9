"""Where one message goes: an offered choice, a command, the open dialog, or the policy texts.

The order is the promise: a command works in any state, a digit answers what was last offered, a
policy question inside a dialog is answered and the open step asked again.
"""

from dataclasses import replace
from datetime import datetime

from dialogs import engine
from dialogs.choosing import choose, ordinal, plain, visible
from dialogs.commands import BUTTONS, Command, command_in, verdict_in
from dialogs.dialog import AskAgain, Finish
from dialogs.feedback import SAY_SO, judged, remembering, topics_or_a_person
from dialogs.flows.region import REGION, RegionSlots
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
from dialogs.policy import policy_reply
from dialogs.ports import Ports
from dialogs.state import Advanced, ConversationState, LastAnswer
from dialogs.wishes import WISHES
from knowledge.model import Answered, NeedsPlace, NotStated, Question, Unsure, Wanted

_QUESTION_LENGTH = 4
"""Shorter words inside a dialog are a wrong answer, not a policy question."""
_LONGEST_ECHO = 100

WELCOME = "您好，我是质官通，为企业查找首席质量官政策的原文。我是自动应答助手，只依据已收录的文件作答。"
MENU = "您可以直接提问，也可以选择："


def respond(state: ConversationState, content: Content, ports: Ports, *, now: datetime) -> Advanced:
    """One turn. Never raises on what a user sends; `now` is aware."""
    match content:
        case Said(text, by_voice):
            advanced = _said(state, visible(text), ports, now)
            return _echoing(advanced, text) if by_voice else advanced
        case MenuTapped():
            return _command(state.a_turn_later(), BUTTONS.get(content.button, "menu"), ports)
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
        return _command(replace(state, offered=before.offered) if command == "more" else state, command, ports)
    if state.position is not None and engine.is_outdated(state):
        return engine.resume_outdated(state, ports)
    answer = state.answer_at(now)
    is_right_after = answer is not None and answer.turns == 1
    # A choice that an open step offers is its answer, whatever else the words may mean.
    verdict = None
    if chosen is None or state.position is None:
        verdict = verdict_in(words, is_beside_answer=is_right_after or state.position is None)
    if verdict is not None:
        return judged(replace(state, subject=before.subject), verdict, ports, now)
    if state.position is not None:
        return _in_dialog(state, words, ports, now)
    if chosen is None and ordinal(text) is not None:
        return Advanced(state, "clarify", (Choices("目前没有待选的序号，您想了解哪一项？", TOPICS),)).offering()
    is_picked = chosen is not None and is_right_after and answer is not None and answer.offers_clauses
    return _policy(state, words, ports, now, picked_for=answer if is_picked else None)


def _in_dialog(state: ConversationState, text: str, ports: Ports, now: datetime) -> Advanced:
    outcome = engine.take(state, text, ports)
    match outcome:
        case Finish():
            return _finished(state, outcome, ports, now)
        case AskAgain():
            return _digressed(state, text, ports, now) or engine.ask_again(state, outcome.hint, ports)
        case _:
            return outcome


def _finished(state: ConversationState, finish: Finish, ports: Ports, now: datetime) -> Advanced:
    dialog = state.position.dialog if state.position else ""
    closed = replace(state, position=None)
    if finish.jurisdiction or finish.leaves_area:
        # What was talked about belongs to the area that was talked about.
        closed = replace(closed, jurisdiction=finish.jurisdiction, subject=None, answer=None)
    if finish.then_ask:
        return _policy(closed, finish.then_ask, ports, now)
    return Advanced(closed, "dialog", finish.replies, dialog, jurisdiction=closed.jurisdiction).offering()


def _digressed(state: ConversationState, text: str, ports: Ports, now: datetime) -> Advanced | None:
    """The answer to a policy question asked inside a dialog, the open step after it; None if it is none."""
    if len(plain(text)) < _QUESTION_LENGTH:
        return None
    answer = ports.policy.answer(Question(text, state.jurisdiction, state.focus_at(now)))
    if isinstance(answer, NeedsPlace) and state.position and state.position.dialog == REGION.name:
        return _asking_area(state, text, answer, ports)
    if not isinstance(answer, Answered | NotStated | Wanted):
        return None
    said = policy_reply(answer, text, ports)
    replies = tuple(replace(reply, choices=()) for reply in said.replies)
    judging = (SAY_SO,) if said.rests_on_texts else ()
    asked = engine.repeat_question(remembering(state, said, text, ports, now), ports, before=(*replies, *judging))
    return replace(
        asked,
        outcome=said.outcome,
        jurisdiction=said.jurisdiction,
        candidates=said.candidates,
        wants_staff=said.is_for_staff,
    )


def _policy(
    state: ConversationState, text: str, ports: Ports, now: datetime, *, picked_for: LastAnswer | None = None
) -> Advanced:
    answer = ports.policy.answer(Question(text, state.jurisdiction, state.focus_at(now)))
    if isinstance(answer, Unsure) and state.was_asked_back(now):
        return topics_or_a_person(state, text, ports, now)
    said = policy_reply(answer, text, ports)
    if said.needs_place is not None:
        return _asking_area(state, text, said.needs_place, ports)
    return Advanced(
        state=remembering(state, said, text, ports, now, picked_for=picked_for),
        outcome=said.outcome,
        replies=said.replies,
        dialog=said.dialog,
        jurisdiction=said.jurisdiction,
        candidates=said.candidates,
        wants_staff=said.is_for_staff,
    ).offering()


def _asking_area(state: ConversationState, question: str, needed: NeedsPlace, ports: Ports) -> Advanced:
    """The question is kept until its area is known."""
    slots = RegionSlots(question=question, codes=needed.codes, place=needed.place)
    return replace(engine.start(state, REGION, slots, ports), outcome="clarify")


def _welcome(state: ConversationState, scene: str, ports: Ports) -> Advanced:
    """Greet; a QR scene that is an area's code sets the area, else the area is asked once."""
    area = next((area for area in ports.policy.jurisdictions if area.code == scene), None)
    state = replace(state, jurisdiction=area.code if area else state.jurisdiction, position=None)
    if not state.jurisdiction:
        asked = engine.start(state, REGION, RegionSlots(), ports)
        return replace(asked, outcome="command", replies=(Text(WELCOME), *asked.replies))
    menu: tuple[Reply, ...] = (Text(WELCOME), Choices(MENU, TOPICS))
    return Advanced(state, "command", menu, "menu", jurisdiction=state.jurisdiction).offering()


def _command(state: ConversationState, command: Command, ports: Ports) -> Advanced:
    match command:
        case "cancel":
            said = "好的，已取消，之前的回答没有保存。" if state.position else "好的。您可以随时直接提问。"
            return Advanced(replace(state, position=None), "command", (Text(said),), "cancel")
        case "back" | "restart" if state.position and not engine.is_outdated(state):
            moved = engine.back(state, ports) if command == "back" else engine.restart(state, ports)
            return replace(moved, outcome="command")
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
            return replace(engine.start(state, REGION, RegionSlots(), ports), outcome="command")
        case "more":
            return Advanced(state, "command", wants_more=True).naming_open_dialog()


_WORDS_ONLY = "目前只能处理文字，语音请转成文字发送。附件请勿在此发送，可回复“人工”转人工。"
