"""What is sent: callbacks as the platform makes them, sealed before the clock starts, and what answers are checked."""

import itertools
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from adapters.channel import HttpReply
from bot.turn import FAILED
from knowledge.evaluate import FOLDER
from knowledge.reading.places import load_gazetteer
from tests.adapters.wechat_platform import OFFICIAL_ACCOUNT, SAFE, message_xml
from tests.bench.door.contestants import Contestant


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and what its asker said before, in order."""

    text: str
    before: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """One callback, ready for the wire."""

    user: str
    text: str
    request: bytes


def workload_a() -> list[Asked]:
    """The menu, asked for by somebody new each time."""
    return [Asked("菜单")]


def workload_b() -> list[Asked]:
    """The development questions; an area that a row gives is told first, then the row's history."""
    names = {code: area.name for code, area in load_gazetteer().jurisdictions.items()}
    rows = [json.loads(line) for line in (FOLDER / "questions_dev.jsonl").read_text("utf-8").splitlines()]
    return [
        Asked(
            row["q"],
            [
                *([names[row["jurisdiction"]]] if row["jurisdiction"] else ()),
                *(said["content"] for said in row.get("history", ()) if said["role"] == "user"),
            ],
        )
        for row in rows
    ]


class Post:
    """Seals letters to one server. No two are alike: each has its own user, MsgId, nonce and ciphertext."""

    _serial = itertools.count(1)

    def __init__(self, contestant: Contestant) -> None:
        self._contestant = contestant

    def letters(self, asked: Sequence[Asked], count: int) -> tuple[list[list[Letter]], list[Letter]]:
        """`count` questions of as many new people, and the letters before them in stages.

        The letters of a stage are to be answered before the next stage is sent.
        """
        people = [(self._new_user(), one) for one in itertools.islice(itertools.cycle(asked), count)]
        depth = max(len(one.before) for one in asked) if self._contestant.remembers else 0
        stages = [
            [self._letter(user, one.before[stage]) for user, one in people if stage < len(one.before)]
            for stage in range(depth)
        ]
        return stages, [self._letter(user, one.text) for user, one in people]

    def _new_user(self) -> str:
        return f"oBench{next(self._serial):022d}"

    def _letter(self, user: str, text: str) -> Letter:
        now, number = int(time.time()), next(self._serial)
        xml = message_xml(FromUserName=user, CreateTime=str(now), Content=text, MsgId=f"{24_000_000_000_000 + number}")
        sealed = replace(SAFE, nonce=f"{number:010d}").deliver(xml, at=now)
        head = (
            f"POST {self._contestant.path}?{urlencode({**sealed.query, 'openid': user})} HTTP/1.1\r\n"
            f"Host: 127.0.0.1:{self._contestant.port}\r\nUser-Agent: Mozilla/4.0\r\nAccept: */*\r\n"
            f"Content-Type: text/xml\r\nContent-Length: {len(sealed.body)}\r\n\r\n"
        )
        return Letter(user, text, head.encode() + sealed.body)


def check(contestant: Contestant, letter: Letter, status: int, body: bytes) -> None:
    """The platform would show this answer, and it is the one that was to be measured. Raises AssertionError.

    A receipt for an answer that is late is one too; its latency tells.
    """
    assert status == 200, f"{contestant.name}: HTTP {status}"
    shown = SAFE.shown(HttpReply(body, "text/xml"))
    assert (shown["ToUserName"], shown["FromUserName"]) == (letter.user, OFFICIAL_ACCOUNT), contestant.name
    if contestant.remembers:
        assert shown["Content"] != FAILED.text, f"{contestant.name}: no answer"
    else:
        assert shown["Content"] == letter.text, f"{contestant.name}: no echo"
