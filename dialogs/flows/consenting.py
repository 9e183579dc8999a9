"""Consent before the first personal datum of a purpose: what for, by whom, for how long, and how to take it back."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dialogs.choosing import choose, plain
from dialogs.dialog import AskAgain, Because, Finish, GoTo, Outcome, Step
from dialogs.messages import Choice, Choices, Reply, Text
from dialogs.ports import Ports
from dialogs.values.codes import NoCode, code_in
from dialogs.values.phones import NoPhone, phone_in

STEP = "consent"
_AGREE, _DISAGREE = Choice("同意", "同意"), Choice("不同意", "不同意")
_CHOICES = (_AGREE, _DISAGREE)
_YES = frozenset(("同意", "我同意", "同意继续", "可以", "好", "好的", "行", "是", "确认", "agree", "ok"))
_NO = frozenset(("不同意", "我不同意", "不", "不行", "不可以", "拒绝", "否"))
_PARTICLES = re.compile("(?<=.)[啊吧呀哦哈的了呗嘛]+$")
"""「同意啊」. No slip is mended here: 「我同事」 is no consent."""
_DECLINED = Text("好的，没有保存您的个人信息。您仍可以直接提问，查政策原文。")


@dataclass(frozen=True, slots=True)
class Purpose:
    """What personal data are asked for. Raise `version` with any change of its words: consent is to words."""

    name: str
    version: int
    business: str
    fields: str
    use: str


def consent_step(
    purpose: Purpose,
    *,
    due: Callable[[Any, Ports], bool] = lambda _slots, _ports: True,
    refused: Callable[[Any], Outcome[Any]] = lambda _slots: Finish((_DECLINED,)),
) -> Step[Any]:
    """The step that asks for consent to `purpose`, unless it was given.

    `due` tells whether it is needed at all, `refused` what follows where it is not given.
    """

    def is_due(slots: Any, ports: Ports) -> bool:
        return due(slots, ports) and not ports.records.consents.has(purpose.name, purpose.version)

    def ask(_slots: Any, ports: Ports) -> Reply:
        operator = ports.records.people.desk().operator or "本服务的运营单位"
        kept = ports.records.consents.kept_for(purpose.name)
        return Choices(
            f"为办理{purpose.business}，需要您提供{purpose.fields}。仅用于{purpose.use}，由{operator}处理，"
            f"保存{kept}，您可随时回复“删除我的信息”。回复“同意”继续，“不同意”仅使用政策问答。",
            _CHOICES,
        )

    def take(slots: Any, text: str, ports: Ports) -> Outcome[Any]:
        chosen, said = choose(text, _CHOICES), _PARTICLES.sub("", plain(text).casefold())
        if chosen == _AGREE or said in _YES:
            ports.records.consents.give(purpose.name, purpose.version)
            return GoTo(slots)
        if chosen == _DISAGREE or said in _NO:
            return refused(slots)
        is_phone = not isinstance(phone_in(text, admits_demo=ports.admits_demo_phones), NoPhone)
        if is_phone or not isinstance(code_in(text), NoCode):
            return AskAgain("请先回复“同意”或“不同意”，同意后再填写。", is_attempt=True)
        return AskAgain("请回复“同意”或“不同意”。")

    return Step(
        ask=ask,
        take=take,
        due=is_due,
        because=lambda _slots, _ports: Because("涉及个人信息，须先征得您的同意。"),
    )
