"""What contacts are told without having asked, in Chinese."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.clock import BEIJING
from bot.masking import masked_name
from bot.storage.repositories.trainings import Training


def seat_offered(training: Training, attendee: str, held_until: datetime) -> str:
    """A seat came free and is held."""
    return (
        f"{_titled(training)}有空位，已为您报名的{masked_name(attendee)}保留至{_moment(held_until)}。"
        "请在此之前回复“培训报名”确认，逾期转给下一位。"
    )


def hold_lapsed(training: Training, attendee: str) -> str:
    """A held seat went to the next in line."""
    return (
        f"{_titled(training)}为{masked_name(attendee)}保留的名额已过确认时间，已转给下一位。"
        "如仍要参加，请回复“培训报名”重新报名。"
    )


def called_off(training: Training) -> str:
    """The organiser cancelled the session."""
    return f"主办方取消了{_titled(training)}，您在该场次的报名已失效。回复“培训报名”可查看其他场次。"


def now_open(training: Training) -> str:
    """The session that somebody waited for can be signed up for."""
    return (
        f"{training.title}开始报名，{where_and_when(training)}，报名截止{_day(training.deadline)}。"
        "回复“培训报名”可报名。"
    )


def binding_approved(number: str) -> str:
    """Staff let the contact act for the enterprise."""
    return f"您的企业绑定申请（编号 {number}）已通过，可以回复“备案查询”“培训报名”直接办理。"


def binding_refused(number: str) -> str:
    """Staff did not."""
    return f"您的企业绑定申请（编号 {number}）未通过核实。如有疑问请回复“转人工”。"


def moved(training: Training) -> str:
    """Day or place of the session are others now."""
    return f"您报名的{training.title}有变动，现为{where_and_when(training)}。不便参加请回复“取消报名”。"


def tomorrow(training: Training, attendees: Sequence[str]) -> str:
    """The training begins the next day."""
    who = "、".join(map(masked_name, attendees))
    return f"明天有您报名的{training.title}，{where_and_when(training)}，参训人{who}。不便参加请回复“取消报名”。"


def where_and_when(training: Training) -> str:
    """「12月3日至12月4日，深圳市」."""
    begin, end = _day(training.starts_on), _day(training.ends_on)
    return f"{begin if begin == end else f'{begin}至{end}'}，{training.place}"


def _titled(training: Training) -> str:
    return f"{training.title}（{_day(training.starts_on)}）"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _moment(moment: datetime) -> str:
    local = moment.astimezone(BEIJING)
    return f"{local.month}月{local.day}日{local:%H:%M}"
