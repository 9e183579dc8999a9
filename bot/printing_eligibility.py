"""What `cqo eligibility` prints: verdicts as JSON, or as a user would read them."""

import json
from collections.abc import Iterator
from pathlib import Path

from bot.clause_status import numbered
from bot.clock import SystemClock
from bot.eligibility import Checked, check, read_fact_sets, verdict_as_json
from bot.policy import ports_over
from bot.settings import load_settings
from dialogs.ports import Ports
from knowledge.documents.library import load_library
from knowledge.rules import Result, Verdict

_MARKS = {"met": "✓", "not_met": "✗", "unclear": "？", "not_asked": "…"}


def print_verdicts(file: Path, *, as_json: bool) -> None:
    """Every fact set of `file`; as JSON one object for a single set, a list for a list."""
    library = load_library()
    _, ports = ports_over(library, load_settings().public_url, SystemClock())
    said = read_fact_sets(file)
    checked = check(said.sets, ports.rules)
    if as_json:
        verdicts = [verdict_as_json(one, ports) for one in checked]
        print(json.dumps(verdicts if said.is_list else verdicts[0], ensure_ascii=False))
        return
    print("\n\n".join("\n".join(_lines(one, ports)) for one in checked))


def _lines(checked: Checked, ports: Ports) -> Iterator[str]:
    name = "" if checked.id is None else f"{checked.id}　"
    verdict = checked.verdict
    if verdict is None:
        yield f"{name}【任职条件自测】请说明企业在哪个地区。"
        return
    areas = {area.code: area.short_name for area in ports.policy.jurisdictions}
    yield f"{name}【任职条件自测·{areas.get(verdict.jurisdiction, '其他地区')}】结果：{_in_words(verdict)}"
    yield from map(_line, verdict.results)
    yield from (unstated.sentence for unstated in verdict.unstated)
    yield from (f"{hint.says}（{hint.quote.clause.cite}）" for hint in verdict.hints)
    if verdict.jurisdiction not in areas:
        yield "没有收录该地区的文件，请以当地市场监管部门为准。"
    documents = {quote.document.id: quote.document for quote in verdict.cites}.values()
    if documents:
        yield f"出处：{'、'.join(f'{document.marked_title}{numbered(document)}' for document in documents)}。"
    yield "结果仅供自查，不代表备案或审批结论。"


def _in_words(verdict: Verdict) -> str:
    match verdict.name:
        case "meets_listed":
            return "所列条件均满足"
        case "not_met":
            return f"暂不满足 {sum(one.standing == 'not_met' for one in verdict.results)} 项"
        case "barred":
            return f"不得担任（{verdict.failed_or_unclear[0].clause.cite}）"
        case "ask_authority":
            return "需主管部门确认"
        case "needs_facts":
            return f"还需要知道{'、'.join(fact.label for fact in verdict.missing)}"
        case "conditions_not_stated":
            return "当地文件未载明条件"


def _line(result: Result) -> str:
    told = result.told
    answers = told[0].fact.words(told[0].value) if len(told) == 1 else "；".join(one.words for one in told)
    quote = result.condition.quote
    said = f"{_MARKS[result.standing]} {result.condition.name}{'：' if answers else ''}{answers}"
    match result.standing:
        case "met":
            return f"{said}（{quote.clause.cite}）"
        case "not_met":
            return f"{said}，文件要求「{quote.words}」（{quote.clause.cite}）"
        case "unclear":
            return f"{said}。{result.why}（{quote.clause.cite}）"
        case "not_asked":
            return said
