"""Abuse and injection three times in a row: for ten minutes only a person and the menu are offered."""

from dataclasses import replace
from datetime import datetime, timedelta

from dialogs.commands import Command
from dialogs.messages import Choice, Text
from dialogs.offers import ASK_A_PERSON
from dialogs.state import Advanced, ConversationState, Declinings

_IN_A_ROW = 3
_LASTS = timedelta(minutes=10)
_STILL_ALLOWED: frozenset[Command] = frozenset(("human", "menu", "cancel", "delete_my_data", "unsubscribe"))
_CALM = Text("我只能协助首席质量官相关业务。您可以转人工，或稍后再来。", (ASK_A_PERSON, Choice("菜单", "菜单")))


def is_calming(state: ConversationState, command: Command | None, now: datetime) -> bool:
    """Whether a message is answered with the calm line alone; what is everybody's right goes through."""
    declined = state.declined
    is_on = declined is not None and declined.number >= _IN_A_ROW and now - declined.at <= _LASTS
    return is_on and command not in _STILL_ALLOWED


def calmed(state: ConversationState) -> Advanced:
    """The calm line; a dialog that is open stays so."""
    return Advanced(state, "declined", (_CALM,)).offering().naming_open_dialog()


def counted(before: ConversationState, advanced: Advanced, now: datetime) -> Advanced:
    """`advanced` with the count of what was declined in a row; the ten minutes run from the third."""
    declined = before.declined
    if declined is not None and (advanced.outcome == "answered" or now - declined.at > _LASTS):
        declined = None
    if advanced.outcome == "declined" and (declined is None or declined.number < _IN_A_ROW):
        declined = Declinings(declined.number + 1 if declined else 1, now)
    return replace(advanced, state=replace(advanced.state, declined=declined))
