"""FastAPI with wechatpy, as its documentation shows it: verify, decrypt, reply with the same text, encrypt."""

import os

from fastapi import FastAPI, Request, Response
from wechatpy import create_reply, parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidAppIdException, InvalidSignatureException
from wechatpy.utils import check_signature

_TOKEN = os.environ["ECHO_TOKEN"]
_CRYPTO = WeChatCrypto(_TOKEN, os.environ["ECHO_AES_KEY"], os.environ["ECHO_APP_ID"])

app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)


@app.post("/callback")
async def callback(request: Request, signature: str, timestamp: str, nonce: str, msg_signature: str) -> Response:
    try:
        check_signature(_TOKEN, signature, timestamp, nonce)
        xml = _CRYPTO.decrypt_message(await request.body(), msg_signature, timestamp, nonce)
    except (InvalidSignatureException, InvalidAppIdException):
        return Response(status_code=403)
    message = parse_message(xml)
    reply = create_reply(message.content, message).render()
    return Response(_CRYPTO.encrypt_message(reply, nonce, timestamp), media_type="application/xml")
