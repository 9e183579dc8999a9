"""Who says when the next call may go out."""

from typing import Protocol


class Pacer(Protocol):
    """Counts send slots over every process that calls in the same account's name."""

    async def reserve(self, rate: str, *, per_second: float) -> float:
        """Takes the next slot of a rate; the seconds to wait until it begins."""
