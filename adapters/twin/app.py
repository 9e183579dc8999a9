"""The chat page of the twin as an ASGI application; every address in it is relative.

GET  /          the page                     GET  /events    the stream: `state`, then each change
POST /acts      a user does something        POST /switches  the platform behaves differently
     /api/cgi-bin/…  what the service may call
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from adapters.twin.account import Delivery, Mode, Network, Switches
from adapters.twin.courier import Exchange
from adapters.twin.twin import ImpossibleAct, Twin

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_STATIC = Path(__file__).parent / "static"


class Act(BaseModel):
    """What a user does; `content` is the words, the button's key or the scene, else empty."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    user: str
    kind: Literal["follow", "unfollow", "scan", "tap", "say", "speak", "show_picture"]
    content: str = Field("", max_length=2000)


class SwitchesChosen(BaseModel):
    """The switches of the drawer, all of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mode: Mode
    delivery: Delivery
    network: Network


def create_twin_app(twin: Twin) -> Starlette:
    """The page, its stream and its two commands; the caller mounts and serves it, and closes the twin."""

    async def show_page(_request: Request) -> Response:
        return FileResponse(_STATIC / "index.html", headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY})

    async def stream(_request: Request) -> Response:
        return StreamingResponse(
            _as_events(twin), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    async def act(request: Request) -> Response:
        wanted = Act.model_validate_json(await request.body())
        try:
            await _perform(twin, wanted)
        except ImpossibleAct as refused:
            return JSONResponse({"problem": refused.user_text}, status_code=refused.http_status)
        return Response(status_code=204)

    async def switch(request: Request) -> Response:
        chosen = SwitchesChosen.model_validate_json(await request.body())
        twin.switch(Switches(**chosen.model_dump()))
        return Response(status_code=204)

    return Starlette(
        routes=[
            Route("/", show_page),
            Route("/events", stream),
            Route("/acts", act, methods=["POST"]),
            Route("/switches", switch, methods=["POST"]),
            Mount("/static", StaticFiles(directory=_STATIC)),
            Mount("/api", twin.api.app()),
        ],
        exception_handlers={ValidationError: _refuse_payload},
    )


def _perform(twin: Twin, act: Act) -> Awaitable[tuple[Exchange, ...]]:
    match act.kind:
        case "follow":
            return twin.follow(act.user)
        case "unfollow":
            return twin.unfollow(act.user)
        case "show_picture":
            return twin.show_picture(act.user)
    with_content: dict[str, Callable[[str, str], Awaitable[tuple[Exchange, ...]]]] = {
        "scan": twin.scan,
        "tap": twin.tap,
        "say": twin.say,
        "speak": twin.speak,
    }
    return with_content[act.kind](act.user, act.content)


async def _as_events(twin: Twin) -> AsyncIterator[str]:
    yield "retry: 1000\n\n"
    async for name, content in twin.chat.watch():
        yield f"event: {name}\ndata: {json.dumps(content, ensure_ascii=False)}\n\n"


async def _refuse_payload(_request: Request, _error: Exception) -> Response:
    return JSONResponse({"problem": "请求的格式不对"}, status_code=422)
