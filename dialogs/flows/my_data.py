"""我的信息: what is kept of the contact, shown, exported and erased at his word."""

from datetime import date

from pydantic import BaseModel

from dialogs.choosing import choose
from dialogs.dialog import AskAgain, Dialog, Finish, Opening, Outcome, Step
from dialogs.flows.training_own import active
from dialogs.messages import Choice, Choices, Reply, Text
from dialogs.offers import ASK_A_PERSON
from dialogs.ports import Ports
from dialogs.ports.contact import Held

_EXPORT = Choice("导出全部内容", "导出我的信息")
_DELETE = Choice("删除我的信息", "删除我的信息")
_ERASE, _KEEP = Choice("确认删除", "确认删除"), Choice("不删了", "不删了")
_ANONYMOUS = "匿名直报没有和您关联，既查不到，也不会被删除。"
_NOTHING = Text(f"目前没有保存与您有关的信息。{_ANONYMOUS}")


class MyDataSlots(BaseModel):
    """`is_export`: all of it is wanted in words, not only what kinds there are."""

    is_export: bool = False


class ErasureSlots(BaseModel):
    """Nothing is asked but whether he means it."""


def _show(slots: MyDataSlots, ports: Ports) -> Outcome[MyDataSlots]:
    held = ports.records.my_data.held()
    if not held:
        return Finish((_NOTHING,))
    if slots.is_export:
        # Recorded, it would be kept twice, and names among it where no name may stand.
        exported = ports.records.my_data.export()
        return Finish((Text(f"以下是保存的与您有关的全部内容：\n{exported}", (_DELETE,)),), unrecorded=(exported,))
    shown = f"目前保存的与您有关的信息：\n{_listed(held)}\n{_ANONYMOUS}"
    return Finish((Text(shown, (_EXPORT, _DELETE, ASK_A_PERSON)),))


def _ask_to_confirm(_slots: ErasureSlots, ports: Ports) -> Reply:
    held, places = ports.records.my_data.held(), active(ports)
    lines = [f"将删除与您有关的信息：\n{_listed(held)}"]
    if places:
        lines.append(f"您有 {len(places)} 个培训报名仍然有效；不参加的请先回复“取消报名”，删除后只能转人工取消。")
    lines.append(f"删除后不能恢复；办理上仍须留存的记录会与您的账号脱离，留存哪些、为什么，回执里写明。{_ANONYMOUS}")
    return Choices("\n".join([*lines, "确认删除吗？"]), (_ERASE, _KEEP))


def _take_confirmation(slots: ErasureSlots, text: str, ports: Ports) -> Outcome[ErasureSlots]:
    chosen = choose(text, (_ERASE, _KEEP))
    if chosen == _KEEP:
        return Finish((Text("好的，没有删除。"),))
    if chosen != _ERASE:
        return AskAgain("请回复 1 确认删除，或 2 不删了。")
    erasure = ports.records.my_data.erase()
    lines = [
        f"已受理，回执编号 {erasure.receipt}，{_day(erasure.due_on)}前处理完毕。",
        *(f"仍会保留：{kept}。" for kept in erasure.kept),
        "您仍可以继续提问；之后的对话会重新开始保存。",
    ]
    return Finish((Text("\n".join(lines)),), forgets=True)


def _has_something(_slots: ErasureSlots, ports: Ports) -> bool:
    return bool(ports.records.my_data.held())


def _listed(held: tuple[Held, ...]) -> str:
    return "\n".join(f"· {one.what} {one.number} 条{f'，最早 {_day(one.since)}' if one.since else ''}" for one in held)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _open(opening: Opening, _ports: Ports) -> MyDataSlots:
    return MyDataSlots(is_export="导出" in opening.words)


MY_DATA: Dialog[MyDataSlots] = Dialog(
    name="my_data",
    version=1,
    slots=MyDataSlots,
    title="我的信息",
    entries=("查看我的信息", "导出我的信息", "导出我的数据", "我的数据", "查看我的数据"),
    open=_open,
    steps={},
    conclude=_show,
)

DELETE_MY_DATA: Dialog[ErasureSlots] = Dialog(
    name="delete_my_data",
    version=1,
    slots=ErasureSlots,
    title="删除我的信息",
    steps={"confirm": Step(ask=_ask_to_confirm, take=_take_confirmation, due=_has_something)},
    conclude=lambda _slots, _ports: Finish((_NOTHING,)),
)
