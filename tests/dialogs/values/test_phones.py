"""Phone numbers as they are typed and spoken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.values.phones import (
    Landline,
    Mobile,
    NoPhone,
    NotAMobile,
    PhoneRead,
    SeveralPhones,
    last_four_in,
    phone_in,
)

MOBILE = Mobile("13800138000")


@pytest.mark.parametrize(
    "text",
    [
        *("13800138000", "138 0013 8000", "138-0013-8000", "+86 13800138000", "+8613800138000", "0086-138-0013-8000"),
        *(
            "8613800138000",
            "１３８００１３８０００",
            "＋８６　１３８００１３８０００",
            "幺三八零零幺三八零零零",
            "一三八 零零一三 八零零零",
        ),
        *("手机13800138000，谢谢", "张伟13800138000", "13800138000/13800138000", "我的号是138.0013.8000"),
    ],
)
def test_a_mobile_is_read(text: str) -> None:
    assert phone_in(text) == MOBILE


@pytest.mark.parametrize(
    ("text", "read"),
    [
        *[("0755-82345678", Landline("075582345678")), ("(020)8765 4321", Landline("02087654321"))],
        *[("82345678", Landline("82345678")), ("4001234567", Landline("4001234567"))],
        *[("1380013800", NotAMobile(10)), ("138001380000", NotAMobile(12)), ("11000138000", NotAMobile(11))],
        *[
            ("没有手机", NoPhone()),
            ("", NoPhone()),
            ("1234", NoPhone()),
            ("2个人", NoPhone()),
            ("91440604MA0000015B", NoPhone()),
        ],
        ("13800138000，备用13900139000", SeveralPhones()),
        ("座机0755-82345678，手机13800138000", MOBILE),
    ],
)
def test_what_is_no_mobile_is_known_for_what_it_is(text: str, read: PhoneRead) -> None:
    assert phone_in(text) == read


def test_a_demonstration_number_is_a_mobile_only_where_it_is_admitted() -> None:
    assert phone_in("120-0000-0001", admits_demo=True) == Mobile("12000000001")
    assert phone_in("120-0000-0001") == NotAMobile(11)
    assert phone_in("13800138000", admits_demo=True) == MOBILE


@pytest.mark.parametrize(
    ("text", "four"),
    [
        *[
            ("8000", "8000"),
            ("尾号 8000", "8000"),
            ("后四位是 8 0 0 0", "8000"),
            ("８０００", "8000"),
            ("八零零零", "8000"),
        ],
        *[("13800138000", "8000"), ("120 0000 0001", "0001"), ("我记得是8000吧", "8000"), ("0001", "0001")],
        *[("12345", None), ("800", None), ("8000还是8001", None), ("0755-82345678", None), ("", None), ("忘了", None)],
    ],
)
def test_the_last_four_digits_are_read(text: str, four: str | None) -> None:
    assert last_four_in(text) == four


@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.sampled_from(["", " ", "-"]),
    st.sampled_from(["", "+86", "0086 "]),
)
def test_every_mobile_is_read_however_it_is_parted(number: str, gap: str, country: str) -> None:
    assert phone_in(f"{country}{number[:3]}{gap}{number[3:7]}{gap}{number[7:]}") == Mobile(number)
