"""解除绑定: nobody acts any more for an enterprise in this chat."""

import re
from typing import Any

from pydantic import BaseModel

from dialogs.choosing import choose
from dialogs.dialog import AskAgain, Dialog, Finish, GoTo, Opening, Outcome, Step
from dialogs.flows.bound import chosen, listed
from dialogs.messages import Choice, Choices, Reply, Text
from dialogs.offers import ASK_A_PERSON
from dialogs.ports import Ports
from dialogs.values.written import plain

_UNBIND, _KEEP = Choice("确认解除", "确认解除"), Choice("不解除", "不解除")
_MEANS_UNBIND = frozenset(("是", "是的", "对", "好", "好的", "可以", "确定", "解除", "解绑", "同意"))
_MEANS_KEEP = frozenset(("否", "不", "不要", "不是", "不用", "保留", "先不解除", "不解绑"))
_HANDING_OVER = re.compile(r"联系人|经办|电话|手机|前任|同事")
_HOW_TO_HAND_OVER = Text("更换联系人：请新的联系人在自己的微信里回复“绑定企业”。企业登记的手机号要更改，请转人工。")
_BIND = Choice("绑定企业", "绑定企业")
_NOTHING_BOUND = Text("您目前没有绑定任何企业。", (_BIND, ASK_A_PERSON))


class UnbindSlots(BaseModel):
    """`enterprise` is the id of the one to be let go, `is_handing_over` that somebody else is to act for it."""

    enterprise: int | None = None
    is_handing_over: bool = False


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
    conclude=lambda _slots, _ports: Finish((_NOTHING_BOUND,)),
)
