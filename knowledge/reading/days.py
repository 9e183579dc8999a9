"""The day whose law a message asks for: 「2019年那时候」「按2015年的规定」「修订前」."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.documents.library import Library
from knowledge.finding.folding import fold

_AT = re.compile(
    r"(?:按照?|依照|截至|截止到?|到)?(?P<year>(?:19|20)\d\d)年(?:(?P<month>\d{1,2})月)?(?:(?P<day>\d{1,2})[日号])?"
    r"(?:的时候|那时候?|那个时候|当时|那会儿?|那阵子?|当年|的?(?:老|旧)?(?:规定|版本|办法|文本|条文)|[老旧]?版)"
)
_BEFORE_REVISION = re.compile(
    r"(?:修订|修改|改版|改动|调整)(?:以|之)?前|[老旧]版(?!文)|[老旧]办法|没改(?:之前|以前|的时候)"
)


@dataclass(frozen=True, slots=True)
class DayNamed:
    """The day to judge by, and the message without the words that name it."""

    day: date
    rest: str


def day_named(text: str, *, area: tuple[str, ...], library: Library) -> DayNamed | None:
    """The day that `text` names as the one to judge by, else None.

    A month or year without a day means its last day. „Before the revision“ is the day before the
    wording that the library holds for `area` (a lineage, the area first).
    """
    said = fold(text)
    found = _AT.search(said)
    if found is not None:
        day = _last_day(int(found["year"]), int(found["month"] or 0), int(found["day"] or 0))
        return DayNamed(day, _without(said, found)) if day else None
    found = _BEFORE_REVISION.search(said)
    revised = [
        since
        for document in library.documents.values()
        if document.jurisdiction in area
        and (since := document.applies_from or (document.begins_on if document.replaces else None)) is not None
    ]
    if found is None or not revised:
        return None
    return DayNamed(max(revised) - timedelta(days=1), _without(said, found))


def _without(said: str, found: re.Match[str]) -> str:
    return f"{said[: found.start()]} {said[found.end() :]}".strip()


def _last_day(year: int, month: int, day: int) -> date | None:
    if not month:
        return date(year, 12, 31)
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    return date(year, month, min(day or last, last))
