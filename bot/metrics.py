"""What `/metrics` tells: counts of all processes together, and how things stand at this moment.

Each process adds to sums that live where coordination lives, so that it does not matter which one is asked
and none is lost with its process. Were the sums lost, they begin at nought, as a counter may.
"""

import structlog

from bot.errors import CoordinationUnavailable, StorageUnavailable
from bot.exposition import Gauge, written
from bot.service import Service
from bot.storage.repositories import deliveries, inbox
from bot.storage.session import Session
from bot.tally import FAMILIES, Counts, Series

log = structlog.get_logger("metrics")

_SUMS = "metrics"
_BETWEEN = "\x1f"


async def hand_over_counts(service: Service) -> None:
    """Add what this process counted to the sums of all. Raises CoordinationUnavailable; then it is kept."""
    counts = service.tally.take()
    if not counts:
        return
    try:
        await service.coordination.add(_SUMS, {_BETWEEN.join(series): number for series, number in counts.items()})
    except CoordinationUnavailable:
        service.tally.put_back(counts)
        raise


async def metrics_page(service: Service) -> str:
    """The page of this moment; without Redis the counts of this process alone, without database no queues."""
    gauges = [_left_alone(service)]
    try:
        now = service.clock.now()

        def read(session: Session) -> tuple[int, int]:
            return inbox.count_unhandled(session), deliveries.count_due(session, now=now)

        gauges += map(_queue, _QUEUES, await service.database.read(read))
    except StorageUnavailable as error:
        log.warning("metrics.without_database", code=error.code)
    return written(FAMILIES, await _counts(service), gauges)


async def _counts(service: Service) -> Counts:
    try:
        await hand_over_counts(service)
        sums = await service.coordination.sums(_SUMS)
    except CoordinationUnavailable as error:
        log.warning("metrics.not_shared", code=error.code)
        return service.tally.pending
    return {_series(key): number for key, number in sums.items()}


def _series(key: str) -> Series:
    return tuple(key.split(_BETWEEN))


_QUEUES = (
    ("cqo_inbox_waiting", "messages that were admitted and not answered yet"),
    ("cqo_deliveries_due", "pages whose offer has passed and that were not pushed yet"),
)


def _queue(named: tuple[str, str], length: int) -> Gauge:
    return Gauge(*named, (), {(): length})


def _left_alone(service: Service) -> Gauge:
    return Gauge(
        "cqo_api_left_alone",
        "1 while this process leaves a platform alone that does not answer",
        ("channel", "account"),
        {account: float(api.is_left_alone) for account, api in service.apis.items()},
    )
