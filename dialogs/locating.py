"""A place that was sent: the area in which its address lies becomes the user's own.

Only the area is kept. The address is recorded nowhere, and where on the map it lies is never known here.
"""

import re
from dataclasses import replace
from datetime import datetime

from dialogs import engine
from dialogs.dialog import AREA, AskAgain
from dialogs.flows.area import elsewhere
from dialogs.following import went_on
from dialogs.media import words_wanted
from dialogs.messages import Located, Reply, Text
from dialogs.policy import OutcomeName
from dialogs.ports import Ports
from dialogs.state import Advanced, ConversationState
from knowledge.model import Jurisdiction

_NAME = "[^省市县区旗州盟\\s]{1,12}"
# Streets and buildings are called after cities they do not stand in: of an address only its beginning counts.
_DIVISIONS = re.compile(
    f"(?:中国)?(?:{_NAME}(?:省|自治区|特别行政区))?(?:{_NAME}(?:自治州|州市|州|市|地区|盟))?(?:{_NAME}(?:区|县|市|旗))?"
)


def located(state: ConversationState, place: Located, ports: Ports, now: datetime) -> Advanced:
    """One turn: an open step that asks for the area is answered; else the area is changed and said so."""
    divisions = _DIVISIONS.match(place.address.strip())
    known = divisions.group() if divisions else ""
    area = _area(known or place.address, ports) or (None if known else _area(place.name, ports))
    said = _moved(state, area, ports, now) or _placed(state, area, ports, is_elsewhere=bool(known))
    return replace(said, heard=f"〔位置，{area.name}〕" if area else "〔位置〕")


def _area(words: str, ports: Ports) -> Jurisdiction | None:
    found = ports.policy.place_in(words)
    return next((one for one in ports.policy.jurisdictions if found and one.code == found.code), None)


def _moved(state: ConversationState, area: Jurisdiction | None, ports: Ports, now: datetime) -> Advanced | None:
    """What the open dialog makes of the area; None where none is open that waits for it."""
    position = state.position
    if position is None:
        return None
    if engine.is_outdated(state):
        return went_on(engine.resume_outdated(state, ports), ports, now)
    if position.step != AREA or position.fork is not None:
        return None
    moved = engine.take(state, area.name, ports) if area else None
    if moved is None or isinstance(moved, AskAgain):
        return engine.ask_again(state, _NOT_OURS, ports)
    return went_on(moved, ports, now)


def _placed(state: ConversationState, area: Jurisdiction | None, ports: Ports, *, is_elsewhere: bool) -> Advanced:
    if area is not None and area.code != state.jurisdiction:
        # What was talked about belongs to the area that was talked about.
        state = replace(state, jurisdiction=area.code, subject=None, answer=None)
    said: Reply = words_wanted("location")
    if area is not None:
        said = Text(f"好的，以下按{area.name}的文件为您解答。")
    elif is_elsewhere:
        said = elsewhere(ports)
    if state.position is not None:
        return engine.repeat_question(state, ports, before=(replace(said, choices=()),))
    outcome: OutcomeName = "command" if area else "clarify"
    return Advanced(state, outcome, (said,), "region", jurisdiction=state.jurisdiction).offering()


_NOT_OURS = "这个位置不在已收录的地区内。"
