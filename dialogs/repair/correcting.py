"""An earlier answer changed in free words: 「学历填错了，是大专」. Only what rests on it is asked again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dialogs.dialog import Dialog, Finish, GoTo, Step
from dialogs.ports import Ports
from dialogs.values.written import any_of

_LONGEST = 100
"""A longer message tells a story; what it changes is asked rather than guessed."""
_SIGN = re.compile(
    r"不对|错了|[填写说选搞打]错|改[成为到一下]|改[:：]|换[成到为一个]|应该是|应为|更正|纠正|修改|不是.{1,12}是"
)
_CHANGES = r"(?:我?[要想]*|把)(?:改|换|重填|重写)(?:一?下)?(?:{})(?:吧|一?下)*"
_GIVES = re.compile(r"是|为|成|到|[:：=]")
_EDGE = "，。、,.;；！!的了吧 "


@dataclass(frozen=True, slots=True)
class Corrected:
    """The slots after a correction of `step`; `is_open` where the new answer was not given with it."""

    step: Step[Any]
    slots: Any
    is_open: bool = False


def corrected(dialog: Dialog[Any], slots: Any, text: str, ports: Ports, *, present: str) -> Corrected | None:
    """What `text` changes of the answers given so far, but that of the `present` step; None where it is no correction.

    A correction is known by its sign (错了, 改成 …) or by the label of the answer that it gives anew.
    """
    if len(text) > _LONGEST:
        return None
    answered = {name: step for name, step in dialog.steps.items() if step.is_answered(slots) and name != present}
    named = {name: step for name, step in answered.items() if _names(step, text)}
    has_sign = _SIGN.search(text) is not None or any(_is_to_change(step, text) for step in named.values())
    if not (has_sign or named):
        return None
    changed = [
        (name, after)
        for name, step in (named or answered).items()
        if (after := _changed(dialog, name, step, slots, text, ports)) is not None
    ]
    if len(changed) == 1:
        name, after = changed[0]
        return Corrected(dialog.steps[name], after)
    if not changed and has_sign and len(named) == 1:
        name, step = next(iter(named.items()))
        return Corrected(step, dialog.cleared(slots, (name,)), is_open=True)
    return None


def names_another(dialog: Dialog[Any], slots: Any, text: str, *, present: str) -> bool:
    """Whether `text` names an answer given before and says what it is, so that it cannot be the present one's."""
    return len(text) <= _LONGEST and any(
        _names(step, text) and _GIVES.search(text)
        for name, step in dialog.steps.items()
        if name != present and step.is_answered(slots)
    )


def _names(step: Step[Any], text: str) -> bool:
    return any(name in text for name in _called(step))


def _is_to_change(step: Step[Any], text: str) -> bool:
    """「改手机号」: which answer is to be changed, and not yet to what."""
    return re.fullmatch(_CHANGES.format(any_of(_called(step))), text.strip(_EDGE)) is not None


def _called(step: Step[Any]) -> Sequence[str]:
    return (step.label, *step.also_called)


def _changed(dialog: Dialog[Any], name: str, step: Step[Any], slots: Any, text: str, ports: Ports) -> Any:
    """The slots with the new answer, None where none is given or it is the old one."""
    cleared = dialog.cleared(slots, (name,))
    for words in _new_words(step, text):
        outcome = step.take(cleared, words, ports)
        if isinstance(outcome, GoTo) and not isinstance(outcome, Finish):
            fills_anew = any(getattr(outcome.slots, slot) != getattr(slots, slot) for slot in step.fills)
            return outcome.slots if fills_anew else None
    return None


def _new_words(step: Step[Any], text: str) -> list[str]:
    """Where the new answer may stand: behind the last word that gives it, before the sign, or all around the label."""
    bare = text
    for name in sorted(_called(step), key=len, reverse=True):
        bare = bare.replace(name, " ")
    parts = [_GIVES.split(bare)[-1], *_SIGN.split(bare)[::-1], bare]
    return [words for part in dict.fromkeys(parts) if (words := part.strip(_EDGE))]
