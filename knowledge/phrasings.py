"""What people say: example questions by clause, matters that no text settles, and chatter.

`corpus/<jurisdiction>/<document>/questions.toml` holds reviewed wording and example questions by
clause (a document's id is the two folder names joined by a hyphen), `not_stated.toml` beside the
documents the matters that are asked for and not stated there, `corpus/chatter.toml` what is not
about the regime at all, `corpus/aliases.toml` short forms and words that go without saying.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from knowledge.documents.library import Library
from knowledge.manifest import broken, read_manifest
from knowledge.model import Declined, OffTopic, SmallTalk

CORPUS = Path(__file__).with_name("corpus")

_FILE = ConfigDict(extra="forbid", frozen=True)

Angle = Literal[
    "direct",  # asked straight
    "fragment",  # a word or half a sentence
    "who",  # who does it, whose duty is it, whom to turn to
    "figure",  # how much, how many, how long, until when
    "allowed",  # may we, must we
    "how",  # how it is done, where, with which papers
    "supposing",  # what if
    "choice",  # this or that
    "why",  # reason, meaning, purpose
    "story",  # a situation is told, the question somewhere in it
    "worried",  # fear of a consequence, a complaint
    "mistaken",  # rests on a wrong assumption
    "spoken",  # dialect, shop-floor talk
]
"""From which side a question comes at its clause; variety counts as much as number."""


class Reviewed(BaseModel):
    """What was written about one clause and checked against it by a person.

    `conclusion` is one plain line that holds no figure, degree, form, organ, place, deadline or word
    of duty, leave and prohibition that the clause does not hold, and is mostly said in its words;
    `note` a caution to show with it; `until` the day on which a target of the clause fell due;
    `leaves_open` names what the clause announces and does not hold (a form, a later rule);
    `questions` are phrasings it answers, by angle; `exempt` says why it needs none.
    """

    model_config = _FILE

    conclusion: str = Field(default="", max_length=40)
    note: str = ""
    until: date | None = None
    leaves_open: str = ""
    exempt: str = ""
    questions: dict[Angle, tuple[str, ...]] = Field(default_factory=dict)

    @property
    def phrasings(self) -> tuple[str, ...]:
        """All questions, whatever their angle."""
        return tuple(chain.from_iterable(self.questions.values()))


class Matter(BaseModel):
    """Something people ask that the texts of an area do not settle.

    `near` are related clauses. `partly` says that the first of them answers a part: it is shown as
    the answer, and `name` is what it leaves open.
    """

    model_config = _FILE

    name: str
    phrasings: tuple[str, ...] = Field(min_length=1)
    near: tuple[str, ...] = ()
    partly: bool = False


class Service(BaseModel):
    """Something people want done; the dialog of that name does it."""

    model_config = _FILE

    dialog: str
    phrasings: tuple[str, ...] = Field(min_length=1)


class _QuestionsFile(BaseModel):
    model_config = _FILE

    clauses: dict[str, Reviewed]


class _NotStatedFile(BaseModel):
    model_config = _FILE

    matters: tuple[Matter, ...]


class _Talk(BaseModel):
    model_config = _FILE

    reply: str
    phrasings: tuple[str, ...]


class _ChatterFile(BaseModel):
    model_config = _FILE

    off_topic: tuple[str, ...]
    hostile: tuple[str, ...]
    hostile_signs: tuple[str, ...] = ()
    small_talk: tuple[_Talk, ...]
    services: tuple[Service, ...] = ()


class _AliasesFile(BaseModel):
    model_config = _FILE

    implied: tuple[str, ...]
    terms: tuple[str, ...] = ()
    aliases: dict[str, str]
    initials: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chatter:
    """A kind of talk that no clause answers, and what is answered instead."""

    answer: OffTopic | SmallTalk | Declined
    phrasings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrasings:
    """All of it. `matters` by jurisdiction; `aliases` from the short form to the full one; `implied`
    are words that tell nothing about which clause answers, longest first."""

    reviewed: Mapping[str, Reviewed]
    matters: Mapping[str, tuple[Matter, ...]]
    chatter: tuple[Chatter, ...]
    services: tuple[Service, ...]
    aliases: Mapping[str, str]
    implied: tuple[str, ...]
    initials: Mapping[str, str] = field(default_factory=dict)
    """Fixed terms by the first letters of their pinyin."""
    terms: tuple[str, ...] = ()
    """Longer terms that hold an implied word and tell all the same."""
    hostile_signs: tuple[str, ...] = ()
    """Regular expressions that only manipulation, forgery and prying match."""

    def matters_in(self, lineage: Sequence[str]) -> tuple[Matter, ...]:
        """What is left open in an area, its own naming of a matter before its parent's."""
        found: dict[str, Matter] = {}
        for code in lineage:
            for matter in self.matters.get(code, ()):
                found.setdefault(matter.name, matter)
        return tuple(found.values())


def load_phrasings(library: Library, root: Path = CORPUS) -> Phrasings:
    """The phrasings under `root`; BrokenManifest when a file is malformed or names an unknown clause."""
    reviewed: dict[str, Reviewed] = {}
    for path in sorted(root.glob("*/*/questions.toml")):
        for tokens, entry in read_manifest(path, _QuestionsFile).clauses.items():
            clause = f"{path.parent.parent.name}-{path.parent.name}.{tokens}"
            _require(clause, library, path, tokens)
            reviewed[clause] = entry
    matters: dict[str, tuple[Matter, ...]] = {}
    for path in sorted(root.glob("*/not_stated.toml")):
        matters[path.parent.name] = read_manifest(path, _NotStatedFile).matters
        for matter in matters[path.parent.name]:
            for clause in matter.near:
                _require(clause, library, path, clause)
    talk = read_manifest(root / "chatter.toml", _ChatterFile)
    short = read_manifest(root / "aliases.toml", _AliasesFile)
    return Phrasings(
        reviewed,
        matters,
        (
            Chatter(OffTopic(), talk.off_topic),
            Chatter(Declined(), talk.hostile),
            *(Chatter(SmallTalk(one.reply), one.phrasings) for one in talk.small_talk),
        ),
        talk.services,
        short.aliases,
        tuple(sorted(short.implied, key=len, reverse=True)),
        short.initials,
        short.terms,
        talk.hostile_signs,
    )


def _require(clause: str, library: Library, path: Path, written: str) -> None:
    if clause not in library.clauses:
        raise broken(
            path, path.read_text("utf-8"), (written,), f"no clause {clause}; take an id that `cqo kb parse` prints"
        )
