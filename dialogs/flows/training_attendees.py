"""Who is to attend: name and phone, in one line or one after the other, for as many as were asked for."""

from collections.abc import Callable
from typing import Any, TypeVar

from dialogs.dialog import AskAgain, Because, GoTo, Outcome, Step
from dialogs.flows.training_people import MOST_AT_ONCE, Attending, are_names, attending_in, places_in
from dialogs.flows.uscc import CodeSlots
from dialogs.messages import Reply, Text
from dialogs.ports import Ports
from dialogs.values.people import means_oneself
from dialogs.values.phones import Landline, Mobile, NoPhone, NotAMobile, PhoneRead, SeveralPhones
from dialogs.values.surnames import reads_as_name

_FOR_EXAMPLE = "例如“张伟 13800000000”"
_DIGITS = 11


class AttendeeSlots(CodeSlots):
    """`names` and `phones` stand side by side, None until `wanted` are complete.

    `entered` are those complete so far, and are kept for a correction; `next_one` is the one that is not.
    """

    wanted: int = 1
    names: tuple[str, ...] | None = None
    phones: tuple[str, ...] | None = None
    entered: tuple[Attending, ...] = ()
    next_one: Attending = Attending()
    enterprise: int | None = None


SlotsT = TypeVar("SlotsT", bound=AttendeeSlots)


def attendee_step(*, due: Callable[[Any, Ports], bool]) -> Step[Any]:
    """Fills `names` and `phones`."""
    return Step(
        ask=_ask,
        take=_take,
        label="参训人",
        also_called=("姓名", "名字", "手机号", "电话"),
        fills=("names", "phones"),
        due=lambda slots, ports: slots.names is None and due(slots, ports),
        shown=lambda slots, _ports: _in_words(slots),
        because=lambda _slots, _ports: Because("姓名用于参训和结业登记，手机号用于开班通知。"),
        private="name",
    )


def masked(phone: str) -> str:
    """「1*******678」, as a card shows it."""
    return f"{phone[:1]}{'*' * (len(phone) - 4)}{phone[-3:]}"


def complete(slots: AttendeeSlots) -> tuple[Attending, ...]:
    """The attendees that are to be signed up."""
    return slots.entered if slots.names is not None else ()


def completed(slots: SlotsT, people: tuple[Attending, ...]) -> SlotsT:
    """The slots with all who attend, be they more or fewer than were wanted at first."""
    return slots.model_copy(
        update={
            "wanted": len(people),
            "entered": people,
            "next_one": Attending(),
            "names": tuple(one.name for one in people),
            "phones": tuple(one.phone for one in people),
        }
    )


def _in_words(slots: AttendeeSlots) -> str:
    shown = [f"{one.name}{f'（{one.post}）' if one.post else ''} {masked(one.phone)}" for one in complete(slots)]
    return "；".join(shown) or "待补充"


def _is_again(slots: AttendeeSlots) -> bool:
    """Whether all were given and are to be changed."""
    return slots.names is None and len(slots.entered) >= slots.wanted


def _ask(slots: AttendeeSlots, _ports: Ports) -> Reply:
    which = "" if slots.wanted == 1 else f"第 {1 if _is_again(slots) else len(slots.entered) + 1} 位"
    if slots.next_one.name:
        return Text(f"{which}参训人手机号？（用于开班通知）")
    if slots.next_one.phone:
        return Text(f"{which}参训人姓名？")
    if _is_again(slots) and slots.wanted == 1:
        return Text("参训人姓名和手机号？只改其中一项的，写那一项就可以。")
    return Text(f"{which}参训人姓名和手机号？可以写在一行，{_FOR_EXAMPLE}。")


def _take(slots: AttendeeSlots, text: str, ports: Ports) -> Outcome[AttendeeSlots]:
    given, phone = attending_in(text, admits_demo=ports.admits_demo_phones)
    if hint := _refused(phone, given):
        return AskAgain(hint, is_attempt=True)
    if not isinstance(phone, Mobile | SeveralPhones):
        places = places_in(text)
        if places is not None:
            return _counted(slots, places)
        if means_oneself(text):
            return AskAgain(f"好的，请写您的姓名和手机号，{_FOR_EXAMPLE}。", is_attempt=True)
        if are_names(text):
            return AskAgain("请每位参训人写一行，姓名在前，手机号在后。", is_attempt=True)
        if not given or not given[0].name or not _is_name(given[0].name, ports):
            return AskAgain(f"请写参训人全名和 11 位手机号，{_FOR_EXAMPLE}；多位参训人请每位写一行。")
    return _entered(slots, given)


def _counted(slots: AttendeeSlots, places: int) -> Outcome[AttendeeSlots]:
    """He says how many they are instead of who."""
    if places > MOST_AT_ONCE:
        return AskAgain(f"一次最多登记 {MOST_AT_ONCE} 位，其余请分次报名。", is_attempt=True)
    if places <= len(slots.entered):
        return GoTo(completed(slots, slots.entered[:places]))
    if places == slots.wanted:
        return AskAgain(f"请写参训人姓名和手机号，{_FOR_EXAMPLE}。", is_attempt=True)
    return GoTo(slots.model_copy(update={"wanted": places}))


def _entered(slots: AttendeeSlots, given: tuple[Attending, ...]) -> Outcome[AttendeeSlots]:
    """The slots with those who were given behind those before."""
    entered, begun = slots.entered, slots.next_one
    if _is_again(slots):
        # One of two may be all that was wrong; of several nobody can tell whose it is.
        entered, begun = (), slots.entered[0] if slots.wanted == 1 else Attending()
    first, *others = given
    changes = {field: said for field, said in first if said}
    people = (*entered, begun.model_copy(update=changes), *others)
    phones = [one.phone for one in people if one.phone]
    if len(set(phones)) < len(phones):
        return AskAgain("这个手机号前面已经填过，请填另一位的手机号。", is_attempt=True)
    if len(people) > MOST_AT_ONCE:
        return AskAgain(f"一次最多登记 {MOST_AT_ONCE} 位，其余请分次报名。", is_attempt=True)
    if not people[-1].is_complete:
        return GoTo(slots.model_copy(update={"entered": people[:-1], "next_one": people[-1]}))
    if len(people) >= slots.wanted:
        return GoTo(completed(slots, people))
    return GoTo(slots.model_copy(update={"entered": people, "next_one": Attending()}))


def _refused(phone: PhoneRead, given: tuple[Attending, ...]) -> str:
    """What is wrong with a phone that is none; empty where nothing is."""
    match phone:
        case Landline():
            return "这是固定电话，收不到开班通知，请写 11 位手机号。"
        case NotAMobile(digits) if digits == _DIGITS:
            return "没有这个号段的手机号，请核对。"
        case NotAMobile(digits):
            return f"手机号是 11 位，您写的是 {digits} 位，请核对。"
        case SeveralPhones() if not given:
            return "您写了不止一个手机号，请每位参训人写一行，姓名在前，手机号在后。"
        case Mobile() | NoPhone() | SeveralPhones():
            return ""


def _is_name(word: str, ports: Ports) -> bool:
    """Whether a word without a phone beside it is a name: not 「换一场」, and not a place."""
    return reads_as_name(word) and ports.policy.place_in(word) is None
