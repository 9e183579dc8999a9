"""Asking a person to take over, in words. What is promised here is what happens today: it is recorded."""

from dialogs.messages import Handoff

_LONGEST = 60
_WHAT_FOLLOWS = "目前还没有开通即时人工接待，工作人员会看到您的登记；您也可以继续提问，我为您查找原文。"


def handoff(*, question: str = "", wish: str = "") -> Handoff:
    """The registration, with the user's `question` attached or his `wish` named, where there is one."""
    ending = f"{'…' if len(question) > _LONGEST else ''}{question[-_LONGEST:]}"
    attached = f"，并附上您的问题：“{ending}”" if question else ""
    return Handoff(f"已为您登记{wish or '人工协助'}{attached}。{_WHAT_FOLLOWS}")
