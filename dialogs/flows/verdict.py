"""A verdict in words: what is met, what is not, the shortest way to yes, and what the texts leave open."""

from dialogs.flows.area import area_name
from dialogs.messages import CheckedRow, Choice, Cited, Reply, VerdictCard
from dialogs.offers import ASK_A_PERSON
from dialogs.policy import citations_of
from dialogs.ports import Ports
from dialogs.ports.contact import SelfCheck
from knowledge.nearest import Change, nearest_yes
from knowledge.rules import Result, Ruleset, Verdict

PRIVATE_FACTS = ("forbidden",)
"""Never kept and never shown again: of these only the verdict tells."""
SELF_CHECK_ONLY = "结果仅供自查，不代表备案或审批结论。"
REVIEW = Choice("申请人工复核", "申请人工复核")
COMPARE = Choice("与其他地区对比", "与其他地区对比")
_ANOTHER = Choice("换个人选", "换个人选")
_TRAINING = Choice("培训报名", "培训报名")
_FILING = Choice("怎么备案", "首席质量官怎么备案")


def verdict_reply(verdict: Verdict, ruleset: Ruleset, number: str, ports: Ports) -> Reply:
    """The card of a verdict; where an area lists no conditions, what it says instead."""
    if verdict.name == "conditions_not_stated":
        return _not_stated(verdict, ports)
    rows = tuple(_row(result) for result in verdict.results if result.standing != "not_asked")
    quotes = list({quote.clause.id: quote for quote in verdict.cites}.values())
    return VerdictCard(
        conclusion=f"{_title(verdict, ports)}结果：{in_words(verdict)}",
        rows=rows,
        citations=citations_of(quotes, ports),
        remarks=(*_nearest(verdict, ruleset, ports), *_left_open(verdict), *_kept(number), SELF_CHECK_ONLY),
        choices=(_ANOTHER, _TRAINING, REVIEW, COMPARE, ASK_A_PERSON),
    )


def in_words(verdict: Verdict) -> str:
    """What the verdict is called."""
    match verdict.name:
        case "meets_listed":
            return "所列条件均满足"
        case "not_met":
            failed = sum(result.standing == "not_met" for result in verdict.results)
            unclear = sum(result.standing == "unclear" for result in verdict.results)
            return f"暂不满足 {failed} 项" + (f"，另有 {unclear} 项需主管部门确认" if unclear else "")
        case "barred":
            bar = next(result for result in verdict.results if result.standing == "not_met")
            return f"不得担任（{bar.condition.quote.clause.cite}）"
        case "ask_authority":
            return "需主管部门确认"
        case "needs_facts":
            return "还缺情况，暂不能判断"
        case "conditions_not_stated":
            return "当地文件未载明条件"


def kept_back(verdict: Verdict) -> tuple[str, ...]:
    """What of the card must not stay on record: that somebody is barred is told to him alone."""
    if verdict.name != "barred":
        return ()
    failed = [_row(result) for result in verdict.results if result.standing == "not_met"]
    return (in_words(verdict), *(f"{row.label}：{row.fact}" for row in failed))


def kept_as(verdict: Verdict, ports: Ports) -> SelfCheck:
    """The check as it is kept for a person who is asked to look again."""
    facts = {
        name: ports.rules.vocabulary.facts[name].words(value)
        for name, value in verdict.facts.items()
        if name not in PRIVATE_FACTS
    }
    clauses = tuple(quote.clause.id for quote in verdict.cites)
    return SelfCheck(verdict.jurisdiction, verdict.name, facts, verdict.revision, clauses, verdict.digest)


def _title(verdict: Verdict, ports: Ports) -> str:
    return f"【任职条件自测·{area_name(verdict.jurisdiction, ports)}】"


def _row(result: Result) -> CheckedRow:
    told = [one for one in result.told if one.fact.name not in PRIVATE_FACTS]
    marks = {"met": "met", "not_met": "not_met", "unclear": "unclear", "not_asked": "open"}
    quote = result.condition.quote
    return CheckedRow(
        mark=marks[result.standing],  # type: ignore[arg-type]
        label=result.condition.name,
        fact="、".join(one.fact.words(one.value) for one in told) or "按您的声明",
        clause=quote.clause.cite,
        words=quote.words if result.standing != "met" else "",
        why=result.why,
    )


def _nearest(verdict: Verdict, ruleset: Ruleset, ports: Ports) -> tuple[str, ...]:
    """What would have to be otherwise, where that is a matter of facts that can change or be settled."""
    if verdict.name not in ("not_met", "ask_authority"):
        return ()
    changes = nearest_yes(ruleset, verdict.facts, ports.today())
    if not changes or any(change.fact.name in PRIVATE_FACTS for change in changes):
        return ()
    return (f"最近的办法：{'；'.join(map(_change, changes))}。",)


def _change(change: Change) -> str:
    if change.on is not None:
        return f"{change.words}，按现有年限推算到 {change.on.year}年{change.on.month}月{change.on.day}日"
    return change.words


def _left_open(verdict: Verdict) -> tuple[str, ...]:
    return tuple(unstated.sentence for unstated in verdict.unstated)


def _kept(number: str) -> tuple[str, ...]:
    return (f"本次自测编号 {number}，需要人工复核时可凭此查找。",) if number else ()


def _not_stated(verdict: Verdict, ports: Ports) -> Reply:
    quotes = list({quote.clause.id: quote for quote in verdict.cites}.values())
    says = [hint.says for hint in verdict.hints]
    return Cited(
        conclusion=f"{_title(verdict, ports)}{in_words(verdict)}。{''.join(_left_open(verdict))}",
        citations=citations_of(quotes, ports),
        remarks=(*says, SELF_CHECK_ONLY),
        choices=(_FILING, _TRAINING, COMPARE, ASK_A_PERSON),
    )
