"""For which enterprise somebody attends: one he acts for, else the one whose code he gives."""

from collections.abc import Callable
from typing import Any

from dialogs.choosing import choose
from dialogs.dialog import AskAgain, GoTo, Outcome, Step
from dialogs.flows.training_attendees import AttendeeSlots
from dialogs.flows.uscc import code_step
from dialogs.messages import Choice, Choices, Reply, Text
from dialogs.ports import Ports
from dialogs.ports.enterprises import Enterprise

_ANOTHER = Choice("其他企业", "其他企业")
_WHICH = Text("参训人所在企业的统一社会信用代码（18 位）？")


def enterprise_of(slots: AttendeeSlots, ports: Ports) -> Enterprise | None:
    """The registered enterprise: the one he acts for that was chosen, else that whose code he gave."""
    if slots.enterprise is not None:
        return next((one for one in ports.records.enterprises.bound() if one.id == slots.enterprise), None)
    return ports.records.enterprises.by_uscc(slots.code) if slots.code is not None else None


def is_enterprise_known(slots: AttendeeSlots, ports: Ports) -> bool:
    """Whether nothing need be asked for it."""
    return slots.code is not None or enterprise_of(slots, ports) is not None


def enterprise_step(*, due: Callable[[Any, Ports], bool]) -> Step[Any]:
    """Asks one who acts for enterprises which it is; 其他企业 leads on to its code. The only one is chosen before."""

    def is_due(slots: AttendeeSlots, ports: Ports) -> bool:
        acts = bool(ports.records.enterprises.bound())
        return acts and slots.enterprise is None and slots.code is None and due(slots, ports)

    return Step(
        ask=_ask,
        take=_take,
        label="企业",
        also_called=("单位", "公司"),
        fills=("enterprise",),
        due=is_due,
        shown=lambda slots, ports: ((found := enterprise_of(slots, ports)) and found.name) or "",
    )


def code_for_sign_up(*, due: Callable[[Any, Ports], bool]) -> Step[Any]:
    """Asks for the code of an enterprise that he does not act for."""
    return code_step(_WHICH, due=due)


def _ask(_slots: AttendeeSlots, ports: Ports) -> Reply:
    names = tuple(Choice(one.name, one.name) for one in ports.records.enterprises.bound())
    return Choices("为哪一家企业报名？", (*names, _ANOTHER))


def _take(slots: AttendeeSlots, text: str, ports: Ports) -> Outcome[AttendeeSlots]:
    bound = ports.records.enterprises.bound()
    chosen = choose(text, (*(Choice(one.name, one.name) for one in bound), _ANOTHER))
    if chosen == _ANOTHER:
        return GoTo(slots, "code")
    picked = next((one for one in bound if chosen and chosen.says == one.name), None)
    if picked is None:
        return AskAgain("请回复企业前的序号。")
    return GoTo(slots.model_copy(update={"enterprise": picked.id, "code": None, "typed": "", "repaired": ""}))
