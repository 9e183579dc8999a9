"""What becomes of a sign-up: a seat, a place in line, or why neither; and a seat that is held."""

from typing import Any, assert_never

from dialogs.choosing import choose
from dialogs.dialog import AskAgain, Finish, GoTo, Outcome, Step
from dialogs.flows.consenting import Purpose
from dialogs.flows.moments import moment_in_words
from dialogs.flows.training_attendees import AttendeeSlots
from dialogs.flows.training_enterprise import enterprise_of
from dialogs.flows.training_sessions import in_words, when
from dialogs.messages import Choice, Choices, Reply, Text
from dialogs.offers import ASK_A_PERSON
from dialogs.ports import Ports
from dialogs.ports.trainings import (
    AlreadySignedUp,
    Attendee,
    EnterpriseLimitReached,
    PutOnWaitlist,
    SessionClosed,
    SessionFull,
    SignedUp,
    SignUp,
    SignUpResult,
)

_AGAIN = Choice("再报一位", "培训报名")
_CANCEL = Choice("取消报名", "取消报名")
_TAKE, _LEAVE = Choice("确认参加", "确认参加"), Choice("放弃名额", "放弃名额")


def signed_up(slots: Any, ports: Ports, purpose: Purpose) -> Outcome[Any]:
    """Sign every attendee up. Where the session filled up meanwhile, ask whether the others wait."""
    enterprise = enterprise_of(slots, ports)
    said: list[str] = []
    names, phones = slots.names, slots.phones
    for done, (name, phone) in enumerate(zip(names, phones, strict=True)):
        attendee = Attendee(
            name,
            phone,
            enterprise.id if enterprise else None,
            uscc="" if enterprise else slots.code or "",
            is_appointed=None if slots.is_appointed is None else slots.is_appointed == "yes",
            consent_version=purpose.version,
        )
        result = ports.records.trainings.sign_up(slots.session, attendee, accepts_waiting=slots.waits == "yes")
        if isinstance(result, SessionFull):
            left = {"names": names[done:], "phones": phones[done:], "waits": None, "is_just_filled": True}
            told = {"told": "\n".join(said)}
            return GoTo(slots.model_copy(update={**left, **told}))
        said.append(_in_words(result, name, ports))
    replies = Text("\n".join(filter(None, [slots.told, *said])), (_AGAIN, _CANCEL, ASK_A_PERSON))
    return Finish((replies,), jurisdiction=slots.area or "")


def _in_words(result: SignUpResult, name: str, ports: Ports) -> str:
    match result:
        case SignedUp(sign_up):
            return f"报名成功：{name}，{in_words(sign_up.session)}。编号 {sign_up.number}。改期或取消请回复“取消报名”。"
        case PutOnWaitlist(sign_up):
            return (
                f"已排候补第 {sign_up.place_in_line} 位：{name}，{in_words(sign_up.session)}。编号 {sign_up.number}。"
                "有空位时会通知您，请及时确认。"
            )
        case AlreadySignedUp(sign_up):
            number = f"，编号 {sign_up.number}" if sign_up.number else ""
            return f"{name}的手机号在这一场已经报过名{number}，没有重复提交。"
        case SessionClosed():
            return f"{name}没有报上：这一场已停止报名，请看其他场次。"
        case EnterpriseLimitReached(limit):
            return f"{name}没有报上：主办方限每家企业 {limit} 人，本企业名额已满。"
        case SessionFull():
            return f"{name}没有报上：名额已满。"
        case _:
            assert_never(result)


def held_offer(ports: Ports) -> SignUp | None:
    """The contact's place for which a seat is held, the one that runs out first."""
    held = [one for one in ports.records.trainings.mine() if one.state == "offered" and one.held_until]
    return min(held, key=lambda one: one.held_until, default=None)  # type: ignore[arg-type, return-value]


def offer_step() -> Step[Any]:
    """Asks one for whom a seat is held whether he takes it."""

    def ask(_slots: AttendeeSlots, ports: Ports) -> Reply:
        held = held_offer(ports)
        if held is None or held.held_until is None:
            return Choices("为您保留的名额已过确认时间。", (_LEAVE, ASK_A_PERSON))
        until = moment_in_words(held.held_until, ports.today())
        said = f"您候补的{held.session.title}（{when(held.session)}）有空位，为{held.attendee}保留至{until}。"
        return Choices(said, (_TAKE, _LEAVE))

    def take(slots: Any, text: str, ports: Ports) -> Outcome[Any]:
        chosen = choose(text, (_TAKE, _LEAVE))
        if chosen == _TAKE:
            taken = ports.records.trainings.accept_offer(slots.offer)
            if taken is None:
                return Finish((Text("名额已过确认时间，转给了下一位。您可以重新报名。", (_AGAIN, ASK_A_PERSON)),))
            return Finish((Text(_in_words(taken, taken.sign_up.attendee, ports), (_CANCEL, ASK_A_PERSON)),))
        if chosen == _LEAVE:
            ports.records.trainings.cancel(slots.offer)
            return Finish((Text("好的，名额已转给下一位。", (_AGAIN, ASK_A_PERSON)),))
        return AskAgain("请回复 1 确认参加，或 2 放弃名额。")

    return Step(ask=ask, take=take, due=lambda slots, _ports: slots.offer is not None)
