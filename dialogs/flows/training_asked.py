"""What is asked of every training before it is signed up for: what it costs, and what is provided.

Free is only what a text calls so; food, lodging and hours are in none, and are never promised.
"""

import re

from dialogs.flows.training_conditions import FREE, free_of_charge_in
from dialogs.flows.training_sessions import chosen_session
from dialogs.flows.training_waiting import WaitingSlots
from dialogs.messages import Cited, Text
from dialogs.policy import PolicyReply
from dialogs.ports import Ports

_LONGEST = 20
_FEE = re.compile(r"免费|收费|费用|要钱|花钱|交钱|多少钱|学费|培训费|几[百千]块")
_PROVIDED = re.compile(
    r"[包管含]?(?:吃|住|食宿|餐|饭|住宿|午餐)[不吗么嘛的？?]|[包管](?:吃|住|饭|食宿|餐)|提供(?:食宿|住宿|餐)"
)
_ASKS = re.compile(r"[吗么嘛不呢？?]|多少|怎么|要不要|用不用|是否|几[百千]")


def asked_of_trainings(slots: WaitingSlots, text: str, ports: Ports) -> PolicyReply | None:
    """The answer to such a question, for the session that was chosen or the area's; None to anything else."""
    if len(text) > _LONGEST or not _ASKS.search(text):
        return None
    session = chosen_session(slots, ports)
    area = session.jurisdiction if session else slots.area or ""
    if _PROVIDED.search(text):
        said = "食宿安排文件未载明，以主办方通知为准。"
        return PolicyReply("not_stated", (Text(said),), slots.area or "")
    if not _FEE.search(text):
        return None
    free = free_of_charge_in(area, ports)
    if free:
        reply = Cited("省通知写明免费培训（（七）第2段）。", free)
        return PolicyReply("answered", (reply,), slots.area or "", shown=(FREE,))
    noted = f"主办方注明“{session.fee}”；" if session and session.fee else ""
    return PolicyReply("not_stated", (Text(f"{noted}文件未载明收费，以主办方通知为准。"),), slots.area or "")
