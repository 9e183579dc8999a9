"""绑定企业 and 解除绑定: who may act for an enterprise in this chat; staff approve it."""

import re
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from dialogs.choosing import choose
from dialogs.dialog import AskAgain, Dialog, Finish, GoTo, Opening, Outcome, Step
from dialogs.flows.bound import chosen, listed
from dialogs.flows.consenting import STEP as CONSENT
from dialogs.flows.consenting import Purpose, consent_step
from dialogs.flows.moments import moment_in_words
from dialogs.flows.uscc import CODE, CodeSlots, code_step, with_code
from dialogs.messages import Choice, Choices, Reply, Text
from dialogs.offers import ASK_A_PERSON
from dialogs.ports import Ports
from dialogs.ports.enterprises import AwaitsStaff, Enterprise, Locked
from dialogs.values.codes import Valid, code_in
from dialogs.values.written import plain

BINDING = Purpose(
    "binding",
    1,
    business="企业绑定",
    fields="企业统一社会信用代码，并把您的微信账号与企业关联",
    use="核实您可以代表企业办理备案查询、培训报名",
)
_UNBIND, _KEEP = Choice("确认解除", "确认解除"), Choice("不解除", "不解除")
_MEANS_UNBIND = frozenset(("是", "是的", "对", "好", "好的", "可以", "确定", "解除", "解绑", "同意"))
_MEANS_KEEP = frozenset(("否", "不", "不要", "不是", "不用", "保留", "先不解除", "不解绑"))
_HANDING_OVER = re.compile(r"联系人|经办|电话|手机|前任|同事")
_HOW_TO_HAND_OVER = Text("更换联系人：请新的联系人在自己的微信里回复“绑定企业”。企业登记的手机号要更改，请转人工。")
_BIND = Choice("绑定企业", "绑定企业")
_NOTHING_BOUND = Text("您目前没有绑定任何企业。", (_BIND, ASK_A_PERSON))
_LOOK = Choice("备案查询", "备案查询")
_SIGN_UP = Choice("培训报名", "培训报名")


class BindSlots(CodeSlots):
    """The code of the enterprise."""


class UnbindSlots(BaseModel):
    """`enterprise` is the id of the one to be let go, `is_handing_over` that somebody else is to act for it."""

    enterprise: int | None = None
    is_handing_over: bool = False


def _open(opening: Opening, _ports: Ports) -> BindSlots:
    read = code_in(opening.words)
    return with_code(BindSlots(), read.code) if isinstance(read, Valid) else BindSlots()


def _ask_for(slots: BindSlots, ports: Ports) -> Outcome[BindSlots]:
    bound = next((one for one in ports.records.enterprises.bound() if one.uscc == slots.code), None)
    if bound is not None:
        return Finish((_is_bound(bound),))
    asked = ports.records.enterprises.request_binding(slots.code or "")
    match asked:
        case AwaitsStaff(number):
            said = f"已提交绑定申请，编号 {number}。工作人员核实您与企业的关系后生效，结果会在您下次来时通知您。"
            return Finish((Text(said, (ASK_A_PERSON,)),), wants_staff=True)
        case Locked(until):
            return Finish((_locked(until, ports),))


def _locked(until: datetime, ports: Ports) -> Reply:
    return Text(f"今天的申请次数较多，{moment_in_words(until, ports.today())}后可以再试，或转人工。", (ASK_A_PERSON,))


def _is_bound(enterprise: Enterprise) -> Reply:
    return Text(f"您已绑定{enterprise.name}，可以直接办理。", (_LOOK, _SIGN_UP, Choice("解除绑定", "解除绑定")))


_BIND_STEPS: dict[str, Step[Any]] = {
    CONSENT: consent_step(BINDING),
    CODE: code_step(
        Text("请发送要绑定企业的统一社会信用代码（18 位）。"), due=lambda slots, _ports: slots.code is None
    ),
}

BIND: Dialog[BindSlots] = Dialog(
    name="bind",
    version=1,
    slots=BindSlots,
    title="绑定企业",
    entries=("企业绑定", "绑定公司", "绑定单位", "我要绑定企业"),
    opens=lambda said: "绑" in said and "解" not in said and isinstance(code_in(said), Valid),
    open=_open,
    steps=_BIND_STEPS,
    conclude=_ask_for,
)


def _open_unbind(opening: Opening, ports: Ports) -> UnbindSlots:
    bound = ports.records.enterprises.bound()
    return UnbindSlots(
        enterprise=bound[0].id if len(bound) == 1 else None,
        is_handing_over=_HANDING_OVER.search(opening.words) is not None,
    )


def _greet(slots: UnbindSlots, _ports: Ports) -> tuple[Reply, ...]:
    return (_HOW_TO_HAND_OVER,) if slots.is_handing_over else ()


def _take_which(slots: UnbindSlots, text: str, ports: Ports) -> Outcome[UnbindSlots]:
    picked = chosen(text, ports.records.enterprises.bound())
    return GoTo(slots.model_copy(update={"enterprise": picked.id})) if picked else AskAgain("请回复企业前的序号。")


def _ask_to_confirm(slots: UnbindSlots, ports: Ports) -> Reply:
    bound = next((one for one in ports.records.enterprises.bound() if one.id == slots.enterprise), None)
    name = bound.name if bound else "这家企业"
    return Choices(f"解除后，您将不能在这里查看{name}的备案和报名。确认解除绑定吗？", (_UNBIND, _KEEP))


def _take_confirmation(slots: UnbindSlots, text: str, ports: Ports) -> Outcome[UnbindSlots]:
    answer, said = choose(text, (_UNBIND, _KEEP)), plain(text)
    if answer == _KEEP or said in _MEANS_KEEP:
        return Finish((Text("好的，绑定保留不变。"),))
    if answer != _UNBIND and said not in _MEANS_UNBIND:
        return AskAgain("请回复 1 确认解除，或 2 不解除。")
    ports.records.enterprises.unbind(slots.enterprise or 0)
    return Finish((Text("已解除绑定。绑定的起止记录依规定保留。", (_BIND,)),))


_UNBIND_STEPS: dict[str, Step[Any]] = {
    "which": Step(
        ask=lambda _slots, ports: Choices("要解除哪一家企业的绑定？", listed(ports.records.enterprises.bound())),
        take=_take_which,
        fills=("enterprise",),
        due=lambda slots, ports: slots.enterprise is None and bool(ports.records.enterprises.bound()),
    ),
    "confirm": Step(
        ask=_ask_to_confirm, take=_take_confirmation, due=lambda slots, _ports: slots.enterprise is not None
    ),
}

UNBIND: Dialog[UnbindSlots] = Dialog(
    name="unbind",
    version=1,
    slots=UnbindSlots,
    title="解除绑定",
    entries=("解绑", "解绑企业", "取消绑定", "解除企业绑定"),
    open=_open_unbind,
    greeting=_greet,
    steps=_UNBIND_STEPS,
    conclude=lambda _slots, _ports: Finish(
        (Text("您目前没有绑定任何企业。", (Choice("绑定企业", "绑定企业"), ASK_A_PERSON)),)
    ),
)
