"""取消报名 and 改期: a place in a training session is given up, and the next in line is offered it."""

import re
from typing import Any

from pydantic import BaseModel

from dialogs.choosing import choose
from dialogs.dialog import AskAgain, Dialog, Finish, GoTo, Opening, Outcome, Step
from dialogs.flows.training_own import active, place_in_words
from dialogs.flows.training_people import names_somebody
from dialogs.flows.training_picking import among, in_words
from dialogs.messages import Choice, Choices, Reply, Text
from dialogs.offers import ASK_A_PERSON
from dialogs.ports import Ports
from dialogs.ports.trainings import SignUp, TooLate
from dialogs.values.options import Option, choices_of, option_in

_GIVE_UP: Option[str] = Option(
    "give up",
    "取消这个报名",
    ("确认取消", "取消报名", "取消吧", "不去了", "不参加了"),
    ("取消", "确认", "确定", "是", "是的", "对", "好", "好的", "可以", "嗯"),
)
_KEEP: Option[str] = Option(
    "keep",
    "保留报名",
    ("不取消", "不用取消", "别取消", "保留", "还是去", "还是参加"),
    ("不", "不要", "否", "不是", "先不"),
)
_OTHERS = Choice("报其他场次", "培训报名")
_MOVES = re.compile(r"改[期到成天]|换|改.{0,4}[场期班次]")
_KEPT = "好的，没有取消，报名保留不变。"
_NOTHING = Text("没有查到您名下可取消的培训报名。报名时用的若是其他微信，请转人工。", (ASK_A_PERSON,))
_TOO_LATE = Text("这一场已经开班，不能在这里取消，请转人工。", (ASK_A_PERSON,))


class CancelSlots(BaseModel):
    """`number` is that of the place; `moves` tells that he wants another session instead."""

    number: str | None = None
    moves: bool = False


def _open(opening: Opening, ports: Ports) -> CancelSlots:
    own = active(ports)
    named = [one for one in own if one.number in opening.words.upper()] or own
    return CancelSlots(
        number=named[0].number if len(named) == 1 else None, moves=_MOVES.search(opening.words) is not None
    )


def _choices(ports: Ports) -> tuple[Choice, ...]:
    return tuple(Choice(f"{place_in_words(one)} {one.session.title}", one.number) for one in active(ports))


def _ask_which(slots: CancelSlots, ports: Ports) -> Reply:
    return Choices(f"要{'改期' if slots.moves else '取消'}的是哪一个报名？", _choices(ports))


def _take_which(slots: CancelSlots, text: str, ports: Ports) -> Outcome[CancelSlots]:
    chosen = choose(text, _choices(ports))
    if chosen is not None:
        return GoTo(slots.model_copy(update={"number": chosen.says}))
    own = active(ports)
    sessions = among([one.session for one in own], text, ports.today()) or []
    named = [one for one in own if one.session in sessions or one.attendee in text or one.number in text.upper()]
    if len(named) == 1:
        return GoTo(slots.model_copy(update={"number": named[0].number}))
    return AskAgain("请回复报名前的序号，也可以说参训人姓名或场次日期。")


def _chosen(slots: CancelSlots, ports: Ports) -> SignUp | None:
    return next((one for one in active(ports) if one.number == slots.number), None)


def _has_begun(place: SignUp, ports: Ports) -> bool:
    return place.session.starts_on <= ports.today()


def _ask_to_confirm(slots: CancelSlots, ports: Ports) -> Reply:
    place = _chosen(slots, ports)
    what = f"{in_words(place.session)}，{place.attendee[:1]}*，编号 {place.number}" if place else f"编号 {slots.number}"
    passes_on = "名额会转给候补的下一位" if place is None or place.state != "waitlisted" else "候补的位置不再保留"
    change = "改期要先取消现在的报名，再选其他场次。" if slots.moves else ""
    return Choices(f"{change}将取消报名：{what}。{passes_on}，确认取消吗？", choices_of((_GIVE_UP, _KEEP)))


def _take_confirmation(slots: CancelSlots, text: str, ports: Ports) -> Outcome[CancelSlots]:
    # What is given up goes to another: 「好？」 is no consent.
    meant = None if text.rstrip().endswith(("?", "？")) else option_in(text, (_GIVE_UP, _KEEP))
    if meant == _KEEP:
        return Finish((Text(_KEPT),))
    if meant != _GIVE_UP:
        return AskAgain("请回复 1 取消这个报名，或 2 保留报名。")
    result = ports.records.trainings.cancel(slots.number or "")
    if result is None:
        return Finish((_NOTHING,))
    if isinstance(result, TooLate):
        return Finish((_TOO_LATE,))
    said = f"已取消报名，编号 {result.sign_up.number}。"
    if slots.moves:
        return Finish((Text(f"{said}请选其他场次。"),), then_open="training_signup")
    return Finish((Text(said, (_OTHERS, ASK_A_PERSON)),))


def _conclude(slots: CancelSlots, ports: Ports) -> Outcome[CancelSlots]:
    return Finish((_TOO_LATE if _chosen(slots, ports) else _NOTHING,))


_STEPS: dict[str, Step[Any]] = {
    "which": Step(
        ask=_ask_which,
        take=_take_which,
        fills=("number",),
        due=lambda slots, ports: slots.number is None and bool(active(ports)),
        private="answer",
    ),
    "confirm": Step(
        ask=_ask_to_confirm,
        take=_take_confirmation,
        due=lambda slots, ports: (place := _chosen(slots, ports)) is not None and not _has_begun(place, ports),
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
    conclude=_conclude,
    when_left=_KEPT,
    hides=names_somebody,
)
