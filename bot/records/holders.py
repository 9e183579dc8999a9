"""Which tables hold something about a contact, and what becomes of it when he wants it erased.

Every table that refers to a conversation has a holder here; a test fails for one that has none.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Table, delete, func, select, update

from bot.clock import BEIJING
from bot.sealing import Sealer
from bot.storage import tables
from bot.storage.repositories.core import core_table
from bot.storage.session import Session
from dialogs.ports.contact import Held

Row = Mapping[str, Any]

_turn = core_table(tables.TurnRow)

_PURPOSES = {
    "sign_up": "培训报名",
    "binding": "企业绑定",
    "notices": "接收通知",
    "report_contact": "直报联系方式",
    "eligibility_forbidden": "任职条件自测",
}
_APPOINTED = {True: "已任命", False: "未任命"}
_IN_POOL = {True: "已入人才库", False: "未入人才库"}
_SIGN_UP_STATES = {
    "confirmed": "已报上",
    "waitlisted": "候补",
    "offered": "名额待确认",
    "cancelled": "已取消",
    "passed": "考核合格",
    "failed": "考核未合格",
    "absent": "缺席",
}
_REPORT_STATES = {
    "received": "待分派",
    "assigned": "处理中",
    "feedback": "已反馈",
    "closed": "已办结",
    "withdrawn": "已撤回",
}
_LOOKUP_RESULTS = {"shown": "已显示备案", "nothing": "未查到可显示的记录", "locked": "因多次核验不符暂停查询"}
_REQUEST_STATES = {"awaits_staff": "待核验", "approved": "已通过", "refused": "未通过", "dropped": "已终止"}
_VERDICTS = {"helpful": "有帮助", "missed": "没答对"}


@dataclass(frozen=True, slots=True)
class Holder:
    """One kind of record. `what` is what a user reads; empty for what is only the other side of another kind.

    A row is his by its conversation, or by a turn of it. `at` is the column of its moment. `erased`:
    the row is deleted, unlinked (the contact is no longer named in it) or kept; `why_kept` tells him
    what stays of it and why. `words` gives a row as its owner may read it.
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

    def _is_his(self, conversation_id: int) -> ColumnElement[bool]:
        if "conversation_id" in self.table.c:
            return self.table.c.conversation_id == conversation_id
        return self.table.c.turn_id.in_(select(_turn.c.id).where(_turn.c.conversation_id == conversation_id))


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


def _consent(row: Row, _sealer: Sealer) -> str:
    purpose = _PURPOSES.get(row["purpose"], row["purpose"])
    return f"{purpose}，告知第 {row['version']} 版{'，已撤回' if row['withdrawn_at'] else ''}"


def _sign_up(row: Row, sealer: Sealer) -> str:
    attendee, phone = (sealer.open(row[column]).decode() for column in ("attendee", "phone"))
    said = [row["post"], _APPOINTED.get(row["is_appointed"], ""), _IN_POOL.get(row["is_in_pool"], "")]
    stated = "".join(f"，{one}" for one in said if one)
    return f"编号 {row['number']}，{attendee}，{phone}{stated}，{_SIGN_UP_STATES[row['state']]}"


def _notice(row: Row, sealer: Sealer) -> str:
    return sealer.open(row["words"]).decode() if row["words"] else "已告知，见对话记录"


def _binding(row: Row, _sealer: Sealer) -> str:
    return f"{day_of(row['ended_at'])} 已解除" if row["ended_at"] else "有效"


def _nothing(_row: Row, _sealer: Sealer) -> str:
    return ""


HOLDERS: tuple[Holder, ...] = (
    Holder("", core_table(tables.DeliveryRow), "created_at", "deleted", _nothing),
    Holder("对话记录", core_table(tables.TranscriptRow), "created_at", "deleted", _said),
    Holder(
        "答案评价",
        core_table(tables.FeedbackRow),
        "judged_at",
        "deleted",
        lambda row, _: _VERDICTS[row["verdict"]],
    ),
    Holder("", core_table(tables.TurnRow), "created_at", "deleted", _nothing),
    Holder("同意记录", core_table(tables.ConsentRow), "given_at", "deleted", _consent),
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
        _sign_up,
        why_kept="培训报名名册，其中姓名和手机号加密保存，用于开班核对和考核发证，与您的账号脱离，培训结束后按保存期限删除",
    ),
    Holder("开班提醒", core_table(tables.TrainingWishRow), "wished_at", "deleted", lambda _row, _: "有新场次时告知"),
    Holder("通知", core_table(tables.NoticeRow), "created_at", "deleted", _notice),
    Holder(
        "实名直报",
        core_table(tables.ReportRow),
        "created_at",
        "unlinked",
        lambda row, _: f"{row['category']}，{_REPORT_STATES[row['state']]}",
        why_kept="实名直报的内容和联系方式，加密保存，用于核实处理，与您的账号脱离，办结后按保存期限删除",
    ),
    Holder("任职条件自测", core_table(tables.SelfCheckRow), "checked_at", "deleted", _check),
    Holder("人工登记", core_table(tables.DeskEntryRow), "asked_at", "deleted", _desk),
    Holder(
        "备案查询记录",
        core_table(tables.LookupRow),
        "at",
        "unlinked",
        lambda row, _: _LOOKUP_RESULTS[row["result"]],
        why_kept="备案查询的次数和时间，用于防止猜测他人信息，与您的账号脱离",
    ),
    Holder(
        "企业绑定",
        core_table(tables.BindingRow),
        "since",
        "kept",
        _binding,
        why_kept="企业绑定的起止记录，用于说明谁曾代表企业办理",
    ),
    Holder(
        "企业绑定申请",
        core_table(tables.BindingRequestRow),
        "asked_at",
        "kept",
        lambda row, _: f"编号 {row['number']}，{_REQUEST_STATES[row['state']]}",
        why_kept="企业绑定申请的受理记录",
    ),
    Holder("", core_table(tables.OneTimeCodeRow), "made_at", "deleted", _nothing),
    Holder("", core_table(tables.ErasureRow), "asked_at", "kept", _nothing),
)
"""In the order in which they can be erased: what refers to turns before the turns."""
