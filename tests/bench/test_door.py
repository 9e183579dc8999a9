"""What the measurement of the door sends, counts and says, on the one contestant that needs nothing installed."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from bot.settings import load_settings
from tests.adapters.wechat_platform import SAFE
from tests.bench.door.contestants import BARE, EMBEDDED, FASTAPI, ROOT, SERVERS, WEROBOT, bare_echo, service
from tests.bench.door.load import closed_loop, open_loop
from tests.bench.door.measuring import Figures, saturated
from tests.bench.door.page import goals
from tests.bench.door.processes import Running, cores, resident_mb, running
from tests.bench.door.profiling import BETWEEN, SERVER, STOPS, by_layer, by_stop, read_stacks
from tests.bench.door.results import Results
from tests.bench.door.traffic import Asked, Post, check, workload_b
from tests.servers import free_port

HELLO = [Asked("你好")]


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(bare_echo(free_port()), tmp_path_factory.mktemp("echo"), core=cores()[0]) as server:
        yield server


def test_every_letter_is_answered_in_its_place(echo: Running) -> None:
    _, letters = Post(echo.contestant).letters(workload_b(), 40)
    port = echo.contestant.port
    at_once = asyncio.run(closed_loop(port, letters, in_flight=8))
    in_time = asyncio.run(open_loop(port, letters, per_second=400, seed=1))
    for sent in (at_once, in_time):
        for letter, answer in zip(letters, sent.answers, strict=True):
            check(echo.contestant, letter, answer.status, answer.body)


def test_another_answer_than_the_wanted_one_is_not_measured(echo: Running) -> None:
    _, (letter, of_another) = Post(echo.contestant).letters(HELLO, 2)
    (answer,) = asyncio.run(closed_loop(echo.contestant.port, [letter], in_flight=1)).answers
    for other in (of_another, replace(letter, text="再见")):
        with pytest.raises(AssertionError, match=BARE):
            check(echo.contestant, other, answer.status, answer.body)
    with pytest.raises(AssertionError, match="HTTP 500"):
        check(echo.contestant, letter, 500, answer.body)


def test_a_forged_letter_gets_no_echo(echo: Running) -> None:
    _, (letter,) = Post(echo.contestant).letters(HELLO, 1)
    forged = letter.request.replace(b"msg_signature=", b"msg_signature=0")
    assert forged != letter.request
    (answer,) = asyncio.run(closed_loop(echo.contestant.port, [replace(letter, request=forged)], in_flight=1)).answers
    assert answer.status == 403


def test_no_two_letters_are_alike() -> None:
    post = Post(bare_echo(1))
    letters = [letter for _ in range(2) for letter in post.letters(HELLO, 20)[1]]
    nonces = {parse_qs(letter.request.split()[1].decode())["nonce"][0] for letter in letters}
    assert [len(nonces), len({letter.user for letter in letters})] == [40, 40]


def test_what_was_said_before_a_question_is_sent_before_it_to_those_who_remember(tmp_path: Path) -> None:
    asked = [Asked("那要什么学历", ("南通市", "备案怎么办")), Asked("你好")]
    remembering = service(EMBEDDED, 1, tmp_path, database_url="sqlite:///cqo.db")
    stages, letters = Post(remembering).letters(asked, 2)
    assert [[letter.text for letter in stage] for stage in stages] == [["南通市"], ["备案怎么办"]]
    assert {letter.user for letter in chain(*stages)} == {letters[0].user}
    assert Post(bare_echo(1)).letters(asked, 2)[0] == []


def test_the_service_is_measured_with_its_default_settings(tmp_path: Path) -> None:
    contestant = service(SERVERS, 1, tmp_path, database_url="postgresql://db/cqo", redis_url="redis://cache/0")
    settings = load_settings(contestant.environment)
    changed = {"database_url", "redis_url", "public_url", "data_key", "wechat"}
    assert settings.model_fields_set == changed
    assert settings.wechat["default"] == SAFE.settings()


def test_figures_count_the_servers_time_and_no_databases_by_default(echo: Running) -> None:
    figures = saturated(echo, HELLO, 400)
    assert figures.per_s > 0
    assert 0 < figures.p50_ms <= figures.p99_ms <= figures.max_ms
    assert 0 < figures.cpu_us < 100_000
    assert figures.beside_us == {}
    assert 5 < resident_mb(echo.pid) < 500


def test_the_functions_that_stand_for_the_stops_exist() -> None:
    for function in chain(*STOPS.values()):
        qualified, _, file = function.partition(" (")
        assert f"def {qualified.rpartition('.')[2]}(" in (ROOT / file).read_text("utf-8"), function


def test_a_sample_counts_for_the_innermost_stop_and_layer() -> None:
    door, admit = "WebhookDoor.__call__ (bot/webhooks.py:90)", "Inbox.admit (bot/inbox.py:27)"
    stacks = read_stacks(
        f"Server.run (uvicorn/server.py:1);{door};dumps (json/__init__.py:9) 2\n"
        f"{door};{admit};Session.execute (sqlalchemy/orm/session.py:3) 5\n"
        "Server.run (uvicorn/server.py:1) 1\n"
    )
    assert by_stop(stacks) == Counter({"admit": 5, BETWEEN: 2, SERVER: 1})
    assert by_layer(stacks) == Counter({"SQLAlchemy and driver": 5, "our bot": 2, "HTTP server, event loop": 1})


def test_a_goal_is_judged_by_the_ratio_within_the_rounds_and_a_miss_is_said() -> None:
    def rounds(*each: float) -> list[Figures]:
        return [Figures(1e6 / cpu_us, 1, 1, 1, cpu_us, {}) for cpu_us in each]

    # The machine was twice as slow in the second round: ratios do not notice, medians of sums would.
    turn = {BARE: rounds(100, 200), FASTAPI: rounds(300, 600), WEROBOT: rounds(300, 600)}
    turn |= {EMBEDDED: rounds(200, 400), SERVERS: rounds(600, 1200)}
    offered = dict.fromkeys((EMBEDDED, SERVERS), Figures(200, 1, 250, 5000, 1, {}))
    memory = dict.fromkeys((EMBEDDED, SERVERS), 150.0)
    rows = list(goals(Results({"A": turn, "B": turn}, offered, {name: [2.0, 9.0, 2.5] for name in memory}, memory)))
    assert rows[2] == "| CPU of FastAPI + wechatpy's echo by a turn's, A | ≥ 1 | 1.5 | 0.5, **missed** |"
    assert [row.count("missed") for row in rows[2:]] == [1, 1, 2, 0, 0, 2, 0, 0]
