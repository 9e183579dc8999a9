"""Things that one area's texts name and another's do not: what no text of an area prints, none of them states."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from knowledge.finding.folding import fold
from knowledge.model import PolicyDocument
from knowledge.reading.parts import asking_clause


class Named(BaseModel):
    """A thing that has a name of its own in the texts (「尽职免责」, 「优粤卡」), and the words that name it.

    `said` are words of users that mean it and stand in no text.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    words: tuple[str, ...]
    said: tuple[str, ...] = ()

    def is_meant_by(self, text: str) -> bool:
        """Whether `text`, folded, uses one of the words."""
        return any(word in text for word in (*self.words, *self.said))


def unprinted(asked: str, named: Sequence[Named], documents: Iterable[PolicyDocument]) -> Named | None:
    """The thing that the part of `asked` which asks is about and that no document prints; None where each is.

    One that is offered as a choice, 「……还是……」, is not what is asked for.
    """
    asking = fold(asking_clause(asked))
    meant = [] if "还是" in asking else [one for one in named if one.is_meant_by(asking)]
    if not meant:
        return None
    printed = _printed(tuple(document.text for document in documents))
    return next((one for one in meant if not any(word in printed for word in one.words)), None)


@lru_cache(maxsize=64)
def _printed(texts: tuple[str, ...]) -> str:
    return "".join(fold("".join(text.split())) for text in texts)
