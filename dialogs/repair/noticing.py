"""Several answers in one sentence: what a step finds in words said to something else is read back."""

import re
from typing import Any

from pydantic import BaseModel

from dialogs.choosing import choose, plain
from dialogs.dialog import AskAgain, Dialog, GoTo, Outcome, Step
from dialogs.messages import Choice, Choices, Reply
from dialogs.ports import Ports

STEP = "readback"
_RIGHT = Choice("对", "对")
_WRONG = Choice("不对，我重新填", "不对")
_CHOICES = (_RIGHT, _WRONG)
_YES = frozenset(
    [
        "对",
        "对的",
        "是",
        "是的",
        "没错",
        "正确",
        "对对",
        "嗯",
        "嗯嗯",
        "好",
        "好的",
        "可以",
        "确认",
        "没问题",
        "ok",
        "yes",
    ]
)
_NO = frozenset(["不对", "不是", "错了", "不正确", "有误", "不", "否", "no"])

_NO_FIRST = re.compile(r"^(?:不对|不是|错了)[，,。\s]*")
"""Before a story that is told anew."""


def noticed_in(
    dialog: Dialog[Any], slots: BaseModel, words: str, ports: Ports, *, beside: str = ""
) -> tuple[Any, tuple[str, ...]]:
    """`slots` with every open answer that `words` hold, and the steps they answer; those but `beside`."""
    found: list[str] = []
    for name, step in dialog.steps.items() if words else ():
        if name == beside or step.notice is None or step.is_answered(slots):
            continue
        filled = step.notice(slots, words, ports)
        if filled is not None:
            slots, found = filled, [*found, name]
    return slots, tuple(found)


def step(dialog: Dialog[Any], noticed: tuple[str, ...]) -> Step[Any]:
    """The step that reads `noticed` back; private where one of the answers is."""
    read_back = [dialog.steps[name] for name in noticed]
    story = next((one for one in read_back if one.is_story), None)

    def ask(slots: Any, ports: Ports) -> Reply:
        lines = [f"{one.label}：{one.shown(slots, ports)}" for one in read_back if one.shown]
        return Choices(f"我记下：{'；'.join(lines)}。对吗？", _CHOICES)

    def take(slots: Any, text: str, ports: Ports) -> Outcome[Any]:
        chosen, said = choose(text, _CHOICES), plain(text).casefold()
        if chosen == _RIGHT or said in _YES:
            return GoTo(slots)
        if chosen == _WRONG or said in _NO:
            return GoTo(dialog.cleared(slots, noticed))
        told = story.take(dialog.cleared(slots, noticed), _NO_FIRST.sub("", text), ports) if story else None
        if isinstance(told, GoTo):
            return told
        return AskAgain("请回复 1 或 2；也可以直接写对的内容。")

    private = [one for one in read_back if one.private]
    if private:
        return Step(ask=ask, take=take, private=private[0].private, label=private[0].label)
    return Step(ask=ask, take=take)
