"""What has been kept long enough is deleted, a kind of record after the other."""

from datetime import datetime, timedelta

from bot.clock import BEIJING
from bot.retention import Retention
from bot.storage.repositories import expiry, one_time_codes, reports
from bot.storage.session import Session

_CODES = timedelta(days=2)
"""The limit of codes counts a day back."""


def delete_expired(session: Session, retention: Retention, *, now: datetime) -> int:
    """Delete what is past its period; how many rows went."""
    today = now.astimezone(BEIJING).date()
    return sum(
        (
            expiry.delete_turns(
                session, before=now - retention.conversations, unfollowed_before=now - retention.unfollowed
            ),
            expiry.delete_sign_ups(session, ended_before=today - retention.sign_ups),
            expiry.delete_self_checks(session, before=now - retention.self_checks),
            expiry.delete_barred_checks(session, before=now - retention.dialogs),
            expiry.delete_lookups(session, before=now - retention.lookups),
            expiry.delete_tries(session, before=now - retention.lookups),
            one_time_codes.delete_codes(session, made_before=now - _CODES),
            expiry.delete_desk_entries(session, ended_before=now - retention.desk),
            expiry.delete_reports(session, over_before=now - retention.reports),
            expiry.delete_told_notices(session, before=now - retention.conversations),
            reports.forget_tokens(session, before=today),
            # One who comes back is told for a while that his dialog was not kept.
            expiry.forget_positions(session, before=now - 2 * retention.dialogs),
        )
    )
