"""One answer against what its question row expects, measure by measure.

A row is one line of `evaluation/questions_dev.jsonl`: `gold` holds record ids of the truth file, any of
which is a correct first citation; `gold_alt` the same words in the amending notice; `gold_groups`
what a complete comparison cites. A reply is the JSON object that the programs print.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from knowledge.answering.composing import claims_of
from knowledge.evaluation.measures import Share

Row = Mapping[str, Any]
Reply = Mapping[str, Any]
Lineage = Callable[[str], Collection[str]]
"""A jurisdiction's code and those of its ancestors."""

_OUTCOMES = {
    "answer_with_citation": "answered",
    "answer_partial_not_stated": "partly_stated",
    "say_not_stated": "not_stated",
    "redirect": "off_topic",
    "decline_politely": "declined",
}
_CITING = ("answer_with_citation", "answer_partial_not_stated")
_ASIDE = ("redirect", "decline_politely")
_STATES = ("answered", "partly_stated")
_QUOTATION = re.compile(r"^(?:【[^】]*】|原文「)", re.MULTILINE)
"""Where the conclusion of a reply ends."""
_NOTHING_CLAIMED = ("未载明", "未查到")


def score(row: Row, reply: Reply, truth: Mapping[str, Row], lineage: Lineage) -> dict[str, Share]:
    """What the reply met, by the name of the measure; a measure that does not apply to the row is left out."""
    citations, seen = citations_of(reply), _seen(reply)
    found = {
        "must_contain": Share.counted(_bare(string) in seen for string in row.get("must_contain", ())),
        "inexact_quotes": Share.counted(one["quote"] not in one["text"] or not one["quote"] for one in citations),
        **{name: Share.counted([met]) for name, met in _once(row, reply)},
        **{name: Share.counted([met]) for name, met in _by_place(row, reply, truth, lineage)},
        **{name: Share.counted([met]) for name, met in _by_gold(row, reply, truth)},
    }
    return {name: share for name, share in found.items() if share.of}


def citations_of(reply: Reply) -> list[Mapping[str, Any]]:
    """Every citation of the reply, in the order shown."""
    return [citation for part in reply["replies"] for citation in part.get("citations", ())]


def _once(row: Row, reply: Reply) -> Iterator[tuple[str, bool]]:
    """What is met or not by the reply as a whole."""
    expect, outcome = row["expect"], reply["outcome"]
    is_right = _is_expected(row, reply)
    yield "outcome", is_right
    if expect == "say_not_stated":
        yield "not_stated", is_right
    if expect == "answer_with_citation":
        yield "partly_stated", outcome == "partly_stated"
    if expect in _ASIDE:
        yield "set_aside", is_right
    if expect == "start_dialog":
        yield "intents", is_right
    if expect == "say_not_stated" or (citations_of(reply) and outcome in _STATES):
        yield "invented", (expect == "say_not_stated" and outcome == "answered") or bool(unsupported(reply))


def _is_expected(row: Row, reply: Reply) -> bool:
    if row["expect"] == "start_dialog":
        return bool(reply["dialog"] == row["intent"])
    return bool(reply["outcome"] == _OUTCOMES[row["expect"]])


def unsupported(reply: Reply) -> list[str]:
    """Figures, degrees, forms and terms of time that a conclusion gives and no quotation of the reply holds."""
    if reply["outcome"] not in _STATES:
        return []
    held = "".join(_bare(one["quote"]) for one in citations_of(reply))
    return [claim for line in _conclusions(reply) for claim in claims_of(_bare(line)) if claim not in held]


def _conclusions(reply: Reply) -> Iterator[str]:
    """The lines above the first quotation that say what the texts state."""
    for part in reply["replies"]:
        if part.get("citations"):
            conclusion = _QUOTATION.split(part["text"], maxsplit=1)[0]
            yield from (line for line in conclusion.splitlines() if not any(word in line for word in _NOTHING_CLAIMED))


def _by_place(row: Row, reply: Reply, truth: Mapping[str, Row], lineage: Lineage) -> Iterator[tuple[str, bool]]:
    """Whether an answer for one place rests on another's clause; one that the row itself names is in place."""
    if not row["jurisdiction"] or row.get("gold_groups") or not citations_of(reply):
        return
    allowed = {row["jurisdiction"], *lineage(row["jurisdiction"])}
    named = {_bare(truth[name]["text"]) for name in (*row["gold"], *row.get("gold_alt", ()))}
    foreign = (one for one in citations_of(reply) if one["jurisdiction"] not in allowed)
    yield "wrong_jurisdiction", any(_bare(one["text"]) not in named for one in foreign)


def _by_gold(row: Row, reply: Reply, truth: Mapping[str, Row]) -> Iterator[tuple[str, bool]]:
    """What is met by the clauses that are cited."""
    citations = citations_of(reply)
    quoted = "".join(_bare(citation["quote"]) for citation in citations)
    cited = list(dict.fromkeys(_bare(citation["text"]) for citation in citations))
    gold = [truth[name] for name in (*row["gold"], *row.get("gold_alt", ()))]

    def answers(text: str) -> bool:
        return any(_is_or_shows(text, record, truth, quoted) for record in gold)

    if row["expect"] in _CITING and gold:
        considered = dict.fromkeys([*cited, *(_bare(one["text"]) for one in reply.get("candidates", ()))])
        yield "first", bool(cited) and answers(cited[0])
        yield "first_three", any(answers(text) for text in list(considered)[:3])
    if groups := row.get("gold_groups"):
        yield (
            "comparisons_complete",
            all(
                any(_is_or_shows(text, truth[name], truth, quoted) for name in group for text in cited)
                for group in groups
            ),
        )


def _is_or_shows(text: str, gold: Row, truth: Mapping[str, Row], quoted: str) -> bool:
    """Whether a clause of this text is the gold record, or stands above it while its words are shown."""
    words = _bare(gold["text"])
    if text == words:
        return True
    return words in quoted and any(
        _bare(record["text"]) == text
        and (record["doc"], record["part"]) == (gold["doc"], gold["part"])
        and len(record["path"]) < len(gold["path"])
        and gold["path"][: len(record["path"])] == record["path"]
        for record in truth.values()
    )


def _seen(reply: Reply) -> str:
    quoted = "".join(_bare(citation["quote"]) for citation in citations_of(reply))
    return quoted + "".join(_bare(part["text"]) for part in reply["replies"])


def _bare(text: str) -> str:
    return "".join(text.split())
