"""Settings that every account with an API has: where it is, when users may be written to; lists in one value."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator

from adapters.push import Window

_WINDOW = re.compile(r"(words|act) +([1-9][0-9]{0,3}) +in +([1-9][0-9]{0,4}) *(s|min|h)")
_UNITS = {"s": timedelta(seconds=1), "min": timedelta(minutes=1), "h": timedelta(hours=1)}


def _parts(written: object) -> object:
    """A list as the environment says it, its items between commas; another value as it is."""
    return [part.strip() for part in written.split(",") if part.strip()] if isinstance(written, str) else written


LISTED = BeforeValidator(_parts)


def read_windows(written: object) -> object:
    """Windows as they are written: `words 5 in 48 h`; several stand in a list, or between commas."""
    parts = _parts(written)
    if not isinstance(parts, Iterable):
        return written
    return tuple(_window(part) if isinstance(part, str) else part for part in parts)


def _window(written: str) -> Window:
    read = _WINDOW.fullmatch(written.strip())
    if read is None:
        raise ValueError("holds windows like 'words 5 in 48 h' or 'act 3 in 1 min': trigger, messages, time")
    trigger, messages, number, unit = read.groups()
    return Window("words" if trigger == "words" else "act", int(messages), int(number) * _UNITS[unit])


def _checked_base(base: str) -> str:
    if not _is_address(base):
        raise ValueError("must be an address like https://api.weixin.qq.com, without a query")
    return base.rstrip("/")


def _checked_endpoint(url: str) -> str:
    if url and not _is_address(url):
        raise ValueError("must be an address like https://sms.example.com/codes, without user name and query")
    return url


def _is_address(url: str) -> bool:
    """Python's own words on a bad address would repeat a piece of it."""
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False
    return is_whole and not parts.query and not parts.fragment and parts.username is None


ApiBase = Annotated[str, AfterValidator(_checked_base)]
Endpoint = Annotated[str, AfterValidator(_checked_endpoint)]
"""The whole address of a service of the deployment's own; empty where it has none."""
Windows = Annotated[tuple[Window, ...], BeforeValidator(read_windows)]
