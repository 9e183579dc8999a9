"""绑定企业: who may act for an enterprise in this chat.

A one-time code to the registered phone shows it at once, where messages can be sent; else staff check the claim.
"""

from typing import Any

from dialogs.choosing import choose
from dialogs.dialog import Dialog, Finish, GoTo, Opening, Outcome, Step
from dialogs.flows.consenting import STEP as CONSENT
from dialogs.flows.consenting import Purpose, consent_step
from dialogs.flows.moments import moment_in_words
from dialogs.flows.one_time_code import STEP as ONE_TIME_CODE
from dialogs.flows.one_time_code import OneTimeCodeSlots, first_sent, locked, missed_again, one_time_code_step
from dialogs.flows.uscc import CODE, code_step, read_code, with_code
from dialogs.messages import Choice, Reply, Text
from dialogs.offers import ASK_A_PERSON
from dialogs.ports import Ports
from dialogs.ports.enterprises import AwaitsStaff, Enterprise, Locked, WrongCode
from dialogs.repair.editing import confirming
from dialogs.values.codes import FailsCheck, Repairable, SeveralCodes, Valid, code_in
from dialogs.values.written import plain

BINDING = Purpose(
    "binding",
    1,
    business="企业绑定",
    fields="企业统一社会信用代码，并把您的微信账号与企业关联",
    use="核实您可以代表企业办理备案查询、培训报名",
)
_FOR_BOUND = (Choice("备案查询", "备案查询"), Choice("培训报名", "培训报名"), Choice("解除绑定", "解除绑定"))
_BY_STAFF = Choice("人工核实", "人工核实")
_MEANS_STAFF = frozenset(
    ("换人工核实", "人工审核", "手机换了", "手机号换了", "号码换了", "手机不在", "手机不在身边", "没有手机")
)


class BindSlots(OneTimeCodeSlots):
    """The code of the enterprise; `is_for_staff` that a person is to check the claim."""

    is_for_staff: bool = False


def _open(opening: Opening, _ports: Ports) -> BindSlots:
    read = code_in(opening.words)
    return with_code(BindSlots(), read.code) if isinstance(read, Valid) else BindSlots()


def _already_bound(slots: BindSlots, ports: Ports) -> Enterprise | None:
    return next((one for one in ports.records.enterprises.bound() if one.uscc == slots.code), None)


def _goes_to_staff(slots: BindSlots, ports: Ports) -> bool:
    is_wanted = slots.is_for_staff or not ports.records.enterprises.sends_codes()
    return is_wanted and slots.code is not None and _already_bound(slots, ports) is None


def _conclude(slots: BindSlots, ports: Ports) -> Outcome[BindSlots]:
    enterprises, code = ports.records.enterprises, slots.code or ""
    bound = _already_bound(slots, ports)
    if bound is not None:
        return Finish((_is_bound(bound),))
    if slots.one_time_code is None:
        return first_sent(slots, enterprises.send_code(code), ports)
    result = enterprises.bind_by_code(code, slots.one_time_code)
    match result:
        case Enterprise():
            return Finish((Text(f"核验通过，您已绑定{result.name}。", _FOR_BOUND),))
        case WrongCode():
            return missed_again(slots)
        case Locked():
            return locked(result, ports)


def _ask_staff(slots: BindSlots, ports: Ports) -> Outcome[BindSlots]:
    asked = ports.records.enterprises.request_binding(slots.code or "")
    match asked:
        case AwaitsStaff(number):
            said = f"已提交绑定申请，编号 {number}。工作人员核实您与企业的关系后生效，结果会在您下次来时通知您。"
            return Finish((Text(said, (ASK_A_PERSON,)),), wants_staff=True)
        case Locked(until):
            moment = moment_in_words(until, ports.today())
            return Finish((Text(f"今天的申请次数较多，{moment}后可以再试，或转人工。", (ASK_A_PERSON,)),))


def _is_bound(enterprise: Enterprise) -> Reply:
    return Text(f"您已绑定{enterprise.name}，可以直接办理。", _FOR_BOUND)


def _instead_of_digits(slots: BindSlots, text: str, _ports: Ports) -> Outcome[BindSlots] | None:
    if choose(text, (_BY_STAFF,)) == _BY_STAFF or plain(text) in _MEANS_STAFF:
        return GoTo(slots.model_copy(update={"is_for_staff": True, "one_time_code": None, "sent_for": ""}))
    if isinstance(code_in(text), Valid | Repairable | FailsCheck | SeveralCodes):
        return read_code(slots.model_copy(update={"sent_for": ""}), text, lambda _text: "")
    return None


_BIND_STEPS: dict[str, Step[Any]] = {
    CONSENT: consent_step(BINDING),
    CODE: code_step(
        Text("请发送要绑定企业的统一社会信用代码（18 位）。"),
        due=lambda slots, _ports: slots.code is None,
        resets=(ONE_TIME_CODE,),
    ),
    ONE_TIME_CODE: one_time_code_step(
        missed="核验未通过：验证码不对，或已经过期。请重新输入 6 位数字，或重新发送。",
        ways=(_BY_STAFF, ASK_A_PERSON),
        send=lambda slots, ports: ports.records.enterprises.send_code(slots.code or ""),
        otherwise=_instead_of_digits,
    ),
    "confirm": confirming(
        "将把绑定申请交给工作人员核实，请核对：", lambda: BIND, _ask_staff, agree="提交", due=_goes_to_staff
    ),
}

BIND: Dialog[BindSlots] = Dialog(
    name="bind",
    version=3,
    slots=BindSlots,
    title="绑定企业",
    entries=("企业绑定", "绑定公司", "绑定单位", "我要绑定企业"),
    opens=lambda said: "绑" in said and "解" not in said and isinstance(code_in(said), Valid),
    open=_open,
    steps=_BIND_STEPS,
    conclude=_conclude,
)
