"""Days for which a text cannot be quoted, and the honest reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from knowledge.model import PolicyDocument


@dataclass(frozen=True, slots=True)
class Gap:
    """Why no wording of a text can be quoted as at a day.

    - `not_yet`: the text was not in force yet; `document` is its first version held.
    - `wording_not_held`: the text was in force in a wording that the library lacks; `document` is
      the next version held, whose `begins_on` says since when its words are known, or, where all
      held versions are over, the last, whose `ends_on` says until when.
    - `repealed`: it was in force no more; `document` is the last version, `ends_on` the day.
    """

    document: PolicyDocument
    reason: Literal["not_yet", "wording_not_held", "repealed"]


def gap_in(versions: Sequence[PolicyDocument], day: date) -> Gap | None:
    """The gap of one text, given its versions, oldest first; None where one of them applies on `day`."""
    if any(version.applies_on(day) for version in versions):
        return None
    ahead = [version for version in versions if version.begins_on is not None and day < version.begins_on]
    over = [version for version in versions if version not in ahead]
    if over:
        return _after(over[-1], ahead[:1])
    return Gap(ahead[0], "wording_not_held" if _was_in_force(ahead[0], day) else "not_yet")


def _after(last: PolicyDocument, following: Sequence[PolicyDocument]) -> Gap:
    if last.repealed_on is not None and last.repealed_on == last.ends_on:
        return Gap(last, "repealed")
    return Gap((*following, last)[0], "wording_not_held")


def _was_in_force(first: PolicyDocument, day: date) -> bool:
    """Whether an earlier wording, not held, was in force before the `first` one that is held."""
    has_earlier = bool(first.revised_by or first.replaces)
    return has_earlier and (first.effective_on is None or first.effective_on <= day)
