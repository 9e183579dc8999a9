"""The twin's API on a loopback port of its own, for callers in this process and in others."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from aiohttp.test_utils import unused_port
from starlette.applications import Starlette
from starlette.routing import Mount

from adapters.twin.twin import Twin


@contextmanager
def served(twin: Twin) -> Iterator[str]:
    """What the service's `api_base` has to be."""
    port = unused_port()
    application = Starlette(routes=[Mount("/api", twin.api.app())])
    server = uvicorn.Server(uvicorn.Config(application, port=port, log_level="critical", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{port}/api"
    finally:
        server.should_exit = True
        thread.join()
