"""What the bot can do, as a list to choose from: the dialogs that are there, and the topics of the texts."""

from dialogs.messages import Choice, Choices
from dialogs.offers import ASK_A_PERSON, CHANGE_AREA
from dialogs.registry import DIALOGS

POLICY = Choice("政策问答", "政策问答")
_BEFORE_POLICY = ("eligibility", "filing_status", "training_signup")
_AFTER_POLICY = ("incentive", "report", "bind")


def menu(asked: str) -> Choices:
    """The business that can be done here, in the order of how often it is wanted."""
    return Choices(asked, (*_offered(_BEFORE_POLICY), POLICY, *_offered(_AFTER_POLICY), CHANGE_AREA, ASK_A_PERSON))


def _offered(names: tuple[str, ...]) -> tuple[Choice, ...]:
    titles = [DIALOGS[name].title for name in names if name in DIALOGS]
    return tuple(Choice(title, title) for title in titles)
