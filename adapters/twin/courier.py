"""One delivery over HTTP as the platform does it: five seconds a try, three tries, then a verdict."""

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode, urlsplit

import aiohttp

from adapters.twin.account import Network, Switches, TwinAccount
from adapters.twin.callback import Fields, SealedCallback, seal, to_xml
from adapters.twin.reply import NO_REPLY, BrokenReply, decrypt_reply, read_text

TRIES = 3
DEADLINE_S = 5.0
SLOW_REPLY_S = 2.0

Verdict = Literal["replied", "nothing", "broken", "differs"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from the service; status 0 means that nothing did."""

    status: int = 0
    body: str = ""
    xml: str = ""
    text: str = ""
    verdict: Verdict = "broken"
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One delivery and its answer, for the drawer; a repeated delivery is an exchange of its own.

    `path` and `body` are those of the last try, `elapsed_ms` covers all tries. `delivery` counts
    the deliveries of the same message from 1.
    """

    number: int
    user: str
    delivery: int
    at: float
    method: str
    path: str
    body: str
    xml: str
    tries: int
    elapsed_ms: float
    answer: Answer


class Courier:
    """Carries callbacks of one account to one address. Closed by its owner."""

    def __init__(self, account: TwinAccount, callback_url: str, *, deadline_s: float, clock: Callable[[], float]):
        self._account = account
        self._callback_url = callback_url
        self._path = urlsplit(callback_url).path
        self._deadline_s = deadline_s
        self._clock = clock
        self._numbers = itertools.count(1)
        self._session: aiohttp.ClientSession | None = None

    async def deliver(self, fields: Fields, switches: Switches, *, delivery: int = 1) -> Exchange:
        """Send one message until it is answered in time or the tries are used up. Never raises for the service."""
        number, at, started = next(self._numbers), self._clock(), time.perf_counter()
        openid = str(fields["FromUserName"])
        for tries in range(1, TRIES + 1):
            # The platform keeps MsgId and CreateTime over the tries; signature and nonce are new.
            sealed = seal(self._account, switches.mode, fields, now=self._clock())
            network = "normal" if switches.network == "first_reply_lost" and tries > 1 else switches.network
            answer = await self._try_once(sealed, network)
            if answer.status:
                break
        return Exchange(
            number=number,
            user=openid,
            delivery=delivery,
            at=at,
            method="POST",
            path=f"{self._path}?{urlencode(sealed.query)}",
            body=sealed.body,
            xml=to_xml(fields),
            tries=tries,
            elapsed_ms=round((time.perf_counter() - started) * 1000, 1),
            answer=self._judge(answer, openid, switches),
        )

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _try_once(self, sealed: SealedCallback, network: Network) -> Answer:
        try:
            async with asyncio.timeout(self._deadline_s):
                answer = await self._post(sealed)
                if network != "normal":
                    await asyncio.sleep(SLOW_REPLY_S if network == "slow" else self._deadline_s)
                return answer
        except TimeoutError:
            return Answer(problem=f"{self._deadline_s:g} 秒内没有收到答复")
        except aiohttp.ClientError:
            return Answer(problem="连接不上服务")

    async def _post(self, sealed: SealedCallback) -> Answer:
        if self._session is None:
            # The deadline of a try is the only one; aiohttp's own five minutes must not add to it.
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))
        async with self._session.post(
            self._callback_url,
            params=sealed.query,
            data=sealed.body.encode(),
            headers={"Content-Type": "text/xml"},
            allow_redirects=False,
        ) as response:
            return Answer(status=response.status, body=(await response.read()).decode("utf-8", "replace"))

    def _judge(self, answer: Answer, openid: str, switches: Switches) -> Answer:
        if not answer.status:
            return answer
        if answer.status != 200:
            return Answer(answer.status, answer.body, problem=f"服务答复了 HTTP {answer.status}")
        body = answer.body.encode()
        if body in NO_REPLY:
            return Answer(answer.status, answer.body, verdict="nothing")
        xml = ""
        try:
            xml = decrypt_reply(self._account, switches.mode, body)
            text = read_text(self._account, openid, xml)
        except BrokenReply as error:
            return Answer(answer.status, answer.body, xml, problem=str(error))
        return Answer(answer.status, answer.body, xml, text, "replied")
