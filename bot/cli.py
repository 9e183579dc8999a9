"""`cqo …`: every command reads its arguments, calls one thing below and prints what it gives.

A refusal is one sentence on standard error and status 1, as is a finding; wrong usage is status 2.
"""

import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.log import place_of
from knowledge.errors import CqoError

app = typer.Typer(
    name="cqo",
    help="质官通: a WeChat assistant for China's Chief Quality Officer regime.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
kb = typer.Typer(help="The clause knowledge base.", no_args_is_help=True)
db = typer.Typer(help="The database.", no_args_is_help=True)
evaluation = typer.Typer(help="Score the answers.", no_args_is_help=True)
outbox = typer.Typer(help="Pages that could not be sent.", no_args_is_help=True)
channels = typer.Typer(help="The accounts on their platforms.", no_args_is_help=True)
app.add_typer(channels, name="channel")
app.add_typer(kb, name="kb")
app.add_typer(db, name="db")
app.add_typer(evaluation, name="eval")
app.add_typer(outbox, name="outbox")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Jurisdiction = Annotated[str, typer.Option("--jurisdiction", help="The user's own area, e.g. nantong.")]


class Lists(StrEnum):
    """What can be imported."""

    ENTERPRISES = "enterprises"
    FILINGS = "filings"
    TRAININGS = "trainings"


def main() -> None:
    """The program. Turns every refusal into one sentence and exit status 1."""
    try:
        app()
    except CqoError as error:
        typer.echo(f"cqo: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(0)
    except OSError as error:
        typer.echo(f"cqo: {error.strerror or type(error).__name__}: {error.filename or ''}".rstrip(": "), err=True)
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 - the edge of the program: a sentence, never a traceback
        typer.echo(f"cqo: {type(error).__name__} at {place_of(error)}; please report it", err=True)
        sys.exit(1)


@app.command(epilog="Example: cqo demo --port 8080 --no-open")
def demo(
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Default 8000, or the next free one.")] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
    data: Annotated[Path | None, typer.Option(help="Keep the database in this folder and use it again.")] = None,
) -> None:
    """Run everything on this machine beside an offline WeChat with a chat page."""
    from bot.demo import run_demo

    run_demo(port=port, opens_browser=not no_open, folder=data)


@app.command(epilog="Example: cqo serve --host 127.0.0.1 --port 8000")
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Processes; above 1 only on PostgreSQL with Redis.")] = 1,
) -> None:
    """Serve the configured channels."""
    from bot.serving import serve as serve_until_stopped
    from bot.settings import load_settings

    serve_until_stopped(load_settings(), host=host, port=port, workers=workers)


@app.command(epilog="Example: cqo worker")
def worker() -> None:
    """Push, fetch, sweep and remind behind the callbacks; any number of processes, on PostgreSQL."""
    from bot.serving import work
    from bot.settings import load_settings

    work(load_settings())


@app.command(epilog="Example: cqo chat --jurisdiction nantong")
def chat(
    user: Annotated[str, typer.Option(help="Who is talking; each user has a conversation of his own.")] = "me",
    jurisdiction: Jurisdiction = "",
    as_json: AsJson = False,
) -> None:
    """Talk on the terminal through the real turn."""
    from bot.settings import load_settings
    from bot.terminal import chat as chat_until_end

    chat_until_end(load_settings(), user=user, jurisdiction=jurisdiction, prints_json=as_json)


@app.command(epilog="Example: cqo ask 南通的首席质量官要什么学历 --json")
def ask(
    text: Annotated[str, typer.Argument(help="The question.")] = "",
    jurisdiction: Jurisdiction = "",
    batch: Annotated[Path | None, typer.Option(help="JSON lines {id, q, jurisdiction?, history?}.")] = None,
    as_json: AsJson = False,
) -> None:
    """Ask one question, or a file of them."""
    from bot.printing import print_answer, print_batch

    if batch is None and not text:
        raise typer.BadParameter("give a question or --batch FILE")
    if batch is not None:
        print_batch(batch)
    else:
        print_answer(text, jurisdiction, as_json=as_json)


@app.command(epilog="Example: cqo eligibility --facts candidate.json --json")
def eligibility(
    facts: Annotated[Path, typer.Option(help="JSON {id?, jurisdiction, facts}, or a list of them; - reads it here.")],
    as_json: AsJson = False,
) -> None:
    """Compare what is known of a candidate with the conditions that the area's texts list."""
    from bot.printing_eligibility import print_verdicts

    print_verdicts(facts, as_json=as_json)


@app.command(epilog="Example: cqo doctor --channel wechat/default")
def doctor(
    channel: Annotated[str | None, typer.Option(help="One account, e.g. wechat/default.")] = None,
) -> None:
    """Say in words what is wrong with the set-up; nothing on a sound one."""
    from bot.doctor import examine
    from bot.log import configure_logging
    from bot.settings import load_settings

    configure_logging("error", as_json=False)
    findings = examine(load_settings(), channel=channel, now=datetime.now(UTC))
    for finding in findings:
        typer.echo(finding)
    raise typer.Exit(1 if findings else 0)


@outbox.command("list", epilog="Example: cqo outbox list")
def outbox_list(as_json: AsJson = False) -> None:
    """List the pages that nobody pushes any more, with the reason; their users get them with their next word."""
    from bot.printing_outbox import print_failed

    print_failed(as_json=as_json)


@outbox.command("redrive", epilog="Example: cqo outbox redrive 4711")
def outbox_redrive(
    pages: Annotated[
        list[int] | None, typer.Argument(metavar="[PAGE]...", help="Numbers of the list; all where none is named.")
    ] = None,
) -> None:
    """Offer failed pages to be pushed once more, after what failed is mended."""
    from bot.printing_outbox import redrive

    redrive(pages or [])


@channels.command("sync", epilog="Example: cqo channel sync --channel wechat/default")
def channel_sync(
    channel: Annotated[str | None, typer.Option(help="One account, e.g. wechat/default.")] = None,
) -> None:
    """Menu, QR codes and tags to the platform; existing followers and their tags from it."""
    from bot.printing_sync import sync_channels

    raise typer.Exit(0 if sync_channels(channel) else 1)


@db.command("upgrade", epilog="Example: cqo db upgrade")
def db_upgrade() -> None:
    """Bring the tables to this program's version."""
    from bot.settings import load_settings
    from bot.storage.session import upgrade

    upgrade(load_settings().database_url)


@evaluation.command("questions", epilog="Example: cqo eval questions questions.jsonl --json")
def eval_questions(
    file: Annotated[Path, typer.Argument(help="JSON lines of the form of the development questions.")],
    truth: Annotated[Path | None, typer.Option(help="Clause truth; the bundled one by default.")] = None,
    no_misses: Annotated[bool, typer.Option("--no-misses", help="Print no question, of a file kept unread.")] = False,
    as_json: AsJson = False,
) -> None:
    """Score the answers to a file of questions by the text of the clauses they cite."""
    from bot.printing_evaluation import print_evaluation

    print_evaluation(file, truth, as_json=as_json, shows_misses=not no_misses)


@app.command("import", epilog="Example: cqo import enterprises list.xlsx")
def import_(
    what: Annotated[Lists, typer.Argument(help="Which list.")],
    file: Annotated[Path | None, typer.Argument(help="A csv or xlsx file with the header of --template.")] = None,
    template: Annotated[bool, typer.Option("--template", help="Print the header and an example row as csv.")] = False,
) -> None:
    """Take a regulator's list in: all rows, or none and why."""
    from bot.printing_import import import_list, print_template

    if template:
        print_template(what.value)
    elif file is None:
        raise typer.BadParameter("give a file, or --template")
    else:
        import_list(what.value, file)


@kb.command("parse", epilog="Example: cqo kb parse notice.txt")
def kb_parse(
    files: Annotated[list[Path], typer.Argument(help="Policy texts: txt, md, html, docx, pdf.")],
    _as_json: Annotated[bool, typer.Option("--json", help="The only form there is; accepted for uniformity.")] = True,
) -> None:
    """Split policy texts into clauses: one JSON line per file."""
    from bot.printing import print_parsed

    raise typer.Exit(1 if print_parsed(files) else 0)


@kb.command("search", epilog="Example: cqo kb search 学历 -k 5 --jurisdiction nantong")
def kb_search(
    text: Annotated[str, typer.Argument(help="What to look for.")],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many clauses.")] = 10,
    jurisdiction: Jurisdiction = "",
    as_json: AsJson = False,
) -> None:
    """List the clauses that match best, with scores."""
    from bot.printing import print_matches

    print_matches(text, k, jurisdiction, as_json=as_json)


@kb.command("lint", epilog="Example: cqo kb lint")
def kb_lint() -> None:
    """Check manifests, clauses, example questions and references."""
    from bot.printing import print_findings

    raise typer.Exit(1 if print_findings() else 0)


@kb.command("list", epilog="Example: cqo kb list")
def kb_list(as_json: AsJson = False) -> None:
    """List the documents of the knowledge base."""
    from bot.printing import print_documents

    print_documents(as_json=as_json)


@kb.command("diff", epilog="Example: cqo kb diff nantong-measures new-version.txt")
def kb_diff(
    old: Annotated[str, typer.Argument(help="The earlier version: a document of `cqo kb list`, a folder or a file.")],
    new: Annotated[str, typer.Argument(help="The later version.")],
    as_json: AsJson = False,
) -> None:
    """List what a new version changes, and what rests on the clauses it touches."""
    from bot.printing_changes import print_changes

    print_changes(old, new, as_json=as_json)
