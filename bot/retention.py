"""How long what is personal is kept, as this deployment sets it; no period here is one of a law."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Retention:
    """Periods after which the worker deletes."""

    conversations: timedelta = timedelta(days=365)
    """Transcripts and traces, from the day they were written."""
    unfollowed: timedelta = timedelta(days=30)
    """The same, of one who left the account, from the day he left."""
    sign_ups: timedelta = timedelta(days=180)
    """Names and phones of attendees, from the end of the training."""
    self_checks: timedelta = timedelta(days=180)
    lookups: timedelta = timedelta(days=180)
    desk: timedelta = timedelta(days=180)
    """What a person was asked for, from the end of it."""
    reports: timedelta = timedelta(days=3 * 365)
    """Direct reports, from the day they were closed or withdrawn."""
    erasure: timedelta = timedelta(days=15)
    """Until what a contact has had erased is gone from back-ups too, as his receipt says."""
    dialogs: timedelta = timedelta(hours=24)
    """What was filled in to a dialog that was left open, and that a check ended with a bar."""

    def in_words(self, purpose: str) -> str:
        """How long what is given for a purpose is kept, as a consent says it."""
        match purpose:
            case "sign_up":
                return f"至培训结束后 {self.sign_ups.days} 天"
            case "report_contact":
                return f"至线索办结后 {self.reports.days} 天"
            case "eligibility_forbidden":
                return "至本次自测结束，申请人工复核的至复核记录到期"
            case "notices":
                return "至您退订"
            case "binding":
                return "至您解除绑定（起止记录依规定留存）"
            case _:
                return "至本次办理结束"
