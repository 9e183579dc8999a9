"""What a dialog may reach beside its slots and the user's words: policy texts, rules and records.

The dialogs own these small protocols, the bot implements them. Policy and rules are the same for
everybody; the records are bound to one contact and to the transaction of his turn, so that what
a dialog reads and writes is committed with the position it leads to, or not at all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dialogs.ports.policy import PlaceNamed, PolicyAnswers
from dialogs.ports.records import Records
from knowledge.incentives import IncentiveBook
from knowledge.rules import Rulebook

__all__ = ["PlaceNamed", "PolicyAnswers", "Ports", "Records"]


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything a step may reach."""

    policy: PolicyAnswers
    rules: Rulebook
    """The eligibility rules of every area."""
    incentives: IncentiveBook
    """What the texts of every area give, and to whom."""
    clause_url: Callable[[str], str]
    """The public address of a clause id."""
    today: Callable[[], date]
    """The date in Beijing by which it is said whether a text is in force and a deadline past."""
    records: Records
    """Those of the contact who speaks."""
    privacy_url: str = ""
    """Where the privacy notice stands."""
    admits_demo_phones: bool = False
    """Whether numbers that begin with 12, which reach nobody, are taken for mobiles."""
    forms_last: timedelta = timedelta(hours=24)
    """How long a dialog is kept for one who has left it open."""
