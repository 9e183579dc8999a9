"""备案查询: where an enterprise's filing stands, told to its owner and to nobody else.

One who is bound to the enterprise sees it at once. Another names it by its code or the filing's number and
proves that he belongs to it, with the last four digits of the registered phone or with a code sent to it, as
the deployment has chosen; that there is no such filing and that the proof is wrong is the same answer.
"""

from dataclasses import replace
from typing import Any

from dialogs.choosing import choose
from dialogs.dialog import AREA, AskAgain, Because, Dialog, Finish, GoTo, Opening, Outcome, Step
from dialogs.flows.area import ANOTHER_PLACE, area_step, elsewhere
from dialogs.flows.bound import chosen, listed
from dialogs.flows.filing_card import ANOTHER_ENTERPRISE, filing_card
from dialogs.flows.filing_guide import guide
from dialogs.flows.filing_words import (
    GUIDE,
    asks_for_guide,
    digits_in,
    is_about_phone,
    names_filing,
    number_in,
    wants_status_of,
)
from dialogs.flows.one_time_code import STEP as ONE_TIME_CODE
from dialogs.flows.one_time_code import OneTimeCodeSlots, first_sent, locked, missed_again, one_time_code_step
from dialogs.flows.uscc import CODE, code_step, read_code
from dialogs.messages import Choice, Choices, Reply, Text
from dialogs.offers import ASK_A_PERSON
from dialogs.ports import Ports
from dialogs.ports.enterprises import Enterprise, Locked
from dialogs.ports.filings import FilingsShown, NothingToShow, RegisterUnavailable


class FilingSlots(OneTimeCodeSlots):
    """`enterprise` is the id of one he is bound to, `is_another` that he asks for one he may not be.

    `home` is the area he came with; `area` is that of the guide, which `wants_guide` asks for.
    """

    enterprise: int | None = None
    is_another: bool = False
    last_four: str | None = None
    wants_guide: bool = False
    home: str = ""
    area: str | None = None


_AGAIN = Choice("再查一次", "备案查询")
_WHICH_FILING = Text("请发送企业统一社会信用代码（18位）。也可以发送备案编号。", (GUIDE, ASK_A_PERSON))
_NOTHING_TO_SHOW = "未查到可向您展示的记录。可能尚未提交，或联系人信息不一致。"


def _open(opening: Opening, ports: Ports) -> FilingSlots:
    """A code or number said with the wish is taken; else an only enterprise of his is meant."""
    slots = FilingSlots(home=opening.area)
    read = read_code(slots.model_copy(update={"is_another": True}), opening.words, number_in)
    if isinstance(read, GoTo):
        named: FilingSlots = read.slots
        return named
    if opening.words == ANOTHER_ENTERPRISE.says:
        return slots.model_copy(update={"is_another": True})
    bound = ports.records.enterprises.bound()
    return slots.model_copy(update={"enterprise": bound[0].id}) if len(bound) == 1 else slots


def _is_still_unknown(slots: FilingSlots) -> bool:
    return slots.enterprise is None and slots.code is None and not slots.wants_guide


def _his_with(code: str | None, ports: Ports) -> Enterprise | None:
    return next((one for one in ports.records.enterprises.bound() if one.uscc == code), None)


# Which enterprise


def _is_several(slots: FilingSlots, ports: Ports) -> bool:
    return _is_still_unknown(slots) and not slots.is_another and len(ports.records.enterprises.bound()) > 1


def _ask_which(_slots: FilingSlots, ports: Ports) -> Reply:
    return Choices("您要查哪一家企业的备案？", (*listed(ports.records.enterprises.bound()), ANOTHER_ENTERPRISE))


def _take_which(slots: FilingSlots, text: str, ports: Ports) -> Outcome[FilingSlots]:
    bound = ports.records.enterprises.bound()
    another = slots.model_copy(update={"is_another": True})
    if choose(text, (*listed(bound), ANOTHER_ENTERPRISE)) == ANOTHER_ENTERPRISE:
        return GoTo(another)
    picked = chosen(text, bound)
    if picked is not None:
        return GoTo(slots.model_copy(update={"enterprise": picked.id}))
    if names_filing(text):
        return read_code(another, text, number_in)
    return AskAgain("请回复企业前面的序号，例如 1。")


def _take_code(slots: FilingSlots, text: str, ports: Ports) -> Outcome[FilingSlots]:
    if asks_for_guide(text):
        return GoTo(slots.model_copy(update={"wants_guide": True, "area": slots.home or None}))
    return _CODE_STEP.take(slots.model_copy(update={"is_missed": False}), text, ports)


_CODE_STEP: Step[Any] = code_step(
    _WHICH_FILING,
    due=lambda slots, _ports: _is_still_unknown(slots),
    other_number=number_in,
    resets=("verify", ONE_TIME_CODE),
)


# Whether it is his


def _asks_digits(slots: FilingSlots, ports: Ports) -> bool:
    is_named = slots.code is not None and _his_with(slots.code, ports) is None
    return is_named and slots.last_four is None and ports.records.filings.proof() == "last_four"


def _ask_digits(slots: FilingSlots, _ports: Ports) -> Reply:
    if slots.is_missed:
        return Choices(f"{_NOTHING_TO_SHOW}\n您也可以重新发送手机号后四位或代码。", (GUIDE, ASK_A_PERSON))
    return Text("请输入备案登记手机号的后四位，用于核验身份。")


def _take_digits(slots: FilingSlots, text: str, ports: Ports) -> Outcome[FilingSlots]:
    taken = _instead_of_proof(slots, text, ports)
    if taken is not None:
        return taken
    digits = digits_in(text)
    if digits is not None:
        return GoTo(slots.model_copy(update={"last_four": digits, "is_missed": False}))
    return AskAgain(
        "请只发登记手机号的最后四位数字，例如 0000。不清楚是哪个号码，或号码已更换，请转人工。",
        is_attempt=is_about_phone(text),
    )


def _instead_of_proof(slots: FilingSlots, text: str, ports: Ports) -> Outcome[FilingSlots] | None:
    if asks_for_guide(text):
        return _take_code(slots.model_copy(update={"code": None}), text, ports)
    # Digits stand in every code: it is looked for first, or it would be a wrong try.
    if names_filing(text):
        return read_code(slots.model_copy(update={"is_missed": False}), text, number_in)
    return None


# What is shown


def _conclude(slots: FilingSlots, ports: Ports) -> Outcome[FilingSlots]:
    if slots.wants_guide:
        return _guided(slots, ports)
    his = _his_with(slots.code, ports)
    enterprise_id = his.id if his else slots.enterprise
    if enterprise_id is not None:
        return _shown(ports.records.filings.of_bound(enterprise_id), ports)
    return _looked_up(slots, ports)


def _looked_up(slots: FilingSlots, ports: Ports) -> Outcome[FilingSlots]:
    filings, reference = ports.records.filings, slots.code or ""
    is_by_code = filings.proof() == "code"
    if is_by_code and slots.one_time_code is None:
        return first_sent(slots, filings.send_code(reference), ports)
    found = filings.look_up(reference, (slots.one_time_code if is_by_code else slots.last_four) or "")
    match found:
        case NothingToShow() if is_by_code:
            return missed_again(slots)
        case NothingToShow():
            return GoTo(slots.model_copy(update={"last_four": None, "is_missed": True}), "verify")
        case Locked():
            return locked(found, ports)
        case FilingsShown():
            return Finish((filing_card(found, ports, is_bound=False),))
        case RegisterUnavailable():
            return Finish((_unavailable(),))


def _shown(found: FilingsShown | NothingToShow | RegisterUnavailable, ports: Ports) -> Outcome[FilingSlots]:
    match found:
        case FilingsShown():
            name = found.filings[0].cqo_name
            return Finish((filing_card(found, ports, is_bound=True),), unrecorded=(name,) if name else ())
        case NothingToShow():
            return Finish(
                (Text("这家企业目前没有备案记录，可能尚未提交。", (GUIDE, ANOTHER_ENTERPRISE, ASK_A_PERSON)),)
            )
        case RegisterUnavailable():
            return Finish((_unavailable(),))


def _unavailable() -> Reply:
    return Text("暂时查不到备案数据，请稍后再试，或转人工登记。", (_AGAIN, ASK_A_PERSON))


def _guided(slots: FilingSlots, ports: Ports) -> Outcome[FilingSlots]:
    if slots.area == ANOTHER_PLACE:
        return Finish((elsewhere(ports),), leaves_area=True)
    return Finish((guide(slots.area or "", ports),), jurisdiction=slots.area or "")


_STEPS: dict[str, Step[Any]] = {
    "which": Step(
        ask=_ask_which,
        take=_take_which,
        fills=("enterprise",),
        due=_is_several,
        because=lambda _slots, _ports: Because("您名下绑定了不止一家企业，要确定查哪一家。"),
    ),
    CODE: replace(_CODE_STEP, take=_take_code),
    "verify": Step(
        ask=_ask_digits,
        take=_take_digits,
        fills=("last_four",),
        due=_asks_digits,
        because=lambda _slots, _ports: Because("备案信息只给企业自己看，所以要核验登记的手机号后四位。"),
        private="words",
        label="核验数字",
    ),
    ONE_TIME_CODE: one_time_code_step(
        missed=f"{_NOTHING_TO_SHOW}\n也可能是验证码不对或已经过期，您可以重新输入，或重新发送。",
        ways=(GUIDE, ASK_A_PERSON),
        send=lambda slots, ports: ports.records.filings.send_code(slots.code or ""),
        otherwise=_instead_of_proof,
    ),
    AREA: replace(area_step(), due=lambda slots, _ports: slots.wants_guide and slots.area is None),
}

FILING_STATUS: Dialog[FilingSlots] = Dialog(
    name="filing_status",
    version=2,
    slots=FilingSlots,
    title="备案查询",
    entries=("查备案", "备案进度", "备案进度查询", "查询备案", "备案状态", "查备案进度", ANOTHER_ENTERPRISE.says),
    opens=wants_status_of,
    open=_open,
    steps=_STEPS,
    conclude=_conclude,
)
