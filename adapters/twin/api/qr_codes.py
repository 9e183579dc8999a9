"""QR codes that lead to the account with a scene.

https://developers.weixin.qq.com/doc/service/guide/product/qrcode/intro.html
"""

import base64
import hashlib
from typing import Annotated, Literal

from pydantic import Field

from adapters.twin.api.calls import Answer, Call, Family, Payload, Refused

LONGEST_S = 2_592_000


class Scene(Payload):
    """A scene by number or by name."""

    scene_id: Annotated[int | None, Field(gt=0)] = None
    scene_str: Annotated[str | None, Field(min_length=1, max_length=64)] = None


class ActionInfo(Payload):
    scene: Scene


class QrCode(Payload):
    """The body of `qrcode/create`."""

    action_name: Literal["QR_SCENE", "QR_STR_SCENE", "QR_LIMIT_SCENE", "QR_LIMIT_STR_SCENE"]
    action_info: ActionInfo
    expire_seconds: Annotated[int, Field(gt=0, le=LONGEST_S)] = 60


class QrCodes:
    """Makes codes; a permanent one of the same scene is the same again."""

    def __init__(self) -> None:
        self.permanent: dict[str, str] = {}
        """The ticket of each scene that has a permanent code."""

    def family(self) -> Family:
        return {"qrcode/create": self._create}

    def _create(self, call: Call) -> Answer:
        wanted = QrCode.of(call)
        scene = wanted.action_info.scene
        is_named = wanted.action_name.endswith("STR_SCENE")
        value = scene.scene_str if is_named else scene.scene_id
        if value is None:
            raise Refused(40053, "invalid action info")
        ticket = base64.urlsafe_b64encode(hashlib.sha256(f"{wanted.action_name}/{value}".encode()).digest()).decode()
        answer: dict[str, str | int] = {"ticket": ticket, "url": f"http://weixin.qq.com/q/{ticket[:22]}"}
        if "LIMIT" in wanted.action_name:
            self.permanent[str(value)] = ticket
            return answer
        return {**answer, "expire_seconds": wanted.expire_seconds}
