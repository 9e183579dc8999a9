"""What a dialog is: named steps over typed slots, each step a question and a way to read its answer.

A dialog holds no state. Where a conversation stands in it is a Position, which the database keeps;
what a step decides is an Outcome. Both are plain values, so a dialog can be tested as a table.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

from dialogs.messages import Reply
from dialogs.ports import Ports

SlotsT = TypeVar("SlotsT", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class GoTo(Generic[SlotsT]):
    """The answer was understood; ask the next step."""

    step: str
    slots: SlotsT


@dataclass(frozen=True, slots=True)
class AskAgain:
    """The answer was not understood; `hint` says in words what would be."""

    hint: str


@dataclass(frozen=True, slots=True)
class Finish:
    """The dialog is over. `jurisdiction` becomes the user's area, and `leaves_area` tells that he has none of ours;
    `then_ask` is taken up next."""

    replies: tuple[Reply, ...] = ()
    jurisdiction: str = ""
    leaves_area: bool = False
    then_ask: str = ""


Outcome = GoTo[SlotsT] | AskAgain | Finish


@dataclass(frozen=True, slots=True)
class Step(Generic[SlotsT]):
    """One question: `ask` words it, `take` reads the answer."""

    ask: Callable[[SlotsT, Ports], Reply]
    take: Callable[[SlotsT, str, Ports], Outcome[SlotsT]]


@dataclass(frozen=True, slots=True)
class Dialog(Generic[SlotsT]):
    """A named form. Raise `version` whenever a step changes its meaning or a slot its type."""

    name: str
    version: int
    slots: type[SlotsT]
    first_step: str
    steps: Mapping[str, Step[SlotsT]]


@dataclass(frozen=True, slots=True)
class Visited:
    """A step already answered, with the slots as they were when it was asked."""

    step: str
    slots: str


@dataclass(frozen=True, slots=True)
class Position:
    """Where a conversation stands in a dialog. `slots` is the JSON of the dialog's own model.

    `tries` counts answers to the present step that were not understood; `trail` leads back, the
    latest visited last.
    """

    dialog: str
    version: int
    step: str
    slots: str
    tries: int = 0
    trail: tuple[Visited, ...] = ()
