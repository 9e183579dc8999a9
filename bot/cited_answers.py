"""Which clauses recorded answers rest on, for those who are about to change one."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.errors import StorageUnavailable
from bot.storage.failures import BrokenStatement
from bot.storage.repositories import transcript
from bot.storage.session import read, sqlite_file


@dataclass(frozen=True, slots=True)
class CitedAnswers:
    """How many answers cited a clause, and when the last one was given, in UTC."""

    count: int
    last_at: datetime


def cited_answers(database_url: str, document: str) -> Mapping[str, CitedAnswers]:
    """The recorded answers that cite the document with that id, by clause.

    Empty where there is no database, it cannot be reached or has no answers yet; none is made.
    """
    if database_url.startswith("sqlite") and not sqlite_file(database_url).exists():
        return {}
    try:
        lines = read(database_url, lambda session: transcript.citing(session, document))
    except (StorageUnavailable, BrokenStatement):
        return {}
    given: defaultdict[str, list[datetime]] = defaultdict(list)
    for line in lines:
        for clause in {citation["id"] for citation in json.loads(line.citations)}:
            given[clause].append(line.created_at)
    return {clause: CitedAnswers(len(moments), max(moments)) for clause, moments in given.items()}
