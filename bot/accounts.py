"""Which of the configured accounts a command is about."""

from adapters.wechat.settings import WeChatSettings
from adapters.wecom.settings import WeComSettings
from adapters.wecom_kf.settings import WeComKfSettings
from bot.errors import BotError
from bot.settings import Settings

Account = WeChatSettings | WeComSettings | WeComKfSettings


class NoSuchAccount(BotError):
    """`--channel` names an account that is not configured."""

    code = "no_such_account"


def chosen_accounts(settings: Settings, channel: str | None) -> dict[str, Account]:
    """The account that is called `channel`, such as `wechat/default`; all by name where it is None.

    Raises NoSuchAccount.
    """
    configured: dict[str, Account] = {
        **{f"wechat/{name}": account for name, account in settings.wechat.items()},
        **{f"wecom/{name}": account for name, account in settings.wecom.items()},
        **{f"wecom_kf/{name}": account for name, account in settings.wecom_kf.items()},
    }
    if channel is None:
        return configured
    if channel not in configured:
        raise NoSuchAccount(f"{channel}: no such account; configured: {', '.join(configured) or 'none'}")
    return {channel: configured[channel]}
