"""How an appointment is filed in each area, as its texts have it: to whom, with what, and what they leave open.

A form is named where a text names it and never drawn up here: none of them is among the texts held.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.messages import Citation, Cited, Reply, Text
from dialogs.offers import ASK_A_PERSON, CHANGE_AREA
from dialogs.policy import citations_of
from dialogs.ports import Ports

_ASKED = "首席质量官怎么备案"


@dataclass(frozen=True, slots=True)
class FilingWay:
    """How one area files: a line, the clauses it rests on with the decisive one first, what is left open.

    `by_state` has the clause that speaks of a state of a filing; `always` is said beside every filing.
    `on_change` is what follows when the Chief Quality Officer has left.
    """

    line: str
    clauses: tuple[str, ...]
    remarks: tuple[str, ...]
    by_state: Mapping[str, str]
    always: str = ""
    on_change: str = "变更程序文件未载明，请向受理单位确认。"


_GUANGDONG = FilingWay(
    line="企业先聘任、后培训；聘任后备好任命决定及承诺书，通过地级以上市市场监管部门向省市场监管局报备。",
    clauses=("guangdong-notice.s4.i7.p1", "guangdong-notice.s5.i15.p1"),
    remarks=("备案表格、网上渠道、办理时限，文件未载明。",),
    by_state={},
)
_SHENZHEN = FilingWay(
    line="按省通知办理：先聘任、后培训，备好任命决定及承诺书，通过市市场监管部门向省市场监管局报备。",
    clauses=("guangdong-notice.s4.i7.p1", "guangdong-notice.s5.i15.p1", "shenzhen-guide-interpretation.s2.i7.p1"),
    remarks=("解读提到的附录 A 备案登记表，知识库未收录。", "网上渠道和办理时限，文件未载明。"),
    by_state={},
)
_NANTONG = FilingWay(
    line="办法写的是凭聘用书或者任命文件纳入南通市首席质量官人才库，未载明备案程序。",
    clauses=("nantong-measures.a10",),
    remarks=("办理的表格、渠道和时限，文件未载明。",),
    by_state={},
    always="南通办法写的是凭聘用书或任命文件纳入人才库，未载明备案程序。",
)
_XIANGSHAN = FilingWay(
    line="企业聘任后，及时到区市场监管局备案。",
    clauses=("xiangshan-notice.s3.n1",),
    remarks=("备案表是通知的附件，知识库未收录，请向区市场监管局索取。", "网上渠道和办理天数，文件未载明。"),
    by_state={"change_pending": "xiangshan-notice.s3.n6"},
    on_change="请及时选聘新的首席质量官，并及时到区市场监管局备案。",
)
WAYS: Mapping[str, FilingWay] = {
    "guangdong": _GUANGDONG,
    "shenzhen": _SHENZHEN,
    "nantong": _NANTONG,
    "xiangshan": _XIANGSHAN,
}
"""By area; one without a line files as its parent does."""


def way_of(area: str, ports: Ports) -> FilingWay | None:
    """How `area` files; None where no text of it says so."""
    return next((WAYS[code] for code in ports.policy.lineage(area) if code in WAYS), None)


def clause_on(way: FilingWay, state: str, ports: Ports) -> tuple[Citation, ...]:
    """The one clause that a filing in this state rests on."""
    return _cited((way.by_state.get(state, way.clauses[0]),), ports)


def guide(area: str, ports: Ports) -> Reply:
    """How to file in `area`, with the clauses; where none is held, that it is so."""
    way = way_of(area, ports)
    name = next((one.short_name for one in ports.policy.jurisdictions if one.code == area), "")
    if way is None:
        return Text(f"{name or '该地区'}现有文件未载明怎么备案。需要转人工核实吗？", (ASK_A_PERSON, CHANGE_AREA))
    return Cited(f"{name}：{way.line}", _cited(way.clauses, ports), way.remarks, (ASK_A_PERSON,))


def _cited(clauses: tuple[str, ...], ports: Ports) -> tuple[Citation, ...]:
    return citations_of([quote for clause in clauses for quote in ports.policy.quoted(clause, _ASKED)], ports)
