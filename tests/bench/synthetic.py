"""Clauses and questions that never were, with the statistics of Chinese statutes; the same at every run.

Characters come from GB 2312's first level, as frequent as Zipf's law makes them; two, three and four
of them make words; a law of some sixty articles prefers some forty of its own. A question takes
part of its words from one article, the rest from everyday speech.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

_CHARACTERS = [bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF)]
_PARTICLES = list("的和或者应当不得在对由按照以及其有为之可以将与依法规定是")
_SPOKEN = re.findall(
    r"\S+", "我 你 他 了 吗 的 呢 怎么 怎么办 什么 可以 要 去 能不能 哪里 多少 没有 人家 被 给 还是 请问 如果 因为"
)
_WORDS, _PREFERRED, _ARTICLES_A_LAW = 30_000, 40, 60
_SHORTEST_QUERY, _LONGEST_QUERY = 6, 120


@dataclass(frozen=True)
class Collection:
    """`rows` for `ClauseIndex.build`, and `queries` to ask."""

    rows: list[dict[str, str]]
    queries: list[str]


def collection(clauses: int, queries: int = 400, seed: int = 20261125) -> Collection:
    """So many clauses of 100 characters on average, and queries of 6 to 120 characters, short ones more often."""
    chance = np.random.default_rng(seed)
    words = _words(chance)
    texts = list(_texts(words, clauses, chance))
    asked = [_query(texts, chance) for _ in range(queries)]
    rows = [{"id": f"a{number}", "title": "", "heading": "", "text": text} for number, text in enumerate(texts)]
    return Collection(rows, asked)


def _words(chance: np.random.Generator) -> list[str]:
    characters = list(_CHARACTERS)
    chance.shuffle(characters)
    weights = 1 / np.arange(8, len(characters) + 8)
    lengths = chance.choice([2, 3, 4], size=_WORDS, p=[0.8, 0.12, 0.08])
    drawn = iter(chance.choice(len(characters), size=int(lengths.sum()), p=weights / weights.sum()).tolist())
    return ["".join(characters[next(drawn)] for _ in range(length)) for length in lengths]


def _texts(words: list[str], clauses: int, chance: np.random.Generator) -> Iterator[str]:
    zipf = 1 / np.arange(5, len(words) + 5)
    totals = np.cumsum(zipf / zipf.sum())
    for first in range(0, clauses, _ARTICLES_A_LAW):
        preferred = np.searchsorted(totals, chance.random(_PREFERRED))
        for _ in range(min(_ARTICLES_A_LAW, clauses - first)):
            size = int(chance.gamma(2.0, 18.0)) + 6
            picked = np.searchsorted(totals, chance.random(size))
            of_law = chance.random(size) < 0.4
            picked[of_law] = chance.choice(preferred, size=int(of_law.sum()))
            yield _joined([words[word] for word in picked.tolist()], _PARTICLES, 0.25, chance)


def _query(texts: list[str], chance: np.random.Generator) -> str:
    """Half of what it says is said in one clause."""
    length = int(np.exp(chance.uniform(np.log(_SHORTEST_QUERY), np.log(_LONGEST_QUERY))))
    meant = texts[int(chance.integers(len(texts)))]
    pieces = []
    for _ in range(length // 3 + 2):
        said = meant if chance.random() < 0.5 else texts[int(chance.integers(len(texts)))]
        at = int(chance.integers(len(said)))
        pieces.append(said[at : at + int(chance.integers(2, 6))])
    return _joined(pieces, _SPOKEN, 0.5, chance)[:length]


def _joined(pieces: list[str], between: list[str], share: float, chance: np.random.Generator) -> str:
    """`pieces` with one of `between`, the earlier the likelier, after that share of them."""
    follows = (chance.random(len(pieces)) < share).tolist()
    which = (chance.random(len(pieces)) ** 2 * len(between)).astype(int).tolist()
    return "".join(piece + (between[at] if one else "") for piece, one, at in zip(pieces, follows, which, strict=True))
