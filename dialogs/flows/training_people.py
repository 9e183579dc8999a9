"""Attendees as they are typed: one or several in a message, with their post, or only how many they are."""

import re
from itertools import pairwise

from pydantic import BaseModel

from dialogs.values.numbers import NUMERAL, spelt, value
from dialogs.values.people import name_in, person_in
from dialogs.values.phones import Mobile, NoPhone, PhoneRead, SeveralPhones, find_phone
from dialogs.values.surnames import reads_as_name
from dialogs.values.written import half_width

MOST_AT_ONCE = 5
_NAMED = re.compile(
    r"(?:[给帮替为让叫把消]|参训人|姓名)[是:：]?(?P<name>[㐀-鿿]{2,4}?)(?=报|留|占|参加|去|的|取消|和|、|，|$)"
)
_BETWEEN = re.compile(r"[\s、，,和跟与]+")
_MOBILE = re.compile(r"(?<![0-9])(?:\+?86[\s-]?)?1[0-9](?:[\s-]?[0-9]){9}(?![0-9])")
_POST = re.compile(
    r"(?:(?:职务|职位|岗位)[是为:：]?\s?)?(?P<post>(?:质量|品质|品管|质检|质管|技术|生产|行政|综合|研发|检验|安全|企划|市场|常务|车间){0,3}[部科室处]?"
    r"(?:副?(?:董事长|总经理|经理|总监|部长|科长|处长|主任|主管|厂长)|总经理助理|总裁助理|副总|总工程师|工程师|负责人|质检员|检验员|专员|文员))"
)
_PLACES = re.compile(
    rf"(?<!第)(?P<number>{NUMERAL})\s?(?:个?(?:名额|席位?|座位?|人)|[位名]|个(?![月半小星礼]|[^，。,.]{{0,3}}[场期班次]))"
    "(?!期|次)"
)


class Attending(BaseModel):
    """One attendee as far as he is known; what is open is empty."""

    name: str = ""
    phone: str = ""
    post: str = ""

    @property
    def is_complete(self) -> bool:
        return bool(self.name and self.phone)


def attending_in(text: str, *, admits_demo: bool) -> tuple[tuple[Attending, ...], PhoneRead]:
    """Everybody whom `text` names, in order, and what was read of the phone where it is one person.

    Several are only taken where each has a name and a phone; else SeveralPhones tells that they are not.
    """
    person = person_in(text, admits_demo=admits_demo)
    if isinstance(person.phone, SeveralPhones):
        each = [_one(part, admits_demo=admits_demo) for part in _parted(half_width(text))]
        return (tuple(each) if all(one.is_complete for one in each) else ()), person.phone
    one = _one(text, admits_demo=admits_demo)
    return ((one,) if one.name or one.phone else ()), person.phone


def places_in(text: str) -> int | None:
    """How many places `text` asks for: 「两个名额」「我们三个人」「给我留俩」; None where it does not say."""
    numbers = {value(found["number"]) for found in _PLACES.finditer(spelt(text))}
    number = numbers.pop() if len(numbers) == 1 else None
    return int(number) if number is not None and number == int(number) and number >= 1 else None


def are_names(text: str) -> bool:
    """Whether `text` is nothing but several names: 「张伟和李娜」."""
    parts = [part for part in _BETWEEN.split(text.strip()) if part]
    return 1 < len(parts) <= MOST_AT_ONCE and all(len(part) > 1 and reads_as_name(part) for part in parts)


def names_somebody(text: str) -> bool:
    """Whether `text` names an attendee or gives a phone: 「给张三丰报个名」「取消李娜的报名」."""
    if not isinstance(find_phone(text)[0], NoPhone) or (name_in(text) and reads_as_name(name_in(text) or "")):
        return True
    return any(reads_as_name(found["name"]) for found in _NAMED.finditer(half_width(text)))


def _one(text: str, *, admits_demo: bool) -> Attending:
    post = _POST.search(text)
    person = person_in(text.replace(post[0], " ") if post else text, admits_demo=admits_demo)
    phone = person.phone.number if isinstance(person.phone, Mobile) else ""
    return Attending(name=person.name or "", phone=phone, post=post["post"] if post else "")


def _parted(text: str) -> list[str]:
    """A part for each phone: what stands before it where the text begins with a name, else what stands after it."""
    phones = list(_MOBILE.finditer(text))
    if not phones:
        return []
    begins, ends = [phone.start() for phone in phones], [phone.end() for phone in phones]
    if any("一" <= char <= "鿿" for char in text[: begins[0]]):
        cuts = [0, *ends[:-1], len(text)]
    else:
        cuts = [*begins, len(text)]
    return [text[start:end] for start, end in pairwise(cuts)]
