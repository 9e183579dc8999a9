"""What a reader gives: the text, and what it left out."""

from dataclasses import dataclass

from knowledge.ingest.model import Problem


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a file; `problems` name by line of this text what stood there and is not in it."""

    text: str
    problems: tuple[Problem, ...] = ()
