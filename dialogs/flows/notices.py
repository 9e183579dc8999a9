"""订阅 and 退订: whether a contact is sent notices. On takes his consent, off takes effect at once."""

from pydantic import BaseModel

from dialogs.dialog import Dialog, Finish, Outcome
from dialogs.flows.consenting import STEP as CONSENT
from dialogs.flows.consenting import Purpose, consent_step
from dialogs.messages import Choice, Text
from dialogs.ports import Ports

NOTICES = Purpose(
    "notices",
    1,
    business="通知订阅",
    fields="接收通知的许可（使用您当前的微信账号，不另收手机号）",
    use="发送培训场次、备案期限等与首席质量官有关的通知",
)


class NoSlots(BaseModel):
    """Nothing is asked beside the consent."""


def _on(_slots: NoSlots, ports: Ports) -> Outcome[NoSlots]:
    ports.records.notices.turn(on=True)
    said = "已订阅。有培训场次、备案期限等通知时会发给您；不想再收到，随时回复“退订”。"
    return Finish((Text(said, (Choice("退订", "退订"),)),))


def _off(_slots: NoSlots, ports: Ports) -> Outcome[NoSlots]:
    was_on = ports.records.notices.are_on()
    ports.records.notices.turn(on=False)
    said = "已退订，从现在起不再向您推送通知。" if was_on else "您没有订阅通知，我们不会向您推送。"
    return Finish((Text(f"{said}想重新接收可回复“订阅”。"),))


SUBSCRIBE: Dialog[NoSlots] = Dialog(
    name="subscribe",
    version=1,
    slots=NoSlots,
    title="订阅通知",
    steps={CONSENT: consent_step(NOTICES)},
    conclude=_on,
    is_detour=True,
)

UNSUBSCRIBE: Dialog[NoSlots] = Dialog(
    name="unsubscribe",
    version=1,
    slots=NoSlots,
    title="退订通知",
    steps={},
    conclude=_off,
    is_detour=True,
)
