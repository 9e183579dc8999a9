"""Every dialog of the bot. A new one is a file in flows/ and a line here."""

from typing import Any

from dialogs.dialog import Dialog
from dialogs.flows.bind import BIND
from dialogs.flows.eligibility import ELIGIBILITY
from dialogs.flows.eligibility_after import COMPARISON, REVIEW_OF_CHECK, WHY_NOT
from dialogs.flows.filing_status import FILING_STATUS
from dialogs.flows.human import HUMAN
from dialogs.flows.incentive import INCENTIVE
from dialogs.flows.my_data import DELETE_MY_DATA, MY_DATA
from dialogs.flows.notices import SUBSCRIBE, UNSUBSCRIBE
from dialogs.flows.region import REGION
from dialogs.flows.report import REPORT
from dialogs.flows.report_progress import REPORT_PROGRESS
from dialogs.flows.training_cancel import TRAINING_CANCEL
from dialogs.flows.training_signup import TRAINING_SIGNUP
from dialogs.flows.unbind import UNBIND

DIALOGS: dict[str, Dialog[Any]] = {
    dialog.name: dialog
    for dialog in (
        *(REGION, HUMAN, MY_DATA, DELETE_MY_DATA, SUBSCRIBE, UNSUBSCRIBE),
        *(ELIGIBILITY, COMPARISON, REVIEW_OF_CHECK, WHY_NOT, INCENTIVE),
        *(FILING_STATUS, BIND, UNBIND, TRAINING_SIGNUP, TRAINING_CANCEL),
        *(REPORT, REPORT_PROGRESS),
    )
}
"""By name; positions in the database refer to these names."""
