"""What becomes of a sign-up: a seat, a place in line, or why neither."""

from typing import Any, assert_never

from dialogs.dialog import Finish, GoTo, Outcome
from dialogs.flows.consenting import Purpose
from dialogs.flows.training_attendees import complete, completed
from dialogs.flows.training_enterprise import enterprise_of
from dialogs.flows.training_people import Attending
from dialogs.flows.training_picking import in_words
from dialogs.messages import Choice, Text
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
    SignUpResult,
)

SIGN_UP_AGAIN = Choice("再报一位", "培训报名")
CANCEL = Choice("取消报名", "取消报名")
_OTHER_SESSIONS = Choice("看其他场次", "培训报名")
_STATED = {"yes": True, "no": False}


def signed_up(slots: Any, ports: Ports, purpose: Purpose) -> Outcome[Any]:
    """Sign every attendee up. Where the session filled up meanwhile, ask whether the others wait."""
    people = complete(slots)
    results: list[tuple[Attending, SignUpResult]] = []
    for done, person in enumerate(people):
        attendee = _attendee(slots, person, ports, purpose)
        result = ports.records.trainings.sign_up(slots.session, attendee, accepts_waiting=slots.waits == "yes")
        if isinstance(result, SessionFull):
            return GoTo(_left(slots, people[done:], results))
        results.append((person, result))
    said = [slots.told, *(result_in_words(result, person.name) for person, result in results)]
    has_place = any(isinstance(result, SignedUp | PutOnWaitlist) for _, result in results)
    choices = (SIGN_UP_AGAIN if has_place else _OTHER_SESSIONS, CANCEL, ASK_A_PERSON)
    return Finish((Text("\n".join(filter(None, said)), choices),), jurisdiction=slots.area or "")


def result_in_words(result: SignUpResult, name: str) -> str:
    """What became of the sign-up of `name`."""
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


def _attendee(slots: Any, person: Attending, ports: Ports, purpose: Purpose) -> Attendee:
    enterprise = enterprise_of(slots, ports)
    return Attendee(
        person.name,
        person.phone,
        enterprise.id if enterprise else None,
        uscc="" if enterprise else slots.code or "",
        post=person.post,
        is_appointed=_STATED.get(slots.is_appointed or ""),
        is_in_pool=_STATED.get(slots.is_in_pool or ""),
        consent_version=purpose.version,
    )


def _left(slots: Any, people: tuple[Attending, ...], results: list[tuple[Attending, SignUpResult]]) -> Any:
    """The slots for those who got no seat. How the others fared is told with their names masked.

    Nothing of the slots would keep those names off the record any more.
    """
    told = [slots.told, *(result_in_words(result, f"{person.name[0]}*") for person, result in results)]
    changed = {"waits": None, "is_just_filled": True, "told": "\n".join(filter(None, told))}
    return completed(slots, people).model_copy(update=changed)
