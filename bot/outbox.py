"""Pages on their way out: offered in a passive answer, pushed, kept for 更多, shown again when unsure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from pydantic import TypeAdapter

from bot.errors import BotError
from bot.sealing import Sealer
from bot.storage.repositories import deliveries, pushes
from bot.storage.repositories.deliveries import Delivery
from bot.storage.session import Session
from dialogs.messages import Page, Receipt

log = structlog.get_logger("outbox")

PLATFORM_TRIES_LAST = timedelta(seconds=20)
"""Three tries of five seconds, and some: before that a repeated delivery may still fetch the page."""

ANSWERED_WITHIN = timedelta(seconds=5)
"""A callback that was given a page has shown it by then, or it is lost."""

_PAGE = TypeAdapter(Page)


class ForgottenPage(BotError):
    """A page was asked for after its time; the platform stops repeating a delivery long before."""

    code = "forgotten_page"


@dataclass(frozen=True, slots=True)
class Offer:
    """The page that answers a message, and the delivery whose fate it is."""

    delivery_id: int
    page: Page


@dataclass(frozen=True, slots=True)
class Standing:
    """What a conversation still has open when a turn begins: pages to be said again, and one being pushed."""

    unsure: Sequence[Delivery] = ()
    is_pushing: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """A page taken up again, and the turn it belonged to; None for a notice."""

    page: Page
    turn_id: int | None


class Outbox:
    """Keeps pages sealed; what a bot says may repeat what a person said.

    `pushed_accounts` are those, by channel and account, whose open pages are pushed.
    """

    def __init__(self, sealer: Sealer, pushed_accounts: Collection[tuple[str, str]] = ()) -> None:
        self._sealer = sealer
        self._pushed_accounts = pushed_accounts

    def standing(self, session: Session, conversation_id: int, *, now: datetime) -> Standing:
        """The open pages whose offer has passed or that could not be pushed, oldest first."""
        pages = deliveries.open_in(session, conversation_id)
        unsure = [page for page in pages if not page.is_in_flight(now) and _is_past(page, now)]
        return Standing(unsure, is_pushing=any(page.is_in_flight(now) for page in pages))

    def put(
        self,
        session: Session,
        pages: Sequence[Page],
        *,
        conversation_id: int,
        turn_id: int,
        received_at: datetime,
        now: datetime,
        is_answered: bool = True,
    ) -> Offer | None:
        """Offer the first page, keep the others for 更多; older pages kept for it are obsolete.

        `received_at` is when the answered message first arrived: the platform's tries count from there. A page
        that is not to be the answer to its callback is due to be pushed at once, and no offer is given.
        """
        if not pages:
            return None
        deliveries.drop_waiting(session, conversation_id, now=now)
        delivery_id = deliveries.insert_pages(
            session,
            conversation_id=conversation_id,
            turn_id=turn_id,
            payloads=[self._sealed(page) for page in pages],
            offered_until=received_at + PLATFORM_TRIES_LAST if is_answered else now,
            now=now,
        )
        return Offer(delivery_id, pages[0]) if is_answered else None

    def put_unasked(self, session: Session, page: Page, conversation_id: int, *, now: datetime) -> None:
        """A page that no message asked for, to be pushed at once."""
        deliveries.insert_pages(
            session, conversation_id=conversation_id, turn_id=None, payloads=[self._sealed(page)], offered_until=now,
            now=now,
        )  # fmt: skip

    def recorded(self, session: Session, turn_id: int, account: tuple[str, str], *, now: datetime) -> Offer | None:
        """What was offered for a turn, for a repeated delivery; None where nothing was said, or it is pushed.

        A page that is pushed and also answers a late delivery would be shown twice.
        """
        first = next(iter(deliveries.of_turn(session, turn_id)), None)
        if first is None or (account in self._pushed_accounts and _is_for_push(first, now)):
            return None
        return self._offer(first)

    def take_waiting(self, session: Session, conversation_id: int, *, now: datetime) -> list[Kept]:
        """The pages kept for 更多, in order; their words become part of the present turn."""
        return self._take(session, deliveries.waiting(session, conversation_id), now=now)

    def take_unsure(self, session: Session, standing: Standing, conversation_id: int, *, now: datetime) -> list[Kept]:
        """Pages whose answer may never have arrived, each with what was to follow it."""
        unsure = standing.unsure
        # Only the latest turn has pages waiting; a newer answer drops those of the turns before it.
        following = deliveries.waiting(session, conversation_id) if unsure else []
        return self._take(session, [*unsure, *following], now=now)

    def settle(self, session: Session, offer: Offer, *, now: datetime) -> None:
        """The answer that held the page was written completely."""
        deliveries.set_state(session, offer.delivery_id, current="offered", to="sent", now=now)

    def settle_failed(self, session: Session, account: tuple[str, str], failed: Sequence[Receipt]) -> int:
        """Pages that the platform had taken did not arrive after all; of how many nothing is known here."""
        known = [pushes.settle_by_platform_id(session, account, one.platform_id, failure=one.failure) for one in failed]
        return known.count(False)

    def release(self, session: Session, offer: Offer, *, now: datetime) -> None:
        """The answer went out without the page: it need not wait for the platform's retries."""
        deliveries.end_offer(session, offer.delivery_id, now=now)

    def open_page(self, payload: bytes | None) -> Page:
        """The page of a sealed payload. Raises ForgottenPage, WrongDataKey."""
        if payload is None:
            raise ForgottenPage("A page was emptied: nobody can ask for it any more.")
        return _PAGE.validate_json(self._sealer.open(payload))

    def _take(self, session: Session, rows: Sequence[Delivery], *, now: datetime) -> list[Kept]:
        pages = []
        for row in rows:
            try:
                page = self._offer(row).page
            except BotError as error:
                # One page that does not open must not keep its user from every later word.
                log.error("page.lost", delivery=row.id, code=error.code)
                deliveries.set_state(session, row.id, current=row.state, to="dropped", now=now)
            else:
                # Whoever began to push it meanwhile shows it.
                if deliveries.set_state(session, row.id, current=row.state, to="repeated", now=now):
                    pages.append(Kept(page, row.turn_id))
        return pages

    def _sealed(self, page: Page) -> bytes:
        return self._sealer.seal(_PAGE.dump_json(page))

    def _offer(self, row: Delivery) -> Offer:
        return Offer(row.id, self.open_page(row.payload))


def _is_past(page: Delivery, now: datetime) -> bool:
    return page.state == "failed" or (page.offered_until is not None and page.offered_until < now)


def _is_for_push(page: Delivery, now: datetime) -> bool:
    """Whether a page was pushed, or will be before a callback answered now has surely shown it."""
    if page.push_key is not None or page.state in ("failed", "repeated"):
        return True
    return page.offered_until is not None and page.offered_until < now + ANSWERED_WITHIN
