"""One question without a conversation in the database: for `cqo ask`, batches and evaluation."""

import json
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from bot.errors import BotError
from bot.reply_json import as_json
from dialogs.messages import Said
from dialogs.ports import Ports
from dialogs.router import respond
from dialogs.state import ConversationState


class BadQuestion(BotError):
    """A line of a batch is not a question row; the sentence says which and why."""

    code = "bad_question"


def _printable(text: str) -> str:
    """`text` with U+FFFD for each half of a surrogate pair, which no channel delivers and nothing can print."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


Printable = Annotated[str, AfterValidator(_printable)]
"""Text from a file, fit to be printed again."""


class Utterance(BaseModel):
    """One earlier message."""

    role: Literal["user", "bot"]
    content: Printable


class QuestionRow(BaseModel):
    """One line of a batch; further keys are ignored, so that evaluation files can be asked as they are."""

    model_config = ConfigDict(extra="ignore")

    q: Printable
    id: Printable | int | None = None
    jurisdiction: Printable | None = None
    history: tuple[Utterance, ...] = ()


def ask(ports: Ports, row: QuestionRow) -> dict[str, Any]:
    """The contract's reply object for one question; `jurisdiction` is the profile's.

    What the user said before is played through the same routing, so that a follow-up is understood
    as it would be in a chat. Without a profile, the area that earlier replies spoke of is the user's.
    """
    started = time.perf_counter()
    now = datetime.now(UTC)
    known = {area.code for area in ports.policy.jurisdictions}
    # A profile from elsewhere says nothing about which of our texts apply.
    profile = row.jurisdiction if row.jurisdiction in known else ""
    replies = (ports.policy.area_of(said.content) for said in row.history if said.role == "bot")
    state = ConversationState(jurisdiction=profile or next(filter(None, replies), ""))
    for said in row.history:
        if said.role == "user":
            state = respond(state, Said(said.content), ports, now=now).state
    advanced = respond(state, Said(row.q), ports, now=now)
    return as_json(advanced, elapsed_ms=(time.perf_counter() - started) * 1000)


def row_of(line: str | bytes | Mapping[str, Any], *, number: int) -> QuestionRow:
    """A batch line as a row. Raises BadQuestion naming the line."""
    try:
        return QuestionRow.model_validate(line if isinstance(line, Mapping) else json.loads(line))
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        key = ".".join(str(part) for part in fault["loc"]) or "line"
        raise BadQuestion(f"line {number}: {key}: {fault['msg']}") from None
    except (ValueError, RecursionError) as error:
        raise BadQuestion(f"line {number}: no JSON ({error})") from None


def lines_of(file: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file that hold anything, numbered from 1. Raises BadQuestion where it cannot be read."""
    try:
        text = file.read_text("utf-8")
    except FileNotFoundError:
        raise BadQuestion(f"{file}: no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadQuestion(f"{file}: cannot be read as UTF-8 text ({type(error).__name__})") from None
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line
