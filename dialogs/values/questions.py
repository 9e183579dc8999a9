"""Whether a text asks something, so that a value in it is not taken for an answer.

The readers of values look for the value alone: a question that opens a dialog (「干了4年能当吗」) may
well bring facts along. A step that expects an answer lets `asks` go first.
"""

import re

from dialogs.values.written import half_width

_VERB = r"(?P<verb>[一-鿿]{1,2})[不没](?P=verb)"
"""是不是, 同不同意, 可以不可以."""
_ASKS = re.compile(
    r"[吗嘛么][\s?。,]*$|呢[\s?。]*$|什么|啥|怎么|怎样|咋|多少|几时|多久|多长|哪|如何|为何|谁|能否|是否|可否|有无|请问|想问"
    rf"|{_VERB}"
)
_UNDECIDED = re.compile(
    r"(?P<unsure>不(?:知道|清楚|确定|晓得)|[拿说吃]不准|说不好|没把握)"
    rf"[^\s,，。.;；!！?？]{{0,8}}?{_VERB}[^\s,，。.;；!！?？]{{0,8}}"
)


def asks(text: str) -> bool:
    """Whether `text` is worded as a question; a question mark alone (「3年？」) is only hesitation."""
    return _ASKS.search(without_undecided(half_width(text))) is not None


def without_undecided(text: str) -> str:
    """`text` with 「不知道有没有」 as 「不知道」: it asks nothing, it says that he does not know."""
    return _UNDECIDED.sub(r"\g<unsure>", text)
