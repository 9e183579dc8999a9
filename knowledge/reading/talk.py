"""What a message is when it is no question: greetings, abuse, other offices' business, something to be done."""

import re
from dataclasses import dataclass
from itertools import chain

from knowledge.finding.folding import fold
from knowledge.finding.index import ClauseIndex
from knowledge.model import Declined, OffTopic, SmallTalk, Wanted
from knowledge.phrasings import Phrasings
from knowledge.reading.belonging import Belonging, heaps_of

Spoken = OffTopic | SmallTalk | Declined

_FOR_EACH_CERTAINTY = 18.0
"""The better a clause covers a message, the less the message must belong to us. These weights are those of
logistic regressions over messages that were left out, the bars what one in a hundred of our questions fails."""
_OURS, _HONEST, _WISHED = 4.5, 4.5, 9.5
_HARMLESS = -1.0
"""Between abuse and harmless talk, what is not plainly the former is the latter."""
_IF_ABOUT_US = 2.5
"""So much less needs a message to sound honest that names the regime."""
_IF_UNPLACED = 1.5
"""So much more must a message belong to us that can only be asked for its area: to talk that is no answer either."""
_FOR_THE_SHARE = 12.3
_WEIGHT_OF_A_WISH = 6
"""Wishes are put in few phrasings, and in words like those of bribery and prying."""
_ALL_BUT_SAID = 0.6
"""A message that covers this much of a known phrase is that phrase, even if it names our business."""
_RESEMBLES = 0.25
"""From this much of a known phrase on its kind is told by that phrase, below by all characters."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How well what we have fits a message.

    `certainty` from 0 to 1 is how much of it the best hit covers, `is_about_us` that it names the
    regime, `dialog` the nearest thing to be done and `share` its score as a part of the best hit's.
    """

    certainty: float = 0.0
    is_about_us: bool = False
    dialog: str = ""
    share: float = 0.0


class Talk:
    """Knows the kinds of talk and of wishes by their phrasings; learned once."""

    def __init__(self, phrasings: Phrasings) -> None:
        rows = [(phrase, chatter.answer) for chatter in phrasings.chatter for phrase in chatter.phrasings]
        self._answers: list[Spoken] = [answer for _, answer in rows]
        self._said = {_bare(phrase): answer for phrase, answer in rows}
        self._index = ClauseIndex.build({"id": str(row), "text": phrase} for row, (phrase, _) in enumerate(rows))
        self._signs = re.compile("|".join(phrasings.hostile_signs) or "(?!)")
        self._implied = re.compile("|".join(map(re.escape, phrasings.implied)) or "(?!)")
        hostile, harmless, wishes, questions = heaps_of(
            [phrase for phrase, answer in rows if isinstance(answer, Declined)],
            [phrase for phrase, answer in rows if not isinstance(answer, Declined)],
            [wish for service in phrasings.services for wish in service.phrasings],
            _questions(phrasings),
        )
        chatter, ours = hostile + harmless, questions + wishes.times(_WEIGHT_OF_A_WISH)
        self._belonging = Belonging(ours, chatter)
        self._honesty = Belonging(ours, hostile)
        self._harmlessness = Belonging(harmless, hostile)
        self._wishing = Belonging(wishes, questions + chatter)

    def answer(self, message: str, fit: Fit, *, is_unplaced: bool = False) -> Spoken | Wanted | None:
        """What to say to `message` if it is talk or a wish, else None.

        `is_unplaced` tells that without an area it cannot be answered but by asking for one.
        """
        said = self._said.get(_bare(message))
        if said is not None:
            return said
        written = fold(message)
        if self._signs.search(written):
            return Declined()
        nearest, share = self._nearest(message)
        if nearest is not None and share >= _ALL_BUT_SAID and share > fit.certainty:
            return nearest
        asked = self._implied.sub("", written)
        covered = _FOR_EACH_CERTAINTY * fit.certainty
        honest = _HONEST - _IF_ABOUT_US * fit.is_about_us
        if self._honesty.of(asked) + covered < honest and self._harmlessness.of(asked) < _HARMLESS:
            return Declined()
        if fit.dialog and self._wishing.of(asked) + _FOR_THE_SHARE * fit.share > _WISHED:
            return Wanted(fit.dialog)
        bar = _OURS + _IF_UNPLACED * is_unplaced
        if not fit.is_about_us and self._belonging.of(asked) + covered < bar:
            return self._kind(asked, nearest, share)
        return None

    def _kind(self, asked: str, nearest: Spoken | None, share: float) -> Spoken:
        if nearest is not None and share >= _RESEMBLES:
            return nearest
        return Declined() if self._harmlessness.of(asked) < _HARMLESS else OffTopic()

    def _nearest(self, message: str) -> tuple[Spoken | None, float]:
        found = self._index.search(message, limit=1)
        if not found:
            return None, 0.0
        return self._answers[int(found[0].id)], found[0].score / self._index.best_possible(message)


def _questions(phrasings: Phrasings) -> list[str]:
    asked = [question for reviewed in phrasings.reviewed.values() for question in reviewed.phrasings]
    unsettled = [matter.phrasings for matters in phrasings.matters.values() for matter in matters]
    return [*asked, *chain.from_iterable(unsettled)]


def _bare(message: str) -> str:
    return "".join(char for char in fold(message) if char.isalnum())
