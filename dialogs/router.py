"""Where one message goes: an offered choice, a command, the open dialog, or the policy texts.

The order is the promise: a command works in any state, a digit answers what was last offered, a
policy question inside a dialog is answered and the open step asked again.
"""

from dataclasses import replace
from datetime import datetime

from dialogs import engine
from dialogs.bare_answers import answers_nothing, wants_the_person_offered
from dialogs.calming import calmed, counted, is_calming
from dialogs.choosing import choose, ordinal, visible
from dialogs.code_alone import wanted_for
from dialogs.commanding import commanded
from dialogs.commands import BUTTONS, COMMANDS, command_in, verdict_in
from dialogs.conducting import conduct
from dialogs.feedback import judged
from dialogs.following import asked_policy, went_on
from dialogs.greeting import scanned, welcome
from dialogs.holding import with_staff
from dialogs.locating import located
from dialogs.media import words_wanted
from dialogs.menu import menu
from dialogs.messages import (
    Content,
    Entered,
    Followed,
    Located,
    MediaSent,
    MenuTapped,
    Reported,
    Said,
    Scanned,
    Text,
    Unfollowed,
    Unhandled,
)
from dialogs.offers import CHECK_ONESELF
from dialogs.opening import open_named, opened_by
from dialogs.ports import Ports
from dialogs.recording import PrivateWords
from dialogs.registry import DIALOGS
from dialogs.repair import pausing
from dialogs.repair.digressing import wished
from dialogs.safety import warning
from dialogs.state import Advanced, ConversationState

_LONGEST_ECHO = 100


def respond(state: ConversationState, content: Content, ports: Ports, *, now: datetime) -> Advanced:
    """One turn. Never raises on what a user sends; `now` is aware."""
    if state.is_with_staff:
        return with_staff(state, content, ports)
    state, lost = pausing.aged(state, now, kept_for=ports.forms_last)
    advanced = counted(state, _responded(state, content, ports, now), now)
    position = advanced.state.position
    stamped = replace(advanced.state, position=replace(position, at=now)) if position else advanced.state
    replies = (*lost, *advanced.replies) if advanced.replies else ()
    return replace(advanced, state=stamped, replies=replies)


def _responded(state: ConversationState, content: Content, ports: Ports, now: datetime) -> Advanced:
    match content:
        case Said(text, by_voice):
            advanced = _hiding(warning(_said(state, visible(text), ports, now), text), text, before=state)
            return _echoing(advanced, text) if by_voice else advanced
        case MenuTapped():
            return _tapped(state.a_turn_later(), content.button, ports, now)
        case Followed():
            return welcome(state, content.scene, ports, now)
        case Scanned():
            return scanned(state, content.scene, ports, now)
        case Unfollowed():
            return Advanced(ConversationState(jurisdiction=state.jurisdiction), "command")
        case Located():
            return located(state.a_turn_later(), content, ports, now)
        case MediaSent():
            return Advanced(state, "clarify", (words_wanted(content.media),)).naming_open_dialog()
        case Entered() | Reported() | Unhandled():
            return Advanced(state, "command")


def _tapped(state: ConversationState, button: str, ports: Ports, now: datetime) -> Advanced:
    """A button of the account's menu: a dialog by its name, or a command."""
    if button not in DIALOGS:
        return commanded(state, BUTTONS.get(button, "menu"), ports, now)
    if state.position is None:
        return went_on(open_named(state, button, ports), ports, now)
    return went_on(wished(state, button, DIALOGS[button].title, ports), ports, now)


def _hiding(advanced: Advanced, words: str, *, before: ConversationState) -> Advanced:
    """`advanced`, recorded without `words` where a dialog that is open, was or is wished for hides them."""
    positions = [state.position for state in (before, advanced.state) if state.position]
    names = [name for one in positions for name in (one.dialog, one.fork.dialog if one.fork else "")]
    dialogs = [DIALOGS[name] for name in names if name in DIALOGS]
    hiding = next((dialog for dialog in dialogs if dialog.hides and dialog.hides(words)), None)
    return replace(advanced, heard=advanced.heard or f"〔{hiding.title}，已隐去〕") if hiding else advanced


def _echoing(advanced: Advanced, heard: str) -> Advanced:
    """The replies after what was understood of a voice message, so that a slip of the ear is seen."""
    if not advanced.replies:
        return advanced
    echo = f"我听到的是：“{heard[:_LONGEST_ECHO]}{'…' if len(heard) > _LONGEST_ECHO else ''}”"
    private = (PrivateWords(heard, advanced.heard), *advanced.private) if advanced.heard else advanced.private
    return replace(advanced, replies=(Text(echo), *advanced.replies), private=private)


def _said(before: ConversationState, text: str, ports: Ports, now: datetime) -> Advanced:
    chosen = choose(text, before.offered)
    words = chosen.says if chosen else text
    state = before.a_turn_later()
    command = command_in(words)
    if is_calming(state, command, now):
        return calmed(state)
    if command is not None:
        # The pages behind 更多 may end with the choices that are on offer.
        return commanded(replace(state, offered=before.offered) if command == "more" else state, command, ports, now)
    if state.position is not None and engine.is_outdated(state):
        return went_on(engine.resume_outdated(state, ports), ports, now)
    answer = state.answer_at(now)
    is_right_after = answer is not None and answer.turns == 1
    # A choice that an open step offers is its answer, whatever else the words may mean.
    verdict = None
    if chosen is None or state.position is None:
        verdict = verdict_in(words, is_beside_answer=is_right_after or state.position is None)
    if verdict is not None:
        return judged(replace(state, subject=before.subject), verdict, ports, now)
    if state.position is not None:
        return _doing(went_on(conduct(state, words, ports, now), ports, now), state, ports, now)
    if dialog := opened_by(words):
        told = answer.question if chosen == CHECK_ONESELF and is_right_after and answer is not None else words
        return went_on(open_named(state, dialog, ports, words=told), ports, now)
    if asked := wanted_for(words, ports):
        return Advanced(state, "clarify", (asked,)).offering()
    if wants_the_person_offered(text, before.offered):
        return commanded(state, "human", ports, now)
    if chosen is None and ordinal(text) is not None:
        return Advanced(state, "clarify", (menu("目前没有待选的序号，您想办哪一项？"),)).offering()
    if chosen is None and answers_nothing(text):
        return Advanced(state, "clarify", (menu("目前没有待回答的问题，您想办哪一项？"),)).offering()
    is_picked = chosen is not None and is_right_after and answer is not None and answer.offers_clauses
    said = asked_policy(state, words, ports, now, picked_for=answer if is_picked else None)
    return _doing(said, state, ports, now)


def _doing(said: Advanced, state: ConversationState, ports: Ports, now: datetime) -> Advanced:
    """`said`, or the command that it wishes for."""
    return commanded(state, COMMANDS[said.does], ports, now) if said.does else said
