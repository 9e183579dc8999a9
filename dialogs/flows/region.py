"""选择地区: which area's texts apply to this user, asked once and kept."""

from pydantic import BaseModel

from dialogs.choosing import choose
from dialogs.dialog import AskAgain, Dialog, Finish, Outcome, Step
from dialogs.flows.area import ELSEWHERE, NOT_A_PLACE, area_choices, elsewhere
from dialogs.messages import Choices, Reply, Text
from dialogs.ports import Ports


class RegionSlots(BaseModel):
    """`question` waits for the area; `codes` narrows the choices when a place name is ambiguous."""

    question: str = ""
    codes: tuple[str, ...] = ()
    place: str = ""


_ABOUT_ONESELF = frozenset("我们咱公司厂企业单位在这那边里是的属于省市县区镇呢啊吧，。 ")
"""What may stand beside a place name without asking anything: 「我们公司在海门」."""
_ASKS_FROM = 3


def _ask_area(slots: RegionSlots, ports: Ports) -> Reply:
    asked = f"您说的“{slots.place}”在哪里？" if slots.place else "您的企业在哪里？"
    kept = "您的问题我记下了。" if slots.question else ""
    return Choices(f"{kept}{asked}", area_choices(ports, slots.codes))


def _take_area(slots: RegionSlots, text: str, ports: Ports) -> Outcome[RegionSlots]:
    chosen = choose(text, area_choices(ports, slots.codes))
    if chosen == ELSEWHERE:
        return Finish(replies=(elsewhere(ports),), leaves_area=True)
    place = ports.policy.place_in(chosen.says if chosen else text)
    if place is None:
        return AskAgain(NOT_A_PLACE)
    if chosen is None and len(set(place.rest) - _ABOUT_ONESELF) >= _ASKS_FROM:
        return Finish(jurisdiction=place.code, then_ask=text)
    name = next(area.name for area in ports.policy.jurisdictions if area.code == place.code)
    if slots.question:
        # The doubtful name has been settled; left in, it would be asked about again.
        settled = slots.question.replace(slots.place, name) if slots.place else slots.question
        return Finish(jurisdiction=place.code, then_ask=settled)
    return Finish(replies=(Text(f"好的，以下按{name}的文件为您解答。请直接说您想了解的事。"),), jurisdiction=place.code)


REGION: Dialog[RegionSlots] = Dialog(
    name="region",
    version=1,
    slots=RegionSlots,
    title="选择地区",
    is_detour=True,
    steps={"area": Step(ask=_ask_area, take=_take_area, due=lambda _slots, _ports: True)},
)
