"""What is said to a wish for something that is not done in the chat yet: what can be done instead.

The names are those of the outward contract. A line disappears when the dialog of its name comes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.messages import Choice, Reply, Text
from dialogs.offers import ASK_A_PERSON, QUESTIONS

_FILING, _TRAINING = (topic.says for topic in QUESTIONS[1:3])


@dataclass(frozen=True, slots=True)
class Wish:
    """The honest answer to one wish."""

    reply: Reply


WISHES: Mapping[str, Wish] = {
    "report": Wish(
        Text(
            "若有人身危险或正在发生的事故，请先报警，或联系当地应急部门。\n"
            "质量安全直报还没有在这里开通，本渠道也不替代法定的事故报告。您可转人工登记，请先不要写个人信息。",
            (Choice("看直报规定", "直报机制有哪些规定"), ASK_A_PERSON),
        )
    ),
}
"""By the name that `Wanted` and the commands use."""

NOT_HERE_YET = Wish(Text("这项业务还不能在这里直接办理。您可以转人工登记，也可以先查相关政策。", (ASK_A_PERSON,)))
"""For a name that is not in the table."""
