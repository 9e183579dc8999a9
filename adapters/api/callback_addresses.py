"""From where a platform says that it calls; Official Accounts and WeCom answer alike.

https://developers.weixin.qq.com/doc/service/api/base/api_getcallbackip.html
https://developer.work.weixin.qq.com/document/path/90238
"""

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network

from pydantic import BaseModel, ConfigDict

from adapters.api.account import AccountApi


class _Listed(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    ip_list: list[str]


async def callback_addresses(api: AccountApi) -> tuple[IPv4Network | IPv6Network, ...]:
    """The networks of the list; what cannot be read as one is left out. Raises PushError."""
    listed = await api.get("/cgi-bin/getcallbackip", _Listed)
    return tuple(_networks(listed.ip_list))


def _networks(entries: list[str]) -> Iterator[IPv4Network | IPv6Network]:
    for entry in entries:
        # Older lists write 101.226.103.* for a network.
        stars = entry.count("*")
        written = f"{entry.replace('*', '0')}/{32 - 8 * stars}" if stars else entry
        try:
            yield ip_network(written.strip(), strict=False)
        except ValueError:
            continue
