"""The least that answers a callback: a bare ASGI callable over the service's own cryptography."""

import os
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

from adapters.channel import ChannelError, InvalidSignature
from adapters.crypto import MessageCipher, is_signed, sign
from adapters.xml import read_fields, write_fields

_TOKEN = os.environ["ECHO_TOKEN"]
_CIPHER = MessageCipher(os.environ["ECHO_AES_KEY"], os.environ["ECHO_APP_ID"])


async def app(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    query = dict(parse_qsl(scope["query_string"].decode()))
    try:
        message = _opened(query, await _body(receive))
    except ChannelError as refusal:
        await _answer(send, refusal.http_status, b"")
    else:
        await _answer(send, 200, _sealed(_echo(message)))


def _opened(query: dict[str, str], body: bytes) -> dict[str, str]:
    encrypted = read_fields(body).get("Encrypt", "")
    if not is_signed(query.get("msg_signature", ""), _TOKEN, query["timestamp"], query["nonce"], encrypted):
        raise InvalidSignature("msg_signature is wrong")
    return read_fields(_CIPHER.decrypt(encrypted))


def _echo(message: dict[str, str]) -> bytes:
    return write_fields(
        {
            "ToUserName": message["FromUserName"],
            "FromUserName": message["ToUserName"],
            "CreateTime": int(time.time()),
            "MsgType": "text",
            "Content": message["Content"],
        }
    )


def _sealed(reply: bytes) -> bytes:
    encrypted, timestamp, nonce = _CIPHER.encrypt(reply, random=secrets.token_bytes(16)), time.time(), "4156707410"
    signature = sign(_TOKEN, str(int(timestamp)), nonce, encrypted)
    return write_fields({"Encrypt": encrypted, "MsgSignature": signature, "TimeStamp": int(timestamp), "Nonce": nonce})


async def _body(receive: Callable[[], Awaitable[dict[str, Any]]]) -> bytes:
    body, more = b"", True
    while more:
        event = await receive()
        body += event.get("body", b"")
        more = event.get("more_body", False)
    return body


async def _answer(send: Callable[[dict[str, Any]], Awaitable[None]], status: int, body: bytes) -> None:
    headers = [(b"content-type", b"application/xml"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
