"""The first words to a new follower, and what a scanned code leads to."""

from dataclasses import replace
from datetime import datetime

from dialogs import engine
from dialogs.following import went_on
from dialogs.menu import menu
from dialogs.messages import Reply, Text
from dialogs.opening import ask_area, open_named
from dialogs.ports import Ports
from dialogs.registry import DIALOGS
from dialogs.repair import pausing
from dialogs.state import Advanced, ConversationState

WELCOME = (
    "您好，我是质官通，为企业查找首席质量官政策的原文，并协助办理相关事项。我是自动应答助手，只依据已收录的文件作答。"
)
ASK_OR_CHOOSE = "您可以直接提问，也可以选择："
_UNKNOWN_CODE = "这个二维码不对应这里的事项。"


def welcome(state: ConversationState, scene: str, ports: Ports, now: datetime) -> Advanced:
    """Greet; then the dialog that the code of `scene` starts, the area where it is unknown, or the menu.

    A scene is an area's code, a dialog's name, or both with a colon between: `nantong:training_signup`.
    """
    area, dialog = _meant_by(scene, ports)
    state = replace(pausing.put_aside(state), jurisdiction=area or state.jurisdiction)
    greeting: tuple[Reply, ...] = (Text(_welcome(ports)),)
    if dialog:
        opened = went_on(open_named(state, dialog, ports, before=greeting), ports, now)
        return replace(opened, outcome="command")
    if not state.jurisdiction:
        asked = ask_area(state, ports)
        return replace(asked, outcome="command", replies=(*greeting, *asked.replies))
    shown = (*greeting, *pausing.reminder(state), menu(ASK_OR_CHOOSE))
    return Advanced(state, "command", shown, "menu", jurisdiction=state.jurisdiction).offering()


def scanned(state: ConversationState, scene: str, ports: Ports, now: datetime) -> Advanced:
    """A follower scanned a code: as for a new one, but a code that leads nowhere leaves an open dialog open."""
    if state.position is None or engine.is_outdated(state) or any(_meant_by(scene, ports)):
        return welcome(state, scene, ports, now)
    return replace(engine.repeat_question(state, ports, before=(Text(_UNKNOWN_CODE),)), outcome="command")


def _welcome(ports: Ports) -> str:
    return f"{WELCOME}\n您的信息如何使用和保存，见《隐私说明》：{ports.privacy_url}" if ports.privacy_url else WELCOME


def _meant_by(scene: str, ports: Ports) -> tuple[str, str]:
    """The area and the dialog that a scene names, each empty where it names none that is here."""
    parts = scene.split(":")
    areas = {area.code for area in ports.policy.jurisdictions}
    return next((part for part in parts if part in areas), ""), next((part for part in parts if part in DIALOGS), "")
