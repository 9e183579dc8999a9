"""What goes on behind the callbacks: pages pushed, messages left behind swept up, old payloads forgotten."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import structlog

from bot.delivering import AT_ONCE
from bot.errors import CoordinationUnavailable
from bot.fetching import MAILBOXES
from bot.log import place_of
from bot.service import Service
from bot.storage.repositories import deliveries, inbox, sign_ups
from bot.turn import DELIVERIES
from knowledge.errors import CqoError

log = structlog.get_logger("worker")

EVERY_S = 2.0
REMEMBERED_FOR = timedelta(hours=72)
"""A platform may repeat a delivery for so long; dedupe keys and sealed pages live until then."""

_ROUNDS_BETWEEN_NOTICES = 15
_ROUNDS_BETWEEN_PRUNING = 900


async def work_until_cancelled(service: Service) -> None:
    """Push pages as they come; sweep every two seconds, send notices every half minute, prune every half hour."""
    await asyncio.gather(
        _push_as_woken(service),
        _send_codes(service),
        _mirror(service),
        _fetch_as_rung(service),
        _sweep_in_rounds(service),
    )


async def _push_as_woken(service: Service) -> None:
    """An unreachable database is waited for; without wakes pages are found a moment later."""
    while service.pushers:
        async with _guarded():
            while await service.deliverer.deliver() == AT_ONCE:
                pass
        try:
            await service.coordination.wait_for_wake(DELIVERIES, timeout_s=EVERY_S)
        except CoordinationUnavailable:
            await asyncio.sleep(EVERY_S)


async def _send_codes(service: Service) -> None:
    """Apart from the sweep, which a slow gateway must not hold up."""
    while service.code_sender:
        async with _guarded():
            await service.code_sender.send_due()
        await asyncio.sleep(EVERY_S)


async def _mirror(service: Service) -> None:
    while service.mirror:
        async with _guarded():
            await service.mirror.pull_when_due()
        await asyncio.sleep(EVERY_S)


async def _fetch_as_rung(service: Service) -> None:
    """Without wakes what was rung for is found a moment later."""
    while service.fetching.has_accounts:
        async with _guarded():
            await service.fetching.fetch_rung()
            await service.fetching.hand_over_waiting()
        try:
            await service.coordination.wait_for_wake(MAILBOXES, timeout_s=EVERY_S)
        except CoordinationUnavailable:
            await asyncio.sleep(EVERY_S)


async def _sweep_in_rounds(service: Service) -> None:
    for round_number in itertools.count():
        async with _guarded():
            await service.turns.sweep()
            await move_lines_on(service)
            await _hand_back_idle(service)
            if round_number % _ROUNDS_BETWEEN_NOTICES == 0:
                await send_notices(service)
            if round_number % _ROUNDS_BETWEEN_PRUNING == 0:
                await _prune(service)
        await asyncio.sleep(EVERY_S)


@asynccontextmanager
async def _guarded() -> AsyncIterator[None]:
    """The edge of a loop: one bad row must not end it."""
    try:
        yield
    except CqoError as error:
        log.warning("worker.paused", code=error.code, reason=str(error))
    except Exception as error:  # noqa: BLE001
        log.error("worker.failed", code=type(error).__name__, at=place_of(error))


async def send_notices(service: Service) -> None:
    """Remind of tomorrow's trainings, and send what waits to those who may be written to."""
    if not service.pushers:
        return
    now = service.clock.now()
    reminded = await service.database.write(lambda session: service.noticing.remind(session, now=now))
    told = await service.database.write(lambda session: service.noticing.send(session, now=now))
    if reminded or told:
        log.info("worker.notices_sent", reminders=reminded, contacts=told)


async def move_lines_on(service: Service) -> None:
    """Offer on the seats that were held and not taken in time."""
    now = service.clock.now()
    # Asked first: a write every two seconds would keep the disk of an idle service awake.
    if await service.database.read(lambda session: sign_ups.held_past(session, now=now)):
        lapsed = await service.database.write(lambda session: service.records.move_lines_on(session, now=now))
        log.info("worker.seats_offered_on", seats=lapsed)


async def _hand_back_idle(service: Service) -> None:
    now = service.clock.now()
    idle = await service.database.write(lambda session: service.records.hand_back_idle(session, now=now))
    if idle:
        log.info("worker.handed_back", conversations=idle)


async def _prune(service: Service) -> None:
    now = service.clock.now()
    before = now - REMEMBERED_FOR
    await service.database.write(lambda session: inbox.delete_handled(session, received_before=before))
    await service.database.write(lambda session: deliveries.forget_pages(session, created_before=before, now=now))
    gone = await service.database.write(lambda session: service.records.delete_expired(session, now=now))
    if gone:
        log.info("worker.expired", rows=gone)
