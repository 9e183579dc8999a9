"""The platforms' APIs as far as the settings allow to call them, and who sends and fetches over them."""

from collections.abc import Mapping

from adapters.api.account import AccountApi
from adapters.api.http import Http
from adapters.push import Pusher
from adapters.wechat import client as wechat
from adapters.wecom import client as wecom
from adapters.wecom_kf import client as wecom_kf
from adapters.wecom_kf.client import WeComKfClient
from bot.coordination.for_apis import ApiCoordination
from bot.settings import Settings


def apis_of(settings: Settings, shared: ApiCoordination) -> Mapping[tuple[str, str], AccountApi]:
    """The platforms' APIs of the accounts that have what a call takes; the accounts of a platform share a session."""
    official_accounts, applications, customer_service = Http(), Http(), Http()
    return {
        **{
            ("wechat", account): wechat.open_api(account, own, official_accounts, shared)
            for account, own in settings.wechat.items()
            if own.app_secret.get_secret_value()
        },
        **{
            ("wecom", account): wecom.open_api(account, own, applications, shared)
            for account, own in settings.wecom.items()
            if own.secret.get_secret_value()
        },
        **{
            ("wecom_kf", account): wecom_kf.open_api(account, own, customer_service, shared)
            for account, own in settings.wecom_kf.items()
        },
    }


def fetchers_of(
    settings: Settings, apis: Mapping[tuple[str, str], AccountApi], shared: ApiCoordination
) -> Mapping[tuple[str, str], WeComKfClient]:
    """The clients of the accounts whose messages have to be fetched; they send, too."""
    return {
        ("wecom_kf", account): WeComKfClient(account, own, apis["wecom_kf", account], shared)
        for account, own in settings.wecom_kf.items()
    }


def pushers_of(
    settings: Settings, apis: Mapping[tuple[str, str], AccountApi], shared: ApiCoordination
) -> Mapping[tuple[str, str], Pusher]:
    """The clients of the accounts that may push and have what it takes."""
    official_accounts = {
        ("wechat", account): wechat.WeChatPusher(account, own, apis["wechat", account], shared)
        for account, own in settings.wechat.items()
        if own.push and ("wechat", account) in apis
    }
    applications = {
        ("wecom", account): wecom.WeComPusher(account, own, apis["wecom", account], shared)
        for account, own in settings.wecom.items()
        if ("wecom", account) in apis
    }
    return {**official_accounts, **applications}
