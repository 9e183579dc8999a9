"""An application on a loopback port of its own, in a thread: for callers in this process and in others."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from aiohttp.test_utils import unused_port
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp

from adapters.twin.twin import Twin


@contextmanager
def served(
    application: ASGIApp, *, is_begun: bool = False, certificate: Path | None = None, key: Path | None = None
) -> Iterator[str]:
    """Where it is served; one that `is_begun` is served elsewhere too and neither begins nor ends here.

    Over TLS with a certificate.
    """
    port = unused_port()
    server = uvicorn.Server(
        uvicorn.Config(
            application,
            port=port,
            lifespan="off" if is_begun else "auto",
            log_config=None,
            access_log=False,
            ws="none",
            ssl_certfile=certificate,
            ssl_keyfile=key,
        )
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.005)
    try:
        yield f"{'https' if certificate else 'http'}://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def served_api(twin: Twin) -> Iterator[str]:
    """What the service's `api_base` has to be to call this twin."""
    with served(Starlette(routes=[Mount("/api", twin.api.app())])) as base:
        yield f"{base}/api"
