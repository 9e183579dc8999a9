"""取消报名 and 改期: a place in a training session is given up, and the next in line is offered it."""

from typing import Any

from pydantic import BaseModel

from dialogs.choosing import choose
from dialogs.dialog import AskAgain, Dialog, Finish, GoTo, Opening, Outcome, Step
from dialogs.flows.training_sessions import in_words, when
from dialogs.messages import Choice, Choices, Reply, Text
from dialogs.offers import ASK_A_PERSON
from dialogs.ports import Ports
from dialogs.ports.trainings import SignUp, TooLate

_GIVE_UP, _KEEP = Choice("确认取消", "确认取消"), Choice("不取消", "不取消")
_AGAIN = Choice("报其他场次", "培训报名")
_STATES = {"confirmed": "已报上", "waitlisted": "候补", "offered": "待确认"}
_NOTHING = Text("没有查到您名下可取消的培训报名。报名时用的若是其他微信，请转人工。", (ASK_A_PERSON,))
_TOO_LATE = Text("这一场已经开班，不能在这里取消，请转人工。", (ASK_A_PERSON,))


class CancelSlots(BaseModel):
    """`number` is that of the sign-up; `moves` tells that he wants another session instead."""

    number: str | None = None
    moves: bool = False


def _open(opening: Opening, ports: Ports) -> CancelSlots:
    own = _own(ports)
    return CancelSlots(number=own[0].number if len(own) == 1 else None, moves="改" in opening.words)


def _own(ports: Ports) -> tuple[SignUp, ...]:
    """What can still be given up."""
    return tuple(one for one in ports.records.trainings.mine() if one.state in _STATES)


def _choices(ports: Ports) -> tuple[Choice, ...]:
    return tuple(
        Choice(f"{when(one.session)} {one.attendee[:1]}*（{_STATES[one.state]}）{one.session.title}", one.number)
        for one in _own(ports)
    )


def _ask_which(_slots: CancelSlots, ports: Ports) -> Reply:
    return Choices("要取消哪一个报名？", _choices(ports))


def _take_which(slots: CancelSlots, text: str, ports: Ports) -> Outcome[CancelSlots]:
    chosen = choose(text, _choices(ports))
    if chosen is None:
        return AskAgain("请回复报名前的序号。")
    return GoTo(slots.model_copy(update={"number": chosen.says}))


def _ask_to_confirm(slots: CancelSlots, ports: Ports) -> Reply:
    own = next((one for one in _own(ports) if one.number == slots.number), None)
    what = f"{in_words(own.session)}，{own.attendee[:1]}*，编号 {own.number}" if own else f"编号 {slots.number}"
    return Choices(f"将取消报名：{what}。名额会转给候补的下一位，确认取消吗？", (_GIVE_UP, _KEEP))


def _take_confirmation(slots: CancelSlots, text: str, ports: Ports) -> Outcome[CancelSlots]:
    chosen = choose(text, (_GIVE_UP, _KEEP))
    if chosen == _KEEP:
        return Finish((Text("好的，报名保留不变。"),))
    if chosen != _GIVE_UP:
        return AskAgain("请回复 1 确认取消，或 2 不取消。")
    result = ports.records.trainings.cancel(slots.number or "")
    if result is None:
        return Finish((_NOTHING,))
    if isinstance(result, TooLate):
        return Finish((_TOO_LATE,))
    said = Text(f"已取消报名，编号 {result.sign_up.number}。", (_AGAIN, ASK_A_PERSON))
    return Finish((said,), then_open="training_signup" if slots.moves else "")


def _has_several(slots: CancelSlots, ports: Ports) -> bool:
    return slots.number is None and bool(_own(ports))


_STEPS: dict[str, Step[Any]] = {
    "which": Step(ask=_ask_which, take=_take_which, fills=("number",), due=_has_several),
    "confirm": Step(
        ask=_ask_to_confirm,
        take=_take_confirmation,
        due=lambda slots, ports: slots.number is not None and bool(_own(ports)),
    ),
}

TRAINING_CANCEL: Dialog[CancelSlots] = Dialog(
    name="training_cancel",
    version=1,
    slots=CancelSlots,
    title="取消报名",
    entries=("取消培训报名", "退报名", "改期", "培训改期", "我要取消报名", "取消培训", "不去培训了"),
    open=_open,
    steps=_STEPS,
    conclude=lambda _slots, _ports: Finish((_NOTHING,)),
)
