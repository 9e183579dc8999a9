"""The step that asks where the enterprise is, for every dialog that rests on an area."""

from typing import Any

from pydantic import BaseModel

from dialogs.choosing import choose
from dialogs.dialog import AskAgain, Because, GoTo, Outcome, Step
from dialogs.messages import Choice, Choices, Reply, Text
from dialogs.offers import ASK_A_PERSON, CHANGE_AREA
from dialogs.ports import Ports

ELSEWHERE = Choice("其他地区", "其他地区")
ANOTHER_PLACE = "other"
"""The slot's value for a place whose texts are not held."""
NOT_A_PLACE = "请回复序号，或直接写城市、区县名，例如“东莞”“海门”。"


class AreaSlots(BaseModel):
    """Slots of a dialog that rests on an area: one of ours, ANOTHER_PLACE, or None while it is open."""

    area: str | None = None


def open_in(slots: type[AreaSlots]) -> Any:
    """How a dialog begins whose only given slot is the area: it is asked only of one whose area is unknown."""
    return lambda opening, _ports: slots(area=opening.area or None)


def area_step(*, resets: tuple[str, ...] = ()) -> Step[Any]:
    """Fills `area`; `resets` are the steps whose answers hold in one area only."""
    return Step(
        ask=lambda _slots, ports: Choices("您的企业在哪里？", area_choices(ports)),
        take=_take,
        label="地区",
        also_called=("所在地", "城市"),
        fills=("area",),
        resets=resets,
        shown=lambda slots, ports: area_name(slots.area, ports),
        notice=None,
        because=lambda _slots, _ports: Because("各地的文件写得不一样，要按企业备案所在地的文件办理。"),
    )


def area_choices(ports: Ports, codes: tuple[str, ...] = ()) -> tuple[Choice, ...]:
    """The areas that are loaded, or those of `codes`, and 其他地区."""
    offered = [area for area in ports.policy.jurisdictions if not codes or area.code in codes]
    return (*(Choice(area.name, area.name) for area in offered), ELSEWHERE)


def area_name(code: str | None, ports: Ports) -> str:
    """What users call the area; 其他地区 for one that is not ours."""
    return next((area.short_name for area in ports.policy.jurisdictions if area.code == code), ELSEWHERE.label)


def elsewhere(ports: Ports) -> Reply:
    """What is said to one whose area has no texts here."""
    held = "、".join(area.short_name for area in ports.policy.jurisdictions)
    return Text(
        f"目前只收录了{held}的文件，其他地区请以当地市场监管部门为准。需要转人工吗？",
        (ASK_A_PERSON, CHANGE_AREA),
    )


def _take(slots: AreaSlots, text: str, ports: Ports) -> Outcome[Any]:
    chosen = choose(text, area_choices(ports))
    if chosen == ELSEWHERE:
        return GoTo(slots.model_copy(update={"area": ANOTHER_PLACE}))
    place = ports.policy.place_in(chosen.says if chosen else text)
    if place is None:
        return AskAgain(NOT_A_PLACE)
    return GoTo(slots.model_copy(update={"area": place.code}))
