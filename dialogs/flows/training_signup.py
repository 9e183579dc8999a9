"""培训报名: a place in a training session, for one or several people of an enterprise."""

import re
from typing import Any

from dialogs.dialog import AREA, Dialog, Finish, Opening, Outcome, Step
from dialogs.flows.area import ANOTHER_PLACE, area_step, elsewhere
from dialogs.flows.consenting import STEP as CONSENT
from dialogs.flows.consenting import Purpose, consent_step
from dialogs.flows.notices import NOTICES
from dialogs.flows.training_asked import asked_of_trainings
from dialogs.flows.training_attendees import attendee_step
from dialogs.flows.training_conditions import (
    ConditionSlots,
    appointed_step,
    free_of_charge,
    pool_step,
    unappointed_step,
)
from dialogs.flows.training_enterprise import code_for_sign_up, enterprise_step, is_enterprise_known
from dialogs.flows.training_own import own_in_words
from dialogs.flows.training_people import MOST_AT_ONCE, names_somebody, places_in
from dialogs.flows.training_results import signed_up
from dialogs.flows.training_sessions import chosen_session, narrowed_by, session_step
from dialogs.flows.training_waiting import held_offer, offer_step, waiting_step
from dialogs.flows.uscc import CODE
from dialogs.messages import Choice, Choices, Reply, Text
from dialogs.ports import Ports
from dialogs.repair.editing import confirming
from dialogs.values.questions import asks

SIGN_UP = Purpose(
    "sign_up",
    1,
    business="培训报名",
    fields="参训人姓名和手机号（请确认已取得参训人本人同意）",
    use="培训报名、开班通知和结业记录",
)
_I_WANT = "(?:我们?|帮我|给我|想|要|麻烦|请|再)*"
_THAT_ONE = "[^，。,.取消退改不]{1,20}那一?[期场次班]"
_WISH = re.compile(rf"^{_I_WANT}报名?(?:参加)?{_THAT_ONE}(?:吧|的)?$|^{_THAT_ONE}{_I_WANT}报名吧?$")


class SignUpSlots(ConditionSlots):
    """All that is asked. `asked_for` are the places that the opening words asked for, more than are taken at once.

    `told` is how those fared who were signed up before the session filled up.
    """

    asked_for: int = 0
    told: str = ""


def _opens(said: str) -> bool:
    """「报名12月10号那场」: more than an entry, and no question."""
    return _WISH.match(said) is not None and not asks(said)


def _open(opening: Opening, ports: Ports) -> SignUpSlots:
    places = places_in(opening.words) or 1
    bound, held = ports.records.enterprises.bound(), held_offer(ports)
    return SignUpSlots(
        area=opening.area or None,
        narrowed=narrowed_by(opening.words, opening.area, ports),
        wanted=min(places, MOST_AT_ONCE),
        asked_for=places,
        offer=held.number if held else None,
        enterprise=bound[0].id if len(bound) == 1 else None,
    )


def _greeting(slots: SignUpSlots, ports: Ports) -> tuple[Reply, ...]:
    own = own_in_words(ports) if slots.offer is None else ""
    too_many = f"一次最多登记 {MOST_AT_ONCE} 位，先登记 {MOST_AT_ONCE} 位，其余请再报一次。"
    said = [own, too_many if slots.asked_for > MOST_AT_ONCE else ""]
    return tuple(Text(words) for words in said if words)


def _below_the_card(slots: SignUpSlots, ports: Ports) -> str:
    session = chosen_session(slots, ports)
    lines = ["名额：本场名额不足，没有名额的排候补。"] if slots.waits == "yes" else []
    if free_of_charge(slots, ports):
        lines.append("费用：省通知写明免费培训（（七）第2段）。")
    else:
        stated = f"主办方注明“{session.fee}”；" if session and session.fee else ""
        lines.append(f"费用：{stated}文件未载明收费，以主办方通知为准。")
    return "\n".join((*lines, "提交即表示已取得参训人本人同意。"))


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


def _needs_code(slots: SignUpSlots, ports: Ports) -> bool:
    return _is_signing_up(slots, ports) and not is_enterprise_known(slots, ports)


_STEPS: dict[str, Step[Any]] = {
    "offer": offer_step(),
    AREA: area_step(resets=("session",)),
    "session": session_step(),
    "waiting": waiting_step(),
    "notices": consent_step(NOTICES, due=lambda slots, _ports: slots.tell),
    CONSENT: consent_step(SIGN_UP, due=_is_signing_up),
    "attendee": attendee_step(due=_is_signing_up),
    "enterprise": enterprise_step(due=_is_signing_up),
    CODE: code_for_sign_up(due=_needs_code),
    "appointed": appointed_step(),
    "unappointed": unappointed_step(),
    "pool": pool_step(),
}
_STEPS["confirm"] = confirming(
    "请核对报名信息：",
    lambda: TRAINING_SIGNUP,
    _submit,
    agree="提交",
    also=_below_the_card,
    cites=free_of_charge,
    due=_is_signing_up,
)

TRAINING_SIGNUP: Dialog[SignUpSlots] = Dialog(
    name="training_signup",
    version=1,
    slots=SignUpSlots,
    title="培训报名",
    entries=(
        *("我要报名", "报名培训", "报名", "报培训", "我要报名培训", "确认参加"),
        *("继续教育报名", "报名继续教育", "我要报名继续教育", "报继续教育"),
    ),
    opens=_opens,
    open=_open,
    greeting=_greeting,
    answers=asked_of_trainings,
    steps=_STEPS,
    conclude=_conclude,
    hides=names_somebody,
)
