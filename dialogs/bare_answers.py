"""An answer while nothing is asked: 「同意」 an hour later, 「是」 to a reply that offered a person.

As a question to the texts, such a word would find whatever clause happens to hold it.
"""

from collections.abc import Sequence

from dialogs.choosing import plain
from dialogs.messages import Choice
from dialogs.offers import ASK_A_PERSON

_ANSWERS = frozenset(
    (
        "同意",
        "我同意",
        "不同意",
        "是",
        "否",
        "有",
        "没有",
        "没",
        "跳过",
        "略过",
        "提交",
        "确认",
        "确定",
        "不确定",
        "不用",
        "不需要",
        "不要",
    )
)
_WANTS_IT = frozenset(("是", "是的", "要", "要的", "需要", "需要的", "转吧", "那转吧"))


def answers_nothing(text: str) -> bool:
    """Whether `text` is no more than an answer."""
    return plain(text) in _ANSWERS


def wants_the_person_offered(text: str, offered: Sequence[Choice]) -> bool:
    """Whether `text` takes up the last reply's first offer, a person: 「需要转人工吗？」「需要」."""
    return bool(offered) and offered[0] == ASK_A_PERSON and plain(text) in _WANTS_IT
