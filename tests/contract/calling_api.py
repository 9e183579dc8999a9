"""A process that calls a platform through the shared Redis: `python -m … REDIS_URL PREFIX API_BASE CALLS`.

It says `ready`, goes ahead at the first line it is given, makes its calls at once and says how many
were answered.
"""

import asyncio
import sys

from adapters.api.account import Done
from adapters.api.http import Http
from adapters.push import PushError
from adapters.wechat.client import open_api
from bot.coordination.for_apis import ApiCoordination
from bot.coordination.redis import RedisCoordination
from bot.log import configure_logging
from tests.adapters.wechat_platform import SAFE


async def call_all(redis_url: str, prefix: str, api_base: str, calls: int) -> None:
    configure_logging("error", as_json=True)
    coordination = RedisCoordination(redis_url, prefix=prefix)
    settings = SAFE.settings(api_base=api_base, app_secret="secret")
    api = open_api("default", settings, Http(), ApiCoordination(coordination))
    _say("ready")
    await asyncio.to_thread(sys.stdin.readline)
    calling = [api.post("/cgi-bin/message/custom/send", {"touser": "o1"}, Done) for _ in range(calls)]
    results = await asyncio.gather(*calling, return_exceptions=True)
    _say(str(sum(not isinstance(result, PushError) for result in results)))
    await api.close()
    await coordination.close()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(call_all(*sys.argv[1:4], int(sys.argv[4])))
