"""任职条件自测: does a candidate meet the conditions that the area's texts list?

Which question comes next, and when there are enough, is what the rules say (`knowledge.rules`); this
file only words the questions. The candidate's name is never asked for.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Literal

from dialogs.choosing import ordinal
from dialogs.dialog import AskAgain, Because, Dialog, Finish, GoTo, Outcome, Step
from dialogs.flows.area import ANOTHER_PLACE, AreaSlots, area_name, area_step, elsewhere
from dialogs.flows.consenting import STEP as CONSENT
from dialogs.flows.consenting import Purpose, consent_step
from dialogs.flows.verdict import kept_as, kept_back, verdict_reply
from dialogs.messages import Choice, Choices, Cited, Reply
from dialogs.policy import citations_of
from dialogs.ports import Ports
from dialogs.values.answers import HAS, HAS_NOT, NO, YES, Answer
from dialogs.values.durations import NOT_SAID, Unclear, Years, years_in
from dialogs.values.options import Option, choices_of, option_in, option_named
from knowledge.facts import UNSURE, Amount, ChoiceFact, Fact, Facts, Value
from knowledge.rules import Ruleset, evaluate, next_fact, next_hint_fact

_UNSURE = Option(UNSURE, "不清楚", ("不确定", "不知道", "不好说", "说不准", "拿不准", "不太清楚", "记不清"))
FORBIDDEN = Purpose(
    "eligibility_forbidden",
    2,
    business="任职条件自测",
    fields="人选是否存在不得担任的情形（只答有或没有，不问是哪一种，也不问姓名）",
    use="本次自测",
)


class EligibilitySlots(AreaSlots):
    """A fact each, as the rules name them; None until it is given. `years` are least and most."""

    post: str | None = None
    rank: str | None = None
    """For a post that does not tell its rank (质量总监, 科长): what was said of it."""
    is_senior: str | None = None
    years: tuple[float, float] | Literal["不确定"] | None = None
    degree: str | None = None
    title: str | None = None
    title_related: str | None = None
    forbidden: str | None = None
    declare: str | None = None
    size: str | None = None
    field: str | None = None
    ready: str | None = None


def facts_of(slots: EligibilitySlots) -> Facts:
    """The facts given so far, as the rules read them."""
    facts: dict[str, Value] = {}
    for name, value in slots:
        if name in ("area", "rank") or value is None:
            continue
        facts[name] = Amount(*value) if isinstance(value, tuple) else value
    return facts


def _wanted(slots: EligibilitySlots, ports: Ports) -> str:
    """The name of the fact to be asked for next; empty when the verdict can be given."""
    ruleset = ports.rules.of(slots.area or "")
    facts = facts_of(slots)
    # An area that lists no conditions has nothing to judge; what it offers instead may depend on the enterprise.
    fact = next_fact(ruleset, facts) if ruleset.conditions else next_hint_fact(ruleset, facts)
    return fact.name if fact else ""


def _is_wanted(name: str) -> Callable[[Any, Ports], bool]:
    return lambda slots, ports: slots.area is not None and _wanted(slots, ports) == name


_SHORT: Mapping[tuple[str, ...], Mapping[str, Option[Answer]]] = {
    ("是", "否"): {"是": YES, "否": NO},
    ("没有", "有"): {"没有": HAS_NOT, "有": HAS},
}


def _fact(name: str, ports: Ports) -> Fact:
    return ports.rules.vocabulary.facts[name]


def _options(name: str, ports: Ports, *, heard: bool = False, in_short: bool = False) -> tuple[Option[str], ...]:
    """The answers that a fact takes, in the order in which they are offered; `heard` adds at the end those
    understood without being offered, `in_short` what a yes or no is otherwise said with."""
    fact = _fact(name, ports)
    if not isinstance(fact, ChoiceFact):
        raise TypeError(f"{name} is no choice")
    offered = [_option(fact, value) for value in fact.values]
    if in_short:
        short = _SHORT.get(fact.values, {})
        offered = [replace(option, alone=short[option.value].alone) if short else option for option in offered]
    return (*offered, _UNSURE, *(_option(fact, value) for value in (fact.heard if heard else ())))


def _matters(name: str, slots: EligibilitySlots, ports: Ports) -> bool:
    """Whether the area's rules know the fact; while the area is unknown, whether any conditions do."""
    areas = [slots.area] if slots.area else [area.code for area in ports.policy.jurisdictions]
    rulesets = [ports.rules.of(area) for area in areas]
    return any(fact.name == name for rules in rulesets if rules.conditions or slots.area for fact in rules.facts)


def _telling_options(name: str, ports: Ports) -> tuple[Option[str], ...]:
    """The answers of a fact in words that no other fact is answered with, so that they tell which is meant."""
    others = [fact for fact in ports.rules.vocabulary.facts.values() if fact.name != name]
    shared = {said for fact in others if isinstance(fact, ChoiceFact) for said in (*fact.spellings, *fact.values)}
    telling = [
        replace(option, synonyms=tuple(said for said in option.synonyms if said not in shared))
        for option in _options(name, ports, heard=True)
        if option != _UNSURE
    ]
    return tuple(option for option in telling if option.label not in shared)


def _option(fact: ChoiceFact, value: str) -> Option[str]:
    return Option(value, value, tuple(said for said, meant in fact.spellings.items() if meant == value))


def _with(slots: EligibilitySlots, name: str, value: object) -> EligibilitySlots:
    return slots.model_copy(update={name: value})


def _choice_step(
    name: str,
    label: str,
    prompt: str,
    *,
    hint: str,
    also_called: tuple[str, ...] = (),
    resets: tuple[str, ...] = (),
    is_noticed: bool = True,
    private: Literal["", "answer"] = "",
    can_skip: bool = False,
) -> Step[EligibilitySlots]:
    """A step that takes one of the values of the fact `name`."""

    def ask(_slots: EligibilitySlots, ports: Ports) -> Reply:
        return Choices(prompt, choices_of(_options(name, ports)))

    def take(slots: EligibilitySlots, text: str, ports: Ports) -> Outcome[EligibilitySlots]:
        option = option_in(text, _options(name, ports, in_short=True))
        if option is None and ordinal(text) is None:
            option = option_in(text, _options(name, ports, heard=True))
        return GoTo(_with(slots, name, option.value)) if option else AskAgain(hint)

    def notice(slots: EligibilitySlots, text: str, ports: Ports) -> EligibilitySlots | None:
        if not _matters(name, slots, ports):
            return None
        option = option_named(text, _telling_options(name, ports))
        return _with(slots, name, option.value) if option else None

    return Step(
        ask=ask,
        take=take,
        label=label,
        also_called=also_called,
        fills=(name,),
        resets=resets,
        due=_is_wanted(name),
        shown=lambda slots, _ports: getattr(slots, name),
        notice=notice if is_noticed else None,
        because=lambda slots, ports: _because(name, label, slots, ports),
        skip=(lambda slots: _with(slots, name, UNSURE)) if can_skip else None,
        private=private,
    )


def _because(name: str, label: str, slots: EligibilitySlots, ports: Ports) -> Because:
    """The conditions of the area that need the fact."""
    ruleset = ports.rules.of(slots.area or "")
    clauses = [
        condition.quote.clause.id
        for condition in ruleset.conditions
        if any(fact.name == name for fact in condition.facts)
    ]
    if not clauses:
        return Because("这一项用来看文件有没有适合您企业的其他安排，可以回复“跳过”。")
    return Because(f"{area_name(slots.area, ports)}的文件对{label}有要求：", tuple(clauses[:2]))


def _ask_years(_slots: EligibilitySlots, ports: Ports) -> Reply:
    limit = _years_limit(_slots, ports)
    quick = (f"不满 {limit} 年", f"满 {limit} 年", "不确定") if limit else ("不确定",)
    return Choices("从事质量管理工作满几年？（可直接写，如 4 年、三年半）", tuple(Choice(said, said) for said in quick))


def _years_limit(slots: EligibilitySlots, ports: Ports) -> str:
    """The number of years that the area's texts demand, empty where they demand none."""
    for condition in ports.rules.of(slots.area or "").conditions:
        ends = [probe.least for probe in condition.probes.get("years", ()) if isinstance(probe, Amount) and probe.least]
        if ends:
            return f"{ends[0]:g}"
    return ""


def _take_years(slots: EligibilitySlots, text: str, ports: Ports) -> Outcome[EligibilitySlots]:
    read = _read_years(text, ports)
    if read is None:
        unclear = years_in(text, ports.today())
        if isinstance(unclear, Unclear) and unclear != NOT_SAID:
            return AskAgain(unclear.hint, is_attempt=True)
        return AskAgain("请写年数，例如“4 年”“三年半”“2019 年至今”；说不准可回复“不确定”。")
    return GoTo(_with(slots, "years", read))


def _read_years(text: str, ports: Ports) -> tuple[float, float] | Literal["不确定"] | None:
    spelled = _fact("years", ports).read(text)
    if isinstance(spelled, Amount):
        return spelled.least, spelled.most
    if spelled == UNSURE or option_in(text, (_UNSURE,)):
        return UNSURE
    years = years_in(text, ports.today())
    return _as_known(years) if isinstance(years, Years) else None


def _as_known(years: Years) -> tuple[float, float]:
    """Least and most: 快3年 is less than three, 三年多 three at least."""
    if not years.is_about or years.value == int(years.value):
        return years.value, years.value
    below = math.ceil(years.value)
    return (0.0, math.nextafter(below, 0)) if below - years.value < _HALF else (float(below - 1), _LONGEST)


def _notice_years(slots: EligibilitySlots, text: str, ports: Ports) -> EligibilitySlots | None:
    years = years_in(text, ports.today())
    return _with(slots, "years", _as_known(years)) if isinstance(years, Years) else None


_HALF, _LONGEST = 0.5, 60.0


def _shown_years(slots: EligibilitySlots, _ports: Ports) -> str:
    if not isinstance(slots.years, tuple):
        return str(slots.years)
    least, most = slots.years
    if least == most:
        return f"{least:g} 年"
    return f"满 {least:g} 年" if least else f"不满 {round(most):g} 年"


_RANKS = (
    Option("副总等高层副职", "企业高层"),
    Option("质量部门正职", "质量管理部门负责人", ("质量部门负责人", "部门正职", "部门负责人", "部门")),
    _UNSURE,
)


def _take_rank(slots: EligibilitySlots, text: str, _ports: Ports) -> Outcome[EligibilitySlots]:
    option = option_in(text, _RANKS)
    if option is None:
        return AskAgain("请回复 1、2 或 3，以任命文件上的职务为准。")
    post = slots.post if option.value == UNSURE else option.value
    return GoTo(slots.model_copy(update={"rank": option.label, "post": post}))


def _has_no_rank(slots: EligibilitySlots, ports: Ports) -> bool:
    post = _fact("post", ports)
    return slots.rank is None and isinstance(post, ChoiceFact) and slots.post in post.heard


def _taking_rank_along(step: Step[EligibilitySlots]) -> Step[EligibilitySlots]:
    """The step for the post, which hears whether the candidate is called a senior manager.

    That is never asked: nobody is called no senior manager for not being mentioned as one.
    """

    def take(slots: EligibilitySlots, text: str, ports: Ports) -> Outcome[EligibilitySlots]:
        outcome = step.take(slots, text, ports)
        return GoTo(_with(outcome.slots, "is_senior", _said_senior(text))) if isinstance(outcome, GoTo) else outcome

    def notice(slots: EligibilitySlots, text: str, ports: Ports) -> EligibilitySlots | None:
        noticed = step.notice(slots, text, ports) if step.notice else None
        return _with(noticed, "is_senior", _said_senior(text)) if noticed else None

    return replace(step, take=take, notice=notice)


def _said_senior(text: str) -> str | None:
    if any(word in text for word in ("不是高层", "不属于高层", "不是高管", "不算高层")):
        return "否"
    is_said = any(word in text for word in ("高层", "班子成员", "高管")) and "副职" not in text
    return "是" if is_said else None


def _ask_forbidden(slots: EligibilitySlots, ports: Ports) -> Reply:
    bars = [one.quote for one in ports.rules.of(slots.area or "").conditions if one.effect == "禁止"]
    quotes = [quote for bar in bars for quote in ports.policy.quoted(bar.clause.id, "")]
    asked = "是否存在其中任一情形？不需说明是哪一种。"
    return Cited(asked, citations_of(quotes, ports), choices=choices_of(_options("forbidden", ports)))


def _conclude(slots: EligibilitySlots, ports: Ports) -> Outcome[EligibilitySlots]:
    if slots.area == ANOTHER_PLACE:
        return Finish((elsewhere(ports),), leaves_area=True)
    ruleset: Ruleset = ports.rules.of(slots.area or "")
    verdict = evaluate(ruleset, facts_of(slots))
    number = ports.records.verdicts.keep(kept_as(verdict, ports))
    reply = verdict_reply(verdict, ruleset, number, ports)
    return Finish((reply,), jurisdiction=slots.area or "", unrecorded=kept_back(verdict))


ELIGIBILITY: Dialog[EligibilitySlots] = Dialog(
    name="eligibility",
    version=1,
    slots=EligibilitySlots,
    title="任职条件自测",
    entries=("自测任职条件", "资格自测", "任职资格自测", "条件自测", "自测", "换个人选", "再测一个人"),
    open=lambda opening, _ports: EligibilitySlots(area=opening.area or None),
    steps={
        "area": area_step(),
        "post": _taking_rank_along(
            _choice_step(
                "post",
                "岗位",
                "拟任人选现在的岗位是？",
                hint="请回复序号，或写岗位名称，例如“副总经理”“质量部部长”。",
                also_called=("职务", "职位"),
                resets=("rank",),
            )
        ),
        "rank": Step(
            ask=lambda slots, _ports: Choices(
                f"“{slots.post}”是企业高层，还是质量管理部门负责人？", choices_of(_RANKS)
            ),
            take=_take_rank,
            fills=("rank",),
            due=_has_no_rank,
            because=lambda slots, ports: _because("post", "岗位", slots, ports),
        ),
        "years": Step(
            ask=_ask_years,
            take=_take_years,
            label="年限",
            also_called=("年数", "工龄", "工作年限"),
            fills=("years",),
            due=_is_wanted("years"),
            shown=_shown_years,
            notice=_notice_years,
            because=lambda slots, ports: _because("years", "年限", slots, ports),
        ),
        "degree": _choice_step(
            "degree",
            "学历",
            "最高学历是？",
            hint="请回复序号，或直接写学历，例如“大专”“本科”；在读的取得前不算，按已取得的填，怎么认定文件未载明。",
            also_called=("文凭",),
            resets=("title", "title_related"),
        ),
        "title": _choice_step(
            "title",
            "职称",
            "有没有专业技术职称？",
            hint="请回复序号，例如“2”表示中级；工程师属于中级，高级工程师属于高级。",
            resets=("title_related",),
        ),
        "title_related": _choice_step(
            "title_related",
            "职称专业",
            "该职称是否属于相关专业？（文件没有列举“相关专业”，拿不准请选“不清楚”）",
            hint="请回复 1 是、2 否或 3 不清楚。",
            is_noticed=False,
        ),
        CONSENT: consent_step(
            FORBIDDEN, due=_is_wanted("forbidden"), refused=lambda slots: GoTo(_with(slots, "forbidden", UNSURE))
        ),
        "forbidden": replace(
            _choice_step(
                "forbidden",
                "不得担任的情形",
                "",
                hint="请回复 1 没有、2 有或 3 不清楚，不需说明是哪一种。",
                is_noticed=False,
                private="answer",
            ),
            ask=_ask_forbidden,
        ),
        "declare": _choice_step(
            "declare",
            "素养和品行",
            "是否符合第五条（一）（四）（热爱质量工作、熟悉法律法规；坚持原则、秉公办事）？",
            hint="请回复 1 是、2 否或 3 不清楚。",
            is_noticed=False,
        ),
        "size": _choice_step(
            "size",
            "企业规模",
            "当地文件没有逐条列出任职条件，先问三项企业情况，看看有没有适合您的安排，可以跳过。企业规模是？",
            hint="请回复序号，例如“2”表示中型。",
            can_skip=True,
        ),
        "field": _choice_step(
            "field", "主要领域", "企业的主要领域是？", hint="请回复 1 产品、2 工程或 3 服务。", can_skip=True
        ),
        "ready": _choice_step(
            "ready",
            "设置条件",
            "企业目前具备设首席质量官的条件吗？",
            hint="请回复 1 有或 2 暂时没有。",
            is_noticed=False,
            can_skip=True,
        ),
    },
    conclude=_conclude,
)
