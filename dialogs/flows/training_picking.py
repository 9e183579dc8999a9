"""Training sessions in words, and which of them words speak of: 「12 月那场」「佛山那期」「最近的」."""

import re
from collections.abc import Sequence
from datetime import date

from dialogs.ports.trainings import TrainingSession
from dialogs.values.days import days_in
from dialogs.values.questions import asks
from dialogs.values.written import plain

_FIRST = re.compile(r"最近|最早|最快|最先|下一[期场班次]|就近")
_LAST = re.compile(r"最后|最末|最晚|最迟|倒数第一")
_SHORT = 12
"""Characters: longer words that hold 最近 tell something."""
_ONLINE = re.compile(r"线上|网上|网络|远程|在线|直播")
_ON_SITE = re.compile(r"线下|现场|面授")
_AROUND = re.compile(
    r"我?[就想要]?[选报去]?(?:那个?|这个?|一)?[期场班次](?:吧|的)?$|^(?:我?[想就]?[要选报去]|就|参加)+"
)
_DIVISIONS = re.compile("[省市区县镇]")
_LEAST = 2
"""Characters that a part of a place or title must have to name it."""


def in_words(session: TrainingSession) -> str:
    """「广东省企业首席质量官岗位能力培训班（佛山），11月27日至11月28日，佛山市」."""
    online = "（线上）" if session.is_online and "线上" not in session.place else ""
    return f"{session.title}，{when(session)}，{session.place}{online}"


def when(session: TrainingSession) -> str:
    """「11月27日至11月28日」."""
    begin, end = _day(session.starts_on), _day(session.ends_on)
    return begin if begin == end else f"{begin}至{end}"


def first_or_last(sessions: Sequence[TrainingSession], text: str) -> TrainingSession | None:
    """The one at an end of the list, the soonest first: 「最近的那场」「最后一场」."""
    if len(text) > _SHORT or not sessions:
        return None
    if _FIRST.search(text):
        return sessions[0]
    return sessions[-1] if _LAST.search(text) else None


def among(sessions: Sequence[TrainingSession], text: str, today: date) -> list[TrainingSession] | None:
    """Those that fit everything that `text` says of day, place, manner or title; None where it says nothing.

    A day on which there is none rules out all, whatever place is named beside it. A question picks nothing.
    """
    if asks(text):
        return None
    days = days_in(text, today)
    ways = [
        [one for one in sessions if one.starts_on <= days.last and days.first <= one.ends_on] if days else None,
        [one for one in sessions if _is_at(one, text)] or None,
        [one for one in sessions if one.is_online] if _ONLINE.search(text) else None,
        [one for one in sessions if not one.is_online] if _ON_SITE.search(text) else None,
    ]
    named = [way for way in ways if way is not None]
    if not named:
        return [one for one in sessions if _is_titled(one, text)] or None
    return [one for one in sessions if all(one in way for way in named)]


def _is_at(session: TrainingSession, text: str) -> bool:
    parts = _DIVISIONS.split(session.place)
    return session.code in text.upper() or any(len(part) >= _LEAST and part in text for part in parts)


def _is_titled(session: TrainingSession, text: str) -> bool:
    said = _AROUND.sub("", plain(text))
    return len(said) >= _LEAST and said in plain(session.title)


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
