"""Filings (备案) as their owner may see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from dialogs.ports.enterprises import CodeSent, Locked

FilingState = Literal[
    "draft",
    "submitted",
    "under_review",
    "returned",
    "accepted",
    "rejected",
    "withdrawn",
    "change_pending",
    "revoked",
    "archived",
]

Proof = Literal["last_four", "code"]
"""The last four digits of the registered phone, or a one-time code sent to it."""

FILING_STATE_WORDS: Mapping[FilingState, str] = {
    "draft": "草稿",
    "submitted": "已提交",
    "under_review": "审核中",
    "returned": "退回补正",
    "accepted": "已备案",
    "rejected": "不予受理",
    "withdrawn": "企业撤回",
    "change_pending": "变更待重新备案",
    "revoked": "已退出",
    "archived": "已归档",
}


@dataclass(frozen=True, slots=True)
class Filing:
    """One filing. `note` is what staff wrote for the enterprise to read, often empty.

    `record_type` is 备案, or 人才库登记 where the area's text knows no filing.
    """

    number: str
    record_type: str
    enterprise: str
    jurisdiction: str
    state: FilingState
    since: date
    authority: str
    cqo_name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class FilingsShown:
    """Filings of one enterprise, the current one first; `as_of` is when the register was last brought up to date."""

    filings: tuple[Filing, ...]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class NothingToShow:
    """No such filing, or the verification does not fit: which of the two is not told."""


@dataclass(frozen=True, slots=True)
class RegisterUnavailable:
    """The register is kept elsewhere and cannot be reached now."""


class Filings(Protocol):
    """The register of filings."""

    def of_bound(self, enterprise_id: int) -> FilingsShown | NothingToShow | RegisterUnavailable:
        """Those of an enterprise that the contact is bound to; nothing for another one."""

    def proof(self) -> Proof:
        """What shows that one who is not bound belongs to an enterprise, as this deployment has chosen."""

    def send_code(self, reference: str) -> CodeSent | Locked:
        """Send a one-time code, where `proof` asks for one, to the phone registered with a filing; three a day."""

    def look_up(self, reference: str, shown: str) -> FilingsShown | NothingToShow | Locked | RegisterUnavailable:
        """Those of a 统一社会信用代码 or a filing number, for one who shows what `proof` asks for.

        Wrong tries are counted per contact and per enterprise, five lock both for an hour. What is
        shown is a view, not a binding.
        """
