"""What goes on behind the callbacks: messages left behind are swept up, old payloads forgotten."""

import asyncio
from datetime import timedelta

import structlog

from bot.log import place_of
from bot.service import Service
from bot.storage.repositories import deliveries, inbox, sign_ups
from knowledge.errors import CqoError

log = structlog.get_logger("worker")

EVERY_S = 2.0
REMEMBERED_FOR = timedelta(hours=72)
"""A platform may repeat a delivery for so long; dedupe keys and sealed pages live until then."""

_ROUNDS_BETWEEN_PRUNING = 900


async def work_until_cancelled(service: Service) -> None:
    """Sweep every two seconds, prune every half hour; an unreachable database is waited for."""
    rounds = 0
    while True:
        try:
            await service.turns.sweep()
            await move_lines_on(service)
            await _hand_back_idle(service)
            if rounds % _ROUNDS_BETWEEN_PRUNING == 0:
                await _prune(service)
        except CqoError as error:
            log.warning("worker.paused", code=error.code, reason=str(error))
        except Exception as error:  # noqa: BLE001 - the edge of the loop: one bad row must not end it
            log.error("worker.failed", code=type(error).__name__, at=place_of(error))
        rounds += 1
        await asyncio.sleep(EVERY_S)


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
