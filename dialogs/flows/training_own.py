"""The contact's own places in training sessions, as they are listed to him."""

from dialogs.flows.training_attendees import masked
from dialogs.flows.training_picking import when
from dialogs.ports import Ports
from dialogs.ports.trainings import SignUp

ACTIVE = {"confirmed": "已报上", "waitlisted": "候补", "offered": "待确认"}
"""States of a place that can still be given up, in words."""
_DONE = {"passed": "考核合格", "failed": "考核未合格", "absent": "缺席"}
_MOST_SHOWN = 3


def active(ports: Ports) -> tuple[SignUp, ...]:
    """What can still be given up, the soonest first."""
    return tuple(one for one in ports.records.trainings.mine() if one.state in ACTIVE)


def place_in_words(place: SignUp) -> str:
    """「12月20日至12月21日 王* 1*******678（已报上）」, the attendee told from others by his phone."""
    return f"{when(place.session)} {place.attendee[:1]}* {masked(place.phone)}（{_standing(place)}）"


def own_in_words(ports: Ports) -> str:
    """A line on the places that he has or had; empty where there are none."""
    mine = ports.records.trainings.mine()
    if not mine:
        return ""
    shown = "；".join(map(place_in_words, mine[:_MOST_SHOWN]))
    return f"您名下已有 {len(mine)} 个报名：{shown}{'等' if len(mine) > _MOST_SHOWN else ''}。"


def _standing(place: SignUp) -> str:
    if place.state == "waitlisted" and place.place_in_line:
        return f"候补第 {place.place_in_line} 位"
    return ACTIVE.get(place.state) or _DONE.get(place.state, "已取消")
