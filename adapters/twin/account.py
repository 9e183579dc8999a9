"""Who takes part in the offline WeChat: one Official Account and a few invented followers."""

from dataclasses import dataclass
from typing import Literal

Mode = Literal["safe", "compatible", "plain"]
Delivery = Literal["once", "at_once", "in_sequence"]
Network = Literal["normal", "slow", "first_reply_lost"]


@dataclass(frozen=True, slots=True)
class TwinAccount:
    """The account as the platform knows it; the service must be configured with the same secrets.

    Without an `app_secret` nobody gets an access token. `original_id` is the `gh_…` name that messages
    are addressed to, `aes_key` the 43 characters of the EncodingAESKey. `mode` is where the twin starts;
    it can be switched while it runs.
    """

    app_id: str
    token: str
    aes_key: str
    original_id: str
    app_secret: str = ""
    mode: Mode = "safe"
    name: str = "质官通"


@dataclass(frozen=True, slots=True)
class User:
    """A person with WeChat; the name never travels, the service sees the openid alone."""

    openid: str
    name: str


USERS = (
    User("oTwin0000000LiChangzhang0001", "李厂长"),
    User("oTwin00000000000WangGong0002", "王工"),
    User("oTwin000000ZhaoXingzheng0003", "赵行政"),
)


@dataclass(frozen=True, slots=True)
class Switches:
    """How the platform behaves from now on.

    `delivery` sends each message once, three times at once, or three times one after the other.
    `network` delays every reply (`slow`) or loses the first one, so that a second try is needed.
    """

    mode: Mode = "safe"
    delivery: Delivery = "once"
    network: Network = "normal"
