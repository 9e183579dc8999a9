"""Every script in this folder, played through the real turn over a real database."""

import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, TypeAdapter
from sqlalchemy import select

from bot.outbox import Offer
from bot.service import Service
from bot.storage.repositories import conversations
from bot.storage.repositories.core import core_table
from bot.storage.session import Session
from bot.storage.tables import FeedbackRow, TranscriptRow, TurnRow
from dialogs.messages import Content, ConversationKey, InboundMessage, Said
from dialogs.registry import DIALOGS
from tests.conversations.conftest import OpenService
from tests.conversations.scenes import enterprise, give_up, last_sent, training
from tests.fakes.clock import SettableClock

SCRIPTS = sorted(Path(__file__).parent.glob("*.toml"))
SECONDS_A_TURN = 5
_CODE = re.compile("已收到，编号 ([0-9A-Z]{10})")
KEY = ConversationKey("wechat", "test", "oScript")
_CONTENT: TypeAdapter[Content] = TypeAdapter(Content)


class Line(BaseModel):
    """One exchange: what the user does, what the answer must hold, where the conversation then stands.

    `judged` are all verdicts kept so far, each as the number of the turn it judges and the verdict. Before the
    turn, `gives_up` names another contact who gives his place in a training up, with `taken` a person takes
    the conversation over, `wait_h` hours pass. `again`: the same message is delivered a second time, gets
    the same page and moves nothing. `unrecorded` are words that stand neither in the transcript nor in a trace.
    `{code}` in what is said and must not be recorded is the code of a report that was given last, `{sms}` the
    one-time code that was sent last.
    """

    model_config = ConfigDict(extra="forbid")

    user: str = ""
    event: dict[str, str | bool] | None = None
    deploy: str = ""
    bot: tuple[str, ...] = ()
    silent: bool = False
    outcome: str = ""
    position: str | None = None
    cites: str = ""
    dialog: str | None = None
    judged: tuple[str, ...] | None = None
    page_bytes: int = 2000
    taken: bool = False
    gives_up: str = ""
    wait_h: float = 0
    again: bool = False
    unrecorded: tuple[str, ...] = ()


class Script(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str
    jurisdiction: str = ""
    settings: dict[str, Any] = {}
    """What this deployment has set otherwise."""
    sessions: tuple[dict[str, Any], ...] = ()
    """Training sessions, each with what differs from an ordinary one; `others` have signed up for it before."""
    enterprises: tuple[dict[str, Any], ...] = ()
    """Registered ones; `bound` tells that the contact acts for it, `filings` are its, by number and moves."""
    turns: tuple[Line, ...]


def read_script(file: Path) -> Script:
    return Script.model_validate(tomllib.loads(file.read_text("utf-8")))


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.stem)
async def test_script_is_played_as_written(file: Path, open_service: OpenService) -> None:
    script = read_script(file)
    service = await open_service(script.settings)
    clock = service.clock
    assert isinstance(clock, SettableClock)
    if script.jurisdiction:
        await service.turns.set_jurisdiction(KEY, script.jurisdiction)
    await service.database.write(lambda session: set_the_scene(session, script, service))
    code = ""
    for number, written in enumerate(script.turns, start=1):
        sms = await service.database.read(partial(last_sent, sealer=service.records.sealer))
        line = _filled_in(_filled_in(written, "{code}", code), "{sms}", sms)
        where = f"{file.name}, turn {number}: {line.user or line.event}"
        if line.deploy:
            await _change(service, lambda one: replace(one, dialog_version=one.dialog_version - 1))
        if line.gives_up:
            await service.database.write(partial(give_up, room=service.records, user=line.gives_up, now=clock.now()))
        if line.taken:
            await _change(service, lambda one: replace(one, mode="staff"))
        clock.advance(seconds=line.wait_h * 3600 + SECONDS_A_TURN)
        message = _message(service, line, number)
        offer = await service.turns.handle(message)
        if offer:
            await service.turns.settle(offer)
        if offer and (given := _CODE.search(offer.page.text)):
            code = given[1]
        if line.again:
            assert await service.turns.handle(message) == offer, where
        recorded = await service.turns.recorded(message)
        _assert_reply(offer, recorded, line, where)
        if line.position is not None:
            assert await _position(service) == line.position, where
        if line.judged is not None:
            assert await service.database.read(_judged) == line.judged, where
        on_record = await service.database.read(_recorded)
        assert [words for words in line.unrecorded if words in on_record] == [], where


def _filled_in(line: Line, name: str, value: str) -> Line:
    words = {"user": line.user.replace(name, value)}
    return line.model_copy(update=words | {"unrecorded": tuple(one.replace(name, value) for one in line.unrecorded)})


def set_the_scene(session: Session, script: Script, service: Service) -> None:
    now, sealer = service.clock.now(), service.records.sealer
    for given in script.sessions:
        training(session, sealer, dict(given), now=now)
    for given in script.enterprises:
        enterprise(session, sealer, given, contact=KEY, now=now)


def test_every_step_of_every_dialog_is_played() -> None:
    played = {line.position for file in SCRIPTS for line in read_script(file).turns}
    steps = {f"{dialog.name}/{step}" for dialog in DIALOGS.values() for step in dialog.steps}
    assert steps <= played


def _message(service: Service, line: Line, number: int) -> InboundMessage:
    content = _CONTENT.validate_python(line.event) if line.event else Said(line.user)
    return InboundMessage(KEY, f"{number:064x}", service.clock.now(), content)


def _assert_reply(offer: Offer | None, recorded: dict[str, Any], line: Line, where: str) -> None:
    if line.silent:
        assert offer is None, where
        return
    assert offer is not None, where
    missing = [words for words in line.bot if words not in offer.page.text]
    assert not missing, f"{where}\nmissing: {missing}\nin: {offer.page.text}"
    assert len(offer.page.text.encode()) <= line.page_bytes, where
    if line.outcome:
        assert recorded["outcome"] == line.outcome, f"{where}\n{json.dumps(recorded, ensure_ascii=False)[:600]}"
    if line.dialog is not None:
        assert (recorded["dialog"] or "") == line.dialog, where
    if line.cites:
        assert recorded["replies"][-1]["citations"][0]["id"] == line.cites, where


async def _position(service: Service) -> str:
    conversation = await service.database.read(lambda session: _conversation(service, session))
    return f"{conversation.dialog}/{conversation.step}" if conversation.dialog else ""


def _recorded(session: Session) -> str:
    """Everything that staff can read of the conversation."""
    lines = session.scalars(select(core_table(TranscriptRow).c.text))
    traces = session.scalars(select(core_table(TurnRow).c.trace))
    return "\n".join((*lines, *traces))


def _judged(session: Session) -> tuple[str, ...]:
    turn, kept = core_table(TurnRow).c, core_table(FeedbackRow).c
    rows = session.execute(select(turn.number, kept.verdict).join_from(FeedbackRow, TurnRow).order_by(turn.number))
    return tuple(f"{number} {verdict}" for number, verdict in rows)


async def _change(service: Service, change: Callable[[conversations.Conversation], conversations.Conversation]) -> None:
    """The conversation as a deploy or a person at the console would have changed it."""

    def write(session: Session) -> None:
        conversations.save(session, change(_conversation(service, session)), now=service.clock.now())

    await service.database.write(write)


def _conversation(service: Service, session: Session) -> conversations.Conversation:
    return conversations.get_or_create(session, KEY, now=service.clock.now())
