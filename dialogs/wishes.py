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
    "filing_status": Wish(
        Text(
            "备案进度暂时还不能在这里查询。您可以先看备案向谁报、怎么报；要查进度请转人工登记。",
            (Choice("看怎么备案", _FILING), ASK_A_PERSON),
        )
    ),
    "bind": Wish(
        Text("绑定企业还没有开通，不绑定也可以直接查政策。确需绑定请转人工登记。", (ASK_A_PERSON,)),
    ),
    "unbind": Wish(
        Text("企业绑定还没有开通，您目前没有绑定任何企业。有疑问可转人工登记。", (ASK_A_PERSON,)),
    ),
}
"""By the name that `Wanted` and the commands use."""

NOT_HERE_YET = Wish(Text("这项业务还不能在这里直接办理。您可以转人工登记，也可以先查相关政策。", (ASK_A_PERSON,)))
"""For a name that is not in the table."""
