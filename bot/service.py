"""The parts of a running service, put together once for web, worker and terminal."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import structlog

from adapters.api.account import AccountApi
from adapters.api.http import Http
from adapters.channel import Channel
from adapters.local import channel as local
from adapters.push import Pusher
from adapters.register import RegisterFeed
from adapters.sms import SmsGateway
from adapters.wechat.channel import WeChatChannel
from adapters.wecom.channel import WeComChannel
from adapters.wecom_kf.channel import WeComKfChannel
from bot.clock import Clock, SystemClock
from bot.coordination import open_coordination
from bot.coordination.for_apis import ApiCoordination
from bot.coordination.port import Coordination
from bot.delivering import Deliverer
from bot.errors import BadSetting, MigrationsPending
from bot.fetching import Fetching
from bot.guards.guards import Guards, guards_of
from bot.importing.mirroring import Mirror
from bot.importing.running import Importer
from bot.inbox import Inbox
from bot.noticing import Noticing
from bot.opening_hours import read_hours
from bot.outbox import Outbox
from bot.platforms import apis_of, fetchers_of, pushers_of
from bot.policy import ports_over
from bot.records.room import RecordRoom, Terms
from bot.retention import Retention
from bot.sealing import Sealer, decode_key, key_file_beside, load_or_create_key
from bot.sending_codes import CodeSender
from bot.settings import Settings
from bot.storage.repositories import deliveries
from bot.storage.repositories.tries import Limit
from bot.storage.session import Database, open_database, sqlite_file
from bot.tally import Tally
from bot.turn import Turns
from dialogs.ports import Ports
from knowledge.documents.library import Library, load_library
from knowledge.errors import CqoError
from knowledge.model import Question

log = structlog.get_logger("service")


@dataclass(frozen=True, slots=True)
class Service:
    """Everything that answers a message. Closed once, by whoever built it."""

    settings: Settings
    database: Database
    coordination: Coordination
    library: Library
    ports: Ports
    records: RecordRoom
    channels: Mapping[tuple[str, str], Channel]
    """By platform and account: ("wechat", "default")."""
    pushers: Mapping[tuple[str, str], Pusher]
    """Of the accounts that may send pages unasked."""
    turns: Turns
    deliverer: Deliverer
    noticing: Noticing
    fetching: Fetching
    importer: Importer
    mirror: Mirror | None
    """None where the register is kept here."""
    code_sender: CodeSender | None
    """None where no text messages are sent."""
    clock: Clock
    tally: Tally
    guards: Guards
    apis: Mapping[tuple[str, str], AccountApi]
    """Of the accounts that this process calls a platform for."""

    @property
    def is_embedded(self) -> bool:
        """Whether one process does everything, over a database of its own."""
        return self.settings.database_url.startswith("sqlite")

    async def reasons_not_ready(self) -> list[str]:
        """What keeps this process from answering: part and error code, details go to the log.

        Anybody may ask, so no address, path or driver's words are in it. Empty when it can answer.
        """
        reasons = ["process: closing"] if self.guards.closing.is_begun else []
        for part, check in (("database", self._check_database), ("redis", self.coordination.ping)):
            try:
                await check()
            except CqoError as error:
                log.warning("service.not_ready", part=part, code=error.code, reason=str(error))
                reasons.append(f"{part}: {error.code}")
        return reasons if self.library.documents else [*reasons, "knowledge base: empty"]

    async def _check_database(self) -> None:
        if pending := await self.database.pending_migrations():
            raise MigrationsPending(f"{len(pending)} migrations behind")

    async def prepare(self) -> None:
        """Ready the database and warm up. Raises as `ready_database` does."""
        # A slip of the pen loads the pinyin tables; no user should be the one who waits for them.
        await asyncio.to_thread(self.ports.policy.answer, Question("备按"))
        await ready_database(self.database, self.settings.database_url)

    async def close(self) -> None:
        """Finish what is under way, then let go of platforms, Redis and database."""
        await self.turns.finish()
        for pusher in self.pushers.values():
            await pusher.close()
        for api in self.apis.values():
            await api.close()
        await self.fetching.close()
        for caller in (self.code_sender, self.mirror):
            if caller:
                await caller.close()
        await self.coordination.close()
        await self.database.close()


async def ready_database(database: Database, url: str) -> None:
    """Bring an embedded database up to date; a shared one is upgraded by its administrator.

    Raises MigrationsPending for the latter, StorageUnavailable where there is none.
    """
    if url.startswith("sqlite"):
        await database.upgrade()
    elif pending := await database.pending_migrations():
        raise MigrationsPending(f"The database is {len(pending)} migrations behind: run `cqo db upgrade`.")


async def check_database(settings: Settings) -> None:
    """As `ready_database`, before anything is built: a start that fails says why in one sentence."""
    database = open_database(settings.database_url)
    try:
        await ready_database(database, settings.database_url)
        await check_data_key(database, sealer_of(settings))
    finally:
        await database.close()


async def check_data_key(database: Database, sealer: Sealer) -> None:
    """Raises WrongDataKey where the latest sealed page of the database does not open with this key."""
    sealed = await database.read(deliveries.latest_payload)
    if sealed is not None:
        sealer.open(sealed)


def build_service(
    settings: Settings, clock: Clock | None = None, pushers: Mapping[tuple[str, str], Pusher] | None = None
) -> Service:
    """Wire the parts, over the machine's clock and the platforms' own clients unless others are given.

    Raises CqoError where settings, corpus or rules do not allow a start.
    """
    clock = clock or SystemClock()
    library = load_library()
    _, ports = ports_over(library, settings.public_url, clock)
    ports = replace(
        ports,
        admits_demo_phones=settings.admits_demo_phones,
        forms_last=timedelta(hours=settings.dialog_kept_h),
    )
    channels: dict[tuple[str, str], Channel] = {
        **{("wechat", account): WeChatChannel(account, own) for account, own in settings.wechat.items()},
        **{("wecom", account): WeComChannel(account, own) for account, own in settings.wecom.items()},
        **{("wecom_kf", account): WeComKfChannel(account, own) for account, own in settings.wecom_kf.items()},
    }
    coordination, tally = open_coordination(settings.redis_url), Tally()
    shared = ApiCoordination(coordination, tally)
    apis = apis_of(settings, shared)
    fetchers = fetchers_of(settings, apis, shared)
    pushers = {**pushers_of(settings, apis, shared), **fetchers} if pushers is None else pushers
    sealer = sealer_of(settings)
    outbox = Outbox(sealer, pushed_accounts=pushers.keys())
    capabilities = {
        local.NAME: local.CAPABILITIES,
        **{name: channel.capabilities for (name, _), channel in channels.items()},
    }
    turns = Turns(
        database := open_database(settings.database_url),
        coordination,
        ports,
        records := RecordRoom(sealer, _terms(settings, ports)),
        sealer,
        clock,
        capabilities,
        outbox,
        tally,
    )
    return Service(
        settings,
        database,
        coordination,
        library,
        ports,
        records,
        channels,
        pushers,
        turns,
        Deliverer(database, outbox, pushers, clock, tally),
        Noticing(outbox, records, pushers, capabilities),
        Fetching(database, coordination, Inbox(sealer), turns, fetchers, records.hours, clock),
        importer := Importer(database, records, ports.policy, clock),
        _mirror(settings, database, importer, clock),
        CodeSender(database, SmsGateway(settings.sms, Http()), sealer, clock) if settings.sms.url else None,
        clock,
        tally,
        guards_of(settings, coordination, tally),
        apis,
    )


def sealer_of(settings: Settings) -> Sealer:
    """What seals under the configured key; beside an embedded database one is made where there is none."""
    configured = settings.data_key.get_secret_value()
    previous = [decode_key(key.get_secret_value()) for key in settings.previous_data_keys]
    if configured:
        return Sealer(decode_key(configured), previous)
    if not settings.database_url.startswith("sqlite"):
        raise BadSetting(
            "data_key is empty: on PostgreSQL it must be set, 32 bytes in base64 (openssl rand -base64 32)"
        )
    file: Path = sqlite_file(settings.database_url)
    return Sealer(load_or_create_key(key_file_beside(file)), previous)


def _mirror(settings: Settings, database: Database, importer: Importer, clock: Clock) -> Mirror | None:
    if not settings.filing_register.url:
        return None
    every = timedelta(minutes=settings.filing_register.every_min)
    return Mirror(database, RegisterFeed(settings.filing_register, Http()), importer, clock, every)


def _terms(settings: Settings, ports: Ports) -> Terms:
    register = settings.filing_register
    return Terms(
        areas=frozenset(area.code for area in ports.policy.jurisdictions),
        operator=settings.desk.operator,
        hours=read_hours(settings.desk.hours, settings.desk.days_off),
        seat_held_for=timedelta(hours=settings.seat_held_h),
        reports_a_day=settings.reports_a_day,
        sends_codes=bool(settings.sms.url),
        filing_proof=settings.filing_proof,
        proof_limit=Limit(settings.proof_tries, timedelta(hours=settings.proof_locked_h)),
        register_stale_after=timedelta(hours=register.stale_after_h) if register.url else None,
        retention=Retention(
            conversations=timedelta(days=settings.retention.conversations_days),
            unfollowed=timedelta(days=settings.retention.unfollowed_days),
            sign_ups=timedelta(days=settings.retention.sign_ups_days),
            self_checks=timedelta(days=settings.retention.self_checks_days),
            lookups=timedelta(days=settings.retention.lookups_days),
            desk=timedelta(days=settings.retention.desk_days),
            reports=timedelta(days=settings.retention.reports_days),
            erasure=timedelta(days=settings.retention.erasure_days),
            dialogs=timedelta(hours=settings.dialog_kept_h),
        ),
    )
