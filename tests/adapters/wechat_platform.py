"""The platform's side of one Official Account, on wechatpy's cryptography and none of ours."""

from dataclasses import dataclass, replace
from typing import Literal
from xml.sax.saxutils import escape

import xmltodict
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import WeChatSigner

from adapters.channel import Callback, HttpReply
from adapters.wechat.channel import WeChatChannel
from adapters.wechat.settings import WeChatSettings

NOW = 1_767_225_600
USER = "o6_bmjrPTlm6_2sgVt7hMZOPfL2M"
OFFICIAL_ACCOUNT = "gh_97417a04a28d"
TEXT = "南通的首席质量官要什么学历"

Mode = Literal["safe", "compatible", "plain"]


def signature(*parts: str) -> str:
    signer = WeChatSigner()
    signer.add_data(*parts)
    return str(signer.signature)


def message_xml(**fields: str) -> str:
    """A text message of USER unless `fields` say otherwise; an empty field is left out."""
    full = {
        "ToUserName": OFFICIAL_ACCOUNT,
        "FromUserName": USER,
        "CreateTime": str(NOW),
        "MsgType": "text",
        "Content": TEXT,
        "MsgId": "23423423423423",
    } | fields
    return "<xml>" + "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in full.items() if text) + "</xml>"


def event_xml(event: str, **fields: str) -> str:
    """An event of USER, which has no MsgId."""
    return message_xml(MsgType="event", Event=event, Content="", MsgId="", **fields)


@dataclass(frozen=True)
class WeChatPlatform:
    """What the platform knows of the account; `replace` it to play one that knows something else."""

    mode: Mode = "safe"
    token: str = "canaryToken7"
    aes_key: str = "canaryKey0123456789ABCDEFGHIJKLMNOPQRSTUVWX"
    app_id: str = "wxba5fad812f8e6fb9"
    nonce: str = "415670741"

    def settings(self, **changes: object) -> WeChatSettings:
        """The configuration that fits this platform."""
        known = {"app_id": self.app_id, "token": self.token, "aes_key": self.aes_key, "mode": self.mode}
        return WeChatSettings.model_validate(known | changes)

    def channel(self, account: str = "default", **changes: object) -> WeChatChannel:
        """Our side of the account."""
        return WeChatChannel(account, self.settings(**changes))

    def verification(self, echo: str = "4375120948345356249", *, at: int = NOW) -> dict[str, str]:
        """The query of the GET check."""
        return self._signed_query(at) | {"echostr": echo}

    def deliver(self, xml: str | bytes, *, at: int = NOW) -> Callback:
        """The POST that carries `xml`, as this mode sends it."""
        query, raw = self._signed_query(at), xml if isinstance(xml, bytes) else xml.encode()
        if self.mode == "plain":
            return Callback(query, raw)
        sealed = xmltodict.parse(self._crypto().encrypt_message(raw, self.nonce, str(at)))["xml"]
        clear = raw.removeprefix(b"<xml>").removesuffix(b"</xml>") if self.mode == "compatible" else b""
        body = f"<xml><ToUserName>{OFFICIAL_ACCOUNT}</ToUserName><Encrypt>{sealed['Encrypt']}</Encrypt>".encode()
        return Callback(
            query | {"encrypt_type": "aes", "msg_signature": sealed["MsgSignature"]}, body + clear + b"</xml>"
        )

    def shown(self, reply: HttpReply) -> dict[str, str]:
        """The fields of a passive reply, after the checks the platform makes."""
        body = reply.body.decode()
        if self.mode != "plain":
            envelope = xmltodict.parse(body)["xml"]
            assert list(envelope) == ["Encrypt", "MsgSignature", "TimeStamp", "Nonce"]
            body = self._crypto().decrypt_message(
                body, envelope["MsgSignature"], envelope["TimeStamp"], envelope["Nonce"]
            )
        fields: dict[str, str] = xmltodict.parse(body, strip_whitespace=False)["xml"]
        return fields

    def _signed_query(self, at: int) -> dict[str, str]:
        signed = signature(self.token, str(at), self.nonce)
        return {"signature": signed, "timestamp": str(at), "nonce": self.nonce, "openid": USER}

    def _crypto(self) -> WeChatCrypto:
        return WeChatCrypto(self.token, self.aes_key, self.app_id)


MODES: tuple[Mode, ...] = ("safe", "compatible", "plain")
SAFE = WeChatPlatform()
OTHER_KEY = replace(SAFE, aes_key="b" * 43)
OTHER_TOKEN = replace(SAFE, token="another")
OTHER_APP = replace(SAFE, app_id="wx0000000000000000")
