"""Access tokens: how each platform gives them out, and who keeps them.

OA: https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken.html
WeCom: https://developer.work.weixin.qq.com/document/path/91039
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from pydantic import BaseModel, SecretStr

from adapters.api.http import Request

_OVERLAP_S = 300.0
_LEAST_LIFE_S = 10.0


class Granted(BaseModel):
    """The platform's answer to a request for a token."""

    access_token: SecretStr
    expires_in: float

    @property
    def lasts_s(self) -> float:
        """For how long to use it: the platform renews tokens in the last minutes, and both are valid then."""
        return max(self.expires_in - _OVERLAP_S, _LEAST_LIFE_S)


@dataclass(frozen=True, slots=True, repr=False)
class IssuedToken:
    """An access token and for how many seconds from now it may be used."""

    value: str
    lasts_s: float


class TokenStore(Protocol):
    """Keeps tokens for every process that calls in the same account's name."""

    async def token(self, name: str, fetch: Callable[[], Awaitable[IssuedToken]]) -> str:
        """The token of that name; where there is none, one of all callers fetches it.

        An error of `fetch` goes to its own caller.
        """

    async def drop(self, name: str, value: str) -> None:
        """Forget the token if it still is `value`; a newer one stays."""


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """How an account gets its token; `name` is what its processes share it under."""

    name: str
    request: Request


def official_account(account: str, api_base: str, app_id: str, secret: SecretStr) -> Credentials:
    """The stable token: asking again gives the same one, so that nobody puts another system's out of use."""
    payload = {"grant_type": "client_credential", "appid": app_id, "secret": secret.get_secret_value()}
    request = Request("POST", f"{api_base}/cgi-bin/stable_token", payload={**payload, "force_refresh": False})
    return Credentials(f"wechat/{account}", request)


def wecom(name: str, api_base: str, corp_id: str, secret: SecretStr) -> Credentials:
    """The token of one application; `name` must tell applications apart, each secret has its own."""
    query = {"corpid": corp_id, "corpsecret": secret.get_secret_value()}
    return Credentials(name, Request("GET", f"{api_base}/cgi-bin/gettoken", query))
