"""The area that a follower's tags tell."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Self

from knowledge.model import Jurisdiction


class AreaOfTags:
    """Reads tags that are called like an area: 「南通」."""

    def __init__(self, code_of_tag: Mapping[int, str], parent_of: Mapping[str, str | None]) -> None:
        self._code_of_tag = code_of_tag
        self._parent_of = parent_of

    @classmethod
    def of(cls, areas: Iterable[Jurisdiction], tags: Mapping[int, str]) -> Self:
        """`tags` are the account's, by number. A short name that two areas share tells neither."""
        known = tuple(areas)
        shared = Counter(area.short_name for area in known)
        codes = {area.short_name: area.code for area in known if shared[area.short_name] == 1}
        code_of_tag = {number: codes[name] for number, name in tags.items() if name in codes}
        return cls(code_of_tag, {area.code: area.parent for area in known})

    def area(self, tags: Iterable[int]) -> str:
        """The code of the one area told; of a province and a city in it the city. Empty for none and for several."""
        told = {self._code_of_tag[number] for number in tags if number in self._code_of_tag}
        around = {parent for code in told for parent in self._parents(code)}
        nearest = told - around
        return nearest.pop() if len(nearest) == 1 else ""

    def _parents(self, code: str) -> Iterable[str]:
        while parent := self._parent_of.get(code):
            yield parent
            code = parent
