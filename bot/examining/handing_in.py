"""Handing a letter in at a callback address, as the platform does, and what comes back."""

from dataclasses import dataclass
from datetime import datetime

import aiohttp

from bot.examining.letters import Letter
from bot.examining.platform import WITHIN_S, date_in

_READ_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `leads_to` is where a redirect points, `dated` when the answerer says it was."""

    status: int
    media_type: str
    text: str
    leads_to: str
    dated: datetime | None


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing came back, and why."""

    reason: str


async def hand_in(session: aiohttp.ClientSession, url: str, letter: Letter) -> Answer | Silence:
    """What the platform would see: it follows no redirect and waits five seconds."""
    headers = {} if letter.body is None else {"Content-Type": "text/xml"}
    method = "GET" if letter.body is None else "POST"
    try:
        async with session.request(
            method, url, params=letter.query, data=letter.body, headers=headers, allow_redirects=False
        ) as response:
            text = (await response.content.read(_READ_BYTES)).decode("utf-8", "replace")
            leads_to = response.headers.get("Location", "")
            return Answer(response.status, response.content_type, text, leads_to, date_in(response.headers))
    except aiohttp.ClientConnectorCertificateError:
        return Silence("shows a certificate that is not valid: expired, of another name, or without its chain")
    except aiohttp.ClientSSLError:
        return Silence("breaks the TLS handshake off: does the proxy speak https on this port?")
    except aiohttp.ClientConnectorError as error:
        kind = type(error.os_error).__name__
        return Silence(f"takes no connection ({kind}): are proxy and `cqo serve` running, does the firewall let it in?")
    except TimeoutError:
        return Silence(f"does not answer within {WITHIN_S:g} s; the platform waits no longer")
    except aiohttp.ClientError as error:
        return Silence(f"does not answer as a web server does ({type(error).__name__})")
