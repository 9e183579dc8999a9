"""What is told to a report in free words: the case itself, another place, the enterprise, a telephone number."""

import re

from dialogs.choosing import choose
from dialogs.dialog import AskAgain, GoTo, Outcome
from dialogs.flows.area import ANOTHER_PLACE, AreaSlots, area_step
from dialogs.messages import Choice, Choices, Reply, Text
from dialogs.ports import Ports
from dialogs.redacting import half_width_digits, holds_id_card, redacted
from dialogs.values.phones import Landline, Mobile, NoPhone, phone_in
from dialogs.values.questions import asks

SHORTEST, LONGEST = 10, 1000
"""Characters of a description."""
ANONYMOUS, NAMED = "匿名", "实名"
UNNAMED = "不透露"
"""Stands for the enterprise of one who does not want to name it."""
_FEWEST_HAN = 5
_HAN = re.compile("[一-鿿]")
_LONGEST_NAME = 60


class ReportSlots(AreaSlots):
    """A report as far as it is told. `place` is where another area than ours is, in his words."""

    category: str | None = None
    urgency: str | None = None
    text: str | None = None
    place: str | None = None
    enterprise: str | None = None
    anonymity: str | None = None
    contact: str | None = None


def with_answers(slots: ReportSlots, **answers: str | None) -> ReportSlots:
    """The slots with other answers."""
    return slots.model_copy(update=answers)


ASKS_FOR_TEXT = Text(
    f"请用 {SHORTEST}–{LONGEST} 字写清时间、地点、产品或批次、目前状况。"
    "请不要写身份证号、银行卡号；图片等附件请勿在此发送。"
)
_MORE_OF_IT = f"请写得具体些，至少 {SHORTEST} 字，例如“11月18日，二号车间，A23批次插座外壳开裂，已发货300箱”。"
_IS_QUESTION = re.compile(
    r"(?:[吗么嘛呢]|[?？]|多少|怎么办|怎么样)[\s?？。]*$|^(?:请问|想问|会不会|能不能|是不是|为什么|怎么)"
)
_LONGEST_QUESTION = 40


_WISH = r"(?:我们?|俺|本人)?(?:现在)?(?:要|想|来)?(?:匿名|实名)?(?:举报|直报|检举|揭发|告发|反映)(?:一下|给你们|问题)?"
_WISHES_BEFORE = re.compile(rf"^(?:您好|你好)?[，,。\s]*{_WISH}[:：，,。\s]*")
_WISHES_AFTER = re.compile(rf"[，,。\s]+{_WISH}[。.]?$")


def is_case(text: str) -> bool:
    """Whether `text` tells enough to be a case, and asks nothing."""
    return SHORTEST <= _length(text) <= LONGEST and len(_HAN.findall(text)) >= _FEWEST_HAN and not asks(text)


def notice_text(slots: ReportSlots, text: str, _ports: Ports) -> ReportSlots | None:
    """The case that was told beside something else, without the wish to report it; read back before it counts."""
    told = redacted(_WISHES_AFTER.sub("", _WISHES_BEFORE.sub("", text.strip())))
    return with_answers(slots, text=told) if is_case(told) else None


def take_text(slots: ReportSlots, text: str, _ports: Ports) -> Outcome[ReportSlots]:
    """The case: SHORTEST to LONGEST characters, spaces not counted, kept without identity-card and bank numbers.

    A short question is none: it is left to the texts.
    """
    told = redacted(text.strip())
    length = _length(told)
    if length > LONGEST:
        return AskAgain(f"您写了 {length} 字，最多 {LONGEST} 字。请删减后重新发送，或分两次提交。", is_attempt=True)
    if len(told) <= _LONGEST_QUESTION and _IS_QUESTION.search(told):
        return AskAgain(f"这一步请写要反映的情况，不要写成提问。{_MORE_OF_IT}")
    if length < SHORTEST or len(_HAN.findall(told)) < _FEWEST_HAN:
        return AskAgain(_MORE_OF_IT, is_attempt=not asks(text))
    # Of an identity card he is told as in any message.
    has_card = told != half_width_digits(text.strip()) and not holds_id_card(text)
    says = (Text("银行卡号一类的号码已为您隐去，线索中请不要填写。"),) if has_card else ()
    return GoTo(with_answers(slots, text=told), says=says)


def _length(text: str) -> int:
    return sum(not char.isspace() for char in text)


_PLACE = re.compile(r"[一-鿿]{1,18}[省市区县州盟旗镇乡村]")


def take_area(slots: ReportSlots, text: str, ports: Ports) -> Outcome[ReportSlots]:
    """One of our areas, or another place, at once where it is named by its rank (武汉市)."""
    outcome = area_step().take(slots, text, ports)
    if isinstance(outcome, AskAgain) and _PLACE.fullmatch(text.strip()):
        return GoTo(with_answers(slots, area=ANOTHER_PLACE, place=text.strip()))
    return outcome


def take_place(slots: ReportSlots, text: str, _ports: Ports) -> Outcome[ReportSlots]:
    """A place that is not ours, as he says it."""
    place = text.strip(" ，。,.")
    if not 2 <= len(place) <= _LONGEST_NAME or not re.search("[一-鿿]", place) or asks(place):
        return AskAgain("请写省、市、县名，例如“湖北省武汉市”。")
    return GoTo(with_answers(slots, place=place))


def _enterprise_choices(ports: Ports) -> tuple[Choice, ...]:
    bound = (Choice(one.name, one.name) for one in ports.records.enterprises.bound())
    return (*bound, Choice(UNNAMED, UNNAMED))


def ask_enterprise(_slots: ReportSlots, ports: Ports) -> Reply:
    """Which enterprise it is; those he acts for are offered."""
    choices = _enterprise_choices(ports)
    asked = "涉及哪家企业？请写企业名称；不便透露可回复“跳过”。"
    return Choices(asked, choices) if len(choices) > 1 else Text(asked, choices)


_KEPT_UNNAMED = frozenset(
    ("匿名", "保密", "不方便", "不便透露", "不方便透露", "不想说", "不说", "无", "没有", "不知道", "不清楚")
)


def take_enterprise(slots: ReportSlots, text: str, ports: Ports) -> Outcome[ReportSlots]:
    """A name as he writes it, or UNNAMED."""
    chosen = choose(text, _enterprise_choices(ports))
    name = chosen.says if chosen else redacted(text.strip(" ，。,."))
    if name in _KEPT_UNNAMED:
        return GoTo(with_answers(slots, enterprise=UNNAMED))
    if len(name) > _LONGEST_NAME:
        return AskAgain(f"企业名称请控制在 {_LONGEST_NAME} 字以内；不便透露可回复“跳过”。", is_attempt=True)
    if not re.search("[一-鿿A-Za-z]{2}", name) or asks(name):
        return AskAgain("请写企业名称；不便透露可回复“跳过”。")
    return GoTo(with_answers(slots, enterprise=name))


_RATHER_ANONYMOUS = re.compile("(?:我)?(?:还是|那就|就)?(?:要|改成|改为|换成)?匿名(?:吧|提交|算了)*")


def take_contact(slots: ReportSlots, text: str, _ports: Ports) -> Outcome[ReportSlots]:
    """A mobile or a fixed line; or after all anonymously."""
    if _RATHER_ANONYMOUS.fullmatch(text.strip(" ，。,.")):
        return stays_anonymous(slots)
    match phone_in(text):
        case Mobile(number) | Landline(number):
            return GoTo(with_answers(slots, contact=number))
        case found:
            is_attempt = not isinstance(found, NoPhone)
            return AskAgain("请写 11 位手机号，或带区号的固定电话；改为匿名请说“改成匿名”。", is_attempt)


def stays_anonymous(slots: ReportSlots) -> Outcome[ReportSlots]:
    """Without consent to keep his number, or without a number."""
    says = (Text("好的，没有保存您的联系方式，这条线索按匿名提交。"),)
    return GoTo(with_answers(slots, anonymity=ANONYMOUS, contact=None), says=says)


def shown_contact(slots: ReportSlots, _ports: Ports) -> str:
    """The first digit of his number and the last three."""
    number = slots.contact or ""
    return f"{number[:1]}{'*' * (len(number) - 4)}{number[-3:]}"
