"""转人工: a person is asked for, with the matter in the user's words and the hours in which somebody is there."""

from pydantic import BaseModel

from dialogs.dialog import AskAgain, Because, Dialog, Finish, GoTo, Outcome, Step
from dialogs.handoff import handoff
from dialogs.messages import Choice, Choices, Reply
from dialogs.ports import Ports

_SKIP = Choice("跳过", "跳过")
_LONGEST = 500


class HumanSlots(BaseModel):
    """`matter` is what it is about; empty where he did not want to say."""

    matter: str | None = None


def _ask_matter(_slots: HumanSlots, _ports: Ports) -> Reply:
    return Choices("已为您登记人工协助。请用一句话说明要咨询的事，我一并转给工作人员；请不要写姓名、电话。", (_SKIP,))


def _take_matter(slots: HumanSlots, text: str, _ports: Ports) -> Outcome[HumanSlots]:
    said = text.strip()
    if len(said) > _LONGEST:
        return AskAgain(f"您写了 {len(said)} 字，请概括到 {_LONGEST} 字以内。", is_attempt=True)
    return GoTo(slots.model_copy(update={"matter": said}))


def _conclude(slots: HumanSlots, ports: Ports) -> Outcome[HumanSlots]:
    ports.records.people.leave_message(slots.matter or "")
    return Finish((handoff(ports.records.people.desk(), question=slots.matter or ""),), wants_staff=True)


HUMAN: Dialog[HumanSlots] = Dialog(
    name="human",
    version=1,
    slots=HumanSlots,
    title="转人工",
    entries=("还没人理我", "没人理我", "怎么没人理我", "没人回我", "怎么没人回", "还没人回我", "怎么还没人"),
    steps={
        "matter": Step(
            ask=_ask_matter,
            take=_take_matter,
            fills=("matter",),
            skip=lambda slots: slots.model_copy(update={"matter": ""}),
            because=lambda _slots, _ports: Because("写明要咨询的事，工作人员不用再问一遍；不想写可以回复“跳过”。"),
        )
    },
    conclude=_conclude,
    is_detour=True,
)
