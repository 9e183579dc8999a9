"""What `cqo ask`, `cqo eval` and `cqo kb` print: plain lines for people, JSON for programs."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from bot.asking import BadQuestion, QuestionRow, ask, row_of
from bot.clock import SystemClock
from bot.policy import ClausePolicy, ports_over, require_area
from bot.reply_json import candidates_as_json, clause_as_json
from bot.settings import load_settings
from dialogs.dialog import Ports
from knowledge.evaluate import FOLDER, Evaluation, evaluate, read_truth
from knowledge.ingest import parse_file
from knowledge.library import load_library
from knowledge.lint import examine
from knowledge.model import STATUS_WORDS
from knowledge.phrasings import load_phrasings
from knowledge.reading.places import load_gazetteer

Row = TypeVar("Row")

_SCORED_KEYS = ("id", "q", "kind", "jurisdiction", "gold", "expect")


def print_answer(text: str, jurisdiction: str, *, as_json: bool) -> None:
    """One question, its answer."""
    ports = _ports()
    if jurisdiction:
        require_area(jurisdiction, ports)
    answer = ask(ports, QuestionRow(q=text, jurisdiction=jurisdiction or None))
    if as_json:
        _print_json(answer)
        return
    for reply in answer["replies"]:
        print(reply["text"])
        for number, label in enumerate(reply["choices"], start=1):
            print(f"{number} {label}")


def print_batch(file: Path) -> None:
    """A file of question rows; one reply object per line, in order, with the row's id."""
    ports = _ports()
    for number, line in _progressing(list(_lines(file))):
        row = row_of(line, number=number)
        _print_json({"id": row.id, **ask(ports, row)})


def print_evaluation(file: Path, truth: Path | None, *, as_json: bool) -> None:
    """The scores of a question file, misses listed."""
    policy, ports = _policy_and_ports()
    known = read_truth(_existing(truth) if truth else FOLDER / "clause_truth.json")
    rows = [_scored_row(line, number, file, known) for number, line in _lines(file)]

    def answer(row: Mapping[str, Any]) -> dict[str, Any]:
        asked = row_of(row, number=0)
        said = [asked.q, *(utterance.content for utterance in asked.history)]
        has_place = any(policy.names_place(text) for text in said)
        return ask(ports, asked.model_copy(update={"jurisdiction": None}) if has_place else asked)

    result = evaluate(_progressing(rows), known, answer)
    if as_json:
        _print_json(_scores(result))
    else:
        _print_scores(result)


def print_parsed(files: list[Path]) -> int:
    """The clauses of policy texts, one JSON line per file; what could not be placed goes to standard error."""
    problems = 0
    for file in files:
        parsed = parse_file(file)
        _print_json([clause_as_json(clause) for clause in parsed.clauses])
        for problem in parsed.problems:
            print(f"{file}:{problem.line}: {problem.reason}", file=sys.stderr)
        problems += len(parsed.problems)
    return problems


def print_matches(text: str, limit: int, jurisdiction: str, *, as_json: bool) -> None:
    """The clauses that match best, with scores."""
    policy, ports = _policy_and_ports()
    if jurisdiction:
        require_area(jurisdiction, ports)
    matches = policy.matches(text, jurisdiction, limit)
    if as_json:
        _print_json(candidates_as_json(matches))
        return
    for match in matches:
        print(f"{match.score:7.2f}  {match.clause.id}  {match.clause.cite}  {match.clause.text[:60]}")


def print_documents(*, as_json: bool) -> None:
    """The documents of the knowledge base."""
    for document in load_library().documents.values():
        clauses = sum(clause.kind == "clause" for clause in document.clauses)
        if as_json:
            _print_json(
                {
                    "id": document.id,
                    "title": document.title,
                    "doc_no": document.doc_no,
                    "jurisdiction": document.jurisdiction,
                    "status": STATUS_WORDS[document.status],
                    "clauses": clauses,
                }
            )
        else:
            status = STATUS_WORDS[document.status]
            print(f"{document.id}  {status}  {clauses} 条  《{document.title.strip('《》')}》{document.doc_no}")


def print_findings() -> int:
    """What an editor should mend, one line each; how many. Raises BrokenManifest where it cannot be loaded."""
    library = load_library()
    findings = examine(library, load_phrasings(library), load_gazetteer())
    for finding in findings:
        print(finding)
    return len(findings)


def _scores(result: Evaluation) -> dict[str, Any]:
    shares = {
        "first": result.first,
        "first_three": result.first_three,
        "must_contain": result.strings,
        "comparisons_complete": result.complete,
        "outcome": result.outcome(),
    }
    kinds = dict.fromkeys(row.kind for row in result.rows)
    return {
        **{name: {"met": share.met, "of": share.of} for name, share in shares.items()},
        "first_by_kind": {kind: {"met": share.met, "of": share.of} for kind, share in result.first_by("kind").items()},
        "first_by_jurisdiction": {
            area or "none": {"met": share.met, "of": share.of}
            for area, share in result.first_by("jurisdiction").items()
        },
        "outcome_by_kind": {
            kind: {"met": share.met, "of": share.of} for kind in kinds for share in [result.outcome(kind)]
        },
        "misses": [
            {"id": row.id, "q": row.question, "kind": row.kind, "outcome": row.outcome, "cited": list(row.shown)}
            for row in result.misses
        ],
    }


def _print_scores(result: Evaluation) -> None:
    print(f"gold clause first          {result.first}")
    print(f"gold clause in first three {result.first_three}")
    print(f"required strings shown     {result.strings}")
    print(f"comparisons complete       {result.complete}")
    print(f"expected outcome           {result.outcome()}")
    for kind, share in result.first_by("kind").items():
        print(f"  first, {kind:<14} {share}")
    for area, share in result.first_by("jurisdiction").items():
        print(f"  first, {area or 'no area':<14} {share}")
    for row in result.misses:
        print(f"missed {row.id} [{row.kind}] {row.question[:40]} -> {row.outcome} {'、'.join(row.shown[:3])}")


def _ports() -> Ports:
    return _policy_and_ports()[1]


def _policy_and_ports() -> tuple[ClausePolicy, Ports]:
    return ports_over(load_library(), load_settings().public_url, SystemClock())


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file that hold anything, numbered from 1."""
    try:
        text = file.read_text("utf-8")
    except FileNotFoundError:
        raise BadQuestion(f"{file}: no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadQuestion(f"{file}: cannot be read as UTF-8 text ({type(error).__name__})") from None
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def _scored_row(line: str, number: int, file: Path, truth: Mapping[str, Any]) -> dict[str, Any]:
    """A question row that can be scored. Raises BadQuestion with file, line and what is missing."""
    where = f"{file}:{number}"
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadQuestion(f"{where}: not JSON: {error.msg}") from None
    if not isinstance(row, dict):
        raise BadQuestion(f"{where}: a JSON object is needed")
    if missing := [key for key in _SCORED_KEYS if key not in row]:
        raise BadQuestion(f"{where}: {', '.join(missing)} missing; a scored row has {', '.join(_SCORED_KEYS)}")
    named = [*row["gold"], *row.get("gold_alt", ()), *(name for group in row.get("gold_groups", ()) for name in group)]
    if unknown := [name for name in named if name not in truth]:
        raise BadQuestion(f"{where}: {unknown[0]} is no record of the clause truth")
    row_of(row, number=number)
    return row


def _progressing(rows: Sequence[Row]) -> Iterator[Row]:
    """`rows`, with how many are done on standard error where a person is watching."""
    is_watched = sys.stderr.isatty()
    for done, row in enumerate(rows):
        if is_watched:
            print(f"\r{done}/{len(rows)}", end="", file=sys.stderr, flush=True)
        yield row
    if is_watched:
        print("\r" + " " * 20 + "\r", end="", file=sys.stderr, flush=True)


def _existing(file: Path) -> Path:
    if not file.is_file():
        raise BadQuestion(f"{file}: no such file")
    return file


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False))
