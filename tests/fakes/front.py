"""What stands before a service and spoils its callbacks: one fault of a reverse proxy at a time."""

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Fault = Callable[[ASGIApp, Scope, Receive, Send], Awaitable[None]]


class Front:
    """Passes everything on; on callback addresses only as `fault` does, where there is one."""

    def __init__(self, application: ASGIApp) -> None:
        self._application = application
        self.fault: Fault | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.fault and scope["type"] == "http" and scope["path"].startswith("/webhooks/"):
            await self.fault(self._application, scope, receive, send)
        else:
            await self._application(scope, receive, send)


def answering(status: int, body: str = "", *, method: str = "", **headers: str) -> Fault:
    """Answers by itself; with `method` that one alone."""

    async def fault(application: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        if method not in ("", scope["method"]):
            await application(scope, receive, send)
            return
        written = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": written})
        await send({"type": "http.response.body", "body": body.encode()})

    return fault


async def dropping_the_query(application: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await application({**scope, "query_string": b""}, receive, send)


async def echoing_blindly(application: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    (echo,) = parse_qs(scope["query_string"].decode())["echostr"]
    await answering(200, echo, **{"content-type": "text/plain"})(application, scope, receive, send)


def changing_bodies(change: Callable[[bytes], bytes]) -> Fault:
    """Hands on another body than came; it comes in one piece here."""

    async def fault(application: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        async def receive_changed() -> Message:
            message = await receive()
            return {**message, "body": change(message.get("body", b""))}

        await application(scope, receive_changed, send)

    return fault


def changing_answers(change: Callable[[bytes], bytes], *, media_type: str = "text/plain", method: str = "") -> Fault:
    """Hands back another answer than was given, to `method` alone where one is named."""

    async def fault(application: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_changed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [(b"content-type", media_type.encode())]}
            else:
                message = {**message, "body": change(message["body"])}
            await send(message)

        await application(scope, receive, send_changed if method in ("", scope["method"]) else send)

    return fault
