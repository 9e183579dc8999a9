"""A summary before anything is kept or sent: 1 确认 2 修改 3 取消, and any line of it can be changed."""

import re
from collections.abc import Callable
from typing import Any

from dialogs.choosing import choose, ordinal
from dialogs.dialog import AskAgain, Dialog, GoTo, Outcome, Step
from dialogs.messages import Choice, Choices, Citation, Cited, Reply
from dialogs.ports import Ports

STEP = "edit"
_CHANGE = re.compile(r"^(?:修改|改|更改|修改第|改第|第)\s*([0-9一二三四五六七八九十]{1,2})\s*(?:项|行|条|个)?[。.]?$")
_BACK_TO_CARD = Choice("不改了", "不改了")


def confirming(
    title: str,
    steps: Callable[[], Dialog[Any]],
    conclude: Callable[[Any, Ports], Outcome[Any]],
    *,
    agree: str = "确认",
    also: Callable[[Any, Ports], str] | None = None,
    cites: Callable[[Any, Ports], tuple[Citation, ...]] = lambda _slots, _ports: (),
    due: Callable[[Any, Ports], bool] = lambda _slots, _ports: True,
) -> Step[Any]:
    """The step that shows all answers and, once agreed to, concludes.

    `also` adds lines below the answers, `cites` the clauses that these rest on.
    """
    choices = (Choice(agree, agree), Choice("修改", "修改"), Choice("取消", "取消"))

    def ask(slots: Any, ports: Ports) -> Reply:
        lines = [f"{label}：{shown}" for _, label, shown in lines_of(steps(), slots, ports)]
        below = [also(slots, ports)] if also else []
        card, citations = "\n".join([title, *lines, *below]), cites(slots, ports)
        return Cited(card, citations, choices=choices) if citations else Choices(card, choices)

    def take(slots: Any, text: str, ports: Ports) -> Outcome[Any]:
        line = _CHANGE.match(text.strip())
        if line is not None:
            return _changed(steps(), slots, line[1], ports)
        chosen = choose(text, choices)
        if chosen == choices[0] or text.strip("。，！, .!") in _AGREED:
            return conclude(slots, ports)
        if chosen == choices[1]:
            return GoTo(slots, STEP)
        return AskAgain(f"请回复 1 {agree}、2 修改或 3 取消；要改哪一项也可以直接说。")

    return Step(ask=ask, take=take, due=due)


def step(dialog: Dialog[Any]) -> Step[Any]:
    """The step that asks which line is to be changed."""

    def offered(slots: Any, ports: Ports) -> tuple[Choice, ...]:
        lines = lines_of(dialog, slots, ports)
        return (*(Choice(_line(dialog.steps[name], shown), label) for name, label, shown in lines), _BACK_TO_CARD)

    def ask(slots: Any, ports: Ports) -> Reply:
        return Choices("要修改哪一项？", offered(slots, ports))

    def take(slots: Any, text: str, ports: Ports) -> Outcome[Any]:
        chosen = choose(text, offered(slots, ports))
        if chosen == _BACK_TO_CARD:
            return GoTo(slots)
        name = next((name for name, label, _ in lines_of(dialog, slots, ports) if chosen and chosen.says == label), "")
        return GoTo(dialog.cleared(slots, (name,))) if name else AskAgain("请回复要修改的那一项的序号。")

    return Step(ask=ask, take=take)


def lines_of(dialog: Dialog[Any], slots: Any, ports: Ports) -> tuple[tuple[str, str, str], ...]:
    """Step name, label and answer of every answered step, in the order of the dialog."""
    return tuple(
        (name, step.label, step.shown(slots, ports))
        for name, step in dialog.steps.items()
        if step.shown is not None and step.is_answered(slots)
    )


def _line(step: Step[Any], shown: str) -> str:
    """A line as it is offered: of words that may be long or private the label alone."""
    return step.label if step.private == "words" else f"{step.label}：{shown}"


def _changed(dialog: Dialog[Any], slots: Any, number: str, ports: Ports) -> Outcome[Any]:
    lines, at = lines_of(dialog, slots, ports), ordinal(number)
    if at is None or not 1 <= at <= len(lines):
        return AskAgain(f"上面共有 {len(lines)} 项，请回复要修改的序号，例如“改 1”。")
    return GoTo(dialog.cleared(slots, (lines[at - 1][0],)))


_AGREED = frozenset(
    ["确认", "确定", "提交", "同意", "没问题", "没错", "对", "对的", "好", "好的", "可以", "是", "是的", "行", "嗯"]
)
