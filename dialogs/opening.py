"""Opening a dialog by its name, for what the user said and where his enterprise is."""

from dataclasses import replace
from typing import Any

from dialogs import engine
from dialogs.choosing import LONGEST, plain
from dialogs.dialog import Dialog, Opening
from dialogs.engine import Moved
from dialogs.flows.region import REGION, RegionSlots
from dialogs.messages import Reply, Text
from dialogs.ports import Ports
from dialogs.recording import opening_heard
from dialogs.registry import DIALOGS
from dialogs.repair import pausing
from dialogs.state import Advanced, ConversationState
from knowledge.model import NeedsPlace

_WHERE_YOU_WERE = Text("接着您上次的进度。")


def open_named(
    state: ConversationState, name: str, ports: Ports, *, words: str = "", before: tuple[Reply, ...] = ()
) -> Moved:
    """The dialog `name` at its first question, or where it was when it was put aside."""
    dialog = DIALOGS[name]
    resumed = pausing.taken_up(state, name)
    if resumed is not None and not engine.is_outdated(resumed):
        asked = engine.repeat_question(resumed, ports, before=(*before, _WHERE_YOU_WERE))
        return replace(asked, heard=opening_heard(dialog))
    place = ports.policy.place_in(words) if words else None
    area = place.code if place else state.jurisdiction
    slots = dialog.open(Opening(area, words), ports) if dialog.open else dialog.slots()
    moved = engine.start(state, dialog, slots, ports, words=words, before=before)
    return replace(moved, heard=opening_heard(dialog))


def ask_area(
    state: ConversationState, ports: Ports, *, question: str = "", needed: NeedsPlace | None = None
) -> Advanced:
    """Ask where the enterprise is; `question` and a dialog that is open wait for the answer."""
    if state.position is not None and state.position.dialog != REGION.name:
        state = pausing.put_aside(state)
    needed = needed or NeedsPlace()
    moved = engine.start(state, REGION, RegionSlots(question=question, codes=needed.codes, place=needed.place), ports)
    if not isinstance(moved, Advanced):
        raise TypeError("the area is asked before anything can end")
    return replace(moved, outcome="clarify") if question else moved


def opened_by(text: str, *, beside: str = "") -> str:
    """The dialog that `text` opens: by one of its entries, word for word, or as it says; empty where there is none.

    Only an entry names again the dialog `beside` which the text is said: other words may well answer its question.
    A longer text opens no dialog but a confidential one, whose case may be told with the wish.
    """
    said = plain(text[:LONGEST])
    able = {name: one for name, one in DIALOGS.items() if said and (one.is_confidential or len(text) <= LONGEST)}
    return next((name for name, dialog in able.items() if _opens(dialog, said, is_open=name == beside)), "")


def _opens(dialog: Dialog[Any], said: str, *, is_open: bool) -> bool:
    if said == dialog.title or said in dialog.entries:
        return True
    return not is_open and dialog.opens is not None and dialog.opens(said)
