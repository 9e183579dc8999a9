"""What the platform would meet at the public address, and which fault it would be."""

import secrets
import socket
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import urlsplit

import aiohttp

from adapters.wechat.settings import WeChatSettings
from bot.accounts import Account
from bot.examining.handing_in import Answer, Silence, hand_in
from bot.examining.letters import Letter, forged, writer_for
from bot.examining.platform import WITHIN_S, clock_apart

NAME_HELPING_TO_TELL = "api.weixin.qq.com"
"""A host that every machine with a name server knows."""

KnowsHost = Callable[[str], bool]


def knows_host(host: str) -> bool:
    """Whether this machine can tell the address of `host`."""
    try:
        socket.getaddrinfo(host, None)
    except OSError:
        return False
    return True


async def address_findings(
    public_url: str,
    accounts: Mapping[str, Account],
    page: str,
    now: datetime,
    *,
    knows: KnowsHost = knows_host,
) -> list[str]:
    """The first fault of each account's callback address; where all are well, whether links reach `page`.

    A machine that knows no host by name can tell nothing, and says nothing.
    """
    host = urlsplit(public_url).hostname or ""
    if not knows(host):
        return [f"public_url: no name server knows {host}"] if knows(NAME_HELPING_TO_TELL) else []
    async with aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=WITHIN_S), cookie_jar=aiohttp.DummyCookieJar()
    ) as session:
        findings: list[str] = []
        for name, account in accounts.items():
            url = f"{public_url}/webhooks/{name}"
            match await _Rehearsal(session, url, account, now).first_fault():
                case Silence(reason):
                    # Every account after this one would be told the same.
                    return [*findings, f"public_url: {public_url} {reason}"]
                case str(fault):
                    findings.append(f"{name}: {url} {fault}")
        return findings or await _page_findings(session, f"{public_url}{page}")


async def _page_findings(session: aiohttp.ClientSession, url: str) -> list[str]:
    match await hand_in(session, url, Letter({})):
        case Answer(status=200):
            return []
        case Answer(status=status):
            return [f"links in answers lead to pages like {url}, which answers HTTP {status}: let the proxy pass them"]
        case Silence(reason):
            return [f"links in answers lead to pages like {url}, which {reason}"]


class _Rehearsal:
    """One account's verification and message, handed in at its address."""

    def __init__(self, session: aiohttp.ClientSession, url: str, account: Account, now: datetime) -> None:
        self._session = session
        self._url = url
        self._account = account
        self._now = now
        self._writer = writer_for(account, now)

    async def first_fault(self) -> str | Silence | None:
        """What is wrong, to be read behind the address; Silence where nothing answers, None where all is well."""
        return await self._fault_of_verification() or await self._fault_of_message()

    async def _fault_of_verification(self) -> str | Silence | None:
        echo = str(secrets.randbelow(10**18))
        verification = self._writer.verification(echo)
        match await self._sent(verification):
            case Silence() as silence:
                return silence
            case Answer(status=400, text=""):
                return await self._why_not_verified(forged(verification))
            case Answer(status=403, text=""):
                return (
                    "refuses the verification: the service there has another token; "
                    "restart `cqo serve` after a change, and see where the proxy leads"
                )
            case Answer(status=200, text=text) if text != echo:
                return "answers the verification with something else than its echostr: another page, or a changed one"
            case Answer(status=200, media_type=kind) if kind != "text/plain":
                return f"answers the verification as {kind or 'nothing'}: the proxy must leave Content-Type text/plain"
            case Answer(status=200):
                pass
            case Answer() as answer:
                return _meaning(answer, "the verification")
        match await self._sent(forged(verification)):
            case Answer(status=200):
                return "accepts a wrong signature: that is another program, or an answer from a cache"
        return None

    async def _why_not_verified(self, forgery: Letter) -> str:
        """A signed verification was not understood: its query did not come, or what it holds cannot be read."""
        match await self._sent(forgery):
            case Answer(status=403):
                return _OTHER_KEY
        return "gets no query string: let the proxy pass it on ($is_args$args, or proxy_pass without a path)"

    async def _fault_of_message(self) -> str | Silence | None:
        match await self._sent(self._writer.message()):
            case Silence() as silence:
                return silence
            case Answer(status=200, text=text) if text != self._writer.nothing:
                return (
                    f"answers a message with something else than {self._writer.nothing!r}: see what the proxy changes"
                )
            case Answer(status=200, media_type=kind) if kind != "text/plain":
                return f"answers a message as {kind or 'nothing'}: the proxy must leave Content-Type text/plain"
            case Answer(status=200):
                return None
            case Answer(status=400, text=""):
                return await self._why_malformed()
            case Answer(status=403, text="", dated=dated):
                apart = clock_apart(dated, self._now, "the one there")
                return f"refuses a message: {apart}" if apart else _CHANGED
            case Answer() as answer:
                return _meaning(answer, "a message")

    async def _why_malformed(self) -> str:
        """A signed message was not understood: it came otherwise than it was sent, or other keys are used there."""
        mode = self._account.mode if isinstance(self._account, WeChatSettings) else "safe"
        if mode == "plain":
            return (
                "cannot read an unencrypted message: the service there is not in plain mode, "
                "or something before it changes bodies"
            )
        match await self._sent(self._writer.message(is_altered=True)):
            case Answer(status=403):
                return _OTHER_KEY
        match await self._sent(self._writer.clear_message()):
            case Answer(status=200):
                return (
                    f"takes unencrypted messages: the service there is in plain mode, not {mode}; "
                    "restart `cqo serve` after a change"
                )
        return _CHANGED

    async def _sent(self, letter: Letter) -> Answer | Silence:
        return await hand_in(self._session, self._url, letter)


_OTHER_KEY = (
    "cannot read what is encrypted: the service there has another aes_key, or another app_id or corp_id; "
    "restart `cqo serve` after a change"
)
_CHANGED = (
    "gets another body than was sent: something before the service re-encodes, rewrites or cuts it; "
    "let the proxy pass bodies as they are"
)


def _meaning(answer: Answer, what: str) -> str:
    """What a status says that is none of the door's own."""
    match answer.status:
        case status if 300 <= status < 400:
            target = urlsplit(answer.leads_to)
            to = f"{target.scheme}://{target.netloc}" if target.netloc else "another path"
            return f"redirects {what} to {to}, and the platform follows none: set public_url to where it ends"
        case 401 | 407:
            return "asks for a password: let the platform in without one; every callback proves itself"
        case 404 if not answer.text:
            return "leads to a service without this account: restart `cqo serve` after a change of cqo.toml"
        case 404:
            return "leads to something else (HTTP 404): the proxy must pass paths that begin with /webhooks/ unchanged"
        case 405:
            return f"does not take {what} (HTTP 405): let the proxy pass GET and POST"
        case 500 | 503 as status if not answer.text:
            return f"fails inside the service (HTTP {status}): see its log and /readyz"
        case 502 | 503 | 504 as status:
            return f"is answered by the proxy alone (HTTP {status}): is `cqo serve` running, and on the proxy's port?"
        case status:
            return f"answers {what} with HTTP {status}, which the service does not: a firewall or page stands before it"
