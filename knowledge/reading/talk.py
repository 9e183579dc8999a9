"""Talk that no clause answers: greetings, abuse, other offices' business; told apart from questions of ours."""

import re

from knowledge.finding.folding import fold
from knowledge.finding.index import ClauseIndex
from knowledge.model import Declined, OffTopic, SmallTalk
from knowledge.phrasings import Chatter, Phrasings
from knowledge.reading.belonging import Belonging

_NOT_OURS, _FOR_EACH_CERTAINTY = 1.2, 4.0
"""Belonging below the first is talk where no clause covers the message; the better one does, the less it
must belong."""
_ALL_BUT_SAID = 0.6
"""A message that covers this much of a known phrase is that phrase, even if it names our business."""

_RESEMBLES = 0.25
"""From this much of a known phrase on its kind is told by that phrase, below by all characters."""


class Talk:
    """Knows the kinds of talk by their phrasings; learned once."""

    def __init__(self, phrasings: Phrasings) -> None:
        rows = [(phrase, chatter) for chatter in phrasings.chatter for phrase in chatter.phrasings]
        self._owners = [chatter for _, chatter in rows]
        self._said = {_bare(phrase): chatter for phrase, chatter in rows}
        self._index = ClauseIndex.build({"id": str(row), "text": phrase} for row, (phrase, _) in enumerate(rows))
        self._signs = re.compile("|".join(phrasings.hostile_signs) or "(?!)")
        ours = [
            *(question for reviewed in phrasings.reviewed.values() for question in reviewed.phrasings),
            *(
                question
                for matters in phrasings.matters.values()
                for matter in matters
                for question in matter.phrasings
            ),
            *(question for service in phrasings.services for question in service.phrasings),
        ]
        hostile = [phrase for phrase, chatter in rows if isinstance(chatter.answer, Declined)]
        harmless = [phrase for phrase, chatter in rows if not isinstance(chatter.answer, Declined)]
        self._belonging = Belonging(ours, [*hostile, *harmless])
        self._harmlessness = Belonging(harmless, hostile)

    def answer(self, message: str, *, certainty: float, is_about_us: bool) -> OffTopic | SmallTalk | Declined | None:
        """What to say to `message` if it is talk, else None.

        `certainty` is how well our best clause covers it, `is_about_us` that it names the regime.
        """
        said = self._said.get(_bare(message))
        if said is not None:
            return said.answer
        if self._signs.search(fold(message)):
            return Declined()
        nearest, share = self._nearest(message)
        if nearest is not None and share >= _ALL_BUT_SAID and share > certainty:
            return nearest.answer
        if not is_about_us and self._belonging.of(message) < _NOT_OURS - _FOR_EACH_CERTAINTY * certainty:
            return self._kind(message, nearest, share)
        return None

    def _kind(self, message: str, nearest: Chatter | None, share: float) -> OffTopic | SmallTalk | Declined:
        if nearest is not None and share >= _RESEMBLES:
            return nearest.answer
        return Declined() if self._harmlessness.of(message) < 0 else OffTopic()

    def _nearest(self, message: str) -> tuple[Chatter | None, float]:
        found = self._index.search(message, limit=1)
        if not found:
            return None, 0.0
        return self._owners[int(found[0].id)], found[0].score / self._index.best_possible(message)


def _bare(message: str) -> str:
    return "".join(char for char in fold(message) if char.isalnum())
