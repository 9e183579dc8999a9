"""The ids of an index: any strings, in two arrays that can be mapped from a file."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Names:
    """Strings by number, decoded when asked for. Read-only."""

    letters: npt.NDArray[np.uint8]
    """Of all, one after the other; lone surrogates as UTF-8 would write them."""
    starts: npt.NDArray[np.int64]
    """One more than there are names."""

    @classmethod
    def of(cls, names: Iterable[str]) -> Self:
        """These strings, whatever characters they hold."""
        encoded = [_encoded(name) for name in names]
        starts = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
        return cls(np.frombuffer(b"".join(encoded), dtype=np.uint8), starts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __iter__(self) -> Iterator[str]:
        return (self[number] for number in range(len(self)))

    def __getitem__(self, number: int) -> str:
        return self._bytes(number).decode("utf-8", "surrogatepass")

    def among(self, wanted: Collection[str]) -> npt.NDArray[np.bool_]:
        """Which of the names are in `wanted`."""
        sought = {_encoded(name) for name in wanted}
        found = np.zeros(len(self), dtype=np.bool_)
        likely = np.flatnonzero(np.isin(np.diff(self.starts), [len(name) for name in sought]))
        found[[number for number in likely.tolist() if self._bytes(number) in sought]] = True
        return found

    def chosen(self, kept: npt.NDArray[np.bool_], more: Sequence[str]) -> Self:
        """The names that are `kept`, and `more` after them."""
        added = self.of(more)
        sizes = np.diff(self.starts)
        letters = self.letters if kept.all() else self.letters[np.repeat(kept, sizes)]
        starts = np.cumsum(np.concatenate([[0], sizes[kept], np.diff(added.starts)]))
        return type(self)(np.concatenate([letters, added.letters]), starts)

    def _bytes(self, number: int) -> bytes:
        return self.letters[self.starts[number] : self.starts[number + 1]].tobytes()


def _encoded(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")
