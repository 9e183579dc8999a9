"""What the texts say of who attends: appointed first in Guangdong, a member of the pool in Nantong. Neither bars."""

from dataclasses import replace
from typing import Any, Literal

from dialogs.choosing import choose
from dialogs.dialog import AskAgain, Because, Finish, GoTo, Outcome, Step
from dialogs.flows.filing_guide import guide
from dialogs.flows.training_sessions import chosen_session
from dialogs.flows.training_waiting import WaitingSlots
from dialogs.messages import Choice, Choices, Citation, Cited, Reply, Text
from dialogs.offers import ASK_A_PERSON
from dialogs.policy import citations_of
from dialogs.ports import Ports
from dialogs.values.answers import NO, UNSURE, YES
from dialogs.values.options import Option, choices_of, option_in

_APPOINT_FIRST = "guangdong-notice.s4.i7.p1"
_APPOINT_FIRST_WORDS = "企业先聘任后培训，企业根据自身情况自主聘任符合任职条件的首席质量官。"
FREE, _FREE_WORDS = "guangdong-notice.s4.i7.p2", "对企业聘任的首席质量官进行岗位能力免费培训"
_YEARLY = "nantong-measures.a10"
_YEARLY_WORDS = (
    "纳入南通市首席质量官人才库的学员，需按南通市市场监督管理局制定的年度继续教育计划参加培训，完成课程内容。"
)
_APPOINTED = Option(
    "yes", YES.label, (*YES.synonyms, "已任命", "已经任命", "任命了", "任命过", "已聘任", "聘任了", "有任命"), YES.alone
)
_NOT_APPOINTED = Option(
    "no",
    NO.label,
    (*NO.synonyms, "没任命", "未任命", "没有任命", "还没有", "没聘", "未聘任", "没有聘任", "准备任命", "正在任命"),
    (*NO.alone, "还没", "还没任命呢", "还没呢", "还没有呢"),
)
_IN_POOL = Option("yes", YES.label, (*YES.synonyms, "已入库", "入库了", "在库", "已经入库"), YES.alone)
_NOT_IN_POOL = Option(
    "no", NO.label, (*NO.synonyms, "没入库", "未入库", "没有入库", "不在库", "还没有"), (*NO.alone, "还没", "还没呢")
)
_STILL: Option[str] = Option(
    "still", "仍要登记意向", ("仍要登记", "仍然登记", "还是要报", "先登记", "登记意向"), YES.alone
)
_LEARN = Choice("了解任命与备案", "了解任命与备案")
_LATER: Option[str] = Option("later", "任命后再报", ("先任命", "以后再报", "先不报", "不报了"), NO.alone)

Stated = Literal["yes", "no", "unsure"]


class ConditionSlots(WaitingSlots):
    """What he says of appointment and pool; `insists` on signing up before it, having `learned` how to appoint."""

    is_appointed: Stated | None = None
    has_learned: bool = False
    insists: bool = False
    is_in_pool: Stated | None = None


def is_of(area: str, slots: WaitingSlots, ports: Ports) -> bool:
    """Whether the session that was chosen is one of `area` or of a place in it."""
    session = chosen_session(slots, ports)
    return session is not None and area in ports.policy.lineage(session.jurisdiction)


def free_of_charge(slots: WaitingSlots, ports: Ports) -> tuple[Citation, ...]:
    """The clause by which the session that was chosen is free; none outside the province."""
    session = chosen_session(slots, ports)
    return free_of_charge_in(session.jurisdiction, ports) if session else ()


def free_of_charge_in(area: str, ports: Ports) -> tuple[Citation, ...]:
    """The clause by which trainings in `area` are free; none outside the province."""
    return _cited(FREE, _FREE_WORDS, ports) if "guangdong" in ports.policy.lineage(area) else ()


def appointed_step() -> Step[Any]:
    """Fills `is_appointed`, asked for a training of Guangdong."""
    return Step(
        ask=lambda _slots, _ports: Choices("参训人是否已由企业任命为首席质量官？", _STATED),
        take=_take_stated("is_appointed", (_APPOINTED, _NOT_APPOINTED, UNSURE)),
        label="是否已任命",
        also_called=("任命",),
        fills=("is_appointed",),
        due=lambda slots, ports: slots.is_appointed is None and is_of("guangdong", slots, ports),
        shown=lambda slots, _ports: _SHOWN[slots.is_appointed],
        because=lambda _slots, _ports: Because("省通知写的是企业先聘任、后培训：", (_APPOINT_FIRST,)),
    )


def unappointed_step() -> Step[Any]:
    """Says that appointment comes first, and asks one who is not appointed whether he still wants to attend."""
    return Step(
        ask=_ask_to_insist,
        take=_take_insisting,
        due=lambda slots, _ports: slots.is_appointed == "no" and not slots.insists,
    )


def pool_step() -> Step[Any]:
    """Fills `is_in_pool`, asked for the yearly continuing education of Nantong."""
    return Step(
        ask=_ask_for_pool,
        take=_take_stated("is_in_pool", (_IN_POOL, _NOT_IN_POOL, UNSURE)),
        label="是否已入库",
        also_called=("人才库", "入库"),
        fills=("is_in_pool",),
        due=_is_pool_asked,
        shown=lambda slots, _ports: _SHOWN[slots.is_in_pool],
        because=lambda _slots, _ports: Because("年度继续教育是对入库学员的要求：", (_YEARLY,)),
    )


_SHOWN = {"yes": "是", "no": "否", "unsure": "不确定"}
_STATED = choices_of((YES, NO, UNSURE))


def _take_stated(slot: str, options: tuple[Option[Any], ...]) -> Any:
    def take(slots: ConditionSlots, text: str, _ports: Ports) -> Outcome[ConditionSlots]:
        option = option_in(text, options)
        if option is None:
            return AskAgain("请回复 1 是，2 否，或 3 不确定；不影响报名。")
        return GoTo(slots.model_copy(update={slot: option.value}))

    return take


def _ask_to_insist(slots: ConditionSlots, ports: Ports) -> Reply:
    if slots.has_learned:
        return Choices("任命之后再报名，还是现在仍要登记意向？", choices_of((_STILL, _LATER)))
    return Cited(
        "省通知要求“企业先聘任后培训”（（七）第1段），建议先任命再参训。",
        _cited(_APPOINT_FIRST, _APPOINT_FIRST_WORDS, ports),
        choices=(*choices_of((_STILL,)), _LEARN),
    )


def _take_insisting(slots: ConditionSlots, text: str, ports: Ports) -> Outcome[ConditionSlots]:
    chosen = choose(text, _ask_to_insist(slots, ports).choices)
    if chosen == _LEARN:
        learned = replace(guide("guangdong", ports), choices=())
        return GoTo(slots.model_copy(update={"has_learned": True}), says=(learned,))
    meant = option_in(chosen.says if chosen else text, (_STILL, _LATER))
    if meant == _STILL:
        return GoTo(slots.model_copy(update={"insists": True}))
    if meant == _LATER:
        return Finish((Text("好的，没有提交报名。任命之后回复“培训报名”再报。", (ASK_A_PERSON,)),))
    return AskAgain(f"请回复 1 仍要登记意向，或 2 {_LATER.label if slots.has_learned else _LEARN.label}。")


def _is_pool_asked(slots: ConditionSlots, ports: Ports) -> bool:
    session = chosen_session(slots, ports)
    is_yearly = session is not None and session.is_continuing and is_of("nantong", slots, ports)
    return is_yearly and slots.is_in_pool is None


def _ask_for_pool(_slots: ConditionSlots, ports: Ports) -> Reply:
    return Cited(
        "参训人是否已入南通市首席质量官人才库？（不影响报名）",
        _cited(_YEARLY, _YEARLY_WORDS, ports),
        choices=_STATED,
    )


def _cited(clause: str, words: str, ports: Ports) -> tuple[Citation, ...]:
    """Those words of the clause alone. Raises QuoteMismatch where it does not hold them any more."""
    quotes = ports.policy.quoted(clause, words)
    return citations_of([replace(one, words=words) for one in quotes[:1]], ports)
