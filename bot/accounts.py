"""Which of the configured accounts a command is about."""

from adapters.wechat.settings import WeChatSettings
from bot.errors import BotError
from bot.settings import Settings


class NoSuchAccount(BotError):
    """`--channel` names an account that is not configured."""

    code = "no_such_account"


def chosen_accounts(settings: Settings, channel: str | None) -> dict[str, WeChatSettings]:
    """The account that `channel` calls `wechat/NAME`, all of them where it is None. Raises NoSuchAccount."""
    if channel is None:
        return dict(settings.wechat)
    platform, _, name = channel.partition("/")
    if platform != "wechat" or name not in settings.wechat:
        known = ", ".join(f"wechat/{account}" for account in settings.wechat) or "none"
        raise NoSuchAccount(f"{channel}: no such account; configured: {known}")
    return {name: settings.wechat[name]}
