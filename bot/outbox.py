"""Pages on their way out: offered in a passive answer, kept for 更多, shown again when unsure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from pydantic import TypeAdapter

from bot.errors import BotError
from bot.sealing import Sealer
from bot.storage.repositories import deliveries
from bot.storage.repositories.deliveries import Delivery
from bot.storage.session import Session
from dialogs.messages import Page

log = structlog.get_logger("outbox")

PLATFORM_TRIES_LAST = timedelta(seconds=20)
"""Three tries of five seconds, and some: before that a repeated delivery may still fetch the page."""

_PAGE = TypeAdapter(Page)


class ForgottenPage(BotError):
    """A page was asked for after its time; the platform stops repeating a delivery long before."""

    code = "forgotten_page"


@dataclass(frozen=True, slots=True)
class Offer:
    """The page that answers a message, and the delivery whose fate it is."""

    delivery_id: int
    page: Page


class Outbox:
    """Keeps pages sealed; what a bot says may repeat what a person said."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def put(
        self,
        session: Session,
        pages: Sequence[Page],
        *,
        conversation_id: int,
        turn_id: int,
        received_at: datetime,
        now: datetime,
    ) -> Offer | None:
        """Offer the first page, keep the others for 更多; older pages kept for it are obsolete.

        `received_at` is when the answered message first arrived: the platform's tries count from there.
        """
        if not pages:
            return None
        deliveries.drop_waiting(session, conversation_id, now=now)
        rows = deliveries.insert_pages(
            session,
            conversation_id=conversation_id,
            turn_id=turn_id,
            payloads=[self._sealer.seal(_PAGE.dump_json(page)) for page in pages],
            offered_until=received_at + PLATFORM_TRIES_LAST,
            now=now,
        )
        return Offer(rows[0].id, pages[0])

    def recorded(self, session: Session, turn_id: int) -> Offer | None:
        """What was offered for a turn, for a repeated delivery; None where nothing was said."""
        pages = deliveries.of_turn(session, turn_id)
        return self._offer(pages[0]) if pages else None

    def take_waiting(self, session: Session, conversation_id: int, *, now: datetime) -> list[Page]:
        """The pages kept for 更多, in order; their words become part of the present turn."""
        return self._take(session, deliveries.waiting(session, conversation_id), now=now)

    def take_unsure(self, session: Session, conversation_id: int, *, now: datetime) -> list[Page]:
        """Pages whose answer may never have arrived, each with what was to follow it."""
        unsure = deliveries.offered_past(session, conversation_id, now=now)
        # Only the latest turn has pages waiting; a newer answer drops those of the turns before it.
        following = deliveries.waiting(session, conversation_id) if unsure else []
        return self._take(session, [*unsure, *following], now=now)

    def settle(self, session: Session, offer: Offer, *, now: datetime) -> None:
        """The answer that held the page was written completely."""
        deliveries.set_state(session, offer.delivery_id, current="offered", to="sent", now=now)

    def release(self, session: Session, offer: Offer, *, now: datetime) -> None:
        """The answer went out without the page: it need not wait for the platform's retries."""
        deliveries.end_offer(session, offer.delivery_id, now=now)

    def _take(self, session: Session, rows: Sequence[Delivery], *, now: datetime) -> list[Page]:
        pages = []
        for row in rows:
            try:
                pages.append(self._offer(row).page)
            except BotError as error:
                # One page that does not open must not keep its user from every later word.
                log.error("page.lost", delivery=row.id, code=error.code)
                deliveries.set_state(session, row.id, current=row.state, to="dropped", now=now)
            else:
                deliveries.set_state(session, row.id, current=row.state, to="repeated", now=now)
        return pages

    def _offer(self, row: Delivery) -> Offer:
        if row.payload is None:
            raise ForgottenPage(f"Page {row.number} of turn {row.turn_id} was emptied: nobody can ask for it any more.")
        return Offer(row.id, _PAGE.validate_json(self._sealer.open(row.payload)))
