"""Place names in a message, and the jurisdiction they stand for.

Each jurisdiction is one TOML file: its names, its parent, the places inside it and the larger
places around it (`containers`) of which it is only a part. `_elsewhere.toml` lists the places
that no text covers and the names that several places share.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge.errors import BrokenManifest
from knowledge.manifest import read_manifest
from knowledge.model import Jurisdiction
from knowledge.reading.parts import asking_clause

_FOLDER = Path(__file__).parents[1] / "jurisdictions"
_ELSEWHERE = "_elsewhere.toml"
_DISMISSED_AFTER = re.compile(r"(?:那?边)?的?(?:不管|不问|不说|先不|就算了|不谈|先放|那边不)")
_DISMISSED_BEFORE = re.compile(r"(?:不是|不管|抛开|撇开|不谈|不问|除了|不在)$")
_ON_THE_WAY = re.compile(r"(?:去了?|跑到?|飞|跳槽到?|调到?|来自|从|挖到|出差到?|老家)$")
_FROM_THERE = re.compile(r"(?:总部|总公司|母公司|过?来的|人$|老板|客户|展会|出差|去了|玩|的?(?:研修班|培训班|总公司))")
_HERE = re.compile(r"(?:[我俺咱]们?(?:公司|厂|单位|司)?(?:在|是)|[我俺咱]司在|位于|人在)$")
_SHORT, _LONG = 16, 40
_SETS_APART = re.compile(
    r"区别|差别|不同|不一样|一样|分别|各[自是要给有]|一回事|异同|对比|相比|比较|比[呢吗]|哪[个边]更"
)
_COMPARING = re.compile(r"[和跟与同比]|、|以及|区别|差别|不同|一样|分别|一回事|异同")


class _JurisdictionFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    short_name: str
    places: tuple[str, ...]
    parent: str | None = None
    abbreviation: str = ""
    """One character that names the area in a list of others: 「粤、皖」."""
    containers: tuple[str, ...] = ()
    own_words: tuple[str, ...] = ()


class _Shared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    inside: tuple[str, ...]
    also: tuple[str, ...]


class _ElsewhereFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    places: tuple[str, ...]
    shared: tuple[_Shared, ...]


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
    ) -> None:
        self.jurisdictions = jurisdictions
        self._own_words = own_words
        self._doubtful = {**containers, **shared}
        self._inside = {
            name: code
            for code, area in jurisdictions.items()
            for name in (area.name, area.short_name, *area.places)
            if name not in shared
        }
        taken = {*self._inside, *self._doubtful, *own_words}
        self._elsewhere = frozenset(elsewhere) - taken
        names = [re.escape(name) for name in sorted(taken | self._elsewhere, key=len, reverse=True)]
        names += [f"{short}(?=[、和跟与])|(?<=、){short}" for short in abbreviations]
        self._inside |= abbreviations
        self._pattern = re.compile(f"({'|'.join(names)})(?:[省市县]|地区|区(?!市场))?" if names else "(?!)")

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
        for name in self._counting(text):
            if name in self._inside:
                codes.append(self._inside[name])
            elif name in self._doubtful:
                doubtful.append(Doubtful(name, self._doubtful[name]))
            elif name in self._own_words:
                own_words.append(self._own_words[name])
            else:
                elsewhere.append(name)
        if not codes and not known:
            codes = own_words  # 「省里」 is said in an area; beside another place, or from a known one, it names none
        # 「北京的通州」 names the other one, wherever the conversation stands.
        settled = (
            []
            if elsewhere
            else [
                code for doubt in doubtful if not set(doubt.codes) & set(codes) for code in doubt.codes if code == known
            ]
        )
        codes = list(dict.fromkeys([*codes, *settled]))
        open_doubts = [doubt for doubt in doubtful if not any(self._covers(doubt, code) for code in codes)]
        if not _COMPARING.search(text):
            codes = [code for code in codes if not any(code in self.lineage(other)[1:] for other in codes)]
            elsewhere = [] if codes else elsewhere
        return NamedPlaces(
            codes=tuple(codes),
            doubtful=open_doubts[0] if open_doubts and not codes and not elsewhere else None,
            elsewhere=tuple(dict.fromkeys(elsewhere)),
            rest=self._pattern.sub(" ", text).strip(),
            is_in_passing=bool(elsewhere) and self._is_in_passing(text),
        )

    def _is_in_passing(self, text: str) -> bool:
        """Whether every place is only gone to or come from, or stands in a story and not in the part that asks."""
        asking = asking_clause(text)
        tells = len(text) > _SHORT and asking != text and not self._pattern.search(asking)
        return tells or all(_is_on_the_way(found, text) for found in self._pattern.finditer(text))

    def _counting(self, text: str) -> list[str]:
        """The names in `text` that say where, in order; those only set aside are left out.

        A long message that compares nothing tells a story: in it counts where the user is, and that is
        what 「我在…」 says, else the first place of ours.
        """
        found = [one for one in self._pattern.finditer(text) if not _is_dismissed(one, text)]
        names = [one[1] for one in found]
        ours = [one for one in found if one[1] in self._inside]
        if len(text) <= _LONG or not ours or _SETS_APART.search(text):
            return names
        here = next((one for one in ours if _HERE.search(text[: one.start()])), ours[0])
        code = self._inside[here[1]]
        return [name for name in names if self._inside.get(name) == code or name in self._doubtful]

    def _covers(self, doubt: Doubtful, code: str) -> bool:
        return bool(set(doubt.codes) & set(self.lineage(code)))


def compares(text: str) -> bool:
    """Whether `text` sets things side by side."""
    return _COMPARING.search(text) is not None


def _is_on_the_way(found: re.Match[str], text: str) -> bool:
    return bool(_ON_THE_WAY.search(text[: found.start()]) or _FROM_THERE.match(text[found.end() :]))


def _is_dismissed(found: re.Match[str], text: str) -> bool:
    """Whether the place is named only to be set aside: 「南通不管了」."""
    after, before = text[found.end() :], text[: found.start()]
    return bool(_DISMISSED_AFTER.match(after) or _DISMISSED_BEFORE.search(before))


def load_gazetteer(folder: Path = _FOLDER) -> Gazetteer:
    """The gazetteer of `folder`; BrokenManifest when a file does not say what it must."""
    files = {path.stem: read_manifest(path, _JurisdictionFile) for path in sorted(folder.glob("[!_]*.toml"))}
    beyond = read_manifest(folder / _ELSEWHERE, _ElsewhereFile)
    for code, file in files.items():
        if file.parent is not None and file.parent not in files:
            raise BrokenManifest(
                f"{folder / code}.toml: parent {file.parent!r} has no file; name one of {sorted(files)}"
            )
    containers: dict[str, tuple[str, ...]] = {}
    for code, file in files.items():
        for name in file.containers:
            containers[name] = (*containers.get(name, ()), code)
    return Gazetteer(
        {
            code: Jurisdiction(code, file.name, file.short_name, file.parent, file.places)
            for code, file in files.items()
        },
        elsewhere=[*beyond.places, *(name for shared in beyond.shared for name in shared.also)],
        shared={shared.name: tuple(code for code in shared.inside if code in files) for shared in beyond.shared},
        containers=containers,
        own_words={word: code for code, file in files.items() for word in file.own_words},
        abbreviations={file.abbreviation: code for code, file in files.items() if file.abbreviation},
    )
