"""The addresses that the platform calls from, and is called at.

https://developers.weixin.qq.com/doc/service/api/base/api_getcallbackip.html
"""

from adapters.twin.api.calls import Family

LOOPBACK = {"ip_list": ["127.0.0.1"]}


def addresses() -> Family:
    return {"getcallbackip": lambda _call: LOOPBACK, "get_api_domain_ip": lambda _call: LOOPBACK}
