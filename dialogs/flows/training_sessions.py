"""Training sessions as they are listed and picked."""

from collections.abc import Sequence
from datetime import date

from dialogs.messages import Choice, Choices, Reply
from dialogs.offers import ASK_A_PERSON
from dialogs.ports import Ports
from dialogs.ports.trainings import TrainingSession
from dialogs.values.days import days_in

TELL_ME = Choice("开班时通知我", "开班时通知我")
_A_PAGE = 5
_LEAST_PLACE = 2
_ENDINGS = "省市区县"


def open_sessions(area: str, ports: Ports) -> tuple[TrainingSession, ...]:
    """Those of the area and of what it belongs to, the soonest first."""
    return ports.records.trainings.open_sessions(ports.policy.lineage(area))


def no_session() -> Reply:
    """What is said where there is none."""
    return Choices("目前没有可报名的场次。", (TELL_ME, ASK_A_PERSON))


def session_choices(sessions: Sequence[TrainingSession], page: int) -> tuple[Choice, ...]:
    """One page of them; behind the last comes the first again."""
    pages = max(1, -(-len(sessions) // _A_PAGE))
    first = (page % pages) * _A_PAGE
    shown = tuple(Choice(_listed(one), one.code) for one in sessions[first : first + _A_PAGE])
    return (*shown, Choice("下一页", "下一页")) if pages > 1 else shown


def matching(sessions: Sequence[TrainingSession], text: str, today: date) -> list[TrainingSession]:
    """Those that `text` speaks of by day or place: 「12 月那场」「佛山那期」; none where it names neither."""
    days = days_in(text, today)
    on_days = [one for one in sessions if days and one.starts_on <= days.last and days.first <= one.ends_on]
    in_place = [one for one in sessions if _place(one) and _place(one) in text]
    if days and in_place:
        return [one for one in on_days if one in in_place]
    return on_days or in_place


def in_words(session: TrainingSession) -> str:
    """「广东省企业首席质量官岗位能力培训班（佛山），11月27日至11月28日，佛山市」."""
    return f"{session.title}，{when(session)}，{session.place}{'（线上）' if session.is_online else ''}"


def when(session: TrainingSession) -> str:
    """「11月27日至11月28日」."""
    begin, end = _day(session.starts_on), _day(session.ends_on)
    return begin if begin == end else f"{begin}至{end}"


def _listed(session: TrainingSession) -> str:
    seats = f"余 {session.free_seats}" if session.free_seats else "已满，可候补" if session.takes_waiting else "已满"
    return f"{when(session)} {session.place}（{seats}）{session.title}"


def _place(session: TrainingSession) -> str:
    place = session.place.rstrip(_ENDINGS)
    return place if len(place) >= _LEAST_PLACE else ""


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
