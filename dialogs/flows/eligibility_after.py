"""What can follow a self-check: a person looks at it again, or another area's conditions beside it."""

from dataclasses import replace

from pydantic import BaseModel

from dialogs.dialog import AREA, Dialog, Finish, Opening, Outcome
from dialogs.flows.area import ANOTHER_PLACE, AreaSlots, area_choices, area_name, area_step, elsewhere
from dialogs.flows.verdict import COMPARE, REVIEW, SELF_CHECK_ONLY, in_words
from dialogs.messages import Choice, Choices, Cited, Reply, Text
from dialogs.offers import ASK_A_PERSON
from dialogs.policy import citations_of
from dialogs.ports import Ports
from dialogs.ports.contact import SelfCheck
from knowledge.facts import Facts
from knowledge.rules import Result, evaluate, side_by_side

_CHECK_FIRST = Text(
    "没有找到您最近的自测结果。先做一次任职条件自测，再对比或申请复核。",
    (Choice("任职条件自测", "任职条件自测"), ASK_A_PERSON),
)
_MARKS = {"met": "满足", "not_met": "不满足", "unclear": "待确认", "not_asked": "未填写"}


class NoSlots(BaseModel):
    """Nothing is asked."""


def _review(_slots: NoSlots, ports: Ports) -> Outcome[NoSlots]:
    number = ports.records.verdicts.request_review()
    if number is None:
        return Finish((_CHECK_FIRST,))
    said = (
        f"已为您登记人工复核，自测编号 {number}。工作人员会按您填写的情况和条款核对；复核意见仍不代表备案或审批结论。"
    )
    return Finish((Text(said),), wants_staff=True)


def _open_comparison(opening: Opening, ports: Ports) -> AreaSlots:
    place = ports.policy.place_in(opening.words)
    latest = ports.records.verdicts.latest()
    is_another = place is not None and (latest is None or place.code != latest.area)
    return AreaSlots(area=place.code if place and is_another else None)


def _has_something_to_compare(slots: AreaSlots, ports: Ports) -> bool:
    return slots.area is None and ports.records.verdicts.latest() is not None


def _ask_other(_slots: AreaSlots, ports: Ports) -> Reply:
    check = ports.records.verdicts.latest()
    others = tuple(area.code for area in ports.policy.jurisdictions if check is None or area.code != check.area)
    return Choices("与哪个地区对比？", area_choices(ports, others)[:-1])


def _compare(slots: AreaSlots, ports: Ports) -> Outcome[AreaSlots]:
    check = ports.records.verdicts.latest()
    if check is None:
        return Finish((_CHECK_FIRST,))
    if slots.area == ANOTHER_PLACE:
        return Finish((elsewhere(ports),))
    areas = (check.area, slots.area or "")
    compared = side_by_side([ports.rules.of(area) for area in areas], _facts(check, ports))
    names = [area_name(area, ports) for area in areas]
    lines = [
        f"{row.name}：{'；'.join(f'{name} {_standing(one)}' for name, one in zip(names, row.results, strict=True))}"
        for row in compared.rows
    ]
    heads = [f"{name}：{in_words(verdict)}" for name, verdict in zip(names, compared.verdicts, strict=True)]
    quotes = {quote.clause.id: quote for verdict in compared.verdicts for quote in verdict.cites}
    open_ = [unstated.sentence for verdict in compared.verdicts for unstated in verdict.unstated]
    return Finish(
        (
            Cited(
                conclusion="\n".join(["按您最近一次自测的情况：", *heads, *lines]),
                citations=citations_of(tuple(quotes.values()), ports),
                remarks=(*dict.fromkeys(open_), SELF_CHECK_ONLY),
                choices=(COMPARE, ASK_A_PERSON),
            ),
        )
    )


def _facts(check: SelfCheck, ports: Ports) -> Facts:
    """The facts as they were kept; those that no rule knows any more are left out."""
    known = ports.rules.vocabulary.facts
    read = {name: known[name].read(words) for name, words in check.facts.items() if name in known}
    return {name: value for name, value in read.items() if value is not None}


def _why(_slots: NoSlots, ports: Ports) -> Outcome[NoSlots]:
    """The conditions that the latest check did not clearly meet, each with its clause."""
    check = ports.records.verdicts.latest()
    if check is None:
        return Finish((_CHECK_FIRST,))
    verdict = evaluate(ports.rules.of(check.area), _facts(check, ports))
    failed = [result for result in verdict.results if result.standing in ("not_met", "unclear")]
    if check.verdict == "barred":
        failed = [result for result in verdict.results if result.condition.effect == "禁止"]
    if not failed:
        said = Text("最近一次自测没有不满足的条件。文件没有写明的，请向主管部门确认。", (REVIEW, ASK_A_PERSON))
        return Finish((said,))
    lines = [
        f"{one.condition.name}：{_MARKS[one.standing] if check.verdict != 'barred' else '不得担任'}" for one in failed
    ]
    quotes = {one.condition.quote.clause.id: one.condition.quote for one in failed}
    why = [one.why for one in failed if one.why]
    reply = Cited(
        conclusion="\n".join(["最近一次自测没有满足或需要确认的是：", *lines]),
        citations=citations_of(tuple(quotes.values()), ports),
        remarks=(*why, SELF_CHECK_ONLY),
        choices=(REVIEW, COMPARE, ASK_A_PERSON),
    )
    return Finish((reply,), unrecorded=(lines[0],) if check.verdict == "barred" else ())


def _standing(result: Result | None) -> str:
    return "未载明" if result is None else _MARKS[result.standing]


REVIEW_OF_CHECK: Dialog[NoSlots] = Dialog(
    name="eligibility_review",
    version=1,
    slots=NoSlots,
    title=REVIEW.says,
    entries=("人工复核", "我要复核", "申请复核"),
    steps={},
    conclude=_review,
)

COMPARISON: Dialog[AreaSlots] = Dialog(
    name="eligibility_compare",
    version=1,
    slots=AreaSlots,
    title=COMPARE.says,
    entries=("对比其他地区", "换个地区比一比", "和其他地区对比"),
    open=_open_comparison,
    steps={AREA: replace(area_step(), ask=_ask_other, due=_has_something_to_compare)},
    conclude=_compare,
)

WHY_NOT: Dialog[NoSlots] = Dialog(
    name="eligibility_why",
    version=1,
    slots=NoSlots,
    title="为什么不行",
    entries=(
        "为啥不行",
        "为什么不满足",
        "为什么不通过",
        "哪里不满足",
        "哪条不满足",
        "哪一条不行",
        "凭什么不行",
        "不行的理由",
        *(
            "凭什么",
            "我不服",
            "不服",
            "我不认可",
            "我有异议",
            "有异议",
            "结果不对",
            "判错了",
            "你们搞错了吧",
            "搞错了吧",
        ),
    ),
    steps={},
    conclude=_why,
)
