"""Who is to attend: name and phone, in one line or one after the other, for as many as were asked for."""

from collections.abc import Callable
from typing import Any

from dialogs.dialog import AskAgain, Because, GoTo, Outcome, Step
from dialogs.flows.uscc import CodeSlots
from dialogs.messages import Reply, Text
from dialogs.ports import Ports
from dialogs.values.people import Person, means_oneself, person_in
from dialogs.values.phones import Landline, Mobile, NoPhone, NotAMobile, SeveralPhones


class AttendeeSlots(CodeSlots):
    """`names` and `phones` stand side by side, None until `wanted` are complete.

    `entered_names` and `entered_phones` are those complete so far; `name` and `phone` are parts of the next.
    """

    wanted: int = 1
    names: tuple[str, ...] | None = None
    phones: tuple[str, ...] | None = None
    entered_names: tuple[str, ...] = ()
    entered_phones: tuple[str, ...] = ()
    name: str = ""
    phone: str = ""
    enterprise: int | None = None


def attendee_step(*, due: Callable[[Any, Ports], bool]) -> Step[Any]:
    """Fills `names` and `phones`."""
    return Step(
        ask=_ask,
        take=_take,
        label="参训人",
        also_called=("姓名", "名字", "手机号", "电话"),
        fills=("names", "phones"),
        due=lambda slots, ports: slots.names is None and due(slots, ports),
        shown=lambda slots, _ports: "；".join(
            f"{name} {masked(phone)}" for name, phone in zip(slots.names, slots.phones, strict=True)
        ),
        because=lambda _slots, _ports: Because("姓名用于参训和结业登记，手机号用于开班通知。"),
        private="name",
    )


def masked(phone: str) -> str:
    """「1*******678」, as a card shows it."""
    return f"{phone[:1]}{'*' * (len(phone) - 4)}{phone[-3:]}"


def _ask(slots: AttendeeSlots, _ports: Ports) -> Reply:
    which = f"第 {len(slots.entered_names) + 1} 位" if slots.wanted > 1 else ""
    if slots.name:
        return Text(f"{which}参训人手机号？（用于开班通知）")
    if slots.phone:
        return Text(f"{which}参训人姓名？")
    return Text(f"{which}参训人姓名和手机号？可以写在一行，例如“张伟 13800000000”。")


def _take(slots: AttendeeSlots, text: str, ports: Ports) -> Outcome[AttendeeSlots]:
    if slots.names is None and len(slots.entered_names) >= slots.wanted:
        slots = slots.model_copy(update={"entered_names": (), "entered_phones": ()})
    person = person_in(text, admits_demo=ports.admits_demo_phones)
    phone = person.phone.number if isinstance(person.phone, Mobile) else slots.phone
    name = person.name or slots.name
    if phone and phone in slots.entered_phones:
        return AskAgain("这个手机号前面已经填过，请填另一位的手机号。", is_attempt=True)
    if hint := _refused(person):
        return AskAgain(hint, is_attempt=True)
    if not (person.name or isinstance(person.phone, Mobile)):
        if means_oneself(text):
            return AskAgain("好的，请写您的姓名和手机号，例如“张伟 13800000000”。", is_attempt=True)
        return AskAgain("请写参训人姓名（2 至 20 个汉字）和 11 位手机号，例如“张伟 13800000000”。")
    if not (name and phone):
        return GoTo(slots.model_copy(update={"name": name, "phone": phone}), "attendee")
    names, phones = (*slots.entered_names, name), (*slots.entered_phones, phone)
    entered = {"entered_names": names, "entered_phones": phones, "name": "", "phone": ""}
    if len(names) < slots.wanted:
        return GoTo(slots.model_copy(update=entered), "attendee")
    return GoTo(slots.model_copy(update={**entered, "names": names, "phones": phones}))


def _refused(person: Person) -> str:
    """What is wrong with a phone that is none; empty where nothing is."""
    match person.phone:
        case Landline():
            return "这是固定电话，收不到开班通知，请写 11 位手机号。"
        case NotAMobile(digits):
            return f"手机号是 11 位，您写的是 {digits} 位或号段不对，请核对。"
        case SeveralPhones():
            return "您写了不止一个手机号，请一次只写一位参训人。"
        case Mobile() | NoPhone():
            return ""
