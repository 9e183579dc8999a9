"""Which tables hold something about a contact, and what becomes of it when he wants it erased.

Every table that refers to a conversation has a holder here; a test fails for one that has none.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Table, delete, func, select, update
from sqlalchemy.orm import Session

from bot.clock import BEIJING
from bot.sealing import Sealer
from bot.storage import tables
from bot.storage.repositories.core import core_table
from dialogs.ports.contact import Held

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Holder:
    """One kind of record. `what` is what a user reads; empty for what is only the other side of another kind.

    `at` is the column of its moment. `erased`: the row is deleted, unlinked (the contact is no longer
    named in it), or kept, for the reason in `why_kept`. `words` gives a row as its owner may read it.
    """

    what: str
    table: Table
    at: str
    erased: Literal["deleted", "unlinked", "kept"]
    words: Callable[[Row, Sealer], str]
    why_kept: str = ""

    def held(self, session: Session, conversation_id: int) -> Held | None:
        """How many there are, and since when; None without any."""
        count, since = session.execute(
            select(func.count(), func.min(self.table.c[self.at])).where(self._is_his(conversation_id))
        ).one()
        return Held(self.what, count, day_of(since)) if count and self.what else None

    def exported(self, session: Session, conversation_id: int, sealer: Sealer) -> list[str]:
        """A line for each, oldest first."""
        rows = session.execute(select(self.table).where(self._is_his(conversation_id)).order_by(self.table.c.id))
        return [f"{day_of(row[self.at])} {self.what}：{self.words(dict(row), sealer)}" for row in rows.mappings()]

    def erase(self, session: Session, conversation_id: int) -> None:
        """Delete or unlink what need not be kept."""
        match self.erased:
            case "deleted":
                session.execute(delete(self.table).where(self._is_his(conversation_id)))
            case "unlinked":
                session.execute(update(self.table).where(self._is_his(conversation_id)).values(conversation_id=None))
            case "kept":
                pass

    def _is_his(self, conversation_id: int) -> Any:
        return self.table.c.conversation_id == conversation_id


def day_of(moment: datetime) -> date:
    """The day of a moment in Beijing."""
    return moment.astimezone(BEIJING).date()


def _said(row: Row, _sealer: Sealer) -> str:
    return f"{'您' if row['direction'] == 'in' else '质官通'}：{row['text']}"


def _check(row: Row, sealer: Sealer) -> str:
    facts = json.loads(sealer.open(row["content"]))["facts"]
    return f"编号 {row['number']}，{'；'.join(facts.values())}"


def _desk(row: Row, sealer: Sealer) -> str:
    return sealer.open(row["words"]).decode() or "未写明事项"


def _nothing(_row: Row, _sealer: Sealer) -> str:
    return ""


HOLDERS: tuple[Holder, ...] = (
    Holder("", core_table(tables.DeliveryRow), "created_at", "deleted", _nothing),
    Holder("对话记录", core_table(tables.TranscriptRow), "created_at", "deleted", _said),
    Holder("", core_table(tables.TurnRow), "created_at", "deleted", _nothing),
    Holder(
        "同意记录",
        core_table(tables.ConsentRow),
        "given_at",
        "deleted",
        lambda row, _: f"用途 {row['purpose']}，第 {row['version']} 版{'，已撤回' if row['withdrawn_at'] else ''}",
    ),
    Holder(
        "通知选择",
        core_table(tables.NoticeChoiceRow),
        "chosen_at",
        "deleted",
        lambda row, _: "接收通知" if row["is_on"] else "不接收通知",
    ),
    Holder(
        "培训报名",
        core_table(tables.SignUpRow),
        "created_at",
        "unlinked",
        lambda row, sealer: f"编号 {row['number']}，{sealer.open(row['attendee']).decode()}",
    ),
    Holder("开班提醒", core_table(tables.TrainingWishRow), "wished_at", "deleted", _nothing),
    Holder("通知", core_table(tables.NoticeRow), "created_at", "deleted", _nothing),
    Holder(
        "实名直报",
        core_table(tables.ReportRow),
        "created_at",
        "unlinked",
        lambda row, _: f"类别 {row['category']}，状态 {row['state']}",
    ),
    Holder("任职条件自测", core_table(tables.SelfCheckRow), "checked_at", "deleted", _check),
    Holder("人工登记", core_table(tables.DeskEntryRow), "asked_at", "deleted", _desk),
    Holder("备案查询记录", core_table(tables.LookupRow), "at", "unlinked", lambda row, _: f"结果 {row['result']}"),
    Holder(
        "企业绑定",
        core_table(tables.BindingRow),
        "since",
        "kept",
        lambda row, _: "已解除" if row["ended_at"] else "有效",
        why_kept="企业绑定的起止记录，用于说明谁曾代表企业办理",
    ),
    Holder(
        "企业绑定申请",
        core_table(tables.BindingRequestRow),
        "asked_at",
        "kept",
        lambda row, _: f"编号 {row['number']}",
        why_kept="企业绑定申请的受理记录",
    ),
    Holder(
        "",
        core_table(tables.ErasureRow),
        "asked_at",
        "kept",
        _nothing,
        why_kept="",
    ),
)
"""In the order in which they can be erased: what refers to turns before the turns."""
