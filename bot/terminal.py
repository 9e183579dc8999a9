"""`cqo chat`: lines typed at the terminal become messages of the local channel."""

import asyncio
import json
import sys
from io import TextIOWrapper

from adapters.local.channel import ACCOUNT, NAME, message_from_line
from bot.log import configure_logging
from bot.policy import require_area
from bot.service import Service, build_service
from bot.settings import Settings
from dialogs.messages import ConversationKey

GREETING = "质官通：请直接提问，例如“南通的首席质量官要什么学历”。输入“菜单”看功能，Ctrl-D 结束。"


def chat(settings: Settings, *, user: str, jurisdiction: str, prints_json: bool) -> None:
    """Read lines from standard input until it ends; answer each on standard output."""
    configure_logging("warning", as_json=False)
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    asyncio.run(_chat(build_service(settings), user, jurisdiction, prints_json=prints_json))


async def _chat(service: Service, user: str, jurisdiction: str, *, prints_json: bool) -> None:
    await service.prepare()
    is_interactive = sys.stdin.isatty() and not prints_json
    try:
        if jurisdiction:
            require_area(jurisdiction, service.ports)
            await service.turns.set_jurisdiction(ConversationKey(NAME, ACCOUNT, user), jurisdiction)
        if is_interactive:
            print(GREETING)
        while line := await asyncio.to_thread(_next_line, is_interactive):
            if line.strip():
                print(await _answer(service, user, line.strip(), prints_json=prints_json), flush=True)
    finally:
        await service.close()


def _next_line(is_interactive: bool) -> str:
    """The next line with its end, empty at the end of input."""
    if not is_interactive:
        return sys.stdin.readline()
    try:
        return input("\n您：") + "\n"
    except EOFError:
        return ""


async def _answer(service: Service, user: str, line: str, *, prints_json: bool) -> str:
    message = message_from_line(line, user=user, at=service.clock.now())
    offer = await service.turns.handle(message)
    if offer:
        await service.turns.settle(offer)
    if prints_json:
        return json.dumps(await service.turns.recorded(message), ensure_ascii=False)
    return offer.page.text if offer else "（没有回复）"
