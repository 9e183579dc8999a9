"""Calls in the name of one account: with its access token, and a clear word on what came of them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import structlog
from pydantic import BaseModel, ConfigDict, ValidationError

from adapters.api.breaker import CircuitBreaker
from adapters.api.codes import TOKEN_CODES, Codes, refusal
from adapters.api.http import BACK_OFF_S, Http, Request
from adapters.api.tokens import Credentials, Granted, IssuedToken, TokenStore
from adapters.push import PushError, RetryLater

log = structlog.get_logger("api")

A = TypeVar("A", bound=BaseModel)


class Done(BaseModel):
    """An answer of which nothing matters but that there was no error."""

    model_config = ConfigDict(extra="ignore")


class AccountApi:
    """The API of one account, over the one session of its process."""

    def __init__(
        self,
        http: Http,
        api_base: str,
        credentials: Credentials,
        tokens: TokenStore,
        codes: Codes,
        *,
        breaker: CircuitBreaker | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._http = http
        self._api_base = api_base
        self._credentials = credentials
        self._tokens = tokens
        self._codes = codes
        self._breaker = breaker or CircuitBreaker(credentials.name)
        self._now = now

    @property
    def is_left_alone(self) -> bool:
        """Whether calls are held back because the platform does not answer."""
        return self._breaker.is_open

    async def get(self, path: str, answer: type[A], query: Mapping[str, str] | None = None) -> A:
        """Ask for something; `query` without the token. Raises PushError."""
        return await self._call(Request("GET", f"{self._api_base}{path}", query or {}), answer)

    async def post(self, path: str, payload: Mapping[str, Any], answer: type[A], *, is_repeatable: bool = True) -> A:
        """Do something. Raises PushError; PushUncertain only where `is_repeatable` is false."""
        request = Request("POST", f"{self._api_base}{path}", payload=payload, is_repeatable=is_repeatable)
        return await self._call(request, answer)

    async def close(self) -> None:
        """Let go of the session, for all accounts of the process: they end together."""
        await self._http.close()

    async def _call(self, request: Request, answer: type[A]) -> A:
        token = await self._token()
        said = await self._ask(_with_token(request, token))
        if _code(said) in TOKEN_CODES:
            # Once and no more: a platform that refuses every token would be asked for them without end.
            log.info("api.token_refused", account=self._credentials.name, errcode=_code(said))
            await self._tokens.drop(self._credentials.name, token)
            said = await self._ask(_with_token(request, await self._token()))
        return self._understood(said, answer)

    async def _token(self) -> str:
        return await self._tokens.token(self._credentials.name, self._fetch_token)

    async def _fetch_token(self) -> IssuedToken:
        granted = self._understood(await self._ask(self._credentials.request), Granted)
        log.info("api.token_fetched", account=self._credentials.name)
        return IssuedToken(granted.access_token.get_secret_value(), granted.lasts_s)

    async def _ask(self, request: Request) -> Mapping[str, Any]:
        with self._breaker.watching():
            return await self._http.exchange(request)

    def _understood(self, said: Mapping[str, Any], answer: type[A]) -> A:
        understood = self._read(said, answer)
        # Raised out here, where no error that quotes the platform is the context of ours.
        if isinstance(understood, PushError):
            raise understood
        return understood

    def _read(self, said: Mapping[str, Any], answer: type[A]) -> A | PushError:
        if code := _code(said):
            return refusal(code, str(said.get("errmsg", "")), self._codes, now=self._now())
        try:
            return answer.model_validate(said)
        except ValidationError:
            return RetryLater("the platform's answer lacks what was asked for", after_s=BACK_OFF_S)


def _with_token(request: Request, token: str) -> Request:
    return replace(request, query={**request.query, "access_token": token})


def _code(said: Mapping[str, Any]) -> int:
    """0 for success; many answers that succeed have no code at all."""
    code = said.get("errcode", 0)
    return code if isinstance(code, int) else -1
