"""What the platform tells later of pages that it had taken."""

import structlog

from bot.outbox import Outbox
from bot.storage.session import Database
from dialogs.messages import ConversationKey, Reported

log = structlog.get_logger("receipts")


async def settle_reported(reported: Reported, key: ConversationKey, outbox: Outbox, database: Database) -> None:
    """Settle what did not arrive, and note in the log what else is told.

    Told again it changes nothing, so a report is no message and has no turn. Raises StorageUnavailable.
    """
    failed = [receipt for receipt in reported.receipts if receipt.failure]
    unknown = 0
    if failed:
        account = (key.channel, key.account)
        unknown = await database.write(lambda session: outbox.settle_failed(session, account, failed))
    log.info(
        "receipts.taken",
        kind=reported.name,
        arrived=len(reported.receipts) - len(failed),
        failed=len(failed),
        unknown=unknown,
        told=reported.told,
    )
