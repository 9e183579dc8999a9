"""The web side, put together: the door for platforms, pages for people, checks for operators.

A callback never meets the framework: it is handed to the door by its path.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.clause_page import render_clause_page, render_not_found
from bot.clock import BEIJING
from bot.exposition import MEDIA_TYPE
from bot.guards.sources import is_within
from bot.log import configure_logging
from bot.metrics import metrics_page
from bot.privacy_page import render_privacy_page
from bot.service import Service, build_service
from bot.settings import Settings, load_settings
from bot.watching import keep_watch
from bot.webhooks import WebhookDoor
from bot.worker import work_until_cancelled

STATIC = Path(__file__).parent / "static"
PAGE_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


def create_app(settings: Settings, *, mounts: Mapping[str, ASGIApp] | None = None) -> ASGIApp:
    """The whole service as one ASGI application; `mounts` adds applications under a path (the demo's twin).

    Raises CqoError where settings, corpus or database do not allow a start.
    """
    service = build_service(settings)
    door = WebhookDoor(
        service.channels,
        service.turns,
        service.clock,
        reply_within_s=settings.reply_within_s,
        pushed_accounts=service.pushers,
        ring=service.fetching.ring,
        guards=service.guards,
    )
    pages = _pages(service, mounts or {})

    async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith("/webhooks/"):
            await door(scope, receive, send)
        else:
            await pages(scope, receive, _guarded(send))

    return dispatch


def _guarded(send: Send) -> Send:
    """`send`, adding to every answer the headers that it does not bring itself."""

    async def send_guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in PAGE_HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return send_guarded


def create_app_from_environment() -> ASGIApp:
    """What each process of `cqo serve --workers N` runs."""
    settings = load_settings()
    configure_logging(settings.log_level, as_json=True)
    return create_app(settings)


def _pages(service: Service, mounts: Mapping[str, ASGIApp]) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await service.prepare()
        watch = asyncio.create_task(keep_watch(service))
        # On PostgreSQL the work behind the callbacks has processes of its own.
        worker = asyncio.create_task(work_until_cancelled(service)) if service.is_embedded else None
        with service.guards.closing.before_the_server():
            yield
        for task in filter(None, (watch, worker)):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await service.close()

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for path, mounted in mounts.items():
        app.mount(path, mounted)

    @app.exception_handler(404)
    async def nothing_here(_request: Request, _error: Exception) -> HTMLResponse:
        return HTMLResponse(render_not_found(), status_code=404)

    @app.get("/healthz")
    async def healthz() -> JSONResponse:
        return JSONResponse({"status": "ok"})

    @app.get("/readyz")
    async def readyz() -> JSONResponse:
        reasons = await service.reasons_not_ready()
        return JSONResponse({"ready": not reasons, "reasons": reasons}, status_code=503 if reasons else 200)

    @app.get("/metrics")
    async def metrics(request: Request) -> PlainTextResponse:
        # Nobody else need know that it is here.
        address = service.guards.sources.neighbour(request.scope)
        if address is None or not is_within(address, service.settings.metrics_from):
            raise HTTPException(404)
        return PlainTextResponse(await metrics_page(service), media_type=MEDIA_TYPE)

    @app.api_route("/clauses/{clause_id}", methods=["GET", "HEAD"])
    async def clause_page(clause_id: str) -> HTMLResponse:
        clause = service.library.clauses.get(clause_id)
        if clause is None:
            raise HTTPException(404)
        today = service.clock.now().astimezone(BEIJING).date()
        return HTMLResponse(render_clause_page(clause, service.library, today=today))

    @app.api_route("/privacy", methods=["GET", "HEAD"])
    async def privacy_page() -> HTMLResponse:
        return HTMLResponse(render_privacy_page(service.settings.desk.operator))

    return app
