"""What the platform sends: the XML of a message or event, signed and encrypted for one delivery.

The crypto is wechatpy's, so that the service is tested against somebody else's reading of the
protocol. Wire facts: https://developers.weixin.qq.com/doc/service/guide/dev/push/encryption.html
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import WeChatSigner

from adapters.twin.account import Mode, TwinAccount

Fields = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class SealedCallback:
    """Query and body of one POST, as they leave the platform."""

    query: Mapping[str, str]
    body: str


def to_xml(fields: Fields) -> str:
    """The flat XML of a callback, in the order given: words in CDATA, numbers bare."""
    root = etree.Element("xml")
    for name, value in fields.items():
        child = etree.SubElement(root, name)
        child.text = etree.CDATA(value) if isinstance(value, str) else str(value)
    etree.indent(root, space="  ")
    return str(etree.tostring(root, encoding="unicode"))


def seal(account: TwinAccount, mode: Mode, fields: Fields, *, now: float) -> SealedCallback:
    """Sign, and outside plain mode encrypt, one delivery; nonce and ciphertext are new each time."""
    timestamp = str(int(now))
    nonce = f"{secrets.randbelow(10**10):010d}"
    query = {
        "signature": _signature(account.token, timestamp, nonce),
        "timestamp": timestamp,
        "nonce": nonce,
        "openid": str(fields["FromUserName"]),
    }
    if mode == "plain":
        return SealedCallback(query, to_xml(fields))
    crypto = WeChatCrypto(account.token, account.aes_key, account.app_id)
    envelope = etree.fromstring(crypto.encrypt_message(to_xml(fields), nonce, timestamp))
    encrypted = str(envelope.findtext("Encrypt"))
    query |= {"encrypt_type": "aes", "msg_signature": str(envelope.findtext("MsgSignature"))}
    clear: Fields = {"ToUserName": account.original_id} if mode == "safe" else fields
    return SealedCallback(query, to_xml({**clear, "Encrypt": encrypted}))


def _signature(*parts: str) -> str:
    signer = WeChatSigner()
    signer.add_data(*parts)
    return str(signer.signature)
