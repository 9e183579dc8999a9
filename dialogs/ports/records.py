"""All records of one contact, as one bundle."""

from dataclasses import dataclass

from dialogs.ports.contact import Consents, MyData, Notices, People, Verdicts
from dialogs.ports.enterprises import Enterprises
from dialogs.ports.filings import Filings
from dialogs.ports.reports import Reports
from dialogs.ports.trainings import Trainings


@dataclass(frozen=True, slots=True)
class Records:
    """What is kept of and for the contact who speaks. Lives as long as his turn."""

    enterprises: Enterprises
    filings: Filings
    trainings: Trainings
    reports: Reports
    consents: Consents
    verdicts: Verdicts
    notices: Notices
    my_data: MyData
    people: People
