"""Staff take a conversation over and hand it back. While they hold it the bot is silent (dialogs.holding).

Each of these works inside the caller's transaction and moves the conversation's version: a turn that
was under way then is decided anew. Both ends stand in the transcript.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from bot.records.notice_board import NoticeBoard
from bot.storage.repositories import conversations, desk, transcript
from bot.storage.repositories.desk import WhyEnded
from bot.storage.repositories.transcript import Line
from bot.storage.session import Session

IDLE_AFTER = timedelta(minutes=30)
"""Nothing said on either side for so long ends it."""

_ENDED_IDLE = "人工服务因 30 分钟内没有新消息已结束。您可以继续提问；仍需人工，请回复“人工”。"


def take_over(session: Session, conversation_id: int, *, by: str, now: datetime) -> bool:
    """A member of staff takes a contact who waits; False where nobody waits or another was quicker."""
    if not desk.take(session, conversation_id, by=by, now=now):
        return False
    _set(session, conversation_id, "staff", f"〔人工接入：{by}〕", now=now)
    return True


def taken_elsewhere(session: Session, conversation_id: int, *, by: str, words: bytes, now: datetime) -> None:
    """Somebody took the contact over at the platform's own desk, whether or not he waited here; `words` are sealed."""
    if desk.open_entry(session, conversation_id) is None:
        desk.enter(session, conversation_id, words=words, now=now)
    take_over(session, conversation_id, by=by, now=now)


def hand_back(session: Session, conversation_id: int, *, why: WhyEnded, now: datetime) -> bool:
    """The bot answers again; False where nobody held the conversation and nobody waited."""
    if not desk.end(session, conversation_id, why=why, now=now):
        return False
    _set(session, conversation_id, "bot", "〔人工结束〕", now=now)
    return True


def hand_back_idle(session: Session, board: NoticeBoard, *, now: datetime) -> int:
    """Hand back what has been idle for too long; how many. Their contacts are told with their next reply."""
    idle = desk.idle(session, since=now - IDLE_AFTER)
    for conversation_id in idle:
        hand_back(session, conversation_id, why="idle", now=now)
        board.post(session, conversation_id, _ENDED_IDLE, now=now)
    return len(idle)


def _set(session: Session, conversation_id: int, mode: Literal["bot", "staff"], words: str, *, now: datetime) -> None:
    held = conversations.hold(session, conversation_id)
    conversations.save(session, replace(held, mode=mode), now=now)
    transcript.insert_lines(session, conversation_id, [Line("out", "staff", words, now)])
