"""The platform's side of one Official Account, on wechatpy's cryptography and none of ours."""

import json
from dataclasses import dataclass, replace
from typing import Any, Literal
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
Form = Literal["xml", "json"]
_NUMBERS = ("CreateTime", "MsgId", "MsgID", "scene_id")


def signature(*parts: str) -> str:
    signer = WeChatSigner()
    signer.add_data(*parts)
    return str(signer.signature)


def message_xml(**fields: str) -> str:
    """A text message of USER unless `fields` say otherwise; an empty field is left out."""
    full = _message(fields)
    return "<xml>" + "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in full.items() if text) + "</xml>"


def message_json(nested: dict[str, Any] | None = None, **fields: str) -> str:
    """The same message as an account gets it that is set to JSON: ids and times are numbers."""
    full = {name: int(text) if name in _NUMBERS else text for name, text in _message(fields).items() if text}
    return json.dumps(full | (nested or {}), ensure_ascii=False)


def event_xml(event: str, nested: str = "", **fields: str) -> str:
    """An event of USER, which has no MsgId; `nested` are elements that hold elements."""
    flat = message_xml(MsgType="event", Event=event, Content="", MsgId="", **fields)
    return flat.replace("</xml>", f"{nested}</xml>")


def event_json(event: str, nested: dict[str, Any] | None = None, **fields: str) -> str:
    """The same event in JSON."""
    return message_json(nested, MsgType="event", Event=event, Content="", MsgId="", **fields)


def _message(fields: dict[str, str]) -> dict[str, str]:
    return {
        "ToUserName": OFFICIAL_ACCOUNT,
        "FromUserName": USER,
        "CreateTime": str(NOW),
        "MsgType": "text",
        "Content": TEXT,
        "MsgId": "23423423423423",
    } | fields


@dataclass(frozen=True)
class WeChatPlatform:
    """What the platform knows of the account; `replace` it to play one that knows something else."""

    mode: Mode = "safe"
    token: str = "canaryToken7"
    aes_key: str = "canaryKey0123456789ABCDEFGHIJKLMNOPQRSTUVWX"
    app_id: str = "wxba5fad812f8e6fb9"
    nonce: str = "415670741"
    form: Form = "xml"

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

    def deliver(self, message: str | bytes, *, at: int = NOW) -> Callback:
        """The POST that carries `message`, as this mode sends it."""
        query, raw = self._signed_query(at), message if isinstance(message, bytes) else message.encode()
        if self.mode == "plain":
            return Callback(query, raw)
        sealed = xmltodict.parse(self._crypto().encrypt_message(raw, self.nonce, str(at)))["xml"]
        query |= {"encrypt_type": "aes", "msg_signature": sealed["MsgSignature"]}
        if self.form == "json":
            shown = _object(raw) if self.mode == "compatible" else {}
            envelope = {"ToUserName": OFFICIAL_ACCOUNT, "Encrypt": sealed["Encrypt"]} | shown
            return Callback(query, json.dumps(envelope, ensure_ascii=False).encode())
        clear = raw.removeprefix(b"<xml>").removesuffix(b"</xml>") if self.mode == "compatible" else b""
        body = f"<xml><ToUserName>{OFFICIAL_ACCOUNT}</ToUserName><Encrypt>{sealed['Encrypt']}</Encrypt>".encode()
        return Callback(query, body + clear + b"</xml>")

    def shown(self, reply: HttpReply) -> dict[str, Any]:
        """The fields of a passive reply, after the checks the platform makes."""
        body = reply.body.decode()
        if self.mode != "plain":
            envelope = self._parsed(body)
            assert list(envelope) == ["Encrypt", "MsgSignature", "TimeStamp", "Nonce"]
            assert isinstance(envelope["TimeStamp"], int if self.form == "json" else str)
            body = self._crypto().decrypt_message(
                envelope, envelope["MsgSignature"], str(envelope["TimeStamp"]), envelope["Nonce"]
            )
        return self._parsed(body)

    def _parsed(self, body: str) -> dict[str, Any]:
        parsed: dict[str, Any]
        parsed = json.loads(body) if self.form == "json" else xmltodict.parse(body, strip_whitespace=False)["xml"]
        return parsed

    def _signed_query(self, at: int) -> dict[str, str]:
        signed = signature(self.token, str(at), self.nonce)
        return {"signature": signed, "timestamp": str(at), "nonce": self.nonce, "openid": USER}

    def _crypto(self) -> WeChatCrypto:
        return WeChatCrypto(self.token, self.aes_key, self.app_id)


def _object(raw: bytes) -> dict[str, Any]:
    """The fields of a message, none where it is no JSON object."""
    try:
        parsed = json.loads(raw)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


MODES: tuple[Mode, ...] = ("safe", "compatible", "plain")
SAFE = WeChatPlatform()
OTHER_KEY = replace(SAFE, aes_key="b" * 43)
OTHER_TOKEN = replace(SAFE, token="another")
OTHER_APP = replace(SAFE, app_id="wx0000000000000000")
