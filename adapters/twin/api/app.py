"""The platform's API as an ASGI application: `/cgi-bin/…`, HTTP 200 whatever happens, `errcode` in the body."""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from adapters.twin.api.calls import Answer, Call, Family, Refused
from adapters.twin.api.faults import Code, Fault, Faults, Reset, Slow, Status

Record = Callable[[str, Call, Answer], None]


def create_api(
    open_calls: Family, token_calls: Family, *, check_token: Callable[[str], None], faults: Faults, record: Record
) -> Starlette:
    """One account's API. `token_calls` need an access token; `record` is told of every call that was answered."""

    def answer(path: str, call: Call) -> Answer:
        try:
            if path in open_calls:
                return open_calls[path](call)
            check_token(call.query.get("access_token", ""))
            return token_calls.get(path, _unknown)(call)
        except Refused as refused:
            return {"errcode": refused.code, "errmsg": str(refused)}

    async def serve(request: Request) -> Response:
        path = request.path_params["path"]
        call = Call(dict(request.query_params), await _payload(request))
        fault = faults.next(path)
        if (spoilt := _spoilt(fault)) is not None:
            return spoilt
        said = {"errcode": fault.code, "errmsg": "twin"} if isinstance(fault, Code) else answer(path, call)
        record(path, call, said)
        if isinstance(fault, Reset):
            return _CutOff()
        if isinstance(fault, Slow):
            await asyncio.sleep(fault.seconds)
        return JSONResponse(said)

    return Starlette(routes=[Route("/cgi-bin/{path:path}", serve, methods=["GET", "POST"])])


def _spoilt(fault: Fault | None) -> Response | None:
    """The answer of a call that was never done."""
    match fault:
        case Status(status):
            return PlainTextResponse("<html>Bad Gateway</html>", status_code=status)
        case Reset(is_done=False):
            return _CutOff()
    return None


def _unknown(_call: Call) -> Answer:
    raise Refused(40066, "invalid url")


async def _payload(request: Request) -> Mapping[str, Any]:
    try:
        payload = json.loads(await request.body() or b"{}")
    except ValueError:
        return {}
    return payload if isinstance(payload, dict) else {}


class _CutOff(Response):
    """Promises a body and ends the connection without one."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"100")]})
