"""「直报 CODE」: where a report stands, for whoever has its code, and taking it back while nobody works on it.

The code may lead to an anonymous report, so that it is put on record no more than the report itself.
"""

import re
from collections.abc import Mapping
from datetime import timedelta, timezone

from pydantic import BaseModel

from dialogs.choosing import choose
from dialogs.dialog import AskAgain, Because, Dialog, Finish, GoTo, Opening, Outcome, Step
from dialogs.messages import Choice, Choices, Reply, Text
from dialogs.offers import ASK_A_PERSON
from dialogs.ports import Ports
from dialogs.ports.reports import Progress, ReportState
from dialogs.values.written import half_width

REPORT_STATE_WORDS: Mapping[ReportState, str] = {
    "received": "待分派",
    "assigned": "已分派，正在处理",
    "feedback": "已有反馈",
    "closed": "已办结",
    "withdrawn": "已撤回",
}
_BEIJING = timezone(timedelta(hours=8))
_CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z](?:[\s-]?[0-9A-Za-z]){5,13}(?![0-9A-Za-z])")
_BY_CODE = re.compile(
    r"(?:查|查询|查一下|撤回|撤销)?(?:质量安全)?直报(?:编号|进度|线索)?[\s:：,，]*[0-9A-Za-z](?:[\s-]?[0-9A-Za-z]){5,13}[\s。]*"
)
_WHICH = r"(?:直报|举报|线索|上报)"
_ABOUT_MINE = re.compile(
    rf"(?:我|帮我|请)?(?:要|想)?(?:查|看|问)(?:一下|查|看|询)?(?:我|我们)?(?:的|上次的?|上回的?|之前的?)*{_WHICH}(?:的)?(?:编号|进度|进展|结果|状态)*"
    rf"|我(?:的|上次的?|上回的?|之前的?)*{_WHICH}(?:的)?(?:编号|进度|进展|结果|处理)+(?:查进度|查询|了吗|了没有?|没有?)*"
    rf"|(?:我|帮我|请)?(?:要|想)?(?:把|将)?(?:撤回|撤销|取消)(?:我)?(?:的|刚才的?|刚刚的?|上次的?)*{_WHICH}|{_WHICH}(?:撤销|撤回)"
)
_WITHDRAWS = re.compile("撤回|撤销|取消")
_WITHDRAW, _ENOUGH = Choice("撤回这条线索", "撤回这条线索"), Choice("知道了", "知道了")
_SURE, _KEEP = Choice("确认撤回", "确认撤回"), Choice("不撤回", "不撤回")
_NOT_FOUND = "没有查到这个编号，请核对后再发“直报”加编号。编号只在提交成功时显示过一次，找不到可转人工。"


class ProgressSlots(BaseModel):
    """`code` as it was typed, in capitals without spaces. `withdraws`: he asked to take it back."""

    code: str | None = None
    withdraws: bool = False


def code_in(text: str) -> str | None:
    """The one code in `text`: letters and digits in any case, with spaces or hyphens; None where there is none."""
    found = {re.sub(r"[\s-]", "", one[0]).upper() for one in _CODE.finditer(half_width(text))}
    return found.pop() if len(found) == 1 else None


def _opens(said: str) -> bool:
    return bool(_BY_CODE.fullmatch(said) or _ABOUT_MINE.fullmatch(said))


def _open(opening: Opening, _ports: Ports) -> ProgressSlots:
    return ProgressSlots(code=code_in(opening.words), withdraws=bool(_WITHDRAWS.search(opening.words)))


def _found(slots: ProgressSlots, ports: Ports) -> Progress | None:
    return ports.records.reports.progress(slots.code) if slots.code else None


def _take_code(slots: ProgressSlots, text: str, _ports: Ports) -> Outcome[ProgressSlots]:
    code = code_in(text)
    if code is None:
        return AskAgain(
            "请发送提交时给出的编号，例如“直报”加 10 位字母和数字；编号找不到的请转人工。", is_attempt=text.isascii()
        )
    return GoTo(slots.model_copy(update={"code": code}))


def _may_withdraw(slots: ProgressSlots, ports: Ports) -> bool:
    progress = _found(slots, ports)
    return progress is not None and progress.state == "received"


def _ask_what_next(slots: ProgressSlots, ports: Ports) -> Reply:
    progress = _found(slots, ports)
    return Choices(_in_words(progress) if progress else _NOT_FOUND, (_WITHDRAW, _ENOUGH))


def _take_what_next(slots: ProgressSlots, text: str, _ports: Ports) -> Outcome[ProgressSlots]:
    chosen = choose(text, (_WITHDRAW, _ENOUGH))
    if chosen == _WITHDRAW or _WITHDRAWS.search(text):
        return GoTo(slots.model_copy(update={"withdraws": True}))
    if chosen == _ENOUGH:
        return Finish((Text("好的，之后可随时凭编号再查。"),))
    return AskAgain("请回复 1 撤回这条线索，或 2 知道了。")


def _take_confirmation(slots: ProgressSlots, text: str, ports: Ports) -> Outcome[ProgressSlots]:
    chosen = choose(text, (_SURE, _KEEP))
    if chosen == _KEEP:
        return Finish((Text("好的，没有撤回。"),))
    if chosen != _SURE:
        return AskAgain("请回复 1 确认撤回，或 2 不撤回。")
    if ports.records.reports.withdraw(slots.code or ""):
        return Finish((Text("已撤回，这条线索不再处理。需要时可以重新提交。"),))
    return _conclude(slots, ports)


def _conclude(slots: ProgressSlots, ports: Ports) -> Outcome[ProgressSlots]:
    progress = _found(slots, ports)
    if progress is None:
        return Finish((Text(_NOT_FOUND, (ASK_A_PERSON,)),))
    refused = "已经有人处理，不能再撤回。" if slots.withdraws and progress.state != "withdrawn" else ""
    unrecorded = (progress.feedback,) if progress.feedback else ()
    return Finish((Text(f"{refused}{_in_words(progress)}", (ASK_A_PERSON,)),), unrecorded=unrecorded)


def _in_words(progress: Progress) -> str:
    since = progress.since.astimezone(_BEIJING)
    said = (
        f"直报 {progress.code}：{REPORT_STATE_WORDS[progress.state]}（{since.year}年{since.month}月{since.day}日起）。"
    )
    return f"{said}\n工作人员反馈：{progress.feedback}" if progress.feedback else said


REPORT_PROGRESS: Dialog[ProgressSlots] = Dialog(
    name="report_progress",
    version=1,
    slots=ProgressSlots,
    title="直报进度查询",
    opens=_opens,
    open=_open,
    is_detour=True,
    is_confidential=True,
    steps={
        "code": Step(
            ask=lambda _slots, _ports: Text("请发送直报编号（10 位字母和数字）。编号在提交成功时显示过一次。"),
            take=_take_code,
            label="直报编号",
            fills=("code",),
            because=lambda _slots, _ports: Because("线索可能是匿名的，只有编号能找到它。"),
            private="words",
        ),
        "next": Step(
            ask=_ask_what_next,
            take=_take_what_next,
            due=lambda slots, ports: not slots.withdraws and _may_withdraw(slots, ports),
        ),
        "confirm": Step(
            ask=lambda slots, _ports: Choices(f"确认撤回直报 {slots.code} 吗？撤回后不再处理。", (_SURE, _KEEP)),
            take=_take_confirmation,
            due=lambda slots, ports: slots.withdraws and _may_withdraw(slots, ports),
        ),
    },
    conclude=_conclude,
)
