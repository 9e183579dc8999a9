"""What `cqo ask` and `cqo kb` print: plain lines for people, JSON for programs."""

import json
import sys
from pathlib import Path

from bot.asking import QuestionRow, ask, lines_of, row_of
from bot.clock import SystemClock
from bot.policy import ClausePolicy, date_in_beijing, ports_over, require_area
from bot.progress import progressing
from bot.reply_json import candidates_as_json, clause_as_json
from bot.settings import load_settings
from dialogs.ports import Ports
from knowledge.documents.library import load_library
from knowledge.ingest import parse_file
from knowledge.lint import examine, examine_incentives, examine_rules
from knowledge.model import STATUS_WORDS
from knowledge.phrasings import load_phrasings
from knowledge.reading.places import load_gazetteer


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
    for number, line in progressing(list(lines_of(file))):
        row = row_of(line, number=number)
        _print_json({"id": row.id, **ask(ports, row)})


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
    today = date_in_beijing(SystemClock())
    for document in load_library().documents.values():
        status = STATUS_WORDS[document.status_on(today)]
        clauses = sum(clause.kind == "clause" for clause in document.clauses)
        if as_json:
            _print_json(
                {
                    "id": document.id,
                    "title": document.title,
                    "doc_no": document.doc_no,
                    "jurisdiction": document.jurisdiction,
                    "status": status,
                    "clauses": clauses,
                }
            )
        else:
            print(f"{document.id}  {status}  {clauses} 条  {document.marked_title}{document.doc_no}")


def print_findings() -> int:
    """What an editor should mend, one line each; how many. Raises BrokenManifest where it cannot be loaded."""
    library, gazetteer = load_library(), load_gazetteer()
    today = date_in_beijing(SystemClock())
    findings = [*examine_rules(library, gazetteer, today=today), *examine_incentives(library, gazetteer, today=today)]
    findings += examine(library, load_phrasings(library), gazetteer)
    for finding in findings:
        print(finding)
    return len(findings)


def _ports() -> Ports:
    return _policy_and_ports()[1]


def _policy_and_ports() -> tuple[ClausePolicy, Ports]:
    return ports_over(load_library(), load_settings().public_url, SystemClock())


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False))
