"""Which of a question's options an answer means: by place, label, synonym, sentence, pinyin or a slip of the pen.

Never a guess between two, and never across a negation: 「不是」 is not 是. What a message may pick while
no question is open is the business of `dialogs.choosing`, which is stricter.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from rapidfuzz.distance import Levenshtein

from dialogs.choosing import LONGEST, choose
from dialogs.messages import Choice
from dialogs.values.naming import affirmed
from dialogs.values.questions import asks, without_undecided
from dialogs.values.spelling import is_spelt_out, is_spelt_short, latin, sounds_like
from dialogs.values.written import any_of, clauses, half_width, plain

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Option(Generic[T]):
    """One answer that a question offers, and what else people call it."""

    value: T
    label: str
    synonyms: tuple[str, ...] = ()
    """Mean it inside a sentence too, if they have two characters at least."""
    alone: tuple[str, ...] = ()
    """Mean it only as a whole clause of the answer: 好, 嗯."""

    @property
    def words(self) -> tuple[str, ...]:
        """The label and the synonyms, as they are compared."""
        return tuple(map(_compared, (self.label, *self.synonyms)))


def choices_of(options: Sequence[Option[T]]) -> tuple[Choice, ...]:
    """The options as they are shown; tapping one says its label."""
    return tuple(Choice(option.label, option.label) for option in options)


def option_in(text: str, options: Sequence[Option[T]]) -> Option[T] | None:
    """The one option that the answer `text` means, or None. A question is no answer."""
    said = plain(text).casefold() if len(text) <= LONGEST else ""
    if not said:
        return None
    exact = _by_word(options).get(said)
    if exact is not None:
        return exact
    choices = choices_of(options)
    chosen = choose(text, choices)
    if chosen is not None:
        return options[choices.index(chosen)]
    if asks(said):
        return None
    meant = _outright(said, options) or option_named(text, options) or _spelt(said, options)
    return meant or _misheard(said, options) or _mistyped(said, options)


def option_named(text: str, options: Sequence[Option[T]]) -> Option[T] | None:
    """The one option that a sentence speaks of, be it a question: 「质量部副部长能当吗」. For what opens a dialog."""
    if len(text) > LONGEST:
        return None
    said = without_undecided(half_width(text).casefold())
    places = affirmed(said, [option.words for option in options])
    return options[places.pop()] if len(places) == 1 else None


@lru_cache(maxsize=4096)
def _compared(word: str) -> str:
    """Kept, because the words of options come again and again; what users say is not."""
    return plain(word).casefold()


def _by_word(options: Sequence[Option[T]]) -> dict[str, Option[T]]:
    """Whole answers; a label comes before another option's synonym."""
    others = {_compared(word): option for option in options for word in (*option.synonyms, *option.alone)}
    return others | {option.words[0]: option for option in options}


_BEFORE = (
    *("嗯", "哦", "好的", "那", "那就", "就", "我", "我们", "咱们", "他", "她", "本人", "人选", "公司", "企业", "这个"),
    *("应该", "肯定", "当然", "确实", "都", "算", "目前", "现在", "还", "已经", "是", "就是", "属于", "为", "选"),
)
_AFTER = ("吧", "啊", "呀", "哦", "的", "了", "哈", "啦", "谢谢", "学历", "毕业")
_LEADING = re.compile(f"^(?:{any_of(_BEFORE)})")
_TRAILING = re.compile(f"(?:{any_of(_AFTER)})$")


def _outright(said: str, options: Sequence[Option[T]]) -> Option[T] | None:
    """The option that the first clause consists of, if no other clause consists of another."""
    by_word = _by_word(options)
    first, *others = [
        next((by_word[bare] for bare in _bare(clause) if bare in by_word), None)
        for clause in clauses(without_undecided(said))
    ]
    return first if all(other in (None, first) for other in others) else None


def _bare(clause: str) -> Iterator[str]:
    """`clause` with ever less of what politeness and a full sentence put around it."""
    led = clause
    while led:
        yield led
        trailed = led
        while len(shorter := _TRAILING.sub("", trailed)) < len(trailed):
            trailed = shorter
            yield trailed
        shorter = _LEADING.sub("", led)
        led = shorter if len(shorter) < len(led) else ""


def _spelt(said: str, options: Sequence[Option[T]]) -> Option[T] | None:
    """By pinyin in full, else by its initials: benke, bk."""
    letters = latin(said)
    if letters is None:
        return None
    for is_spelt in (is_spelt_out, is_spelt_short):
        spelt = [option for option in options if any(is_spelt(letters, word) for word in option.words)]
        if spelt:
            return spelt[0] if len(spelt) == 1 else None
    return None


_DECISIVE = re.compile("[不没无非未否已副正助高中初大小微上下前后原准代0-9一二三四五六七八九十]")
"""Characters that are no slip: with another one it is another answer."""
_SHORTEST, _LONG = 3, 6


def _misheard(said: str, options: Sequence[Option[T]]) -> Option[T] | None:
    """The one whose words sound so. A decisive character is never a slip for another one."""
    alike = [option for option in options if any(_is_slip_for(said, word) for word in option.words)]
    return alike[0] if len(alike) == 1 else None


def _is_slip_for(said: str, word: str) -> bool:
    return sounds_like(said, word) and not any(
        one != other and _DECISIVE.search(one + other) for one, other in zip(said, word, strict=True)
    )


def _mistyped(said: str, options: Sequence[Option[T]]) -> Option[T] | None:
    """The one whose words are a character away, two where they are long, and nearer than any other's.

    What is a part of some label is too little for a slip, and what holds one was read as a sentence already.
    """
    if any(said in word or word in said for option in options for word in option.words):
        return None
    nearest = [min(_distance(said, word) for word in option.words) for option in options]
    best = min(nearest, default=LONGEST)
    if best > (2 if len(said) >= _LONG else 1) or nearest.count(best) > 1:
        return None
    return options[nearest.index(best)]


def _distance(said: str, word: str) -> int:
    if min(len(said), len(word)) < _SHORTEST or _DECISIVE.findall(said) != _DECISIVE.findall(word):
        return LONGEST
    return int(Levenshtein.distance(said, word, score_cutoff=2))
