"""The step that asks for an enterprise's 统一社会信用代码, for every dialog that must know which enterprise.

Nobody is found by name: a register that can be asked by name can be read out.
"""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel

from dialogs.choosing import choose
from dialogs.dialog import AskAgain, Because, GoTo, Outcome, Step
from dialogs.messages import Choice, Reply, Text
from dialogs.offers import ASK_A_PERSON
from dialogs.ports import Ports
from dialogs.values.codes import FailsCheck, OldNumber, Repairable, SeveralCodes, Valid, WrongLength, code_in
from dialogs.values.questions import asks
from dialogs.values.written import plain

CODE = "code"
"""The step's name in every dialog."""
_FAILS_CHECK = (
    "这串代码校验不通过，请核对第18位，或直接复制营业执照上的代码。确认没有写错，请原样再发一次，或回复“确认无误”。"
)
_CERTAIN = Choice("确认无误", "确认无误")
_YES, _NO = Choice("是", "是"), Choice("不是，我重新发", "不是")
_MEANS_CERTAIN = frozenset(("确认", "无误", "没错", "没有错", "没写错", "就是这个", "是这个", "对", "是", "是的"))
_MEANS_YES = frozenset(("对", "对的", "是的", "没错", "嗯", "好", "好的", "确认", "确认无误"))
_MEANS_NO = frozenset(("不", "不对", "错了", "否"))
_ENTERPRISE = re.compile(r"(?:公司|集团|厂|合作社|事务所|研究院|中心|商行|店)$")
_LONGEST_NAME = 50
_HAS_NO_CODE = re.compile(
    r"(?:没有?|不知道|不清楚|不记得|忘记?了?|找不到|查不到|丢了?)(?:带|填|企业|统一|社会|信用|备案)*(?:代码|编号|执照)"
    r"|(?:代码|编号|执照)(?:我|都|也|是)?(?:没有?|不知道|不清楚|不记得|忘记?了|找不到|丢了|不在)"
)
_WHERE_IT_STANDS = "代码印在营业执照上，可以向企业经办人索取；一时找不到，可以先转人工。"


class CodeSlots(BaseModel):
    """Slots of a dialog that asks for a code.

    `typed` is one that is not valid and waits for a word, `repaired` what it may be meant to be.
    """

    code: str | None = None
    typed: str = ""
    repaired: str = ""


SlotsT = TypeVar("SlotsT", bound=CodeSlots)


def code_step(
    question: Reply,
    *,
    due: Callable[[Any, Ports], bool],
    other_number: Callable[[str], str] = lambda _text: "",
    resets: tuple[str, ...] = (),
) -> Step[Any]:
    """Fills `code`, with `question` asked first; `other_number` finds what a dialog takes instead of a code."""

    def ask(slots: CodeSlots, _ports: Ports) -> Reply:
        if slots.repaired:
            return Text(f"代码里不用字母 I、O、S、V、Z。您要发的是 {slots.repaired} 吗？", (_YES, _NO))
        if slots.typed:
            return Text(_FAILS_CHECK, (_CERTAIN, ASK_A_PERSON))
        return question

    def take(slots: CodeSlots, text: str, _ports: Ports) -> Outcome[Any]:
        settled = _settled(slots, text)
        if settled is not None:
            return GoTo(settled)
        return read_code(slots, text, other_number)

    return Step(
        ask=ask,
        take=take,
        label="统一社会信用代码",
        also_called=("信用代码", "代码"),
        fills=("code",),
        resets=resets,
        due=due,
        shown=lambda slots, _ports: slots.code,
        because=lambda _slots, _ports: Because("企业可能同名，只有统一社会信用代码能确定是哪一家，不按名称查找。"),
    )


def read_code(slots: CodeSlots, text: str, other_number: Callable[[str], str]) -> Outcome[Any]:
    """The slots with the code or other number in `text`, or with one that is to be confirmed."""
    read = code_in(text)
    number = "" if isinstance(read, Valid) else other_number(text)
    if number:
        return GoTo(with_code(slots, number))
    match read:
        case Valid(code):
            return GoTo(with_code(slots, code))
        case FailsCheck(code) if code == slots.typed:
            return GoTo(with_code(slots, code))
        case FailsCheck(code):
            return GoTo(slots.model_copy(update={"code": None, "typed": code, "repaired": ""}))
        case Repairable(typed, code):
            return GoTo(slots.model_copy(update={"code": None, "typed": typed, "repaired": code}))
        case OldNumber():
            return AskAgain("这是旧注册号，请用18位统一社会信用代码。", is_attempt=True)
        case WrongLength(characters):
            return AskAgain(f"统一社会信用代码是 18 位，您发的是 {characters} 位，请核对。", is_attempt=True)
        case SeveralCodes():
            return AskAgain("您发了不止一个代码，请只发一个。", is_attempt=True)
        case _ if len(text) <= _LONGEST_NAME and _HAS_NO_CODE.search(text):
            return AskAgain(_WHERE_IT_STANDS, is_attempt=True)
        case _ if _is_enterprise(text):
            return AskAgain("为保护企业信息，这里不按企业名称查找，请发送 18 位代码。", is_attempt=True)
        case _:
            return AskAgain("请发送 18 位统一社会信用代码，营业执照上有，多以 91 或 92 开头。")


def with_code(slots: SlotsT, code: str) -> SlotsT:
    """`slots` with `code` as the answer and nothing left to confirm."""
    return slots.model_copy(update={"code": code, "typed": "", "repaired": ""})


def _settled(slots: CodeSlots, text: str) -> CodeSlots | None:
    """What `text` makes of a code that waits for a word; None where none waits or it says something else."""
    said = plain(text)
    if slots.repaired:
        chosen = choose(text, (_YES, _NO))
        if chosen == _YES or said in _MEANS_YES:
            return with_code(slots, slots.repaired)
        if chosen == _NO or said in _MEANS_NO:
            return slots.model_copy(update={"typed": "", "repaired": ""})
    elif slots.typed and (said == _CERTAIN.says or said in _MEANS_CERTAIN):
        return with_code(slots, slots.typed)
    return None


def _is_enterprise(text: str) -> bool:
    name = plain(text)
    return len(name) <= _LONGEST_NAME and not asks(name) and _ENTERPRISE.search(name) is not None
