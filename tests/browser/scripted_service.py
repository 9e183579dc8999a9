"""A service with a few fixed replies behind the real wire protocol, for looking at the pages alone."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
import xmltodict
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from wechatpy.crypto import WeChatCrypto

from adapters.twin.account import TwinAccount
from adapters.twin.app import create_twin_app
from adapters.twin.twin import Twin

ACCOUNT = TwinAccount(
    app_id="wx0123456789abcdef",
    token="browser-token",
    aes_key="abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    original_id="gh_0123456789ab",
    app_secret="browser-secret",
)

WELCOME = """您好，我是质官通，为企业查找首席质量官政策的原文。
您可以直接提问，也可以选择：

1 任职条件
2 备案
3 培训考核
4 职责权限
5 激励政策
6 换地区
7 转人工"""
CITED = """学历要求是大专（含）以上，或者相关专业技术中级职称（含）以上，两者有其一即可。
原文「首席质量官由企业高层副职（含总经理助理、总裁助理）或者质量管理部门中层正职中聘任。具备以下基本条件，可以担任首席质量官：」
（三）「具有大专（含）以上学历或者相关专业技术中级职称（含）以上；」（原文如此）
出处：《南通市首席质量官暂行管理办法》（通政办发〔2011〕65号，通政办规〔2020〕4号修订）第五条（三）
<a href="{site}/clauses/nantong-measures.a5.3">查看原文</a>
2020年8月28日修订公布，现行未核实。以主管部门最新文件为准。
文件未列举“相关专业”。

1 查看任职的其他条件
2 查看不得担任的情形"""
LONG = """首席质量官承担下列职责。
原文「首席质量官在企业质量管理中承担以下职责：」
（一）「组织企业执行国家有关质量、标准化、计量、认证认可和检验检测等方面的法律、法规及政策；」
回复“更多”看后文"""
MID_FORM = """学历要求是大专（含）以上。
原文「具有大专（含）以上学历；」
出处：《南通市首席质量官暂行管理办法》第五条（三）
<a href="{site}/clauses/nantong-measures.a5.3">查看原文</a>
现行未核实。以主管部门最新文件为准。

以上回答可回复“有帮助”或“没答对”。

（接着刚才的办理）

您的企业在哪里？

1 南通市
2 其他地区"""
HOSTILE = '<img src="x" onerror="alert(1)"> <a href="javascript:alert(1)">点我</a> <b>粗体</b>'


@contextmanager
def scripted_service(port: int) -> Iterator[str]:
    """The twin at /twin and its scripted webhook on one loopback port; gives the address of both."""
    site = f"http://127.0.0.1:{port}"
    twin = Twin(ACCOUNT, f"{site}/webhooks/wechat/demo")

    async def webhook(request: Request) -> Response:
        crypto = WeChatCrypto(ACCOUNT.token, ACCOUNT.aes_key, ACCOUNT.app_id)
        query = request.query_params
        received = crypto.decrypt_message(
            await request.body(), query["msg_signature"], query["timestamp"], query["nonce"]
        )
        fields = xmltodict.parse(received)["xml"]
        reply = _reply(fields, site)
        xml = (
            f"<xml><ToUserName><![CDATA[{fields['FromUserName']}]]></ToUserName>"
            f"<FromUserName><![CDATA[{fields['ToUserName']}]]></FromUserName>"
            f"<CreateTime>{int(time.time())}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
            f"<Content><![CDATA[{reply}]]></Content></xml>"
        )
        return Response(crypto.encrypt_message(xml, query["nonce"]), media_type="text/xml")

    routes = [Route("/webhooks/wechat/demo", webhook, methods=["POST"]), Mount("/twin", create_twin_app(twin))]
    server = uvicorn.Server(
        uvicorn.Config(Starlette(routes=routes), port=port, log_level="warning", ws="none", timeout_graceful_shutdown=1)
    )

    async def serve() -> None:
        await server.serve()
        await twin.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield site
    finally:
        server.should_exit = True
        thread.join()


def _reply(fields: dict[str, str], site: str) -> str:
    if fields["MsgType"] == "event":
        return WELCOME
    words = fields.get("Content") or fields.get("Recognition") or ""
    scripted = {"学历": CITED.format(site=site), "职责": LONG, "办理中": MID_FORM.format(site=site), "坏字符": HOSTILE}
    return scripted.get(words, f"收到：{words}")
