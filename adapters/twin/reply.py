"""What the platform accepts: a passive reply is decrypted and checked before anybody sees it.

Wire facts: https://developers.weixin.qq.com/doc/service/guide/product/message/Passive_user_reply_message.html
"""

from lxml import etree
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidAppIdException, InvalidSignatureException

from adapters.channel import ChannelError
from adapters.twin.account import Mode, TwinAccount

MAX_TEXT_BYTES = 2048
NO_REPLY = (b"", b"success")

_TEXT_FIELDS = {"ToUserName", "FromUserName", "CreateTime", "MsgType", "Content"}
_ENVELOPE_FIELDS = {"Encrypt", "MsgSignature", "TimeStamp", "Nonce"}


class BrokenReply(ChannelError):
    """The platform would not show this reply; `str(error)` says why, in the words of the page."""

    code = "broken_reply"


def decrypt_reply(account: TwinAccount, mode: Mode, body: bytes) -> str:
    """The clear XML of a reply that has passed signature, padding and app id. Raises BrokenReply."""
    fields = _flat_fields(body)
    if "Encrypt" not in fields:
        if mode == "safe":
            raise BrokenReply("安全模式下的答复没有加密")
        return body.decode("utf-8", "replace")
    if mode == "plain":
        raise BrokenReply("明文模式下的答复不应加密")
    if set(fields) != _ENVELOPE_FIELDS:
        raise BrokenReply("加密答复的字段不齐")
    crypto = WeChatCrypto(account.token, account.aes_key, account.app_id)
    try:
        return str(crypto.decrypt_message(fields, fields["MsgSignature"], fields["TimeStamp"], fields["Nonce"]))
    except InvalidSignatureException:
        raise BrokenReply("答复的签名不符") from None
    except InvalidAppIdException:
        raise BrokenReply("答复的 AppID 不符") from None
    except (ValueError, LookupError, AssertionError) as error:
        # wechatpy lets the errors of base64, padding and UTF-8 through as they are.
        raise BrokenReply("答复无法解密") from error


def read_text(account: TwinAccount, openid: str, xml: str) -> str:
    """The words of a text reply that is addressed to this user. Raises BrokenReply."""
    fields = _flat_fields(xml.encode())
    if fields.get("MsgType") != "text" or set(fields) != _TEXT_FIELDS:
        raise BrokenReply("不是一条完整的文本答复")
    if (fields["ToUserName"], fields["FromUserName"]) != (openid, account.original_id):
        raise BrokenReply("答复的收发方不符")
    if not fields["CreateTime"].isdecimal():
        raise BrokenReply("答复的 CreateTime 不是整数")
    size = len(fields["Content"].encode())
    if not 0 < size <= MAX_TEXT_BYTES:
        raise BrokenReply(f"文本为 {size} 字节，应在 1 至 {MAX_TEXT_BYTES} 字节之间")
    return fields["Content"]


def _flat_fields(body: bytes) -> dict[str, str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        raise BrokenReply("答复不是有效的 XML") from None
    if root.tag != "xml" or root.getroottree().docinfo.doctype:
        raise BrokenReply("答复不是有效的 XML")
    if len({child.tag for child in root}) != len(root):
        raise BrokenReply("答复的字段重复")
    return {str(child.tag): child.text or "" for child in root}
