"""Whatever is typed, every reader gives a value: it never raises, and takes no longer than the text is long."""

import time
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.choosing import choose, ordinal
from dialogs.values.answers import HAS, HAS_NOT, UNSURE
from dialogs.values.codes import code_in
from dialogs.values.days import days_in, means_the_past
from dialogs.values.durations import years_in
from dialogs.values.money import yuan_in
from dialogs.values.numbers import number_in
from dialogs.values.options import Option, choices_of, option_in, option_named
from dialogs.values.people import means_oneself, name_in, person_in
from dialogs.values.phones import last_four_in, phone_in
from dialogs.values.questions import asks
from dialogs.values.written import half_width, plain

TODAY = date(2026, 11, 25)
OPTIONS = (HAS_NOT, HAS, UNSURE)
READERS: dict[str, Callable[[str], object]] = {
    "number": number_in,
    "years": lambda text: years_in(text, TODAY),
    "days": lambda text: (days_in(text, TODAY), days_in(text, TODAY, prefers="past")),
    "past": means_the_past,
    "money": yuan_in,
    "phone": lambda text: phone_in(text, admits_demo=True),
    "last four": last_four_in,
    "name": name_in,
    "person": person_in,
    "oneself": means_oneself,
    "code": code_in,
    "option": lambda text: option_in(text, OPTIONS),
    "option named": lambda text: option_named(text, OPTIONS),
    "choice": lambda text: choose(text, choices_of(OPTIONS)),
    "ordinal": ordinal,
    "asks": asks,
    "plain": plain,
}
PIECES = (
    *"019.,-/·+一两〇十百千万亿廿年月日号个半点多几人块元￥张我叫是不没有的吧吗周上下第差到快从就选幺OAb",
    *" \n\u3000\u200b²٣𝟏İﬀ𠮷\ufdfa\x85\x00",
    *(
        "最后",
        "不知道",
        "有没有",
        "以前",
        "至今",
        "开始",
        "个月",
        "季度",
        "星期",
        "公司",
        "我叫",
        "2019",
        "19年",
        "12月",
        "3号",
    ),
    *("1,000", "1.5", "138", "+86", "\u0301\u0323"),
)
RUNS = (
    *(
        "1 ",
        "一年",
        "12月3号",
        "张伟、",
        "138-",
        "不知道有没有",
        "a1 ",
        "3年4",
        "1.2.",
        "1,234",
        "差个",
        "一点",
        "周一",
    ),
    *("我是的", "就是", "我自己", "我是我", "就报张伟吧", "快3年多"),
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
LONG = 10_000


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
@given(text=TEXTS)
def test_no_text_raises(read: Callable[[str], object], text: str) -> None:
    assert read(text) == read(text)


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_a_long_text_takes_no_longer_than_its_length(read: Callable[[str], object]) -> None:
    slow = {}
    for piece in (*PIECES, *RUNS):
        started = time.process_time()
        read(f"{piece * (LONG // len(piece))}x")
        spent = time.process_time() - started
        if spent > 0.5:
            slow[piece] = spent
    assert slow == {}


@given(st.text(max_size=40))
def test_one_spelling_is_its_own_spelling(text: str) -> None:
    assert half_width(half_width(text)) == half_width(text)
    assert plain(plain(text)) == plain(text)


@given(
    st.lists(
        st.text("本科大专以下硕士及上不是没有1二3年满 ", min_size=1, max_size=6).filter(plain),
        min_size=1,
        max_size=8,
        unique_by=plain,
    )
)
def test_an_option_is_chosen_by_its_own_label(labels: list[str]) -> None:
    options = [Option(place, label) for place, label in enumerate(labels)]
    assert [option_in(label, options) for label in labels] == options
    assert [choose(label, choices_of(options)) for label in labels] == list(choices_of(options))
