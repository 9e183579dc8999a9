"""The demo: the whole service beside an offline WeChat, on one machine, with nothing to configure."""

import asyncio
import hashlib
import secrets
import signal
import string
import tempfile
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import socket

import uvicorn
from pydantic import SecretStr

from adapters.twin.account import USERS, TwinAccount
from adapters.twin.app import create_twin_app
from adapters.twin.twin import Twin
from adapters.wechat.settings import WeChatSettings
from bot.app import create_app
from bot.connections import server_options
from bot.demo_data import load_demo_data
from bot.log import configure_logging
from bot.service import build_service, check_database
from bot.serving import CannotServe, alone_on, listen
from bot.settings import DeskSettings, Settings
from dialogs.messages import ConversationKey

HOST = "127.0.0.1"
DEFAULT_PORT = 8000
PORTS_TRIED = 50
ACCOUNT = "demo"
STREAMS_END_WITHIN_S = 1


def run_demo(*, port: int | None, opens_browser: bool, folder: Path | None) -> None:
    """Serve until told to stop. `folder` is kept and used again; without one a temporary one is used.

    `port` None means the default or the next free one. Raises CannotServe when `port` is taken.
    """
    configure_logging("warning", as_json=False)
    # Ended by kill as by Ctrl-C, the demo leaves no temporary folder behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt), _folder(folder) as home, _listening(port) as listening:
        asyncio.run(_serve(home, listening, opens_browser=opens_browser))


async def _serve(home: Path, listening: socket, *, opens_browser: bool) -> None:
    base = f"http://{HOST}:{listening.getsockname()[1]}"
    account = _account(home)
    twin = Twin(account, f"{base}/webhooks/wechat/{ACCOUNT}")
    settings = _settings(base, home, account)
    await check_database(settings)
    await _fill(settings)
    app = create_app(settings, mounts={"/twin": create_twin_app(twin)})
    config = uvicorn.Config(app, **server_options() | {"timeout_graceful_shutdown": STREAMS_END_WITHIN_S})
    print(f"质官通演示已启动（Ctrl-C 结束）\n  聊天页面  {base}/twin/\n  数据目录  {home}", flush=True)
    if opens_browser:
        webbrowser.open(f"{base}/twin/")
    try:
        with alone_on(settings.database_url):
            await uvicorn.Server(config).serve(sockets=[listening])
    finally:
        await twin.close()


async def _fill(settings: Settings) -> None:
    """Fictional records, in a database that has none; the first user of the twin acts for an enterprise."""
    service = build_service(settings)
    try:
        await load_demo_data(service, ConversationKey("wechat", ACCOUNT, USERS[0].openid))
    finally:
        await service.close()


def _settings(base: str, home: Path, account: TwinAccount) -> Settings:
    return Settings(
        database_url=f"sqlite:///{home.resolve() / 'demo.db'}",
        public_url=base,
        log_level="warning",
        admits_demo_phones=True,
        desk=DeskSettings(operator="演示运营单位", hours="工作日 9:00-12:00 13:30-17:30"),
        wechat={
            ACCOUNT: WeChatSettings(
                app_id=account.app_id,
                app_secret=SecretStr(account.app_secret),
                api_base=f"{base}/twin/api",
                token=SecretStr(account.token),
                aes_key=SecretStr(account.aes_key),
            )
        },
    )


def _account(home: Path) -> TwinAccount:
    """An account of its own for every data folder, with fresh secrets that are good nowhere else."""
    letters = string.ascii_letters + string.digits
    name = hashlib.sha256(str(home.resolve()).encode()).hexdigest()
    return TwinAccount(
        app_id=f"wx{name[:16]}",
        app_secret=secrets.token_hex(16),
        token=secrets.token_hex(12),
        # 32 bytes in base64 without padding: the last letter carries four bits only.
        aes_key="".join(secrets.choice(letters) for _ in range(42)) + secrets.choice("AEIMQUYcgkosw048"),
        original_id=f"gh_{name[-12:]}",
    )


@contextmanager
def _folder(folder: Path | None) -> Iterator[Path]:
    if folder is None:
        with tempfile.TemporaryDirectory(prefix="cqo-demo-") as temporary:
            yield Path(temporary)
    else:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder


@contextmanager
def _listening(port: int | None) -> Iterator[socket]:
    with _first_free() if port is None else listen(HOST, port) as listening:
        yield listening


def _first_free() -> socket:
    for port in range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED):
        try:
            return listen(HOST, port)
        except CannotServe:
            continue
    raise CannotServe(f"no free port from {DEFAULT_PORT} on; choose one with --port")
