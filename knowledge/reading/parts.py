"""The parts of a message, and which of them ask."""

import re

import numpy as np

from knowledge.finding.folding import symbols

_ASKING = re.compile(
    r"[吗呢谁哪咋啥?？]|(?<![好前后十这那])几(?!个人|天前)|什么|怎|多少|多久|([\u4e00-\u9fff])不\1|有没有|是否|如何|为何|想问|请问|想知道|到底"
)
_WISHING = re.compile(
    r"帮|替[我俺咱]|给[我俺咱]|[我俺咱]要|[我俺咱]想|查一?下|查查|查询|看一?看|看看|瞅|瞧|报名|报上|登记一?下|留[个俩两]|取消|退[订掉]|绑|解[绑除]|删|撤"
    r"|别再|别老|不想|举报|反映|投诉|重新|上一步|返回|[我俺咱]们?(?:公司|厂|家|单位|这位|的)|够不够|行不行|能不能当|自测"
)
_PART = re.compile(r"[^，,。.；;！!？?\s~～]+[？?]?")
_LONG_MESSAGE = 30
_EMPTY = 6


def asks(part: str) -> bool:
    """Whether a part of a message is a question by its form."""
    return _ASKING.search(part) is not None


def wishes(message: str) -> bool:
    """Whether a message wants something done: it says so, or it tells something and asks nothing."""
    return _WISHING.search(message) is not None or not asks(message)


def asking_parts(message: str) -> tuple[str, ...]:
    """The last two parts of a long message that ask; a short one, or one that asks nothing, whole."""
    if np.count_nonzero(symbols(message)) <= _LONG_MESSAGE:
        return (message,)
    return tuple(_asking(message)[-2:]) or (message,)


def asking_clause(message: str) -> str:
    """The last part of a message that asks; one that asks nothing whole."""
    asking = _asking(message)
    return asking[-1] if asking else message


def asking_spans(message: str) -> tuple[tuple[int, int], ...]:
    """Where the parts of a message that ask begin and end, in order."""
    return tuple(part.span() for part in _PART.finditer(message) if asks(part[0]))


def _asking(message: str) -> list[str]:
    """The parts that ask; one too short to say what about takes the part before it along: 「必须本科，真的吗」."""
    parts = _PART.findall(message)
    return [
        before + part if np.count_nonzero(symbols(part)) <= _EMPTY else part
        for before, part in zip(["", *parts], parts, strict=False)
        if asks(part)
    ]
