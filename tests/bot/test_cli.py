"""The program `cqo`: what is due is there, what is wrong is one sentence, and all ways to ask agree."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.adapters.wechat_platform import SAFE, message_xml
from tests.asgi import request
from tests.services import settings_in

CQO = Path(sys.executable).with_name("cqo")
QUESTION = "南通的首席质量官要什么学历"
COMMANDS = [
    "demo",
    "serve",
    "chat",
    "worker",
    "ask",
    "eligibility",
    "import",
    "eval questions",
    "kb parse",
    "kb search",
    "kb lint",
    "kb list",
    "kb diff",
    "channel sync",
    "db upgrade",
    "outbox list",
    "outbox redrive",
    "doctor",
]
GROUPS = ["channel", "eval", "kb", "db", "outbox"]


def cqo(*words: str, folder: Path, typed: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the program in `folder`, with nothing of this environment's settings."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CQO_")}
    return subprocess.run(
        [CQO, *words],
        cwd=folder,
        env=clean | environ,
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_has_an_example(command: str, tmp_path: Path) -> None:
    shown = cqo(*command.split(), "--help", folder=tmp_path)
    assert shown.returncode == 0
    assert f"Example: cqo {command}" in shown.stdout


def test_help_lists_what_is_due_and_nothing_else(tmp_path: Path) -> None:
    shown = cqo("--help", folder=tmp_path).stdout
    listed = {line.split()[0] for line in shown.partition("Commands:")[2].splitlines() if line.strip()}
    assert listed == {command for command in COMMANDS if " " not in command} | set(GROUPS)


async def test_ask_chat_and_encrypted_callback_rest_on_the_same_clause(tmp_path: Path) -> None:
    asked = json.loads(cqo("ask", QUESTION, "--json", folder=tmp_path).stdout)
    chatted = json.loads(cqo("chat", "--json", folder=tmp_path, typed=f"{QUESTION}\n").stdout)
    from bot.app import create_app
    from bot.service import build_service

    settings = settings_in(tmp_path)
    service = build_service(settings)
    await service.prepare()
    await service.close()
    callback = SAFE.deliver(message_xml(Content=QUESTION), at=int(time.time()))
    answer = await request(create_app(settings), "POST", "/webhooks/wechat/default", callback.query, callback.body)
    first = asked["replies"][0]["citations"][0]
    assert first["clause"] == "第五条（三）"
    assert first["quote"] in first["text"]
    assert chatted["replies"][0]["citations"][0] == first
    seen = SAFE.shown(answer)["Content"]  # type: ignore[arg-type]
    assert f"原文「{first['quote']}」" in seen
    assert f"/clauses/{first['id']}" in seen


def test_ask_prints_what_a_user_reads(tmp_path: Path) -> None:
    printed = cqo("ask", QUESTION, folder=tmp_path).stdout
    assert "原文「具有大专（含）以上学历" in printed


def test_batch_answers_in_order_with_ids(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "q": "要什么学历", "jurisdiction": "nantong"},
        {
            "id": 2,
            "q": "那工作年限呢",
            "history": [{"role": "user", "content": "南通要什么学历"}, {"role": "bot", "content": "大专"}],
        },
    ]
    (tmp_path / "q.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    answers = [json.loads(line) for line in cqo("ask", "--batch", "q.jsonl", folder=tmp_path).stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", 2]
    assert [answer["outcome"] for answer in answers] == ["answered", "answered"]
    assert answers[1]["jurisdiction"] == "nantong"


def test_half_a_character_neither_ends_a_batch_nor_a_question(tmp_path: Path) -> None:
    half = "要什么学历\ud83d"
    rows = [
        {"id": half, "q": half, "jurisdiction": "nantong"},
        {"id": 2, "q": "学历", "history": [{"role": "user", "content": half}], "jurisdiction": "nantong"},
        {"id": 3, "q": "要什么学历\ud83d\ude00", "jurisdiction": half},
    ]
    (tmp_path / "q.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    answers = [json.loads(line) for line in cqo("ask", "--batch", "q.jsonl", folder=tmp_path).stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["要什么学历\ufffd", 2, 3]
    assert [answer["outcome"] for answer in answers] == ["answered", "answered", "clarify"]
    assert cqo("ask", "怎么备案\udce4", folder=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ask", "--batch", "nowhere.jsonl"), "nowhere.jsonl: no such file"),
        (("ask", "--batch", "broken.jsonl"), "line 1"),
        (("ask", QUESTION, "--jurisdiction", "atlantis"), "atlantis"),
        (("chat", "--jurisdiction", "atlantis"), "atlantis"),
        (("kb", "parse", "nowhere.txt"), "nowhere.txt"),
        (("kb", "parse", "picture.png"), "picture.png"),
        (("kb", "search", "学历", "--jurisdiction", "atlantis"), "atlantis"),
        (("kb", "diff", "nantong-measures", "nowhere.txt"), "nowhere.txt: no document and no file"),
        (("kb", "diff", "picture.png", "nantong-measures"), "picture.png"),
        (("eval", "questions", "nowhere.jsonl"), "nowhere.jsonl"),
        (("eval", "questions", "broken.jsonl"), "broken.jsonl:1"),
        (("eval", "questions", "bare.jsonl"), "bare.jsonl:1: kind, jurisdiction, gold, expect missing"),
        (("eval", "questions", "unknown.jsonl"), "no-such-record"),
        (("eval", "questions", "unknown.jsonl", "--truth", "nowhere.json"), "nowhere.json"),
        (("serve", "--workers", "2"), "SQLite"),
        (("worker",), "SQLite"),
        (("doctor", "--channel", "wechat/nobody"), "wechat/nobody"),
    ],
)
def test_refusal_is_one_sentence_and_status_1(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    (tmp_path / "broken.jsonl").write_text("{not json\n", "utf-8")
    (tmp_path / "bare.jsonl").write_text('{"id": 1, "q": "备案"}\n', "utf-8")
    scored = {
        "id": 1,
        "q": "备案",
        "kind": "direct",
        "jurisdiction": None,
        "gold": ["no-such-record"],
        "expect": "redirect",
    }
    (tmp_path / "unknown.jsonl").write_text(json.dumps(scored), "utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    refused = cqo(*words, folder=tmp_path)
    assert refused.returncode == 1
    assert said in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("words", [("ask",), ("nonsense",), ("kb", "search"), ("serve", "--port", "many")])
def test_wrong_usage_is_status_2(words: tuple[str, ...], tmp_path: Path) -> None:
    assert cqo(*words, folder=tmp_path).returncode == 2


def test_unknown_setting_stops_every_command_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "cqo.toml").write_text('databse_url = "sqlite:///x.db"\n', "utf-8")
    refused = cqo("serve", folder=tmp_path)
    assert refused.returncode == 1
    assert "cqo.toml:1: unknown setting databse_url, did you mean database_url?" in refused.stderr


def test_taken_port_is_refused_for_the_demo(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = cqo("demo", "--no-open", "--port", str(taken.getsockname()[1]), folder=tmp_path)
    assert refused.returncode == 1
    assert "--port" in refused.stderr


def test_kb_commands_print_documents_clauses_and_matches(tmp_path: Path) -> None:
    assert "nantong-measures" in cqo("kb", "list", folder=tmp_path).stdout
    matches = json.loads(
        cqo("kb", "search", "学历", "--jurisdiction", "nantong", "-k", "3", "--json", folder=tmp_path).stdout
    )
    assert matches[0]["id"] == "nantong-measures.a5.i3"
    (tmp_path / "notice.txt").write_text(
        "第一条 为了质量，制定本办法。\n第二条 下列人员：\n（一）甲；\n（二）乙。\n", "utf-8"
    )
    parsed = json.loads(cqo("kb", "parse", "notice.txt", folder=tmp_path).stdout)
    assert [row["path"] for row in parsed] == [["第一条"], ["第二条"], ["第二条", "（一）"], ["第二条", "（二）"]]


@pytest.mark.slow
def test_the_shipped_knowledge_base_has_no_findings(tmp_path: Path) -> None:
    lint = cqo("kb", "lint", folder=tmp_path)
    assert (lint.returncode, lint.stdout) == (0, "")


def test_database_is_upgraded_and_chat_remembers_its_user(tmp_path: Path) -> None:
    assert cqo("db", "upgrade", folder=tmp_path).returncode == 0
    assert (tmp_path / "cqo.db").exists()
    cqo("chat", "--user", "wang", "--jurisdiction", "nantong", folder=tmp_path, typed="你好\n")
    again = json.loads(cqo("chat", "--user", "wang", "--json", folder=tmp_path, typed="要什么学历\n").stdout)
    assert again["jurisdiction"] == "nantong"


def test_outbox_without_failures_says_so_and_redrives_nothing(tmp_path: Path) -> None:
    listed, redriven = cqo("outbox", "list", folder=tmp_path), cqo("outbox", "redrive", "7", folder=tmp_path)
    assert (listed.returncode, listed.stdout) == (0, "no failed pages\n")
    assert (redriven.returncode, redriven.stderr) == (
        1, "cqo: No failed page has this number; `cqo outbox list` shows them.\n",
    )  # fmt: skip


def test_doctor_names_a_key_of_the_wrong_length(tmp_path: Path) -> None:
    account = '[wechat.default]\napp_id = "wx0123456789abcdef"\ntoken = "token123"\n'
    (tmp_path / "cqo.toml").write_text(f'{account}aes_key = "{"a" * 42}"\n', "utf-8")
    examined = cqo("doctor", folder=tmp_path)
    assert examined.returncode == 1
    assert examined.stderr.startswith(f"cqo: {tmp_path / 'cqo.toml'}:4: wechat.default.aes_key must be 43 characters")
