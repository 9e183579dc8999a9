"""One-time codes on their way to phones: handed to the gateway at once, and again while they are good."""

import structlog

from adapters.push import PushError, RetryLater
from adapters.sms import CodeMessage, SmsGateway
from bot.clock import Clock
from bot.sealing import Sealer
from bot.storage.repositories import one_time_codes
from bot.storage.repositories.one_time_codes import RETRY_AFTER, Unsent
from bot.storage.session import Database

log = structlog.get_logger("sms")

_AT_ONCE = 20


class CodeSender:
    """Sends what waits. Any number of processes may do so; the gateway tells repeats by their key."""

    def __init__(self, database: Database, gateway: SmsGateway, sealer: Sealer, clock: Clock) -> None:
        self._database = database
        self._gateway = gateway
        self._sealer = sealer
        self._clock = clock

    async def send_due(self) -> int:
        """Hand over the messages whose time has come; how many were taken."""
        now = self._clock.now()
        due = await self._database.read(lambda session: one_time_codes.unsent(session, now=now, limit=_AT_ONCE))
        return sum([await self._send(one) for one in due])

    async def close(self) -> None:
        await self._gateway.close()

    async def _send(self, unsent: Unsent) -> bool:
        now = self._clock.now()
        if not await self._database.write(lambda session: one_time_codes.claim(session, unsent, now=now)):
            return False
        message = CodeMessage.model_validate_json(self._sealer.open(unsent.letter))
        try:
            await self._gateway.send(message, key=unsent.send_key)
        except RetryLater as error:
            log.warning("sms.delayed", code=error.code, again_after_s=RETRY_AFTER.total_seconds())
            return False
        except PushError as error:
            log.error("sms.refused", code=error.code, reason=str(error))
            failure = error.code
            await self._database.write(lambda session: one_time_codes.mark_failed(session, unsent.id, failure=failure))
            return False
        await self._database.write(lambda session: one_time_codes.mark_sent(session, unsent.id))
        return True
