"""A filing as its owner reads it: state, date, authority, what comes next, and the clause behind it."""

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.flows.filing_guide import clause_on, way_of
from dialogs.flows.moments import day_in_words, moment_in_words
from dialogs.messages import Choice, Cited, Reply, Text
from dialogs.offers import ASK_A_PERSON, QUESTIONS
from dialogs.ports import Ports
from dialogs.ports.filings import FILING_STATE_WORDS, Filing, FilingsShown, FilingState

ANOTHER_ENTERPRISE = Choice("查其他企业", "查其他企业的备案")
_HOW_TO_FILE = Choice("看怎么备案", QUESTIONS[1].says)
_TRAINING = Choice("培训报名", "培训报名")
_INCENTIVES = Choice("激励政策", QUESTIONS[4].says)
_FILED = "备案"
_URGE = Choice("催办（转人工）", "转人工")


@dataclass(frozen=True, slots=True)
class _Standing:
    """What a state means and what comes next. `{authority}` stands for who has the filing."""

    means: str
    next_step: str
    choices: tuple[Choice, ...]


_WITH_THE_AUTHORITY = _Standing("{authority}处理中。", "请等待办理，也可以转人工催办。文件未载明办理时限。", (_URGE,))
_STANDINGS: Mapping[FilingState, _Standing] = {
    "draft": _Standing("材料已起草，尚未提交。", "请继续提交。", (_HOW_TO_FILE, ASK_A_PERSON)),
    "submitted": _WITH_THE_AUTHORITY,
    "under_review": _WITH_THE_AUTHORITY,
    "returned": _Standing("材料已退回补正。", "请补正后重新提交。", (_HOW_TO_FILE, ASK_A_PERSON)),
    "accepted": _Standing("", "可以报名培训，或查看激励政策。", (_TRAINING, _INCENTIVES)),
    "rejected": _Standing("提交的材料不予受理。", "如有疑问请转人工。", (ASK_A_PERSON, _HOW_TO_FILE)),
    "withdrawn": _Standing("企业已撤回。", "需要时可以重新提交。", (_HOW_TO_FILE, ASK_A_PERSON)),
    "change_pending": _Standing("首席质量官有变动。", "请向受理单位确认。", (_HOW_TO_FILE, ASK_A_PERSON)),
    "revoked": _Standing("这份记录已退出。", "如有疑问请转人工。", (ASK_A_PERSON,)),
    "archived": _Standing("这份记录已归档。", "如有疑问请转人工。", (ASK_A_PERSON,)),
}


def filing_card(shown: FilingsShown, ports: Ports, *, is_bound: bool) -> Reply:
    """The current filing of `shown`, which holds at least one, and how many there are besides.

    `is_bound`: the reader acts for the enterprise. Others read no name of a person.
    """
    filing, way = shown.filings[0], way_of(shown.filings[0].jurisdiction, ports)
    standing = _STANDINGS[filing.state]
    earlier = len(shown.filings) - 1
    words = "\n".join(_lines(filing, standing, is_bound=is_bound))
    follows = way.on_change if way and filing.state == "change_pending" else standing.next_step
    remarks = [f"下一步：{follows}"]
    if way is not None and way.always:
        remarks.append(way.always)
    if earlier:
        remarks.append(f"另有 {earlier} 条较早记录。")
    remarks.append(f"数据更新至 {moment_in_words(shown.as_of, ports.today())}。")
    choices = (*standing.choices, *((ANOTHER_ENTERPRISE,) if is_bound else ()))
    citations = clause_on(way, filing.state, ports) if way else ()
    if not citations:
        return Text("\n".join([words, *remarks]), choices)
    return Cited(words, citations, tuple(remarks), choices)


def _lines(filing: Filing, standing: _Standing, *, is_bound: bool) -> list[str]:
    state = FILING_STATE_WORDS[filing.state]
    if filing.record_type != _FILED:
        state = state.replace(_FILED, "登记")
    means = standing.means.format(authority=filing.authority or "受理单位")
    name = filing.cqo_name if is_bound else f"{filing.cqo_name[:1]}*"
    lines = [
        f"【{filing.record_type}】{filing.enterprise}",
        f"状态：{state}（{day_in_words(filing.since)}）。{means}",
        f"说明：{filing.note}" if filing.note else "",
        f"编号：{filing.number}",
        f"受理单位：{filing.authority}" if filing.authority else "",
        f"首席质量官：{name}" if filing.cqo_name else "",
    ]
    return [line for line in lines if line]
