"""Place names in a message, and the jurisdiction they stand for.

Each jurisdiction is one TOML file: its names, its parent, the places inside it and the larger
places around it (`containers`) of which it is only a part. `_elsewhere.toml` lists the places
that no text covers and the names that several places share.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge.model import Jurisdiction
from knowledge.reading.areas import read_areas
from knowledge.reading.parts import asking_clause, asking_spans, asks
from knowledge.reading.whereabouts import (
    asks_of_ours,
    is_dismissed,
    is_head_office,
    is_hearsay,
    is_left_or_visited,
    is_listed,
    is_of_others,
    is_on_the_way,
    is_works,
    says_here,
    without_pointer,
)

_FOLDER = Path(__file__).parents[1] / "jurisdictions"
_SHORT, _LONG = 16, 40
_PART = re.compile(r"[^，,。；;]+[，,。；;]*|[，,。；;]+")
_SETS_APART = re.compile(
    r"区别|差别|不同|不一样|一样|分别|各[自是要给有]|一回事|一码事|一个[样东]|异同|对比|相比|比较|比[呢吗]|哪[个边]更|又说|一起[说看比摆]"
)
_AS_WELL = re.compile(r"也|呢[?？]?$")
_NOT_A_PLACE = r"(?!(?:[东南西北中]{0,2}路(?![桥演线径灯由])|大道|大街|街(?!道)|大学|学院))"
_COMPARING = re.compile(r"[和跟与同比]|、|以及|区别|差别|不同|一样|分别|一回事|异同")


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A name that stands for several places; `codes` are those of the knowledge base among them."""

    name: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamedPlaces:
    """What a message says about where.

    `codes` are the jurisdictions named, in order of mention; more than one is a comparison.
    `doubtful` is set only where nothing else in the message settles the name. `rest` is the
    message without place names. `is_in_passing` tells that somebody only goes to a place elsewhere,
    or comes from there: 「去上海听讲座」.
    """

    codes: tuple[str, ...]
    doubtful: Doubtful | None
    elsewhere: tuple[str, ...]
    rest: str
    is_in_passing: bool = False


class Gazetteer:
    """All jurisdictions, and every place name that leads to one of them or to none."""

    def __init__(
        self,
        jurisdictions: Mapping[str, Jurisdiction],
        *,
        elsewhere: Iterable[str],
        shared: Mapping[str, tuple[str, ...]],
        containers: Mapping[str, tuple[str, ...]],
        own_words: Mapping[str, str],
        abbreviations: Mapping[str, str],
        words: Iterable[str] = (),
    ) -> None:
        """`abbreviations` are one character each and lead to a name; what runs over into one of `words` is no name."""
        self.jurisdictions = jurisdictions
        self._own_words = own_words
        self._containers = containers
        self._doubtful = {**containers, **shared}
        self._inside = {
            name: code
            for code, area in jurisdictions.items()
            for name in (area.name, area.short_name, *area.places)
            if name not in shared
        }
        taken = {*self._inside, *self._doubtful, *own_words}
        self._elsewhere = frozenset(elsewhere) - taken
        self._abbreviated = abbreviations
        self._pattern = _pattern_of(taken | self._elsewhere, abbreviations, tuple(words))

    def lineage(self, code: str) -> tuple[str, ...]:
        """`code`, its parent, and so on up; empty for an unknown code."""
        line: list[str] = []
        area = self.jurisdictions.get(code)
        while area is not None:
            line.append(area.code)
            area = self.jurisdictions.get(area.parent or "")
        return tuple(line)

    def read(self, text: str, *, known: str = "") -> NamedPlaces:
        """The places that `text` names; `known` is the area of the conversation, or empty.

        A name inside a jurisdiction settles a shared name and a larger place around it; so does
        `known`. A child named beside its parent stands for both unless the text compares.
        """
        codes: list[str] = []
        doubtful: list[Doubtful] = []
        elsewhere: list[str] = []
        own_words: list[str] = []
        for name in self._counting(text, known):
            if name in self._inside:
                codes.append(self._inside[name])
            elif name in self._doubtful:
                doubtful.append(Doubtful(name, self._doubtful[name]))
            elif name in self._own_words:
                own_words.append(self._own_words[name])
            else:
                elsewhere.append(name)
        if _SETS_APART.search(text):
            # 「省里」 is every province's; beside an area inside one it is that one's.
            codes += [code for code in own_words if any(code in self.lineage(one)[1:] for one in codes)]
        # 「北京的通州」 names the other one, wherever the conversation stands.
        settled = (
            []
            if elsewhere
            else [
                code for doubt in doubtful if not set(doubt.codes) & set(codes) for code in doubt.codes if code == known
            ]
        )
        if len({doubt.name for doubt in doubtful}) > 1 and not elsewhere:
            # 「江苏的通州」: of both only one place of ours can be meant.
            settled += set[str].intersection(*(set(doubt.codes) for doubt in doubtful))
        codes = list(dict.fromkeys([*codes, *settled]))
        open_doubts = [doubt for doubt in doubtful if not any(self._covers(doubt, code) for code in codes)]
        if _COMPARING.search(text):
            # Beside an area of ours the whole of a larger place, of which we hold a part, is another.
            elsewhere += [doubt.name for doubt in open_doubts if codes and doubt.name in self._containers]
        else:
            codes = [code for code in codes if not any(code in self.lineage(other)[1:] for other in codes)]
            elsewhere = [] if codes else elsewhere
        return NamedPlaces(
            codes=tuple(codes),
            doubtful=open_doubts[0] if open_doubts and not codes and not elsewhere else None,
            elsewhere=tuple(dict.fromkeys(elsewhere)),
            rest=without_pointer(self._pattern.sub(" ", self._without_others(text))).strip(),
            is_in_passing=bool(elsewhere) and self._is_in_passing(text),
        )

    def _without_others(self, text: str) -> str:
        """`text` without the parts that only tell where somebody else is; whole where nothing else is left."""
        parts = _PART.findall(text)
        kept = [part for part in parts if asks(part) or not self._tells_of_others(part)]
        return "".join(kept) if kept and len(kept) < len(parts) else text

    def _tells_of_others(self, part: str) -> bool:
        found = list(self._pattern.finditer(part))
        return bool(found) and all(is_of_others(one, part) for one in found)

    def _is_in_passing(self, text: str) -> bool:
        """Whether every place is only gone to or come from, or stands in a story and not in the part that asks."""
        asking = asking_clause(text)
        tells = len(text) > _SHORT and asking != text and not self._pattern.search(asking)
        return tells or all(is_on_the_way(found, text) for found in self._pattern.finditer(text))

    def _counting(self, text: str, known: str) -> list[str]:
        """The names in `text` that say where, in order; those only set aside are left out.

        Unless the text compares, what is told of a head office, a customer, a supplier or the owner
        says nothing of where the user is, and beside a works or a branch no other place counts. What is
        asked about counts before what is only told. A long message tells a story: in it counts where
        the user is, and that is what 「我在…」 says, else the first place of ours.
        """
        found = [one for one in self._pattern.finditer(text) if not is_dismissed(one, text)]
        if _SETS_APART.search(text):
            return [self._full_name(one) for one in found]
        found = [one for one in found if not is_of_others(one, text)]
        if known or len(found) > 1 or (found and found[0][1] not in self._inside):
            found = [one for one in found if not is_head_office(one, text)]
        found = self._asked_about(found, text, known)
        if any(is_works(one, text) and one[1] in self._inside for one in found):
            found = [one for one in found if is_works(one, text) or is_listed(one, text)]
        ours = [one for one in found if one[1] in self._inside]
        names = [self._full_name(one) for one in found]
        if len(text) <= _LONG or not ours:
            return names
        spans = asking_spans(text)
        asked = (one for one in ours if any(start <= one.start() < end for start, end in spans))
        here = next((one for one in ours if says_here(one, text)), None) or next(asked, ours[0])
        code = self._inside[here[1]]
        return [name for name in names if self._inside.get(name) == code or name in self._doubtful]

    def _asked_about(self, found: list[re.Match[str]], text: str, known: str) -> list[re.Match[str]]:
        """Those of `found` that the question is about: none that was left or is visited; and none that is only heard
        of, where the parts that ask name another or ask, in a `known` area, for 「我们」."""
        spans = asking_spans(text)
        left = [one for one in found if not is_left_or_visited(one, text)]
        found = left if known or left else found
        asked = [one for one in found if any(start <= one.start() < end for start, end in spans)]
        asking = "".join(text[start:end] for start, end in spans)
        if _AS_WELL.search(asking) or not (asked or (known and asks_of_ours(asking))):
            return found
        return [one for one in found if one in asked or says_here(one, text) or not is_hearsay(one, text)]

    def _full_name(self, found: re.Match[str]) -> str:
        return self._abbreviated.get(found[1], found[1])

    def _covers(self, doubt: Doubtful, code: str) -> bool:
        return bool(set(doubt.codes) & set(self.lineage(code)))


def compares(text: str) -> bool:
    """Whether `text` sets things side by side."""
    return _COMPARING.search(text) is not None


def _pattern_of(names: Iterable[str], abbreviations: Iterable[str], words: tuple[str, ...]) -> re.Pattern[str]:
    """Finds the longest name at each place. Names with the same first character stand together: that is faster."""
    by_first: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names, key=len, reverse=True):
        runs_on = "|".join(re.escape(word[1:]) for word in words if word[0] == name[-1])
        begun = [word[:-1] for word in words if word[-1] == name[0]]
        behind = "".join(f"(?<!{re.escape(word)}{name[0]})" for word in begun)
        by_first[name[0]].append(behind + re.escape(name[1:]) + (f"(?!{runs_on})" if runs_on else ""))
    forms = [f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in by_first.items()]
    # The character first, then what stands before it: so the search skips to the characters that begin a name.
    for short in abbreviations:
        forms += [
            rf"{short}(?<![\u4e00-\u9fff]{short})(?=[、和跟与])",
            rf"{short}(?<=[、和跟与比在问]{short})(?=[、和跟与比两三四五的呢]|$)",
        ]
    return re.compile(rf"({'|'.join(forms)})(?:[省县]|市(?!场)|地区|区(?!市场))?{_NOT_A_PLACE}" if forms else "(?!)")


def load_gazetteer(folder: Path = _FOLDER) -> Gazetteer:
    """The gazetteer of `folder`; BrokenManifest when a file does not say what it must."""
    files, beyond = read_areas(folder)
    own = {name for file in files.values() for name in file.places}
    # An area that claims 「惠山」 claims 「惠山区」 with it.
    others = [name for name in (*beyond.places, *beyond.counties) if name.rstrip("市县区旗") not in own]
    shared = {shared.name: tuple(code for code in shared.inside if code in files) for shared in beyond.shared}
    containers: dict[str, tuple[str, ...]] = {}
    for code, file in files.items():
        for name in file.containers:
            containers[name] = (*containers.get(name, ()), code)
    return Gazetteer(
        {
            code: Jurisdiction(code, file.name, file.short_name, file.parent, file.places)
            for code, file in files.items()
        },
        elsewhere=[*others, *(name for shared in beyond.shared for name in shared.also)],
        shared=shared,
        containers=containers,
        own_words={word: code for code, file in files.items() for word in file.own_words},
        abbreviations={
            **beyond.abbreviations,
            **{file.abbreviation: file.short_name for file in files.values() if file.abbreviation},
        },
        words=beyond.words,
    )
