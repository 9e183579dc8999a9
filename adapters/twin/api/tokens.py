"""Access tokens of an Official Account: `token` and `stable_token`.

https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken.html
"""

import secrets
from collections.abc import Callable

from adapters.twin.account import TwinAccount
from adapters.twin.api.calls import Answer, Call, Family, Payload, Refused

LASTS_S = 7200
OVERLAP_S = 300


class Tokens:
    """Gives out the account's tokens and knows which are good. Times are Unix times in seconds."""

    def __init__(self, account: TwinAccount, clock: Callable[[], float]) -> None:
        self._account = account
        self._clock = clock
        self._ends: dict[str, float] = {}
        self._stable = ""
        self._latest = ""
        self.given = 0
        """How many new tokens were made."""

    def family(self) -> Family:
        return {"token": self._give_latest, "stable_token": self._give_stable}

    def check(self, token: str) -> None:
        """Raises Refused where the token is missing, was never given, or has ended."""
        if not token:
            raise Refused(41001, "access_token missing")
        if token not in self._ends:
            raise Refused(40001, "invalid credential, access_token is invalid or not latest")
        if self._clock() >= self._ends[token]:
            raise Refused(42001, "access_token expired")

    def retire_all(self) -> None:
        """What an administrator does who resets the secret, or another system that forces a new token."""
        self._ends.clear()
        self._stable = self._latest = ""

    def _give_latest(self, call: Call) -> Answer:
        """Every call makes a new token; the one before is good for five more minutes."""
        self._know(call.query.get("appid", ""), call.query.get("secret", ""))
        if self._latest:
            self._ends[self._latest] = min(self._ends[self._latest], self._clock() + OVERLAP_S)
        self._latest = self._new()
        return {"access_token": self._latest, "expires_in": LASTS_S}

    def _give_stable(self, call: Call) -> Answer:
        """The same token until its last minutes, when the next one is given and both are good."""
        wanted = StableToken.of(call)
        self._know(wanted.appid, wanted.secret)
        remaining = self._ends.get(self._stable, 0.0) - self._clock()
        if wanted.force_refresh:
            self._ends.pop(self._stable, None)
        if wanted.force_refresh or remaining <= OVERLAP_S:
            self._stable, remaining = self._new(), LASTS_S
        return {"access_token": self._stable, "expires_in": int(remaining)}

    def _know(self, app_id: str, secret: str) -> None:
        if app_id != self._account.app_id:
            raise Refused(40013, "invalid appid")
        if not self._account.app_secret or secret != self._account.app_secret:
            raise Refused(40125, "invalid appsecret")

    def _new(self) -> str:
        now = self._clock()
        self._ends = {token: end for token, end in self._ends.items() if end > now - LASTS_S}
        token = secrets.token_urlsafe(64)
        self._ends[token] = now + LASTS_S
        self.given += 1
        return token


class StableToken(Payload):
    """The body of `stable_token`."""

    appid: str
    secret: str
    force_refresh: bool = False
