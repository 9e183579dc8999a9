"""On what an intake of reports rests in each area, and what its texts say to one who fears the consequences."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from dialogs.flows.area import AreaSlots, area_name
from dialogs.messages import Cited, Text
from dialogs.policy import PolicyReply, citations_of
from dialogs.ports import Ports
from knowledge.model import Quote

_MECHANISM = (
    "guangdong-notice.s4.i11.p1",
    "建设质量安全直报机制，落实“尽职免责”制度，为首席质量官的问题反馈提供平台支持，保障企业首席质量官制度落实落地。",
)
_TO_REPORT = (
    "nantong-measures.a14.i1",
    "应当具有良好的职业操守和专业素养,及时发现并报告企业在质量管理过程中存在的问题或者风险隐患;",
)
GROUNDS: Mapping[str, tuple[str, str]] = {"guangdong": _MECHANISM, "nantong": _TO_REPORT}
"""By area: the clause that an intake rests on, and its words."""

_FEARS = re.compile(
    r"[追问担]责|免责|负责任|背锅|报复|穿小鞋|秋后算账|开除|辞退|处分|连累|牵连|保护(?:我|举报|上报|直报)"
)
_WORRIED = re.compile(r"[吗么嘛呢?？]|会不会|怎么|如何|怕|担心|不敢|有没有|是否|能不能|怎样|谁来")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Basis:
    """The words of the area's text, none where it has none, and what is left to be said."""

    quotes: tuple[Quote, ...]
    says: str


def basis(area: str | None, ports: Ports) -> Basis:
    """What the intake rests on in `area`; nothing is said of a place whose texts are not held, or not known yet."""
    lineage = ports.policy.lineage(area or "")
    quotes = _quoted(lineage, ports)
    if quotes:
        return Basis(quotes, "直报的渠道、时限和处理单位，文件未载明。")
    return Basis((), f"{area_name(area, ports)}现有文件未载明直报机制。" if lineage else "")


def answers(slots: AreaSlots, text: str, ports: Ports) -> PolicyReply | None:
    """To one who asks whether he will be held to account: 尽职免责 where a text has it, and that it says no more."""
    if len(text) > _LONGEST or not (_FEARS.search(text) and _WORRIED.search(text)):
        return None
    lineage = ports.policy.lineage(slots.area or "")
    quotes = _quoted(lineage, ports)
    if "guangdong" in lineage:
        said = "通知提出落实“尽职免责”制度，文件未载明具体认定办法。"
    else:
        where = f"{area_name(slots.area, ports)}现有" if lineage else "当地"
        said = f"{where}文件未载明直报后的免责和保护办法。"
    if not quotes:
        return PolicyReply("not_stated", (Text(said),), slots.area or "")
    remarks = ("匿名提交不保存您的身份。",)
    reply = Cited(said, citations_of(quotes, ports), remarks)
    return PolicyReply("partly_stated", (reply,), slots.area or "", shown=(quotes[0].clause.id,))


def _quoted(lineage: tuple[str, ...], ports: Ports) -> tuple[Quote, ...]:
    """The grounds of the nearest area that has some."""
    clause, words = next((GROUNDS[area] for area in lineage if area in GROUNDS), ("", ""))
    return tuple(replace(quote, words=words) for quote in ports.policy.quoted(clause, words)[:1])
