"""Asking a person to take over, in words. What is promised here is what happens: it is recorded."""

from dialogs.messages import Handoff
from dialogs.ports.contact import Desk

_LONGEST = 60


def handoff(desk: Desk, *, question: str = "", wish: str = "") -> Handoff:
    """The registration, with the user's `question` attached or his `wish` named, and when somebody is there."""
    ending = f"{'…' if len(question) > _LONGEST else ''}{question[-_LONGEST:]}"
    attached = f"，并附上您的问题：“{ending}”" if question else ""
    return Handoff(f"已为您登记{wish or '人工协助'}{attached}。{_when(desk)}您也可以继续提问，我为您查找原文。")


def _when(desk: Desk) -> str:
    if not desk.hours:
        return "目前还没有开通即时人工接待，工作人员会看到您的登记；"
    ahead = f"，前面还有 {desk.waiting} 位" if desk.waiting else ""
    if desk.is_open:
        return f"现在是工作时间（{desk.hours}）{ahead}，工作人员会尽快查看；"
    opens = f"，最近一次是{desk.opens_at:%m月%d日 %H:%M}" if desk.opens_at else ""
    return f"现在不在工作时间（{desk.hours}{opens}），工作人员上班后查看；"
