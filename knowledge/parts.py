"""The parts of a message, and which of them ask."""

import re

import numpy as np

from knowledge.folding import symbols

_ASKING = re.compile(
    r"[吗呢谁哪几咋啥?？]|什么|怎|多少|多久|([\u4e00-\u9fff])不\1|有没有|是否|如何|为何|想问|请问|想知道|到底"
)
_PART = re.compile(r"[^，,。.；;！!？?\s~～]+[？?]?")
_LONG_MESSAGE = 30


def asks(part: str) -> bool:
    """Whether a part of a message is a question by its form."""
    return _ASKING.search(part) is not None


def asking_parts(message: str) -> tuple[str, ...]:
    """The last two parts of a long message that ask; a short one, or one that asks nothing, whole."""
    if np.count_nonzero(symbols(message)) <= _LONG_MESSAGE:
        return (message,)
    asking = [part for part in _PART.findall(message) if asks(part)]
    return tuple(asking[-2:]) or (message,)


def asking_clause(message: str) -> str:
    """The last part of a message that asks; one that asks nothing whole."""
    asking = [part for part in _PART.findall(message) if asks(part)]
    return asking[-1] if asking else message
