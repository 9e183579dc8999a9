"""Traditional characters in the simplified form, from `traditional.txt`; for search only."""

from functools import cache
from pathlib import Path

import numpy as np

from knowledge.finding.terms import singles
from knowledge.finding.vocabulary import Vocabulary

_FILE = Path(__file__).with_name("traditional.txt")


def simplified(text: str, vocabulary: Vocabulary) -> str:
    """`text`, as long as it is, with traditional characters simplified where `vocabulary` does so more often.

    Nearly all traditional text holds a character that is not in GB 2312; any other is left alone,
    which costs a microsecond and not the table.
    """
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return "".join(_usual(char, vocabulary) for char in text)
    return text


def _usual(char: str, vocabulary: Vocabulary) -> str:
    simple = _simplified_forms().get(char)
    if simple is None:
        return char
    codes = np.array([ord(char), ord(simple)], dtype=np.uint32)
    as_written, simplified_form = vocabulary.frequency(singles(codes)).tolist()
    return simple if simplified_form > as_written else char


@cache
def _simplified_forms() -> dict[str, str]:
    lines = [line for line in _FILE.read_text("utf-8").splitlines() if not line.startswith("#")]
    return {pair[0]: pair[1] for line in lines for pair in line.split(" ")}
