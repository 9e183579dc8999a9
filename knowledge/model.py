"""What a clause, a document and an answer are; no word here about how they are found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

ClauseKind = Literal["clause", "heading", "preamble", "meta", "attachment", "layout"]
Status = Literal["in_force_unverified", "forwarding", "amended", "interpretation", "draft_explanation"]
DatedStatus = Status | Literal["not_yet_in_force", "repealed"]
"""What a document is on a day: what its manifest says, unless its dates say otherwise."""

STATUS_WORDS: Mapping[DatedStatus, str] = {
    "in_force_unverified": "现行未核实",
    "forwarding": "转发件",
    "amended": "已修改",
    "interpretation": "解读",
    "draft_explanation": "草案编制说明",
    "not_yet_in_force": "尚未施行",
    "repealed": "已废止",
}
NEVER_RULES: frozenset[Status] = frozenset(("forwarding", "interpretation", "draft_explanation"))
"""Texts that set no rule of their own: they pass on, explain or prepare one."""


@dataclass(frozen=True, slots=True)
class Clause:
    """The smallest unit that can be cited, verbatim.

    `id` is `<document id>.<place>` in URL-safe ASCII (`nantong-measures.a5.i3`) and never changes
    while the text stays. `path` is the printed numbering, brackets folded to full width, numerals
    of arabic items bare: `("第五条", "（三）")`, `("三", "1")`. `paragraph` counts unnumbered
    paragraphs (款) inside a path from 1; None for a numbered item. `label` is the printed number
    with its mark (「（三）」「1、」「——」) or empty; `text` is what follows it, an exact substring of
    the document's text. `heading` is the printed heading in force, or empty. `cite` is how the
    place is named to a reader: 「第五条（三）」.
    """

    id: str
    document: str
    kind: ClauseKind
    path: tuple[str, ...]
    paragraph: int | None
    label: str
    heading: str
    text: str
    cite: str
    line: int = 0
    """1-based line of the source file where the unit begins."""


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """One wording of one policy text with its manifest; `clauses` in printed order, all kinds.

    Two versions of a text are two documents, the later one `replaces` the earlier.
    """

    id: str
    title: str
    doc_no: str
    issuers: tuple[str, ...]
    jurisdiction: str
    status: Status
    text: str
    """The text as read, soft line and page breaks joined; every clause text is a substring."""
    clauses: tuple[Clause, ...]
    made_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    """施行 as the text prints it; a revision may leave it as it was."""
    applies_from: date | None = None
    """The first day of this wording; None where it is that of the document (see `begins_on`)."""
    replaced_on: date | None = None
    """The first day on which a later wording applied instead of this one."""
    repealed_on: date | None = None
    """废止: the first day on which the document was no longer in force."""
    revised_by: str = ""
    """Document number of the amendment that this consolidated text already contains, or empty."""
    date_note: str = ""
    """How the date is worded to a reader: 「2020年8月28日修订公布」; empty where the text has none."""
    forwards: str = ""
    amends: str = ""
    explains: str = ""
    replaces: str = ""
    """The id of the forwarded, amended, explained or replaced document; outside the corpus its 《name》."""
    also_called: tuple[str, ...] = ()
    """What people call it beside its title: 「编制说明」, 「修改通知」."""

    @property
    def begins_on(self) -> date | None:
        """The first day on which this wording applies; None where the text gives no date at all."""
        return self.applies_from or self.effective_on or self.made_on or self.published_on

    @property
    def ends_on(self) -> date | None:
        """The first day on which this wording applies no more; None while nobody ended it."""
        return min(filter(None, (self.replaced_on, self.repealed_on)), default=None)

    @property
    def is_rule(self) -> bool:
        """Whether the text sets rules, in force or not; an explanation, a draft or a letter does not."""
        return self.status not in NEVER_RULES

    def applies_on(self, day: date) -> bool:
        """Whether this wording applies on `day`; one without dates always does."""
        has_begun = self.begins_on is None or self.begins_on <= day
        return has_begun and (self.ends_on is None or day < self.ends_on)

    @property
    def marked_title(self) -> str:
        """The title in book marks, unless it holds some of its own."""
        return self.title if "《" in self.title else f"《{self.title}》"

    def status_on(self, day: date) -> DatedStatus:
        """What a reader on `day` must know the document for."""
        if self.repealed_on is not None and self.repealed_on <= day:
            return "repealed"
        if self.replaced_on is not None and self.replaced_on <= day:
            return "amended"
        is_ahead = self.begins_on is not None and day < self.begins_on
        return "not_yet_in_force" if is_ahead and self.is_rule else self.status


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A place with its own texts; a child inherits its parent's documents, never the reverse."""

    code: str
    name: str
    short_name: str
    parent: str | None
    places: tuple[str, ...]
    """Place names inside it, longest forms included, none of another jurisdiction's."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a clause shown to the user: `words` is an exact substring of `clause.text`."""

    clause: Clause
    document: PolicyDocument
    words: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clause that was considered, for the trace and for staff; higher score is better."""

    clause: Clause
    score: float


@dataclass(frozen=True, slots=True)
class Focus:
    """What the last answer was about, so that a follow-up can say less. All fields may be empty."""

    jurisdiction: str = ""
    document: str = ""
    clause: str = ""
    question: str = ""
    earlier: tuple[str, ...] = ()
    """The areas that the conversation was in before, the latest last."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question as asked.

    `profile` is the user's own area or empty; a place named in `text` wins over it. `focus` is the
    last answer's subject if it is still fresh, else None. `as_at` is the day whose law is asked
    for; None is today, unless the text itself names a day.
    """

    text: str
    profile: str = ""
    focus: Focus | None = None
    as_at: date | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """A clause answers. The first quote is the one the answer rests on.

    `conclusion` is one reviewed line or a plain lead-in, never generated. `remarks` are short
    lines of caution that belong to this answer (「据解读」, 「目标期已过」). `leaves_open` names
    what the clause does not settle; not empty makes the answer partly stated. `also_asked` is a
    second question of the same message, in the user's words, that this answer leaves for later.
    """

    conclusion: str
    quotes: tuple[Quote, ...]
    jurisdiction: str
    remarks: tuple[str, ...] = ()
    leaves_open: str = ""
    also_asked: str = ""
    focus: Focus = field(default_factory=Focus)
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class NotStated:
    """No text of the area settles the matter; `near` are related quotes, possibly none.

    `nor_in` are further areas that were asked for and state it as little.
    """

    matter: str
    jurisdiction: str
    near: tuple[Quote, ...] = ()
    focus: Focus = field(default_factory=Focus)
    candidates: tuple[Candidate, ...] = ()
    nor_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NeedsPlace:
    """The answer depends on the area and none is known; `codes` are the areas that could be meant.

    Empty `codes` means any area of the knowledge base.
    """

    codes: tuple[str, ...] = ()
    place: str = ""
    """The ambiguous place name that was said (「通州」), or empty."""


@dataclass(frozen=True, slots=True)
class OtherPlace:
    """A place was named for which the knowledge base holds no text."""

    place: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """Several clauses could be meant; the user picks one of two or three."""

    options: tuple[Quote, ...]
    jurisdiction: str
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class OffTopic:
    """Not the business of this service."""


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A greeting, thanks or a question about the bot itself; `reply` is one reviewed line."""

    reply: str


@dataclass(frozen=True, slots=True)
class Declined:
    """Abuse, injection or a request for other people's data."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something to be done rather than a text to be found; `dialog` names what the service calls it."""

    dialog: str


Answer = Answered | NotStated | NeedsPlace | OtherPlace | Unsure | OffTopic | SmallTalk | Declined | Wanted
