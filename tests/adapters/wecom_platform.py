"""The platform's side of one WeCom application, on wechatpy's cryptography and none of ours."""

from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

import xmltodict
from wechatpy.work.crypto import WeChatCrypto

from adapters.channel import Callback, HttpReply
from adapters.wecom.channel import WeComChannel
from adapters.wecom.settings import WeComSettings
from tests.adapters.wechat_platform import NOW, TEXT, signature

MEMBER = "zhangsan"
CORPORATION = "ww5823bf96d3bd56c7"
AGENT_ID = 1000002
ECHO = "1616140317555161061"


def message_xml(**fields: str) -> str:
    """A text message of MEMBER unless `fields` say otherwise; an empty field is left out."""
    full = {
        "ToUserName": CORPORATION,
        "FromUserName": MEMBER,
        "CreateTime": str(NOW),
        "MsgType": "text",
        "Content": TEXT,
        "MsgId": "4561255354251345929",
        "AgentID": str(AGENT_ID),
    } | fields
    return "<xml>" + "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in full.items() if text) + "</xml>"


def event_xml(event: str, nested: str = "", **fields: str) -> str:
    """An event of MEMBER, which has no MsgId; `nested` is XML that stands in it as it is."""
    plain = message_xml(MsgType="event", Event=event, Content="", MsgId="", **fields)
    return plain.replace("</xml>", f"{nested}</xml>")


@dataclass(frozen=True)
class WeComPlatform:
    """What the platform knows of the application; `replace` it to play one that knows something else."""

    token: str = "canaryToken7"
    aes_key: str = "canaryKey0123456789ABCDEFGHIJKLMNOPQRSTUVWX"
    corp_id: str = CORPORATION
    nonce: str = "1372623149"

    def settings(self, **changes: object) -> WeComSettings:
        """The configuration that fits this platform."""
        known = {"corp_id": self.corp_id, "agent_id": AGENT_ID, "token": self.token, "aes_key": self.aes_key}
        return WeComSettings.model_validate(known | changes)

    def channel(self, account: str = "default", **changes: object) -> WeComChannel:
        """Our side of the application."""
        return WeComChannel(account, self.settings(**changes))

    def verification(self, echo: str | bytes = ECHO, *, at: int = NOW) -> dict[str, str]:
        """The query of the GET check, decoded once, as the door hands it on."""
        query, encrypted = self._sealed(echo, at)
        return query | {"echostr": encrypted}

    def deliver(self, xml: str | bytes, *, at: int = NOW) -> Callback:
        """The POST that carries `xml`."""
        query, encrypted = self._sealed(xml, at)
        names = f"<ToUserName>{self.corp_id}</ToUserName><AgentID>{AGENT_ID}</AgentID>"
        return Callback(query, f"<xml>{names}<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>".encode())

    def shown(self, reply: HttpReply) -> dict[str, str]:
        """The fields of a passive reply, after the checks the platform makes."""
        envelope = xmltodict.parse(reply.body)["xml"]
        assert list(envelope) == ["Encrypt", "MsgSignature", "TimeStamp", "Nonce"]
        xml = self._crypto().decrypt_message(
            reply.body.decode(), envelope["MsgSignature"], envelope["TimeStamp"], envelope["Nonce"]
        )
        fields: dict[str, str] = xmltodict.parse(xml, strip_whitespace=False)["xml"]
        return fields

    def _sealed(self, message: str | bytes, at: int) -> tuple[dict[str, str], str]:
        raw = message if isinstance(message, bytes) else message.encode()
        encrypted = xmltodict.parse(self._crypto().encrypt_message(raw, self.nonce, str(at)))["xml"]["Encrypt"]
        signed = signature(self.token, str(at), self.nonce, encrypted)
        return {"msg_signature": signed, "timestamp": str(at), "nonce": self.nonce}, encrypted

    def _crypto(self) -> WeChatCrypto:
        return WeChatCrypto(self.token, self.aes_key, self.corp_id)


WECOM = WeComPlatform()
OTHER_KEY = replace(WECOM, aes_key="b" * 43)
OTHER_TOKEN = replace(WECOM, token="another")
OTHER_CORPORATION = replace(WECOM, corp_id="ww0000000000000000")
