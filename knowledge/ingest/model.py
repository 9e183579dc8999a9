"""What the parser hands from room to room, and what it hands out."""

from dataclasses import dataclass, field

from knowledge.ingest.numbering import Label
from knowledge.model import Clause, ClauseKind


@dataclass(frozen=True, slots=True)
class Problem:
    """Something an editor should look at: 1-based line of the source and a Chinese sentence."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ParsedText:
    """`text` is the source with line and page breaks inside sentences joined, one unit a line.

    Without white space it equals the source, but for page furniture (「(此页无正文)」, page numbers)
    that interrupts a unit: it follows the unit. Every clause text is a substring of `text`.
    """

    text: str
    clauses: tuple[Clause, ...]
    problems: tuple[Problem, ...]


@dataclass(slots=True, eq=False)
class Part:
    """One document or annex printed in a text; `annex` is the annex's printed mark, else empty."""

    annex: str = ""
    annex_ordinal: int = 0


@dataclass(slots=True)
class Unit:
    """A clause in the making.

    `levels` are the labels that lead here from the outside in; `own` is the label printed before
    this very unit. `paragraph` counts unnumbered paragraphs of the innermost level, `under` names
    the paragraph (款) of the article that a numbered item hangs on. `outer_heading` is the heading
    in force around it. `name` says what a unit without place is (「标题」).
    """

    kind: ClauseKind
    line: int
    text: str
    part: Part
    levels: tuple[Label, ...] = ()
    own: Label | None = None
    paragraph: int | None = None
    under: int = 1
    heading: str = ""
    outer_heading: str = ""
    name: str = ""


@dataclass(slots=True)
class Outline:
    """The units of a text in printed order, and what was met on the way."""

    units: list[Unit] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
