"""What a dialog is: named steps over typed slots, each step a question and a way to read its answer.

A dialog holds no state. Where a conversation stands in it is a Position, which the database keeps;
what a step decides is an Outcome. Both are plain values, so a dialog can be tested as a table. The
order of questions is no chain of jumps: the first step that is due is asked, so that an answer
given early, corrected late or made needless by another one needs no code of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel

from dialogs.messages import Reply
from dialogs.policy import PolicyReply
from dialogs.ports import Ports

SlotsT = TypeVar("SlotsT", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class GoTo(Generic[SlotsT]):
    """The answer was understood. `step` is asked next; left empty, the first that is due. `says` comes before it."""

    slots: SlotsT
    step: str = ""
    says: tuple[Reply, ...] = ()


@dataclass(frozen=True, slots=True)
class AskAgain:
    """The answer was not understood; `hint` says in words what would be.

    `is_attempt`: it was meant as an answer (a code too short), so that it is not looked up as a question.
    """

    hint: str
    is_attempt: bool = False


@dataclass(frozen=True, slots=True)
class Finish:
    """The dialog is over. `jurisdiction` becomes the user's area, and `leaves_area` tells that he has none of ours.

    `then_ask` is taken up next as if he had said it, `then_open` names the dialog that follows. `forgets`:
    nothing of the conversation so far is remembered. `unrecorded` are words of the replies that must not be
    put on record.
    """

    replies: tuple[Reply, ...] = ()
    jurisdiction: str = ""
    leaves_area: bool = False
    then_ask: str = ""
    then_open: str = ""
    forgets: bool = False
    wants_staff: bool = False
    unrecorded: tuple[str, ...] = ()


Outcome = GoTo[SlotsT] | AskAgain | Finish

AREA = "area"
"""The step of every dialog that rests on an area."""

Private = Literal["", "name", "words", "answer"]
"""How what is said to a step is recorded: a name by its first character, other words not at all, an answer
as given but never in the trace; empty where nothing personal is asked for."""


@dataclass(frozen=True, slots=True)
class Because:
    """Why a step asks: a sentence, and the clauses that need the fact, where there are any."""

    words: str
    clauses: tuple[str, ...] = ()


def _unanswered(slots: Any, fills: tuple[str, ...]) -> bool:
    return any(getattr(slots, slot) is None for slot in fills)


@dataclass(frozen=True, slots=True)
class Step(Generic[SlotsT]):
    """One question: `ask` words it, `take` reads the answer.

    `label` is what the answer is called (「学历」), `also_called` what else people call it; a step
    without a label can be neither corrected nor edited. `fills` are the slots it answers, None while
    it has not; `resets` the steps whose answers fall with this one. It is asked while `is_due`, if
    not told otherwise until its slots are filled. `shown` words the answer for a summary. `notice`
    finds the answer in words that were said to something else. `skip` fills the slots of a step that
    need not be answered. The answer to a story is whatever is told: it is read as no correction of another.
    """

    ask: Callable[[SlotsT, Ports], Reply]
    take: Callable[[SlotsT, str, Ports], Outcome[SlotsT]]
    label: str = ""
    also_called: tuple[str, ...] = ()
    fills: tuple[str, ...] = ()
    resets: tuple[str, ...] = ()
    due: Callable[[SlotsT, Ports], bool] | None = None
    shown: Callable[[SlotsT, Ports], str] | None = None
    notice: Callable[[SlotsT, str, Ports], SlotsT | None] | None = None
    skip: Callable[[SlotsT], SlotsT] | None = None
    because: Callable[[SlotsT, Ports], Because] | None = None
    private: Private = ""
    is_story: bool = False

    def is_due(self, slots: SlotsT, ports: Ports) -> bool:
        """Whether the question is still to be asked."""
        return self.due(slots, ports) if self.due else _unanswered(slots, self.fills)

    def is_answered(self, slots: SlotsT) -> bool:
        """Whether it has an answer that can be shown and changed."""
        return bool(self.label and self.fills) and not _unanswered(slots, self.fills)


@dataclass(frozen=True, slots=True)
class Opening:
    """How a dialog came to be opened: the user's area, empty while unknown, and the words that asked for it."""

    area: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Dialog(Generic[SlotsT]):
    """A named form. Raise `version` whenever a step changes its meaning or a slot its type.

    `title` is what users call it, `entries` are words that open it, `opens` knows others that do. `open`
    gives the slots to begin with; without it none is filled. `greeting` is said before the first question.
    `answers` is what the dialog says itself to a question on its matter. `conclude` is asked when no step
    is due any more; only a dialog whose steps finish by themselves has none. `when_left` is said to one who
    leaves it where 「已取消」 would be misread. A detour opens at once, and after it the dialog that was open
    before goes on by itself. Of a confidential one not even the words that opened it are put on record; `hides`
    tells of any words, said to open it or while it is open, that they must not be.
    """

    name: str
    version: int
    slots: type[SlotsT]
    steps: Mapping[str, Step[SlotsT]]
    title: str = ""
    entries: tuple[str, ...] = ()
    opens: Callable[[str], bool] | None = None
    open: Callable[[Opening, Ports], SlotsT] | None = None
    greeting: Callable[[SlotsT, Ports], tuple[Reply, ...]] | None = None
    answers: Callable[[SlotsT, str, Ports], PolicyReply | None] | None = None
    conclude: Callable[[SlotsT, Ports], Outcome[SlotsT]] | None = None
    when_left: str = ""
    hides: Callable[[str], bool] | None = None
    is_detour: bool = False
    is_confidential: bool = False

    def cleared(self, slots: SlotsT, steps: tuple[str, ...]) -> SlotsT:
        """`slots` without the answers of `steps` and of the steps that rest on them."""
        reach = list(steps)
        for name in reach:
            reach += [other for other in self.steps[name].resets if other not in reach]
        return slots.model_copy(update=dict.fromkeys(slot for name in reach for slot in self.steps[name].fills))


@dataclass(frozen=True, slots=True)
class Visited:
    """A step already answered, with the slots as they were when it was asked."""

    step: str
    slots: str


@dataclass(frozen=True, slots=True)
class Fork:
    """A choice that stands before the open step: go on with it, or with what `words` asked for.

    `paused` after a silence, `digressions` after many questions, `second` when another dialog, named
    by `dialog`, was asked for.
    """

    kind: Literal["paused", "digressions", "second"]
    words: str = ""
    dialog: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a conversation stands in a dialog. `slots` is the JSON of the dialog's own model.

    `tries` counts answers to the present step that were not understood, `digressions` the questions
    answered beside it; `trail` leads back, the latest visited last. `noticed` are steps whose answers
    were found in other words and wait to be confirmed. `at` is the last turn it was open in.
    """

    dialog: str
    version: int
    step: str
    slots: str
    opened_with: str = ""
    """The slots at the opening, for a restart."""
    tries: int = 0
    trail: tuple[Visited, ...] = ()
    noticed: tuple[str, ...] = ()
    digressions: int = 0
    fork: Fork | None = None
    at: datetime | None = None
