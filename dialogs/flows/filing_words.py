"""What is said about a filing: its number, the digits of a phone, the wish to know how to file."""

import re

from dialogs.messages import Choice
from dialogs.values.codes import FailsCheck, Repairable, SeveralCodes, Valid, code_in
from dialogs.values.phones import last_four_in
from dialogs.values.questions import asks
from dialogs.values.written import half_width, plain

GUIDE = Choice("了解如何备案", "了解如何备案")
_FILING_NUMBER = re.compile(r"(?<![0-9A-Z])[A-Z]{2,12}+(?:[-_/][0-9A-Z]{1,12}+){1,5}+(?![0-9A-Z])")
"""As registers number: letters first, parts joined by hyphens."""
_LEAST_FIGURES = 3
_WANTS_GUIDE = re.compile(
    r"(?:我们?|咱们?|企业|公司|单位|厂里?|其实|好像|应该|都|那|请问|想知道|了解)*"
    r"(?:(?:还没|没有?|未|尚未)(?:有|去|做|办|报|提交)*(?:过|备案|材料)*|(?:怎么|咋|如何|怎样|[去在]哪里?|找谁)(?:去|办|做|办理|申请)*备案)"
    r"(?:的|了|呢|啊|呀|吧|过|怎么办|怎么弄|怎么备案|咋办|咋弄|咋整|咋备案|，|,)*"
)
_WANTS_STATUS = re.compile(r"查|调|看|进度|状态|审|批|结果|通过|到哪")
_A_YEAR = re.compile(r"[0-9]{4}\s?年")
_LOST_PHONE = re.compile(
    r"(?:手机|号码?|尾号|后四位).{0,6}(?:换|变|丢|停|注销|不用|忘|不记得|不知道|不清楚)"
    r"|(?:换|变|丢|停|注销|忘|不记得|不知道|不清楚).{0,6}(?:手机|号码|尾号|后四位)"
)
_LONGEST_WISH = 30


def number_in(text: str) -> str:
    """The filing number that `text` gives, in upper case; empty where it gives none."""
    found = _FILING_NUMBER.search(half_width(text).upper())
    return found[0] if found and sum(char.isdecimal() for char in found[0]) >= _LEAST_FIGURES else ""


def names_filing(text: str) -> bool:
    """Whether `text` gives a whole code, right or wrong, or a filing number."""
    return isinstance(code_in(text), Valid | Repairable | FailsCheck | SeveralCodes) or bool(number_in(text))


def wants_status_of(text: str) -> bool:
    """Whether `text` asks for the filing with a code or number that stands in it."""
    wants = "备案" in text and _WANTS_STATUS.search(text) is not None
    return wants and names_filing(text)


def asks_for_guide(text: str) -> bool:
    """Whether he has not filed yet, or asks how it is done; a question about another place goes to its texts."""
    said = plain(text)
    return said == GUIDE.says or (len(said) <= _LONGEST_WISH and _WANTS_GUIDE.fullmatch(said) is not None)


def digits_in(text: str) -> str | None:
    """The last four digits of a phone. A question or a year has none: to take them would be a wrong try."""
    is_something_else = asks(text) or _A_YEAR.search(half_width(text)) is not None
    return None if is_something_else else last_four_in(text)


def is_about_phone(text: str) -> bool:
    """Whether it is figures that do not fit, or says that the phone is another or not known."""
    has_figures = any(char.isdecimal() for char in text) and not asks(text)
    return has_figures or (len(text) <= _LONGEST_WISH and _LOST_PHONE.search(text) is not None)
