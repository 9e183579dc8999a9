"""A real Chromium, the real demo, and a service with fixed replies for what the demo never says."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiohttp.test_utils import unused_port
from playwright.async_api import Page, ViewportSize, async_playwright

from tests.browser.scripted_service import scripted_service

STARTS_WITHIN_S = 60
WIDE = ViewportSize(width=1280, height=860)
PHONE = ViewportSize(width=390, height=844)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

OpenPage = Callable[[str, ViewportSize], Awaitable[Page]]
Photograph = Callable[[Page, str], Awaitable[None]]


@pytest.fixture(scope="session")
def demo_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `cqo demo` with an empty data folder."""
    with _demo(unused_port(), tmp_path_factory.mktemp("demo")) as url:
        yield url


@pytest.fixture(scope="session")
def scripted_url() -> Iterator[str]:
    """The address of the twin before a service that answers with fixed texts."""
    with scripted_service(unused_port()) as url:
        yield url


@pytest.fixture
async def open_page() -> AsyncIterator[OpenPage]:
    """Opens an address in a fresh browser; afterwards nothing may have left the host or complained."""
    foreign: list[str] = []
    complaints: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=_chromium(), args=FLAGS)

        async def open_address(url: str, viewport: ViewportSize) -> Page:
            context = await browser.new_context(viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai")
            page = await context.new_page()
            context.on("request", lambda request: _note_foreign(request.url, foreign))
            context.on("console", lambda message: complaints.append(message.text))
            context.on("weberror", lambda error: complaints.append(str(error.error)))
            await page.goto(url)
            return page

        yield open_address
        await browser.close()
    assert foreign == []
    assert complaints == []


@pytest.fixture
def photograph(tmp_path: Path) -> Photograph:
    """Saves what the page looks like now; set PICTURES=docs/images to renew the pictures of the README."""
    folder = Path(os.environ.get("PICTURES", tmp_path))

    async def save(page: Page, name: str) -> None:
        await page.screenshot(path=folder / f"{name}.png", animations="disabled")

    return save


def _note_foreign(url: str, foreign: list[str]) -> None:
    if not url.startswith(("http://127.0.0.1:", "data:")):
        foreign.append(url)


def _chromium() -> str:
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "/snap/bin/chromium", "google-chrome")
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None:
        pytest.fail(
            "no Chromium: as root run `apt-get update && apt-get install chromium fontconfig fonts-noto-cjk libatomic1`"
        )
    return found


@contextmanager
def _demo(port: int, folder: Path) -> Iterator[str]:
    url = f"http://127.0.0.1:{port}"
    program = str(Path(sys.executable).with_name("cqo"))
    command = [program, "demo", "--no-open", "--port", str(port), "--data", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            _wait_for(f"{url}/readyz", process)
            yield url
        finally:
            process.terminate()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    give_up_at = time.monotonic() + STARTS_WITHIN_S
    while process.poll() is None and time.monotonic() < give_up_at:
        try:
            urllib.request.urlopen(url, timeout=1).close()  # noqa: S310 - our own address
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("`cqo demo` did not start")
