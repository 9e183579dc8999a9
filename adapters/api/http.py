"""One exchange with a platform over HTTP: its answer as JSON, or how far the request got.

An address holds an access token or a secret. So no error here repeats a word of the driver, of the
address or of the platform, and none carries the driver's error along as its cause.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, Literal

import aiohttp

from adapters.push import PushError, PushMisconfigured, PushUncertain, RetryLater

CONNECT_WITHIN_S = 3.0
ANSWER_WITHIN_S = 8.0
BACK_OFF_S = 10.0
"""What a platform that is down or overloaded is given to recover."""

_BUSY_STATUS = frozenset({408, 425, 429, 500, 502, 503})
_GATEWAY_TIMEOUT = 504


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """What is asked. `payload` goes as JSON, `bearer` in the header; `is_repeatable`: asking twice does no harm."""

    method: Literal["GET", "POST"]
    url: str
    query: Mapping[str, str] = field(default_factory=dict)
    payload: Mapping[str, Any] | None = None
    is_repeatable: bool = True
    bearer: str = ""


@dataclass(slots=True)
class _Progress:
    """How far a request got; set by the driver's own trace while it is under way."""

    is_written: bool = False


class Http:
    """The one session of a process, opened at the first request. Closed by its owner."""

    def __init__(self, *, connect_within_s: float = CONNECT_WITHIN_S, answer_within_s: float = ANSWER_WITHIN_S) -> None:
        self._timeout = aiohttp.ClientTimeout(connect=connect_within_s, total=answer_within_s)
        self._session: aiohttp.ClientSession | None = None

    async def exchange(self, request: Request) -> Mapping[str, Any]:
        """The JSON object that came back with status 200.

        Raises RetryLater where the request did not get out, or the platform is down or answers with
        something else; PushUncertain where it got out, no answer came and it is not repeatable;
        PushMisconfigured where something answers that is not the platform.
        """
        progress = _Progress()
        answered = await self._answered(request, progress)
        # Raised out here, where the driver's error is no longer the context of ours.
        if isinstance(answered, PushError):
            raise answered
        return answered

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _answered(self, request: Request, progress: _Progress) -> Mapping[str, Any] | PushError:
        try:
            async with self._open_session().request(
                request.method,
                request.url,
                params=request.query,
                data=None if request.payload is None else _encoded(request.payload),
                headers=_headers(request),
                allow_redirects=False,
                trace_request_ctx=progress,
            ) as response:
                body = await response.read()
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            return _failure(type(error).__name__, request, progress)
        return _read(response.status, body, request)

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            trace = aiohttp.TraceConfig()
            # Announced right before the first byte: from then on the platform may have got it.
            trace.on_request_headers_sent.append(_note_written)
            self._session = aiohttp.ClientSession(
                timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar(), trace_configs=[trace]
            )
        return self._session


async def _note_written(_session: aiohttp.ClientSession, context: SimpleNamespace, _params: object) -> None:
    context.trace_request_ctx.is_written = True


def _headers(request: Request) -> dict[str, str]:
    content = {} if request.payload is None else {"Content-Type": "application/json; charset=utf-8"}
    return content | ({"Authorization": f"Bearer {request.bearer}"} if request.bearer else {})


def _encoded(payload: Mapping[str, Any]) -> bytes:
    # The platform shows \uXXXX to users as it stands. Half of a character has no UTF-8.
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _failure(what: str, request: Request, progress: _Progress) -> PushError:
    if not progress.is_written:
        return RetryLater(f"the platform is out of reach ({what})", after_s=BACK_OFF_S)
    return _unanswered(what, request)


def _unanswered(what: str, request: Request) -> PushError:
    if request.is_repeatable:
        return RetryLater(f"the platform did not answer ({what})", after_s=BACK_OFF_S)
    return PushUncertain(f"the platform was handed the request and did not answer ({what})")


def _read(status: int, body: bytes, request: Request) -> Mapping[str, Any] | PushError:
    if status == _GATEWAY_TIMEOUT:
        return _unanswered("HTTP 504", request)
    if status in _BUSY_STATUS or status > _GATEWAY_TIMEOUT:
        return RetryLater(f"the platform is down or busy (HTTP {status})", after_s=BACK_OFF_S)
    if status != 200:
        return PushMisconfigured(f"HTTP {status}, which the platform never answers: where does api_base lead?")
    try:
        # Users' names and tags come with raw control characters in them.
        answer = json.loads(body, strict=False)
    except (ValueError, RecursionError):
        answer = None
    if isinstance(answer, dict):
        return answer
    return RetryLater("the platform's answer is no JSON object", after_s=BACK_OFF_S)
