"""An account that pages can be pushed to: it keeps what was sent and fails as it is told."""

from datetime import timedelta

from adapters.push import PushError, Window
from dialogs.messages import Page

WINDOWS = (Window("words", 5, timedelta(hours=48)), Window("act", 3, timedelta(minutes=1)))


class FakePusher:
    """`failures` are raised one after the other before anything is sent again."""

    def __init__(
        self, *failures: PushError, windows: tuple[Window, ...] = WINDOWS, is_idempotent: bool = False
    ) -> None:
        self.failures = list(failures)
        self.windows = windows
        self.is_idempotent = is_idempotent
        self.sent: list[tuple[str, str]] = []
        self.keys: list[str] = []

    async def push(self, user: str, page: Page, *, key: str) -> str:
        self.keys.append(key)
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append((user, page.text))
        return f"platform-{len(self.sent)}"

    async def close(self) -> None:
        """Nothing is open."""
