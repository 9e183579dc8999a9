"""The step that asks for the six digits sent to the phone an enterprise registered.

All of it reads the same for an enterprise that is not registered, or has no phone: nothing is sent then, and
nobody learns which it was.
"""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from dialogs.choosing import choose
from dialogs.dialog import AskAgain, Because, Finish, GoTo, Outcome, Step
from dialogs.flows.moments import moment_in_words
from dialogs.flows.uscc import CodeSlots
from dialogs.messages import Choice, Choices, Reply, Text
from dialogs.offers import ASK_A_PERSON
from dialogs.ports import Ports
from dialogs.ports.enterprises import CodeSent, Locked
from dialogs.values.questions import asks
from dialogs.values.written import half_width, plain

STEP = "one_time_code"
"""The step's name in every dialog."""
RESEND = Choice("重新发送", "重新发送")
_MEANS_RESEND = frozenset(
    ("重发", "再发", "再发一次", "重新发", "没收到", "没有收到", "收不到", "还没收到", "没收到短信", "没收到验证码")
)
_SIX = re.compile(r"(?<![0-9A-Za-z])[0-9](?:[\s\-]?[0-9]){5}(?![0-9A-Za-z])")
_SENT = "如果这家企业登记过手机号，验证码短信已发往该号码，10 分钟内有效。请回复短信里的 6 位数字。"
_SENT_ANEW = Text("新的验证码已发出，以最后收到的一条为准。")
_JUST_SENT = Text("验证码刚刚发出，请再等一等；满 1 分钟后可以重新发送。")


class OneTimeCodeSlots(CodeSlots):
    """`sent_for` is the code that a message went out for, `one_time_code` what he read in it.

    `is_missed`: what he gave last was not it.
    """

    sent_for: str = ""
    one_time_code: str | None = None
    is_missed: bool = False


SlotsT = TypeVar("SlotsT", bound=OneTimeCodeSlots)


def one_time_code_step(
    *,
    missed: str,
    ways: tuple[Choice, ...],
    send: Callable[[Any, Ports], CodeSent | Locked],
    otherwise: Callable[[Any, str, Ports], Outcome[Any] | None],
) -> Step[Any]:
    """Fills `one_time_code`, once `first_sent` has sent one.

    `missed` is said where the last was not it, `ways` are what else can be done, and `otherwise` reads their words.
    """
    choices = (RESEND, *ways)

    def ask(slots: OneTimeCodeSlots, _ports: Ports) -> Reply:
        return Choices(missed if slots.is_missed else _SENT, choices)

    def take(slots: OneTimeCodeSlots, text: str, ports: Ports) -> Outcome[Any]:
        if choose(text, choices) == RESEND or plain(text) in _MEANS_RESEND:
            return _sent_anew(slots, send(slots, ports), ports)
        taken = otherwise(slots, text, ports)
        if taken is not None:
            return taken
        code = one_time_code_in(text)
        if code is None:
            return AskAgain("请只发短信里的 6 位数字。", is_attempt=_has_figures(text))
        return GoTo(slots.model_copy(update={"one_time_code": code}))

    return Step(
        ask=ask,
        take=take,
        fills=("one_time_code",),
        due=lambda slots, _ports: is_sent(slots) and slots.one_time_code is None,
        because=lambda _slots, _ports: Because("只有能看到企业登记手机的人，才能办理这家企业的事项。"),
        private="words",
        label="验证码",
    )


def one_time_code_in(text: str) -> str | None:
    """The six digits that `text` gives; None where there are none, two that differ, or it asks something."""
    if asks(text):
        return None
    found = {re.sub(r"[\s\-]", "", one) for one in _SIX.findall(half_width(text))}
    return found.pop() if len(found) == 1 else None


def is_sent(slots: OneTimeCodeSlots) -> bool:
    """Whether a message went out for the enterprise that is named now."""
    return slots.code is not None and slots.sent_for == slots.code


def first_sent(slots: SlotsT, sent: CodeSent | Locked, ports: Ports) -> Outcome[SlotsT]:
    """What follows the sending of the first code: it is asked for."""
    if isinstance(sent, Locked):
        return locked(sent, ports)
    return GoTo(_awaiting(slots, is_missed=False), STEP)


def missed_again(slots: SlotsT) -> Outcome[SlotsT]:
    """It was not the code: the question once more."""
    return GoTo(_awaiting(slots, is_missed=True), STEP)


def locked(until: Locked, ports: Ports) -> Finish:
    """Too many tries, or too many messages for a day."""
    moment = moment_in_words(until.until, ports.today())
    said = f"核验次数较多，为保护企业信息，{moment}后可以再试。着急办理请转人工。"
    return Finish((Text(said, (ASK_A_PERSON,)),))


def _sent_anew(slots: SlotsT, sent: CodeSent | Locked, ports: Ports) -> Outcome[SlotsT]:
    if isinstance(sent, Locked):
        return locked(sent, ports)
    return GoTo(_awaiting(slots, is_missed=False), STEP, says=(_SENT_ANEW if sent.is_fresh else _JUST_SENT,))


def _awaiting(slots: SlotsT, *, is_missed: bool) -> SlotsT:
    return slots.model_copy(update={"sent_for": slots.code, "one_time_code": None, "is_missed": is_missed})


def _has_figures(text: str) -> bool:
    return any(char.isdecimal() for char in text) and not asks(text)
