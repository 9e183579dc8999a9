"""One reply as the JSON object of the outward contract, the same for `ask`, `chat` and evaluation."""

from collections.abc import Sequence
from typing import Any

from dialogs.messages import Citation, Cited, Reply, VerdictCard
from dialogs.prompts import read_aloud
from dialogs.state import Advanced
from knowledge.model import Candidate, Clause

_CITATION_KEYS = ("id", "document", "doc_no", "revised_by", "clause", "quote", "text", "jurisdiction", "status", "url")


def as_json(advanced: Advanced, *, elapsed_ms: float) -> dict[str, Any]:
    """The whole turn. `dialog`, `step` and `jurisdiction` are null where there is none."""
    return {
        "outcome": advanced.outcome,
        "dialog": advanced.dialog or None,
        "step": advanced.step or None,
        "jurisdiction": advanced.jurisdiction or None,
        "replies": [reply_as_json(reply) for reply in advanced.replies],
        "candidates": candidates_as_json(advanced.candidates),
        "elapsed_ms": round(elapsed_ms, 2),
    }


def reply_as_json(reply: Reply) -> dict[str, Any]:
    """One reply: `text` is what the user reads, choices apart."""
    citations = reply.citations if isinstance(reply, Cited | VerdictCard) else ()
    return {
        "kind": reply.kind,
        "text": read_aloud(reply),
        "choices": [choice.label for choice in reply.choices],
        "citations": [citation_as_json(citation) for citation in citations],
    }


def citation_as_json(citation: Citation) -> dict[str, str]:
    """A citation with exactly the contract's keys."""
    return {key: getattr(citation, key) for key in _CITATION_KEYS}


def candidates_as_json(candidates: Sequence[Candidate]) -> list[dict[str, Any]]:
    """The clauses considered, best first."""
    return [
        {
            "id": candidate.clause.id,
            "clause": candidate.clause.cite,
            "text": candidate.clause.text,
            "score": round(candidate.score, 4),
        }
        for candidate in candidates
    ]


def clause_as_json(clause: Clause) -> dict[str, Any]:
    """A parsed clause as `cqo kb parse` prints it."""
    return {
        "path": list(clause.path),
        "label": clause.label,
        "heading": clause.heading,
        "text": clause.text,
        "kind": clause.kind,
        "paragraph": clause.paragraph,
        "line": clause.line,
    }
