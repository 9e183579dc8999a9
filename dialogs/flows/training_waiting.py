"""A place in the line of a full session, and the seat that is held for one who stands in it."""

from typing import Any, Literal

from dialogs.choosing import choose
from dialogs.dialog import AskAgain, Finish, GoTo, Outcome, Step
from dialogs.flows.moments import moment_in_words
from dialogs.flows.training_attendees import AttendeeSlots, complete, completed
from dialogs.flows.training_picking import when
from dialogs.flows.training_results import CANCEL, SIGN_UP_AGAIN, result_in_words
from dialogs.flows.training_sessions import TELL_ME, SessionSlots, chosen_session
from dialogs.messages import Choice, Choices, Reply, Text
from dialogs.offers import ASK_A_PERSON
from dialogs.ports import Ports
from dialogs.ports.trainings import SignUp
from dialogs.values.answers import NO, YES
from dialogs.values.options import Option, choices_of, option_in

_WAIT: Option[str] = Option("wait", "排候补", ("候补", "排队", "我排", "等空位"), YES.alone)
_OTHERS: Option[str] = Option("others", "看其他场次", ("其他场次", "别的场次", "换一场", "不排", "不候补"), NO.alone)
_TAKE: Option[str] = Option(
    "take", "确认参加", ("我要参加", "可以参加", "能参加", "参加", "确认名额", "要这个名额", "我去", "能去"), YES.alone
)
_LEAVE: Option[str] = Option(
    "leave",
    "放弃名额",
    ("不参加", "不能参加", "参加不了", "不去", "去不了", "没空", "没时间", "放弃", "让给别人", "不要"),
    NO.alone,
)
_ANOTHER: Option[str] = Option("another", "报其他场次", ("其他场次", "报别的", "给别人报", "为其他人报名", "另外报名"))
_LAPSED = Text("名额已过确认时间，转给了下一位。您可以重新报名。", (SIGN_UP_AGAIN, ASK_A_PERSON))


class WaitingSlots(SessionSlots, AttendeeSlots):
    """Whether he `waits` where the session is full. `offer` is the number of the place for which a seat is held."""

    waits: Literal["yes"] | None = None
    offer: str | None = None


def waiting_step() -> Step[Any]:
    """Asked where the session has fewer seats than are wanted."""
    return Step(ask=_ask, take=_take, fills=("waits",), due=_is_due)


def _is_due(slots: WaitingSlots, ports: Ports) -> bool:
    session = chosen_session(slots, ports)
    return slots.waits is None and session is not None and session.free_seats < slots.wanted


def _ask(slots: WaitingSlots, ports: Ports) -> Reply:
    session = chosen_session(slots, ports)
    free = session.free_seats if session else 0
    fewer = (_fewer(free),) if free else ()
    filled = "这一场刚刚报满" if slots.is_just_filled else "名额已满"
    lacking = f"本场还余 {free} 个名额，您要报 {slots.wanted} 位" if free else filled
    if session is None or not session.takes_waiting:
        others = Choice(_OTHERS.label, _OTHERS.label)
        return Choices(f"{lacking}，候补已排满。", (*fewer, others, TELL_ME))
    rest = "其余候补" if free else "候补"
    begins = "起" if slots.wanted - free > 1 else ""
    return Choices(
        f"{lacking}，{rest}第 {session.waiting + 1} 位{begins}，有空位会通知您。",
        (*choices_of((_WAIT,)), *fewer, *choices_of((_OTHERS,))),
    )


def _fewer(free: int) -> Choice:
    return Choice(f"只报 {free} 位", f"只报 {free} 位")


def _take(slots: WaitingSlots, text: str, ports: Ports) -> Outcome[WaitingSlots]:
    offered = _ask(slots, ports).choices
    chosen = choose(text, offered)
    options = [one for one in (_WAIT, _OTHERS) if any(choice.says == one.label for choice in offered)]
    meant = option_in(chosen.says if chosen else text, options)
    if chosen == TELL_ME:
        return GoTo(slots.model_copy(update={"session": None, "tell": True}))
    if meant == _WAIT:
        return GoTo(slots.model_copy(update={"waits": "yes"}))
    if meant == _OTHERS:
        return GoTo(slots.model_copy(update={"session": None}))
    session = chosen_session(slots, ports)
    if chosen is not None and session is not None:
        return GoTo(_cut_down(slots, session.free_seats))
    return AskAgain(f"请回复序号 1 至 {len(offered)}。")


def _cut_down(slots: WaitingSlots, seats: int) -> WaitingSlots:
    """The slots for as many as have a seat, the first ones named."""
    people = complete(slots)[:seats]
    return completed(slots, people) if people else slots.model_copy(update={"wanted": seats})


def held_offer(ports: Ports) -> SignUp | None:
    """The contact's place for which a seat is held, the one that runs out first."""
    held = [
        (one.held_until, one) for one in ports.records.trainings.mine() if one.state == "offered" and one.held_until
    ]
    return min(held, key=lambda one: one[0])[1] if held else None


def offer_step() -> Step[Any]:
    """Asks one for whom a seat is held whether he takes it."""
    return Step(ask=_ask_offer, take=_take_offer, due=lambda slots, _ports: slots.offer is not None)


def _ask_offer(slots: WaitingSlots, ports: Ports) -> Reply:
    held = next((one for one in ports.records.trainings.mine() if one.number == slots.offer and one.held_until), None)
    if held is None or held.held_until is None:
        return Choices(_LAPSED.text, (*choices_of((_ANOTHER,)), ASK_A_PERSON))
    until = moment_in_words(held.held_until, ports.today())
    said = f"您候补的{held.session.title}（{when(held.session)}）有空位，为{held.attendee[:1]}*保留至{until}。"
    return Choices(said, choices_of((_TAKE, _LEAVE, _ANOTHER)))


def _take_offer(slots: WaitingSlots, text: str, ports: Ports) -> Outcome[WaitingSlots]:
    offered = _ask_offer(slots, ports).choices
    chosen = choose(text, offered)
    meant = option_in(chosen.says if chosen else text, (_TAKE, _LEAVE, _ANOTHER))
    if meant == _ANOTHER:
        return GoTo(slots.model_copy(update={"offer": None}))
    if meant == _TAKE:
        taken = ports.records.trainings.accept_offer(slots.offer or "")
        if taken is None:
            return Finish((_LAPSED,))
        said = result_in_words(taken, f"{taken.sign_up.attendee[:1]}*")
        return Finish((Text(said, (CANCEL, ASK_A_PERSON)),))
    if meant == _LEAVE:
        given_up = ports.records.trainings.cancel(slots.offer or "")
        said = "好的，名额已转给下一位。" if given_up else _LAPSED.text
        return Finish((Text(said, (SIGN_UP_AGAIN, ASK_A_PERSON)),))
    return AskAgain("请回复 1 确认参加，2 放弃名额，或 3 报其他场次。")
