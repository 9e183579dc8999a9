"""Who is measured: three echoes and this service in its two ways of running, each a process of its own."""

import base64
import os
import secrets
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.adapters.wechat_platform import SAFE

ROOT = Path(__file__).parents[3]
PEERS = ROOT / ".venv-bench" / "bin"
_ECHOES = Path(__file__).parent / "echoes"


@dataclass(frozen=True, slots=True, eq=False)
class Contestant:
    """`path` takes callbacks, a GET of `ready_path` answers below 500 once the server can answer them.

    `remembers`: it keeps what it is told, so that what a person said before belongs to the question.
    """

    name: str
    command: Sequence[str]
    port: int
    path: str = "/callback"
    ready_path: str = "/callback"
    environment: Mapping[str, str] = field(default_factory=dict)
    remembers: bool = False


BARE, FASTAPI, WEROBOT = "bare echo", "FastAPI + wechatpy, echo", "WeRoBot, echo"
EMBEDDED, SERVERS = "this service, SQLite", "this service, PostgreSQL + Redis"


def bare_echo(port: int) -> Contestant:
    """On the server and settings of `cqo serve`."""
    command = [sys.executable, "-m", "uvicorn", "tests.bench.door.echoes.bare:app", *_uvicorn(port)]
    return Contestant(BARE, command, port, environment=_ECHO | {"PYTHONPATH": str(ROOT)})


def fastapi_echo(port: int) -> Contestant:
    """On the same server too."""
    command = [str(PEERS / "uvicorn"), "--app-dir", str(_ECHOES), "fastapi_wechatpy:app", *_uvicorn(port)]
    return Contestant(FASTAPI, command, port, environment=_ECHO)


def werobot_echo(port: int) -> Contestant:
    """On the server that it chooses by itself."""
    command = [str(PEERS / "python"), str(_ECHOES / "werobot_echo.py"), str(port)]
    return Contestant(WEROBOT, command, port, environment=_ECHO)


def service(name: str, port: int, folder: Path, *, database_url: str, redis_url: str = "") -> Contestant:
    """`cqo serve` with one account in safe mode and nothing else changed from the defaults."""
    settings = folder / "cqo.toml"
    settings.write_text(
        f'database_url = "{database_url}"\nredis_url = "{redis_url}"\n'
        f'data_key = "{base64.b64encode(secrets.token_bytes(32)).decode()}"\n'
        f'public_url = "https://bot.example.gov.cn"\n[wechat.default]\napp_id = "{SAFE.app_id}"\n'
        f'token = "{SAFE.token}"\naes_key = "{SAFE.aes_key}"\n',
        "utf-8",
    )
    return Contestant(
        name,
        cqo("serve", "--port", str(port)),
        port,
        path="/webhooks/wechat/default",
        ready_path="/readyz",
        environment={"CQO_CONFIG": str(settings), "PYTHONPATH": str(ROOT)},
        remembers=True,
    )


def cqo(*arguments: str) -> list[str]:
    """A command of this checkout, whichever checkout the environment was installed from."""
    return [sys.executable, "-c", "from bot.cli import main; main()", *arguments]


def environment_of(contestant: Contestant) -> dict[str, str]:
    """What its process sees: nothing of the developer's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CQO_")}
    return kept | contestant.environment


_ECHO = {"ECHO_TOKEN": SAFE.token, "ECHO_AES_KEY": SAFE.aes_key, "ECHO_APP_ID": SAFE.app_id}


def _uvicorn(port: int) -> list[str]:
    return [
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--lifespan",
        "off",
        "--no-access-log",
        "--log-level",
        "warning",
    ]
