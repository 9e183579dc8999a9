"""A code or filing number said without a wish, as one pastes it from a licence: what it may be wanted for."""

import re

from dialogs.flows.filing_words import number_in
from dialogs.messages import Choice, Choices
from dialogs.offers import ASK_A_PERSON
from dialogs.ports import Ports
from dialogs.values.codes import FailsCheck, Repairable, Valid, code_in
from dialogs.values.questions import asks

_LONGEST = 80
_SIGN_UP, _BIND = Choice("培训报名", "培训报名"), Choice("绑定这家企业", "绑定企业")
_BESIDE = re.compile(
    r"(?:我们?|的|是|这是|我司|企业|单位|统一|社会|信用|代码|编号|备案号|名称|税号|营业执照|[:：])*"
    r"|[^，。,？?]{2,40}(?:公司|集团|厂|合作社|中心|店)(?:[:：]|的|统一|社会|信用|代码)*"
)
"""What may stand beside it and wishes nothing: what it is called, and whose it is."""
_CODE_OR_GAP = re.compile(r"[0-9A-Za-z０-９Ａ-Ｚａ-ｚ\s\-_/‐-―._·（）()，,。；;]+")


def wanted_for(text: str, ports: Ports) -> Choices | None:
    """What can be done with the code that `text` consists of; None where it is no code, or says what it wants.

    Figures alone that fail the check are rather a card or an order's number: they are not repeated to anybody.
    """
    if len(text) > _LONGEST or asks(text) or not _BESIDE.fullmatch(_CODE_OR_GAP.sub("", text)):
        return None
    number = number_in(text)
    if number:
        return Choices(f"您发的是备案编号 {number}，要查这条备案吗？", (_look_up(number), ASK_A_PERSON))
    match code_in(text):
        case Valid(code) if any(one.uscc == code for one in ports.records.enterprises.bound()):
            return Choices(f"这是您已绑定企业的代码 {code}，您想办什么？", (_look_up(code), _SIGN_UP, ASK_A_PERSON))
        case Valid(code):
            bind = Choice(_BIND.label, f"绑定企业 {code}")
            return Choices(f"您发的是统一社会信用代码 {code}，想用它办什么？", (_look_up(code), bind, ASK_A_PERSON))
        case Repairable(typed, _) | FailsCheck(typed) if not typed[:-1].isdecimal():
            return Choices(
                f"您发的像是统一社会信用代码（{typed}），想用它办什么？", (_look_up(typed), _BIND, ASK_A_PERSON)
            )
        case _:
            return None


def _look_up(reference: str) -> Choice:
    return Choice("查备案", f"查备案 {reference}")
