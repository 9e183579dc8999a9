"""The enterprises that a contact acts for, as a list to choose from."""

import re

from dialogs.choosing import choose, plain
from dialogs.messages import Choice
from dialogs.ports.enterprises import Enterprise
from dialogs.values.codes import Valid, code_in

MOST_LISTED = 8
_LEGAL_FORM = re.compile(r"(?:股份|责任)?有限(?:责任)?公司$")
_SHORTEST_PART = 2
"""Characters of a name that may stand for it."""


def listed(enterprises: tuple[Enterprise, ...]) -> tuple[Choice, ...]:
    """Short names in the order given, whole ones where two would read the same; the first MOST_LISTED."""
    short = [_LEGAL_FORM.sub("", one.name) for one in enterprises]
    return tuple(
        Choice(name if short.count(name) == 1 else one.name, one.name)
        for one, name in zip(enterprises[:MOST_LISTED], short, strict=False)
    )


def chosen(text: str, enterprises: tuple[Enterprise, ...]) -> Enterprise | None:
    """The one that `text` chooses by its place in the list, its code, its name or a part of it; never one of two."""
    choices = listed(enterprises)
    by_list = choose(text, choices)
    if by_list is not None:
        return enterprises[choices.index(by_list)]
    read = code_in(text)
    if isinstance(read, Valid):
        return next((one for one in enterprises if one.uscc == read.code), None)
    said = plain(text)
    named = [one for one in enterprises if len(said) >= _SHORTEST_PART and said in one.name]
    return named[0] if len(named) == 1 else None
