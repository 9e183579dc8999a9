"""激励政策查找: what the area's texts give to an enterprise or to its chief quality officer, each with its clause.

What there is to be given is data (`knowledge.incentives`); this file asks for whom and of what kind, and
says no more than the clause does: never an amount, never a promise.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, Literal

from dialogs.dialog import AREA, AskAgain, Because, Dialog, Finish, GoTo, Outcome, Step
from dialogs.flows.area import ANOTHER_PLACE, AreaSlots, area_name, area_step, elsewhere
from dialogs.messages import Choice, Choices, Cited, Reply, Text
from dialogs.offers import ASK_A_PERSON
from dialogs.policy import PolicyReply, citations_of
from dialogs.ports import Ports
from dialogs.values.options import Option, choices_of, option_in, option_named
from knowledge.incentives import AreaIncentives, Beneficiary, Incentive, Interest

MOST = 4
"""So many are quoted; what else there is gets a line."""
_NEAREST = 2
_BY_NOTICE = "具体名额、标准和申报时间以主管部门通知为准。"
_ONLY_FILED = "以上政策面向经备案登记的首席质量官和企业。"
_NO_AMOUNTS = "金额、利率和补贴标准，文件均未载明。"
_HOW_TO_FILE = Choice("如何备案", "首席质量官怎么备案")
_AGAIN = Choice("换一类再查", "激励政策查找")


class IncentiveSlots(AreaSlots):
    """For whom, of what kind, and whether he is filed where that matters."""

    beneficiary: Beneficiary | None = None
    interest: Interest | Literal["all"] | None = None
    filed: Literal["yes", "no", "unsure"] | None = None


_BENEFICIARIES: tuple[Option[Beneficiary], ...] = (
    Option("enterprise", "企业", ("公司", "单位", "我们厂", "我厂", "工厂", "厂里", "厂子")),
    Option("person", "首席质量官本人", ("本人", "个人", "我自己", "质量官自己", "质量官能", "我是质量官", "个人的")),
)
_INTERESTS: tuple[Option[Interest | Literal["all"]], ...] = (
    Option("awards", "评奖评优", ("评奖", "评优", "质量奖", "荣誉", "奖项", "表彰", "专精特新", "评选")),
    Option("talent", "职称和人才", ("职称", "人才", "优粤卡", "评高工", "学习培训")),
    Option("funds", "资金信贷", ("资金", "信贷", "贷款", "补贴", "补助", "奖金", "融资", "扶持款"), ("钱", "给钱")),
    Option("pay", "待遇", ("津贴", "工资", "薪酬", "薪资", "福利", "收入")),
    Option("all", "全部", ("所有", "都看看", "都列", "不限", "每一项", "每一条"), ("都要", "都看", "都查", "都行")),
)
_FILED: tuple[Option[Literal["yes", "no", "unsure"]], ...] = (
    Option(
        "yes", "已备案", ("备案过", "备过案", "备好案", "备案了", "备案通过", "已经备案", "备过"), ("是", "有", "备了")
    ),
    Option(
        "no", "还没备案", ("没备案", "未备案", "没有备案", "没备过", "没去备"), ("否", "没有", "没", "还没", "没备")
    ),
    Option("unsure", "不清楚", ("不知道", "不确定", "拿不准", "说不准", "不晓得")),
)


def _labelled(options: Sequence[Option[Any]], value: object) -> str:
    return next((option.label for option in options if option.value == value), "")


def _choice_step(
    slot: str, label: str, prompt: str, options: Sequence[Option[Any]], *, hint: str, **more: Any
) -> Step[IncentiveSlots]:
    def take(slots: IncentiveSlots, text: str, _ports: Ports) -> Outcome[IncentiveSlots]:
        option = option_in(text, options)
        return GoTo(slots.model_copy(update={slot: option.value})) if option else AskAgain(hint)

    def notice(slots: IncentiveSlots, text: str, _ports: Ports) -> IncentiveSlots | None:
        option = option_named(text, options)
        return slots.model_copy(update={slot: option.value}) if option else None

    return Step(
        ask=lambda _slots, _ports: Choices(prompt, choices_of(options)),
        take=take,
        label=label,
        fills=(slot,),
        shown=lambda slots, _ports: _labelled(options, getattr(slots, slot)),
        notice=notice,
        **more,
    )


def _given(slots: IncentiveSlots, ports: Ports) -> AreaIncentives:
    return ports.incentives.of(slots.area or "")


def _is_open(slot: str) -> Callable[[IncentiveSlots, Ports], bool]:
    """Nothing is asked of one whose area has no texts here."""
    return lambda slots, _ports: slots.area != ANOTHER_PLACE and getattr(slots, slot) is None


def _depends_on_filing(slots: IncentiveSlots, ports: Ports) -> bool:
    return slots.filed is None and _given(slots, ports).gate is not None


def _why_filed(slots: IncentiveSlots, ports: Ports) -> Because:
    gate = _given(slots, ports).gate
    return Because("激励政策面向经备案登记的首席质量官和企业：", (gate.clause.id,) if gate else ())


def _conclude(slots: IncentiveSlots, ports: Ports) -> Outcome[IncentiveSlots]:
    if slots.area == ANOTHER_PLACE or slots.beneficiary is None:
        return Finish((elsewhere(ports),), leaves_area=True)
    given = _given(slots, ports)
    found = given.fitting(slots.beneficiary, None if slots.interest == "all" else slots.interest)
    reply = _listed(found, slots, ports) if found else _not_stated(given, slots, ports)
    return Finish((reply,), jurisdiction=slots.area or "")


def _listed(found: Sequence[Incentive], slots: IncentiveSlots, ports: Ports) -> Reply:
    shown, others = found[:MOST], found[MOST:]
    gate = _given(slots, ports).gate if slots.filed in ("no", "unsure") else None
    quotes = [quote for one in shown for quote in one.quotes]
    head = f"【激励政策·{area_name(slots.area, ports)}·{_labelled(_BENEFICIARIES, slots.beneficiary)}】"
    return Cited(
        conclusion="\n".join([f"{head}文件写明的有：", *(f"· {_line(one, slots, ports)}" for one in shown)]),
        citations=citations_of([*quotes, gate] if gate else quotes, ports),
        remarks=(
            *(f"还有：{_line(one, slots, ports)}。" for one in others),
            *([_ONLY_FILED] if gate else []),
            _no_promise(found),
            *([_NO_AMOUNTS] if slots.interest in ("funds", "all", "pay") else []),
            _BY_NOTICE,
        ),
        choices=(*([_HOW_TO_FILE] if gate else []), _AGAIN, ASK_A_PERSON),
    )


def _line(one: Incentive, slots: IncentiveSlots, ports: Ports) -> str:
    """「信贷：予以信贷支持，见（八）第3段」; a text of the area above is called by its area."""
    decisive = one.quotes[0]
    area = decisive.document.jurisdiction
    above = "" if area == slots.area else f"{area_name(area, ports)}文件"
    return f"{one.line}，见{above}{decisive.clause.cite}"


def _no_promise(found: Sequence[Incentive]) -> str:
    words = "".join(f"“{word}”" for word in dict.fromkeys(one.strength for one in found))
    return f"文件用语是{words}，不等于必然获得。"


def _not_stated(given: AreaIncentives, slots: IncentiveSlots, ports: Ports) -> Reply:
    """That no text gives it, with what is nearest: the same kind for the other one, else another kind."""
    who, kind = _labelled(_BENEFICIARIES, slots.beneficiary), _labelled(_INTERESTS, slots.interest)
    alike = [one for one in given.incentives if slots.interest in one.interests]
    near = [*alike, *(one for one in given.incentives if one.beneficiary == slots.beneficiary)][:_NEAREST]
    said = f"{area_name(slots.area, ports)}现有文件未载明给{who}的{kind}方面的激励。"
    amounts = (_NO_AMOUNTS,) if slots.interest == "funds" else ()
    return Cited(
        conclusion=f"{said}相近内容如下，供参考。",
        citations=citations_of([quote for one in near for quote in one.quotes], ports),
        remarks=(*amounts, _BY_NOTICE),
        choices=(_AGAIN, ASK_A_PERSON),
    )


_ASKS_FOR_A_PROMISE = re.compile(r"(?:一定|肯定|保证|必然|百分之?百|稳稳|包)[^，。；]{0,8}(?:吗|么|嘛|不)[？?。]*$")
_ASKS_HOW_MUCH = re.compile(
    r"(?:补贴|补助|奖金|奖励|津贴|资金|贷款|信贷|利率|额度)[^，。；]{0,6}(?:多少|标准|几[万个成]|怎么算)"
    r"|(?:给|补|奖|发|拿|贷|领)[^，。；]{0,4}多少"
)
_LONGEST_QUESTION = 40


def _answers(slots: IncentiveSlots, text: str, ports: Ports) -> PolicyReply | None:
    """How much, and whether it is certain: what every lister of incentives is asked, and no text says."""
    given = _given(slots, ports)
    incentives = given.fitting(slots.beneficiary, None) if slots.beneficiary else given.incentives
    if not incentives or len(text) > _LONGEST_QUESTION:
        return None
    if _ASKS_HOW_MUCH.search(text):
        said = f"{area_name(slots.area, ports)}现有文件未载明金额、利率和补贴标准。"
        near = [one for one in incentives if "funds" in one.interests]
    elif _ASKS_FOR_A_PROMISE.search(text):
        said, near = _no_promise(incentives[:1]), [incentives[0]]
    else:
        return None
    if not near:
        return PolicyReply("not_stated", (Text(said),), slots.area or "")
    quotes = [near[0].quotes[0]]
    reply = Cited(said, citations_of(quotes, ports))
    return PolicyReply("partly_stated", (reply,), slots.area or "", shown=(quotes[0].clause.id,))


INCENTIVE: Dialog[IncentiveSlots] = Dialog(
    name="incentive",
    version=1,
    slots=IncentiveSlots,
    title="激励政策查找",
    entries=("查激励", "查激励政策", "激励查询", "查能享受的激励", "换一类再查", "再查一次激励"),
    open=lambda opening, _ports: IncentiveSlots(area=opening.area or None),
    answers=_answers,
    steps={
        AREA: area_step(resets=("filed",)),
        "beneficiary": _choice_step(
            "beneficiary",
            "受益对象",
            "想查给谁的激励？",
            _BENEFICIARIES,
            hint="请回复 1 企业，或 2 首席质量官本人。",
            also_called=("对象", "受益人"),
            due=_is_open("beneficiary"),
            because=lambda _slots, _ports: Because("文件把给企业的和给首席质量官本人的分开写，按对象才能列全。"),
        ),
        "interest": _choice_step(
            "interest",
            "关注内容",
            "关注哪一类？",
            _INTERESTS,
            hint="请回复序号，例如“1”表示评奖评优，“5”表示全部。",
            also_called=("类别", "哪一类"),
            due=_is_open("interest"),
            because=lambda _slots, _ports: Because("按类别列出，一次不会太长；拿不准可以选“全部”。"),
            skip=lambda slots: slots.model_copy(update={"interest": "all"}),
        ),
        "filed": _choice_step(
            "filed",
            "备案情况",
            "首席质量官已经备案登记了吗？",
            _FILED,
            hint="请回复 1 已备案、2 还没备案或 3 不清楚。",
            also_called=("备案",),
            due=_depends_on_filing,
            because=_why_filed,
        ),
    },
    conclude=_conclude,
)
