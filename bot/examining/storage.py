"""Whether database, key and Redis are there and fit."""

import os
from collections.abc import Iterator

from bot.coordination import open_coordination
from bot.sealing import key_file_beside
from bot.service import sealer_of
from bot.settings import Settings
from bot.storage.repositories import deliveries
from bot.storage.session import pending_migrations, read, sqlite_file
from knowledge.errors import CqoError


def database_findings(settings: Settings) -> Iterator[str]:
    """Looks only: an embedded database that is not there yet is made by the service, not by its doctor."""
    url = settings.database_url
    is_embedded = url.startswith("sqlite")
    if not is_embedded and not settings.data_key.get_secret_value():
        yield "data_key is empty: on PostgreSQL it must be set, 32 bytes in base64 (openssl rand -base64 32)"
    if is_embedded and not sqlite_file(url).exists():
        folder = sqlite_file(url).parent
        if not os.access(folder, os.W_OK):
            yield f"the database cannot be made: {folder} is missing or not writable"
        return
    try:
        pending = pending_migrations(url)
        if not pending:
            yield from _key_findings(settings)
        elif not is_embedded:
            yield f"the database is {len(pending)} migrations behind: run `cqo db upgrade`"
    except CqoError as error:
        yield f"the database cannot be used: {error}"


async def redis_findings(settings: Settings) -> list[str]:
    """A Redis that is configured and does not answer."""
    try:
        coordination = open_coordination(settings.redis_url)
    except CqoError as error:
        return [str(error)]
    try:
        await coordination.ping()
    except CqoError as error:
        return [f"redis_url: {error}"]
    finally:
        await coordination.close()
    return []


def _key_findings(settings: Settings) -> Iterator[str]:
    """Whether what the database holds sealed opens; one that holds nothing fits every key."""
    url, configured = settings.database_url, settings.data_key.get_secret_value()
    sealed = read(url, deliveries.latest_payload)
    if sealed is None or not (configured or url.startswith("sqlite")):
        return
    if not configured and not (file := key_file_beside(sqlite_file(url))).exists():
        yield f"{file} is missing: put back the key that the database was filled with, or set it as data_key"
        return
    try:
        sealer_of(settings).open(sealed)
    except CqoError as error:
        yield f"data_key: {error}"
