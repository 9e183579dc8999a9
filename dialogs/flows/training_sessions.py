"""Which training session: a list page by page, from which one is picked by number, day, place or title."""

import re
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from dialogs.choosing import choose
from dialogs.dialog import AskAgain, GoTo, Outcome, Step
from dialogs.flows.area import ANOTHER_PLACE
from dialogs.flows.training_picking import among, first_or_last, in_words, when
from dialogs.messages import Choice, Choices, Reply, Text
from dialogs.offers import ASK_A_PERSON
from dialogs.ports import Ports
from dialogs.ports.trainings import TrainingSession
from dialogs.values.answers import YES
from dialogs.values.days import means_the_past
from dialogs.values.options import Option, option_in

TELL_ME = Choice("开班时通知我", "开班时通知我")
_NEXT = Choice("下一页", "下一页")
_ALL = Choice("看全部场次", "看全部场次")
_NONE_FITS = Choice("都不合适", "都不合适")
_TURNS = Option(
    "next",
    _NEXT.label,
    ("下页", "换一页", "翻页", "更多场次", "其他场次", "别的场次", "后面的", "后面几场"),
    ("还有吗", "还有没有", "还有别的吗", "还有其他的吗", "还有其他场次吗", "后面还有吗"),
)
_REFUSES = Option(
    "none", _NONE_FITS.label, ("都不行", "都不方便", "都去不了", "没有合适的", "都不合适我"), ("0", "不合适")
)
_TELLS = Option("tell", TELL_ME.label, ("通知我", "提醒我", "告诉我"), (*YES.alone, "要", "需要"))
_ANY = Option(
    "any",
    "都可以",
    ("都行", "随便", "就这个", "就这场", "就这一场"),
    (*YES.alone, "随便哪个", "哪个都行", "哪场都行"),
)
_A_PAGE = 5
_SPEAKS_OF_ONE = re.compile(r"[期场班次]|月|号")


class SessionSlots(BaseModel):
    """`session` is the id of the one chosen, `page` of the list that is shown.

    `narrowed` are the ids to which words cut the list down, empty for all. `fits_none`: he has seen them and
    takes none; `tell`: he wants to hear of the next; `is_just_filled`: the one chosen filled up while he answered.
    `leaves` is the id of one that he wants to change for another: it is not offered.
    """

    area: str | None = None
    session: int | None = None
    page: int = 0
    narrowed: tuple[int, ...] = ()
    fits_none: bool = False
    tell: bool = False
    is_just_filled: bool = False
    leaves: int | None = None


def session_step() -> Step[Any]:
    """Fills `session`, or `tell`."""
    return Step(
        ask=_ask,
        take=_take,
        label="场次",
        also_called=("哪一场", "哪期", "一场", "那场", "这场", "一期", "那期", "这期"),
        fills=("session",),
        resets=("waiting",),
        due=_is_due,
        shown=lambda slots, ports: in_words(session) if (session := chosen_session(slots, ports)) else "",
        notice=_notice,
    )


def open_sessions(area: str, ports: Ports) -> tuple[TrainingSession, ...]:
    """Those of the area and of what it belongs to, the soonest first."""
    return ports.records.trainings.open_sessions(ports.policy.lineage(area))


def _offered(slots: SessionSlots, ports: Ports) -> tuple[TrainingSession, ...]:
    return tuple(one for one in open_sessions(slots.area or "", ports) if one.id != slots.leaves)


def chosen_session(slots: SessionSlots, ports: Ports) -> TrainingSession | None:
    """The one that was picked, as it stands now."""
    return ports.records.trainings.session(slots.session) if slots.session is not None else None


def narrowed_by(words: str, area: str, ports: Ports) -> tuple[int, ...]:
    """The ids of the several sessions that the opening words speak of; empty where they speak of none or one."""
    if not area or not _SPEAKS_OF_ONE.search(words):
        return ()
    sessions = open_sessions(area, ports)
    found = among(sessions, words, ports.today()) or []
    return tuple(one.id for one in found) if 1 < len(found) < len(sessions) else ()


def _is_due(slots: SessionSlots, _ports: Ports) -> bool:
    return slots.area not in (None, ANOTHER_PLACE) and slots.session is None and not slots.tell


def _ask(slots: SessionSlots, ports: Ports) -> Reply:
    sessions = _offered(slots, ports)
    if not sessions:
        return Choices("目前没有可报名的场次。", (TELL_ME, ASK_A_PERSON))
    if slots.fits_none:
        return Choices("没有合适的场次时，有新场次可以通知您。", (TELL_ME, _ALL, ASK_A_PERSON))
    listed, around = _listed(slots, sessions), []
    if len(listed) > _A_PAGE:
        around.append(_NEXT)
    if len(listed) < len(sessions):
        around.append(_ALL)
    title = f"符合的有 {len(listed)} 场：" if len(listed) < len(sessions) else "可报名的场次："
    return Choices(title, (*map(_choice, _shown(slots, listed)), *around, _NONE_FITS))


def _take(slots: SessionSlots, text: str, ports: Ports) -> Outcome[SessionSlots]:
    sessions = _offered(slots, ports)
    offered = _ask(slots, ports).choices
    picked = choose(text, offered)
    if TELL_ME in offered and (picked == TELL_ME or option_in(text, (_TELLS,))):
        return GoTo(slots.model_copy(update={"tell": True}))
    if not sessions:
        return AskAgain("请回复 1 开班时通知我，或 2 转人工。")
    listed = _listed(slots, sessions)
    ends = first_or_last(listed, text)
    if ends is None and (picked == _NEXT or option_in(text, (_TURNS,))):
        return GoTo(slots.model_copy(update={"page": slots.page + 1}))
    if picked == _ALL:
        return GoTo(slots.model_copy(update={"narrowed": (), "page": 0, "fits_none": False}))
    if ends is None and (picked == _NONE_FITS or option_in(text, (_REFUSES,))):
        return GoTo(slots.model_copy(update={"fits_none": True}))
    by_number = next((one for one in listed if picked and one.code == picked.says), None)
    if by_number is not None and ends is None:
        return GoTo(_with(slots, by_number))
    if means_the_past(text):
        return AskAgain("办过的场次不能再报名，请从下面选。", is_attempt=True)
    if option_in(text, (_ANY,)):
        return _found(slots, sessions, sessions)
    return _found(slots, [ends] if ends else among(sessions, text, ports.today()), listed)


def _found(
    slots: SessionSlots, found: Sequence[TrainingSession] | None, listed: Sequence[TrainingSession]
) -> Outcome[SessionSlots]:
    """What follows from the sessions that words spoke of."""
    match found:
        case None:
            return AskAgain("请回复场次前的序号，也可以说日期或地点，例如“12 月那场”。")
        case []:
            return AskAgain("没有符合的场次，请从下面选，或回复“都不合适”。", is_attempt=True)
        case [session]:
            return GoTo(_with(slots, session), says=(Text(f"好的，{in_words(session)}。"),))
        case _ if len(found) == len(listed):
            return AskAgain(f"符合的有 {len(found)} 场，请回复序号。", is_attempt=True)
        case _:
            narrowed = tuple(one.id for one in found)
            return GoTo(slots.model_copy(update={"narrowed": narrowed, "page": 0, "fits_none": False}))


def _notice(slots: SessionSlots, text: str, ports: Ports) -> SessionSlots | None:
    # 「佛山」 alone is where the enterprise is, 「佛山那期」 a session.
    if not _is_due(slots, ports) or not _SPEAKS_OF_ONE.search(text):
        return None
    found = among(_offered(slots, ports), text, ports.today())
    return _with(slots, found[0]) if found and len(found) == 1 else None


def _with(slots: SessionSlots, session: TrainingSession) -> SessionSlots:
    return slots.model_copy(update={"session": session.id, "fits_none": False, "is_just_filled": False})


def _listed(slots: SessionSlots, sessions: Sequence[TrainingSession]) -> Sequence[TrainingSession]:
    """All, or those that are left of what words cut the list down to."""
    return [one for one in sessions if one.id in slots.narrowed] or sessions


def _shown(slots: SessionSlots, listed: Sequence[TrainingSession]) -> Sequence[TrainingSession]:
    """One page; behind the last comes the first again."""
    pages = -(-len(listed) // _A_PAGE)
    first = (slots.page % pages) * _A_PAGE
    return listed[first : first + _A_PAGE]


def _choice(session: TrainingSession) -> Choice:
    seats = f"余 {session.free_seats}" if session.free_seats else "已满，可候补" if session.takes_waiting else "已满"
    return Choice(f"{when(session)} {session.place}（{seats}）{session.title}", session.code)
