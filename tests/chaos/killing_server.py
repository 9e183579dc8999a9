"""The real service, killed with SIGKILL right after a stop of its choice: `killing_server FOLDER PORT EVENT`.

The stops announce themselves in the log; a log processor pulls the trigger, so the service holds no
code for it. Without EVENT it serves until it is told to stop.
"""

import logging
import os
import signal
import sys
from pathlib import Path

import structlog
import uvicorn

from bot.app import create_app
from tests.services import settings_in


def main(folder: str, port: str, event: str = "") -> None:
    def kill_at_event(_logger: object, _method: str, fields: structlog.typing.EventDict) -> str:
        if fields["event"] == event:
            os.kill(os.getpid(), signal.SIGKILL)
        return ""

    structlog.configure(
        processors=[kill_at_event],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG),
        logger_factory=structlog.ReturnLoggerFactory(),
    )
    app = create_app(settings_in(Path(folder)))
    uvicorn.run(app, host="127.0.0.1", port=int(port), log_config=None, access_log=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
