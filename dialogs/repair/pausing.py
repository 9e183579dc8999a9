"""Coming back after a silence, and a dialog put aside for another one: nothing answered is dropped unsaid."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from dialogs.choosing import choose
from dialogs.dialog import Fork, Position
from dialogs.flows.region import REGION
from dialogs.messages import Choice, Choices, Reply, Text
from dialogs.registry import DIALOGS
from dialogs.state import ConversationState

SILENT_AFTER = timedelta(minutes=30)
"""After such a silence a user is asked whether he goes on."""
DIGRESSIONS = 3
"""So many questions are answered beside a step; then he is asked what he wants to do first."""

_GO_ON = Choice("继续办理", "继续办理")
_GIVE_UP = Choice("放弃", "放弃")
_ASK_FIRST = Choice("先咨询（进度保留）", "先咨询")
_GOES_ON = frozenset(["继续", "继续办理", "接着", "接着办", "接着来", "继续办", "继续吧", "办理", "好", "好的"])
_GIVES_UP = frozenset(["放弃", "不要了", "不办了", "算了", "不继续"])


@dataclass(frozen=True, slots=True)
class Taken:
    """The branch of a fork that was taken."""

    branch: Literal["go_on", "give_up", "put_aside"]


def aged(
    state: ConversationState, now: datetime, *, kept_for: timedelta
) -> tuple[ConversationState, tuple[Reply, ...]]:
    """`state` without what is older than `kept_for`, and what is to be said of the dialog that was open."""
    fresh = tuple(one for one in state.parked if not _is_older(one, now, kept_for))
    state = replace(state, parked=fresh)
    position = state.position
    if position is None or not _is_older(position, now, kept_for):
        return state, ()
    lost = Text(f"您上次的“{title_of(position)}”已超过 {hours_of(kept_for)} 小时，没有保存。")
    return replace(state, position=None), (lost,)


def is_back_after_silence(position: Position, now: datetime) -> bool:
    """Whether the user comes back to a dialog that he left open without a word.

    Where only the area is being asked there is nothing to go on with: what he says now is what he wants.
    """
    is_begun = position.dialog != REGION.name
    return is_begun and position.fork is None and _is_older(position, now, SILENT_AFTER)


def forked(state: ConversationState, fork: Fork | None) -> ConversationState:
    """`state` with a choice before its open step, or with none."""
    if state.position is None:
        return state
    return replace(state, position=replace(state.position, fork=fork, digressions=0))


def question(position: Position, fork: Fork, *, kept_for: timedelta) -> Choices:
    """What the user is asked at `fork`."""
    title = title_of(position)
    match fork.kind:
        case "paused":
            return Choices(f"您上次的“{title}”还没办完。", (_GO_ON, _GIVE_UP))
        case "digressions":
            kept = f"进度保留 {hours_of(kept_for)} 小时。"
            return Choices(f"先继续办理“{title}”，还是先咨询？{kept}", (_GO_ON, _ASK_FIRST))
        case "second":
            other = DIALOGS[fork.dialog].title
            first = Choice(f"先办“{other}”（进度保留）", f"先办{other}")
            return Choices(f"您正在办理“{title}”。先继续办理，还是先办“{other}”？", (_GO_ON, first))


def hours_of(kept_for: timedelta) -> int:
    """How long a dialog is kept, as users read it."""
    return int(kept_for.total_seconds() // 3600)


def taken(position: Position, fork: Fork, text: str) -> Taken | None:
    """The branch that `text` takes at `fork`, None where it is something else."""
    go_on, other = question(position, fork, kept_for=timedelta()).choices
    chosen = choose(text, (go_on, other))
    said = text.strip("。，！, .!")
    if chosen == go_on or said in _GOES_ON:
        return Taken("go_on")
    if chosen == other or (fork.kind == "paused" and said in _GIVES_UP):
        return Taken("give_up" if fork.kind == "paused" else "put_aside")
    return None


def put_aside(state: ConversationState) -> ConversationState:
    """The open dialog kept for later, over an older one of the same name; a detour is not come back to."""
    if state.position is None:
        return state
    dialog = DIALOGS.get(state.position.dialog)
    if dialog is None or dialog.is_detour:
        return replace(state, position=None)
    kept = replace(state.position, fork=None, digressions=0)
    others = tuple(one for one in state.parked if one.dialog != kept.dialog)
    return replace(state, position=None, parked=(*others, kept))


def taken_up(state: ConversationState, dialog: str = "") -> ConversationState | None:
    """The latest dialog put aside, or the one of this name, open again; None where there is none."""
    kept = next((one for one in reversed(state.parked) if not dialog or one.dialog == dialog), None)
    if kept is None:
        return None
    others = tuple(one for one in state.parked if one is not kept)
    return replace(state, position=kept, parked=others)


def reminder(state: ConversationState) -> tuple[Reply, ...]:
    """What is said of a dialog that still waits, when another has ended."""
    if not state.parked:
        return ()
    return (Text(f"您的“{title_of(state.parked[-1])}”还没办完，回复“继续办理”接着办。"),)


def title_of(position: Position) -> str:
    """What users call the dialog; its name where it is no more."""
    dialog = DIALOGS.get(position.dialog)
    return dialog.title if dialog else "办理"


def _is_older(position: Position, now: datetime, age: timedelta) -> bool:
    return position.at is not None and now - position.at > age
