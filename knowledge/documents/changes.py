"""What a new version of a text changes, clause by clause, and with which words.

Clauses are matched by their words first and by their place second: a revision renumbers freely.
White space and the width of punctuation are no difference, copies of one text vary in them.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

import numpy as np
from rapidfuzz import fuzz, process

from knowledge.model import Clause

ChangeKind = Literal["unchanged", "moved", "changed", "added", "removed"]
Operation = Literal["kept", "deleted", "inserted"]

_ALIKE = 50
"""From this likeness on (0 to 100, shared characters) two clauses are one that was reworded."""
_SAME_PLACE = 15
"""What standing at the same number adds to the likeness."""
_SYMBOL = re.compile(r"[A-Za-z0-9.%]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Words:
    """Some words of a changed clause and what became of them; kept ones as the new version prints them."""

    operation: Operation
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One clause in both versions; `old` is None for an added one, `new` for a removed one.

    A `moved` clause kept its words under another number; a `changed` one may have moved as well.
    """

    kind: ChangeKind
    old: Clause | None
    new: Clause | None

    def words(self) -> tuple[Words, ...]:
        """The words of both versions in reading order."""
        return _compared(self.old.text if self.old else "", self.new.text if self.new else "")


def compare(old: Sequence[Clause], new: Sequence[Clause]) -> tuple[Change, ...]:
    """Every clause of both versions once, in the order of `new`, removed ones after what they followed."""
    old = [clause for clause in old if clause.kind != "layout"]
    new = [clause for clause in new if clause.kind != "layout"]
    partner = _partners(old, new)
    before = {now: place for place, now in partner.items()}
    changes = [(float(now), _change(old[before[now]] if now in before else None, new[now])) for now in range(len(new))]
    last = -1
    for place, clause in enumerate(old):
        last = partner.get(place, last)
        if place not in partner:
            changes.append((last + 0.5, _change(clause, None)))
    return tuple(change for _, change in sorted(changes, key=lambda one: one[0]))


def _partners(old: Sequence[Clause], new: Sequence[Clause]) -> dict[int, int]:
    """Which clause became which: from the row in `old` to that in `new`."""
    partner = _same_words(old, new)
    rows = [row for row in range(len(old)) if row not in partner]
    taken = set(partner.values())
    columns = [column for column in range(len(new)) if column not in taken]
    return partner | _reworded(rows, columns, old, new)


def _change(old: Clause | None, new: Clause | None) -> Change:
    if old is None or new is None:
        return Change("added" if old is None else "removed", old, new)
    if _bare(old.text) != _bare(new.text):
        return Change("changed", old, new)
    return Change("unchanged" if _place(old) == _place(new) else "moved", old, new)


def _same_words(old: Sequence[Clause], new: Sequence[Clause]) -> dict[int, int]:
    """Clauses that read alike, those at the same place first."""
    partner: dict[int, int] = {}
    waiting: dict[tuple[str, str], list[int]] = {}
    for now, clause in enumerate(new):
        waiting.setdefault((clause.kind, _bare(clause.text)), []).append(now)
    for must_stay in (True, False):
        for place, clause in enumerate(old):
            rows = waiting.get((clause.kind, _bare(clause.text)), [])
            found = next((now for now in rows if not must_stay or _place(new[now]) == _place(clause)), None)
            if place not in partner and found is not None:
                rows.remove(found)
                partner[place] = found
    return partner


def _reworded(rows: list[int], columns: list[int], old: Sequence[Clause], new: Sequence[Clause]) -> dict[int, int]:
    """Clauses that are likely one, the likeliest pair first."""
    if not rows or not columns:
        return {}
    likeness = process.cdist(
        [_bare(old[row].text) for row in rows], [_bare(new[column].text) for column in columns], scorer=fuzz.ratio
    )
    stays = np.array([[_place(old[row]) == _place(new[column]) for column in columns] for row in rows])
    likeness = likeness + _SAME_PLACE * stays
    partner: dict[int, int] = {}
    for pair in np.argsort(-likeness, axis=None, kind="stable"):
        row, column = divmod(int(pair), len(columns))
        if likeness[row, column] < _ALIKE:
            break
        if rows[row] not in partner and columns[column] not in partner.values():
            partner[rows[row]] = columns[column]
    return partner


def _compared(old: str, new: str) -> tuple[Words, ...]:
    before, after = _SYMBOL.findall(old), _SYMBOL.findall(new)
    steps = SequenceMatcher(None, [*map(_bare, before)], [*map(_bare, after)], autojunk=False).get_opcodes()
    pieces = [("".join(before[a:b]), "".join(after[c:d])) for _, a, b, c, d in steps]
    found: list[Words] = []
    deleted = inserted = ""
    for number, (was, now) in enumerate([*pieces, ("", "")]):
        is_same = _bare(was) == _bare(now)
        # One character that two changes have between them is chance; read together they make sense.
        if not is_same or (len(_bare(now)) == 1 and 0 < number < len(pieces) - 1):
            deleted, inserted = deleted + was, inserted + now
            continue
        found += [Words("deleted", deleted), Words("inserted", inserted), Words("kept", now)]
        deleted = inserted = ""
    return tuple(words for words in found if words.text)


def _place(clause: Clause) -> str:
    """Where a clause stands, in words that both versions share."""
    return clause.id.removeprefix(f"{clause.document}.") if clause.kind == "clause" else clause.cite


def _bare(text: str) -> str:
    """The words as they count: without white space, full and half width alike."""
    return "".join(unicodedata.normalize("NFKC", text).split())
