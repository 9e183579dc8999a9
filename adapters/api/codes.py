"""What a platform means by its `errcode`, and what can be done about it.

HTTP is 200 whatever happens; the code alone decides. Sources, read in November 2026:
https://developers.weixin.qq.com/doc/service/guide/dev/api/errcode.html and
https://developer.work.weixin.qq.com/document/path/90313.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from types import MappingProxyType

from adapters.push import (
    PayloadRefused,
    PushError,
    PushMisconfigured,
    QuotaUsedUp,
    RecipientGone,
    RetryLater,
    WindowClosed,
)

TOKEN_CODES = frozenset({40001, 40014, 42001})
"""The access token is refused: worth one new token and one more try. While a token is fetched, 40001 is the secret."""

Wait = Callable[[datetime], float]
"""The seconds to wait, from a moment on."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one code means: the error to raise, the operator's sentence, and the wait where one helps."""

    error: type[PushError]
    says: str
    wait: Wait | None = None
    shows_address: bool = False
    """The platform's own message names the address that this machine comes from."""


Codes = Mapping[int, Meaning]


def refusal(code: int, message: str, codes: Codes, *, now: datetime) -> PushError:
    """The error that `code` stands for. Of the platform's `message` only vetted pieces are repeated."""
    meaning = codes.get(code, _UNKNOWN)
    detail = f"{code}: {meaning.says}"
    if meaning.shows_address and (address := _ADDRESS.search(message)):
        detail += f" ({address[0]})"
    if request_id := _REQUEST_ID.search(message):
        detail += f" [rid {request_id[1]}]"
    if meaning.wait is not None and issubclass(meaning.error, RetryLater):
        return meaning.error(detail, after_s=meaning.wait(now), platform_code=str(code))
    return meaning.error(detail, platform_code=str(code))


def _seconds(number: float) -> Wait:
    return lambda _now: number


def _until_midnight(now: datetime) -> float:
    """Daily allowances are renewed at midnight in Beijing."""
    here = now.astimezone(_BEIJING)
    return (_day(here) + timedelta(days=1) - here).total_seconds()


def _until_next_month(now: datetime) -> float:
    here = now.astimezone(_BEIJING)
    return ((_day(here).replace(day=1) + timedelta(days=32)).replace(day=1) - here).total_seconds()


def _day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


_BEIJING = timezone(timedelta(hours=8))
_ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")
_REQUEST_ID = re.compile(r"\brid: ?([0-9a-f-]{8,64})\b")
_UNKNOWN = Meaning(PayloadRefused, "a refusal for a reason that is not known here")

# One row of the table: a meaning and the codes that have it.
_Row = tuple[Meaning, tuple[int, ...]]


def _later(wait: Wait, says: str, *codes: int) -> _Row:
    return Meaning(RetryLater, says, wait), codes


def _used_up(wait: Wait, says: str, *codes: int) -> _Row:
    return Meaning(QuotaUsedUp, says, wait), codes


def _operator(says: str, *codes: int, shows_address: bool = False) -> _Row:
    return Meaning(PushMisconfigured, says, shows_address=shows_address), codes


def _gone(says: str, *codes: int) -> _Row:
    return Meaning(RecipientGone, says), codes


def _closed(says: str, *codes: int) -> _Row:
    return Meaning(WindowClosed, says), codes


def _content(says: str, *codes: int) -> _Row:
    return Meaning(PayloadRefused, says), codes


def _table(*rows: _Row) -> Codes:
    return MappingProxyType({code: meaning for meaning, codes in rows for code in codes})


_COMMON = (
    _later(_seconds(5), "the platform is busy", -1, -1000),
    _later(_seconds(60), "too many calls within a minute", 45011, 45033),
    _later(_seconds(30), "a new access token was refused as well", 40014, 42001),
    _operator("the secret is wrong, or a new access token was refused as well", 40001),
    _operator("the platform does not know this account's id", 40013),
    _operator("the secret is wrong: compare it with the platform's page", 40125),
    _operator("an account of this kind may not do this", 40200),
    _operator("the account has no permission for this API", 48001),
    _operator("the platform has banned the account from this API", 48004),
    _gone("the platform does not know this user", 40003),
    _content("too long", 45002),
    _content("empty", 44002, 44004),
)

OFFICIAL_ACCOUNT: Codes = _table(
    *_COMMON,
    _used_up(_until_midnight, "the day's calls of this API are used up", 45009),
    _used_up(_until_next_month, "the month's renewals of allowances are used up", 48006),
    _operator("this machine's address is not on the account's IP白名单", 40164, shows_address=True),
    _operator("the account's administrator has to let this machine in", 89501, 89503, 89506, 89507),
    _operator("the account is not authorised for this API", 50001),
    _operator("the account may not send messages of this type", 48008),
    _operator("the account's customer service is not enabled", 65400),
    _gone("the user does not follow the account", 43004, 46004, 50005),
    _gone("the user has switched this account's messages off", 48002),
    _gone("the user is on the account's blacklist", 43019),
    _gone("the user has refused this kind of message", 43101),
    _gone("the user's own account is restricted", 50002),
    _closed("the user wrote too long ago, or has left", 45015),
    _closed("as many messages as may follow the user's last word were sent", 45047),
    _content("the platform's check of contents does not let it pass", 45166, 87014),
    _content("there is no such template", 40037),
    _content("an argument of the template is missing or malformed", 47003),
    _content("too many articles", 45008),
    _content("the account has as many tags as it may", 45056),
    _content("a tag of so many followers cannot be deleted", 45057),
    _content("a user has as many tags as he may", 45059),
    _content("the tags 0, 1 and 2 are the platform's own", 45058),
    _content("the name of this tag is taken or not allowed", 45157),
    _content("the name of this tag is too long", 45158),
    _content("there is no such tag", 45159),
    _content("the account has no menu", 46003),
    _content("the typing sign cannot be shown now", 45072, 45080, 45081),
    _content("the draft did not pass the platform's check", 53503),
    _content("the draft has to be published, or saved first, on the platform's page", 53504, 53505),
    _content("the conditional menu asks for a criterion that is no longer allowed", 65320),
)

WECOM: Codes = _table(
    *_COMMON,
    _later(_seconds(60), "too many calls: the allowance is renewed every minute and every hour", 45009),
    _operator("this machine's address is not among the application's 企业可信IP", 60020, shows_address=True),
    _operator("the application may not see or do this", 48002, 60011),
    _operator("the platform does not know this agent_id", 40056),
    _operator("the secret is not that of the application with this agent_id", 301002),
    _operator("there is no customer service account of this open_kfid", 95000, 95004),
    _gone("the platform does not know this user, or the application may not see him", 40031, 60111, 81013),
    _closed("as many messages as may follow the customer's last word were sent", 95001),
    _closed("the session is not the bot's: a person has it, or it has ended", 95018),
    _content("the code is spent or was never given", 40029),
    _content("the welcome of this customer is over, or another application's", 41051, 41096),
    _content("this servicer cannot take the session", 95011, 95012, 95013, 95014, 95015, 95016, 95017),
)
