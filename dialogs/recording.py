"""How a turn inside a dialog is put on record: what is personal in it is not written as it was said."""

from dataclasses import dataclass
from typing import Any

from dialogs.dialog import Dialog, Step

KEPT_BACK = "〔已隐去〕"
"""What stands on record where words must not."""


@dataclass(frozen=True, slots=True)
class PrivateWords:
    """Words that must not be recorded wherever they stand in a turn, and what stands there instead."""

    words: str
    recorded: str


def private_words(dialog: Dialog[Any], slots: Any) -> tuple[PrivateWords, ...]:
    """What the answers to private steps would put on record, the longest first."""
    private = [
        PrivateWords(value, _recorded(step, value))
        for step in dialog.steps.values()
        if step.private in ("name", "words")
        for slot in step.fills
        for value in _strings(getattr(slots, slot))
    ]
    return tuple(sorted(private, key=lambda one: -len(one.words)))


def _strings(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, tuple) else (value,)
    return tuple(one for one in values if isinstance(one, str) and one)


def heard_by(step: Step[Any]) -> str:
    """What is recorded of a message to `step`: nothing of its words where the step is private; empty for the words."""
    return f"〔{step.label or '个人信息'}，已隐去〕" if step.private else ""


def opening_heard(dialog: Dialog[Any]) -> str:
    """What is recorded of the words that open `dialog`: nothing of a confidential one's; empty for the words."""
    return f"〔{dialog.title}，已隐去〕" if dialog.is_confidential else ""


def _recorded(step: Step[Any], value: str) -> str:
    return f"{value[0]}*" if step.private == "name" else f"〔{step.label}，已隐去〕"
