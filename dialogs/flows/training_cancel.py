"""取消报名 and 改期: a place in a training session is given up, and the next in line is offered it."""

import re
from typing import Any

from dialogs.choosing import choose
from dialogs.dialog import AskAgain, Dialog, Finish, GoTo, Opening, Outcome, Step
from dialogs.flows.training_moving import (
    KEPT,
    NOTHING,
    TOO_LATE,
    MoveSlots,
    chosen_place,
    has_begun,
    leaving,
    moving_steps,
    told_when_open,
)
from dialogs.flows.training_own import active, place_in_words
from dialogs.flows.training_people import names_somebody
from dialogs.flows.training_picking import among, in_words
from dialogs.messages import Choice, Choices, Reply, Text
from dialogs.offers import ASK_A_PERSON
from dialogs.ports import Ports
from dialogs.ports.trainings import TooLate
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
_MOVE: Option[str] = Option("move", "改期", ("改到其他场次", "换一场", "换个时间", "改时间", "改场次"))
_OTHERS = Choice("报其他场次", "培训报名")
_MOVES = re.compile(r"改[期到成天]|换|改.{0,4}[场期班次]")
_WISHES_ANOTHER = re.compile(
    r"(?:我们?|帮我|给我|想|要|麻烦|请|把|那[期场]|报名|培训)*[改换挪调]到[^，。,.?？]{1,16}(?:那?一?[期场次班]|[号月日])(?:吧|的|去)*"
)
_SWAPS = re.compile(r"换.{0,3}(?:人|同事)|换成.{2,4}$|参训人|名字|姓名|人.{0,3}[要想]?换|替我去")
_HOW_TO_SWAP = Text("更换参训人：请先为新的参训人报名，报上后再取消原来的报名；名额已满的请转人工。")


def _open(opening: Opening, ports: Ports) -> MoveSlots:
    own = active(ports)
    named = [one for one in own if one.number in opening.words.upper()] or own
    swaps = _SWAPS.search(opening.words) is not None
    moves = _MOVES.search(opening.words) is not None and not swaps
    slots = MoveSlots(moves=moves, swaps=swaps, area=opening.area or None)
    return leaving(slots, named[0], ports) if len(named) == 1 else slots


def _opens(said: str) -> bool:
    """「改到12月28号那场」: which one he wants is said with the wish."""
    return _WISHES_ANOTHER.fullmatch(said) is not None


def _greeting(slots: MoveSlots, ports: Ports) -> tuple[Reply, ...]:
    return (_HOW_TO_SWAP,) if slots.swaps and active(ports) else ()


def _choices(ports: Ports) -> tuple[Choice, ...]:
    return tuple(Choice(f"{place_in_words(one)} {one.session.title}", one.number) for one in active(ports))


def _ask_which(slots: MoveSlots, ports: Ports) -> Reply:
    return Choices(f"要{'改期' if slots.moves else '取消'}的是哪一个报名？", _choices(ports))


def _take_which(slots: MoveSlots, text: str, ports: Ports) -> Outcome[MoveSlots]:
    chosen = choose(text, _choices(ports))
    if chosen is not None:
        return GoTo(leaving(slots, next(one for one in active(ports) if one.number == chosen.says), ports))
    own = active(ports)
    sessions = among([one.session for one in own], text, ports.today()) or []
    named = [one for one in own if one.session in sessions or one.attendee in text or one.number in text.upper()]
    if len(named) == 1:
        return GoTo(leaving(slots, named[0], ports))
    return AskAgain("请回复报名前的序号，也可以说参训人姓名或场次日期。")


def _ask_to_confirm(slots: MoveSlots, ports: Ports) -> Reply:
    place = chosen_place(slots, ports)
    what = f"{in_words(place.session)}，{place.attendee[:1]}*，编号 {place.number}" if place else f"编号 {slots.number}"
    passes_on = "名额会转给候补的下一位" if place is None or place.state != "waitlisted" else "候补的位置不再保留"
    return Choices(f"将取消报名：{what}。{passes_on}，确认取消吗？", choices_of((_GIVE_UP, _KEEP, _MOVE)))


def _take_confirmation(slots: MoveSlots, text: str, ports: Ports) -> Outcome[MoveSlots]:
    # What is given up goes to another: 「好？」 is no consent.
    meant = None if text.rstrip().endswith(("?", "？")) else option_in(text, (_GIVE_UP, _KEEP, _MOVE))
    if meant == _KEEP:
        return Finish((Text(KEPT),))
    if meant == _MOVE:
        return GoTo(slots.model_copy(update={"moves": True}))
    if meant != _GIVE_UP:
        return AskAgain("请回复 1 取消这个报名，2 保留报名，或 3 改期。")
    result = ports.records.trainings.cancel(slots.number or "")
    if result is None:
        return Finish((NOTHING,))
    if isinstance(result, TooLate):
        return Finish((TOO_LATE,))
    said = f"已取消报名，编号 {result.sign_up.number}。"
    return Finish((Text(said, (_OTHERS, ASK_A_PERSON)),))


def _conclude(slots: MoveSlots, ports: Ports) -> Outcome[MoveSlots]:
    if slots.tell:
        return told_when_open(slots, ports)
    return Finish((TOO_LATE if chosen_place(slots, ports) else NOTHING,))


_STEPS: dict[str, Step[Any]] = {
    "which": Step(
        ask=_ask_which,
        take=_take_which,
        fills=("number",),
        due=lambda slots, ports: slots.number is None and bool(active(ports)),
        private="answer",
    ),
    **moving_steps(),
    "confirm": Step(
        ask=_ask_to_confirm,
        take=_take_confirmation,
        due=lambda slots, ports: (
            not slots.moves and (place := chosen_place(slots, ports)) is not None and not has_begun(place, ports)
        ),
    ),
}

TRAINING_CANCEL: Dialog[MoveSlots] = Dialog(
    name="training_cancel",
    version=2,
    slots=MoveSlots,
    title="取消报名",
    entries=("取消培训报名", "退报名", "改期", "培训改期", "我要取消报名", "取消培训", "不去培训了"),
    opens=_opens,
    open=_open,
    greeting=_greeting,
    steps=_STEPS,
    conclude=_conclude,
    when_left=KEPT,
    hides=names_somebody,
)
