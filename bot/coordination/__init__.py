"""What processes agree on while they run, and may forget: locks, tokens, pacing, wake-ups, live news."""

from bot.coordination.in_process import InProcessCoordination
from bot.coordination.port import Coordination
from bot.errors import BadSetting

__all__ = ["Coordination", "open_coordination"]


def open_coordination(redis_url: str) -> Coordination:
    """Coordination over the Redis at `redis_url`, or inside this one process where it is empty.

    Nothing is connected yet. Raises BadSetting for an address that Redis cannot have.
    """
    if not redis_url:
        return InProcessCoordination()
    # An installation without Redis need not load its driver.
    from bot.coordination.redis import RedisCoordination

    try:
        return RedisCoordination(redis_url)
    except ValueError as error:
        raise BadSetting("redis_url: redis://host:port/0 is needed, or rediss:// or unix://.") from error
