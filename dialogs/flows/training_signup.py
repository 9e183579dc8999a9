"""培训报名: a place in a training session for one or several attendees of an enterprise."""

import re
from typing import Any, Literal

from dialogs.choosing import choose
from dialogs.dialog import AREA, AskAgain, Because, Dialog, Finish, GoTo, Opening, Outcome, Step
from dialogs.flows.area import ANOTHER_PLACE, area_step, elsewhere
from dialogs.flows.consenting import STEP as CONSENT
from dialogs.flows.consenting import Purpose, consent_step
from dialogs.flows.notices import NOTICES
from dialogs.flows.training_attendees import AttendeeSlots, attendee_step
from dialogs.flows.training_enterprise import code_for_sign_up, enterprise_of, enterprise_step, is_enterprise_known
from dialogs.flows.training_results import held_offer, offer_step, signed_up
from dialogs.flows.training_sessions import (
    TELL_ME,
    in_words,
    matching,
    no_session,
    open_sessions,
    session_choices,
)
from dialogs.flows.uscc import CODE
from dialogs.messages import Choice, Choices, Cited, Reply
from dialogs.policy import citations_of
from dialogs.ports import Ports
from dialogs.ports.trainings import TrainingSession
from dialogs.repair.editing import confirming
from dialogs.values.answers import NO, YES
from dialogs.values.numbers import number_in
from dialogs.values.options import choices_of, option_in

SIGN_UP = Purpose(
    "sign_up",
    1,
    business="培训报名",
    fields="参训人姓名和手机号（请确认已取得参训人本人同意）",
    use="培训报名、开班通知和结业记录",
)
_MOST_AT_ONCE = 5
_SEVERAL = re.compile(r"留|名额|报名|位|个人|一起")
_SPEAKS_OF_ONE = re.compile(r"[期场班次]|月|号")
_APPOINT_FIRST = "guangdong-notice.s4.i7.p1"
_FREE = "guangdong-notice.s4.i7.p2"
_WAIT, _OTHERS = Choice("排候补", "排候补"), Choice("看其他场次", "看其他场次")
_NEXT_PAGE = ("下一页", "更多场次", "后面的", "还有吗")
_NONE_FITS = Choice("都不合适", "都不合适")
_STILL, _LEARN = Choice("仍要登记意向", "仍要登记意向"), Choice("了解任命与备案", "首席质量官怎么备案")


class SignUpSlots(AttendeeSlots):
    """`session` is the id of the one chosen, `page` of the list that is shown. `waits` in line where it is full.

    `tell`: there is no session, and he wants to hear of the next. `is_just_filled`: it filled up meanwhile.
    """

    area: str | None = None
    session: int | None = None
    page: int = 0
    waits: Literal["yes", "no"] | None = None
    is_just_filled: bool = False
    tell: bool = False
    told: str = ""
    """How those fared who were signed up before it filled up."""
    offer: str | None = None
    is_appointed: Literal["yes", "no"] | None = None
    insists: bool = False
    is_in_pool: Literal["yes", "no"] | None = None


def _open(opening: Opening, ports: Ports) -> SignUpSlots:
    number = number_in(opening.words) if _SEVERAL.search(opening.words) else None
    wanted = int(number) if number is not None and 1 <= number <= _MOST_AT_ONCE else 1
    held = held_offer(ports)
    return SignUpSlots(area=opening.area or None, wanted=wanted, offer=held.number if held else None)


def _chosen(slots: SignUpSlots, ports: Ports) -> TrainingSession | None:
    return ports.records.trainings.session(slots.session) if slots.session is not None else None


# Which session


def _wants_session(slots: SignUpSlots, _ports: Ports) -> bool:
    return slots.area not in (None, ANOTHER_PLACE) and slots.session is None and not slots.tell


def _ask_session(slots: SignUpSlots, ports: Ports) -> Reply:
    sessions = open_sessions(slots.area or "", ports)
    if not sessions:
        return no_session()
    return Choices("可报名的场次：", (*session_choices(sessions, slots.page), _NONE_FITS))


def _take_session(slots: SignUpSlots, text: str, ports: Ports) -> Outcome[SignUpSlots]:
    sessions = open_sessions(slots.area or "", ports)
    if choose(text, (TELL_ME,)) == TELL_ME and not sessions:
        return GoTo(slots.model_copy(update={"tell": True}))
    if text.strip("。 ") in _NEXT_PAGE:
        return GoTo(slots.model_copy(update={"page": slots.page + 1}))
    chosen = choose(text, (*session_choices(sessions, slots.page), _NONE_FITS))
    if chosen == _NONE_FITS or text.strip() == "0":
        return GoTo(slots.model_copy(update={"tell": True}))
    found = [one for one in sessions if chosen and one.code == chosen.says] or matching(sessions, text, ports.today())
    if len(found) > 1:
        return AskAgain(f"符合的有 {len(found)} 场，请回复序号。", is_attempt=True)
    if not found:
        return AskAgain("请回复场次前的序号，也可以说日期或地点，例如“12 月那场”。")
    return GoTo(slots.model_copy(update={"session": found[0].id, "waits": None}))


def _notice_session(slots: SignUpSlots, text: str, ports: Ports) -> SignUpSlots | None:
    # 「佛山」 alone is where the enterprise is, 「佛山那期」 a session.
    if not _wants_session(slots, ports) or not _SPEAKS_OF_ONE.search(text):
        return None
    found = matching(open_sessions(slots.area or "", ports), text, ports.today())
    return slots.model_copy(update={"session": found[0].id}) if len(found) == 1 else None


def _shown_session(slots: SignUpSlots, ports: Ports) -> str:
    session = _chosen(slots, ports)
    return in_words(session) if session else ""


# A place in line


def _may_have_to_wait(slots: SignUpSlots, ports: Ports) -> bool:
    session = _chosen(slots, ports)
    return slots.waits is None and session is not None and session.free_seats < slots.wanted


def _ask_to_wait(slots: SignUpSlots, ports: Ports) -> Reply:
    session = _chosen(slots, ports)
    filled = "这一场刚刚报满" if slots.is_just_filled else "名额已满"
    if session is None or not session.takes_waiting:
        return Choices(f"{filled}，候补也已排满，请看其他场次。", (_OTHERS, TELL_ME))
    return Choices(f"{filled}，候补第 {session.waiting + 1} 位，有空位会通知您。", (_WAIT, _OTHERS))


def _take_waiting(slots: SignUpSlots, text: str, ports: Ports) -> Outcome[SignUpSlots]:
    chosen = choose(text, _ask_to_wait(slots, ports).choices)
    if chosen == _WAIT or option_in(text, (YES,)):
        return GoTo(slots.model_copy(update={"waits": "yes"}))
    if chosen == TELL_ME:
        return GoTo(slots.model_copy(update={"session": None, "tell": True}))
    if chosen == _OTHERS or option_in(text, (NO,)):
        return GoTo(slots.model_copy(update={"session": None, "waits": None, "is_just_filled": False}))
    return AskAgain("请回复 1 或 2。")


# What the province asks for


def _is_provincial(slots: SignUpSlots, ports: Ports) -> bool:
    session = _chosen(slots, ports)
    return session is not None and "guangdong" in ports.policy.lineage(session.jurisdiction)


def _take_yes_or_no(slot: str, hint: str) -> Any:
    def take(slots: SignUpSlots, text: str, _ports: Ports) -> Outcome[SignUpSlots]:
        option = option_in(text, (YES, NO))
        return GoTo(slots.model_copy(update={slot: option.value})) if option else AskAgain(hint)

    return take


def _ask_to_insist(_slots: SignUpSlots, ports: Ports) -> Reply:
    return Cited(
        "省通知要求企业先聘任、后培训，建议先任命再参训。",
        citations_of(ports.policy.quoted(_APPOINT_FIRST, "先聘任后培训"), ports),
        choices=(_STILL, _LEARN),
    )


def _take_insisting(slots: SignUpSlots, text: str, _ports: Ports) -> Outcome[SignUpSlots]:
    chosen = choose(text, (_STILL, _LEARN))
    if chosen == _STILL or option_in(text, (YES,)):
        return GoTo(slots.model_copy(update={"insists": True}))
    if chosen == _LEARN:
        return Finish(then_ask=_LEARN.says)
    return AskAgain("请回复 1 仍要登记意向，或 2 了解任命与备案。")


def _is_member_wanted(slots: SignUpSlots, ports: Ports) -> bool:
    session = _chosen(slots, ports)
    return session is not None and session.is_continuing and slots.is_in_pool is None


# Confirming


def _below_the_card(slots: SignUpSlots, ports: Ports) -> str:
    if _is_provincial(slots, ports):
        fee = "费用：省通知写明免费培训（（七）第 2 段）。"
    else:
        fee = "费用：文件未载明收费，以主办方通知为准。"
    only = enterprise_of(slots, ports) if slots.enterprise is None and slots.code is None else None
    enterprise = f"企业：{only.name}\n" if only else ""
    return f"{enterprise}{fee}\n提交即表示已取得参训人本人同意。"


def _submit(slots: SignUpSlots, ports: Ports) -> Outcome[SignUpSlots]:
    return signed_up(slots, ports, SIGN_UP)


def _conclude(slots: SignUpSlots, ports: Ports) -> Outcome[SignUpSlots]:
    if slots.area == ANOTHER_PLACE:
        return Finish((elsewhere(ports),), leaves_area=True)
    ports.records.trainings.tell_when_open(slots.area or "")
    said = Choices("已记下，有新场次开放报名时通知您一次。", (Choice("看培训规定", "首席质量官的培训考核怎么规定"),))
    return Finish((said,), jurisdiction=slots.area or "")


def _is_signing_up(slots: SignUpSlots, _ports: Ports) -> bool:
    return slots.session is not None and not slots.tell


_STEPS: dict[str, Step[Any]] = {
    "offer": offer_step(),
    AREA: area_step(resets=("session",)),
    "session": Step(
        ask=_ask_session,
        take=_take_session,
        label="场次",
        also_called=("哪一场", "哪期"),
        fills=("session",),
        resets=("waiting",),
        due=_wants_session,
        shown=_shown_session,
        notice=_notice_session,
    ),
    "waiting": Step(ask=_ask_to_wait, take=_take_waiting, fills=("waits",), due=_may_have_to_wait),
    "notices": consent_step(NOTICES, due=lambda slots, _ports: slots.tell),
    CONSENT: consent_step(SIGN_UP, due=_is_signing_up),
    "attendee": attendee_step(due=_is_signing_up),
    "enterprise": enterprise_step(due=_is_signing_up),
    CODE: code_for_sign_up(
        due=lambda slots, ports: _is_signing_up(slots, ports) and not is_enterprise_known(slots, ports)
    ),
    "appointed": Step(
        ask=lambda _slots, _ports: Choices("参训人是否已由企业任命为首席质量官？", choices_of((YES, NO))),
        take=_take_yes_or_no("is_appointed", "请回复 1 是，或 2 否。"),
        label="是否已任命",
        also_called=("任命",),
        fills=("is_appointed",),
        resets=("unappointed",),
        due=lambda slots, ports: slots.is_appointed is None and _is_provincial(slots, ports),
        shown=lambda slots, _ports: "是" if slots.is_appointed == "yes" else "否",
        because=lambda _slots, _ports: Because("省通知写的是企业先聘任、后培训：", (_APPOINT_FIRST,)),
    ),
    "unappointed": Step(
        ask=_ask_to_insist,
        take=_take_insisting,
        due=lambda slots, _ports: slots.is_appointed == "no" and not slots.insists,
    ),
    "pool": Step(
        ask=lambda _slots, _ports: Choices("参训人是否已入南通市首席质量官人才库？", choices_of((YES, NO))),
        take=_take_yes_or_no("is_in_pool", "请回复 1 是，或 2 否；不影响报名。"),
        label="是否已入库",
        fills=("is_in_pool",),
        due=_is_member_wanted,
        shown=lambda slots, _ports: "是" if slots.is_in_pool == "yes" else "否",
        because=lambda _slots, _ports: Because("年度继续教育是对入库学员的要求：", ("nantong-measures.a10.p1",)),
    ),
}
_STEPS["confirm"] = confirming(
    "请核对报名信息：", lambda: TRAINING_SIGNUP, _submit, agree="提交", also=_below_the_card, due=_is_signing_up
)

TRAINING_SIGNUP: Dialog[SignUpSlots] = Dialog(
    name="training_signup",
    version=1,
    slots=SignUpSlots,
    title="培训报名",
    entries=("我要报名", "报名培训", "报名", "报培训", "我要报名培训"),
    open=_open,
    steps=_STEPS,
    conclude=_conclude,
)
