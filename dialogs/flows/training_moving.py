"""改期: another session for one who has a place. The place is given up only once the new seat is sure."""

from dataclasses import replace
from typing import Any

from dialogs.dialog import AskAgain, Finish, GoTo, Outcome, Step
from dialogs.flows.consenting import consent_step
from dialogs.flows.notices import NOTICES
from dialogs.flows.training_own import active
from dialogs.flows.training_picking import in_words
from dialogs.flows.training_results import result_in_words
from dialogs.flows.training_sessions import chosen_session, session_step
from dialogs.flows.training_waiting import WaitingSlots, waiting_step
from dialogs.messages import Choice, Choices, Reply, Text
from dialogs.offers import ASK_A_PERSON
from dialogs.ports import Ports
from dialogs.ports.trainings import PutOnWaitlist, SessionFull, SignedUp, SignUp, TooLate
from dialogs.values.options import Option, choices_of, option_in

KEPT = "好的，没有取消，报名保留不变。"
NOTHING = Text("没有查到您名下可取消的培训报名。报名时用的若是其他微信，请转人工。", (ASK_A_PERSON,))
TOO_LATE = Text("这一场已经开班，不能在这里取消，请转人工。", (ASK_A_PERSON,))
_AGREE: Option[str] = Option(
    "move",
    "确认改期",
    ("改期", "改吧", "改过去"),
    ("确认", "确定", "是", "是的", "对", "好", "好的", "可以", "行", "嗯", "提交"),
)
_KEEP: Option[str] = Option(
    "keep", "保留原来的报名", ("不改", "不用改", "别改", "保留", "还是原来"), ("不", "不要", "否", "不是", "先不")
)
_OLD_IS_KEPT = "原来的报名保留不变。"


class MoveSlots(WaitingSlots):
    """`number` is that of the place; `moves`: he wants another session instead, `swaps`: another attendee."""

    number: str | None = None
    moves: bool = False
    swaps: bool = False


def chosen_place(slots: MoveSlots, ports: Ports) -> SignUp | None:
    """The place that it is about, while it can still be given up."""
    return next((one for one in active(ports) if one.number == slots.number), None)


def has_begun(place: SignUp, ports: Ports) -> bool:
    """Whether it is too late to give the place up."""
    return place.session.starts_on <= ports.today()


def leaving(slots: MoveSlots, place: SignUp, ports: Ports) -> MoveSlots:
    """The slots with that place, and the area in which another session is looked for: his own, if it has the place."""
    held_in = place.session.jurisdiction
    area = slots.area if held_in in ports.policy.lineage(slots.area or "") else held_in
    return slots.model_copy(update={"number": place.number, "leaves": place.session.id, "area": area})


def moving_steps() -> dict[str, Step[Any]]:
    """The steps between the place that he has and the one that he wants."""
    session, waiting = session_step(), waiting_step()

    def notice(slots: MoveSlots, text: str, ports: Ports) -> MoveSlots | None:
        return session.notice(slots, text, ports) if session.notice and _is_moving(slots, ports) else None

    return {
        "session": replace(
            session,
            due=lambda slots, ports: _is_moving(slots, ports) and slots.session is None and not slots.tell,
            notice=notice,
        ),
        "waiting": replace(waiting, due=lambda slots, ports: _is_moving(slots, ports) and waiting.is_due(slots, ports)),
        "notices": consent_step(NOTICES, due=lambda slots, _ports: slots.tell),
        "move": Step(
            ask=_ask, take=_take, due=lambda slots, ports: _is_moving(slots, ports) and slots.session is not None
        ),
    }


def told_when_open(slots: MoveSlots, ports: Ports) -> Finish:
    """None of the sessions fitted, and he wants to hear of the next."""
    ports.records.trainings.tell_when_open(slots.area or "")
    return Finish((Text(f"已记下，有新场次开放报名时通知您一次。{_OLD_IS_KEPT}"),))


def _is_moving(slots: MoveSlots, ports: Ports) -> bool:
    place = chosen_place(slots, ports) if slots.moves else None
    return place is not None and not has_begun(place, ports)


def _ask(slots: MoveSlots, ports: Ports) -> Reply:
    old, new = chosen_place(slots, ports), chosen_session(slots, ports)
    if old is None or new is None:
        raise ValueError("the step is due only with a place and a session")
    follows = "先排候补，原来的报名保留" if slots.waits else "新场次报上后，原来的名额才会让出"
    said = f"将改期：{old.attendee[:1]}*，从{in_words(old.session)}，改到{in_words(new)}。{follows}。确认吗？"
    return Choices(said, choices_of((_AGREE, _KEEP)))


def _take(slots: MoveSlots, text: str, ports: Ports) -> Outcome[Any]:
    # What is given up goes to another: 「好？」 is no consent.
    meant = None if text.rstrip().endswith(("?", "？")) else option_in(text, (_AGREE, _KEEP))
    if meant == _KEEP:
        return Finish((Text(KEPT),))
    if meant != _AGREE:
        return AskAgain(f"请回复 1 {_AGREE.label}，或 2 {_KEEP.label}。")
    old, number = chosen_place(slots, ports), slots.number or ""
    name = f"{old.attendee[:1]}*" if old else ""
    result = ports.records.trainings.move(number, slots.session or 0, accepts_waiting=slots.waits == "yes")
    match result:
        case None:
            return Finish((NOTHING,))
        case TooLate():
            return Finish((TOO_LATE,))
        case SessionFull():
            return GoTo(slots.model_copy(update={"waits": None, "is_just_filled": True}))
        case SignedUp(sign_up):
            said = f"已改期：{name}，{in_words(sign_up.session)}。编号 {sign_up.number}，原来的报名 {number} 已取消。"
            return Finish((Text(said, (Choice("取消报名", "取消报名"), ASK_A_PERSON)),))
        case PutOnWaitlist():
            said = f"{result_in_words(result, name)}{_OLD_IS_KEPT}候补上以后请取消原来的报名。"
            return Finish((Text(said, (ASK_A_PERSON,)),))
        case _:
            again = (Choice("改期", "改期"), ASK_A_PERSON)
            return Finish((Text(f"{result_in_words(result, name)}{_OLD_IS_KEPT}", again),))
