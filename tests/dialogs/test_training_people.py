"""How many places are wanted, and who is named, as people type it."""

import time

import pytest

from dialogs.flows.training_people import are_names, attending_in, names_somebody, places_in

PLACES = {"培训班给我留俩名额": 2, "给我留俩": 2, "我们三个人参加": 3, "报三位": 3, "两名学员": 2, "留1个名额": 1,
          "12个人": 12, "一个人": 1}  # fmt: skip
NO_PLACES = ("我要报名", "12月3号那场", "第2个人", "3个月后的", "报两个班", "第二期", "留两个名额还是三个名额", "4年",
             "13800138000", "一下")  # fmt: skip


@pytest.mark.parametrize("text", PLACES)
def test_number_of_places_is_read(text: str) -> None:
    assert places_in(text) == PLACES[text]


@pytest.mark.parametrize("text", NO_PLACES)
def test_other_numbers_are_no_places(text: str) -> None:
    assert places_in(text) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("给张三丰报个名", True), ("帮周海燕留一个名额", True), ("取消李娜的报名", True), ("报名 13800138000", True),
        ("周海燕", True), ("我要报名", False), ("给我留俩名额", False), ("取消报名", False), ("12月那场", False),
        ("佛山那期", False), ("帮我报名", False), ("同意", False), ("要不要考试", False), ("下一页", False),
        ("91440604MA0000015B", False),
    ],
)  # fmt: skip
def test_words_that_name_somebody_are_known(text: str, names: bool) -> None:
    assert names_somebody(text) is names


def test_several_are_only_taken_where_each_has_a_name_and_a_phone() -> None:
    assert attending_in("张伟13800138000、13900139000", admits_demo=False)[0] == ()


def test_demo_phones_are_taken_where_they_are_admitted() -> None:
    [one], _ = attending_in("张伟 12800000001", admits_demo=True)
    assert one.phone == "12800000001"


@pytest.mark.parametrize(
    ("text", "several"), [("张伟和李娜", True), ("张伟、李娜、王芳", True), ("张和平", False), ("场次和时间", False)]
)
def test_several_names_alone_are_known(text: str, several: bool) -> None:
    assert are_names(text) is several


@pytest.mark.parametrize("run", ["质量", "1", "张", "13800138000", "个", "1个", "一", " ", "和"])
def test_long_run_is_read_at_once(run: str) -> None:
    text = run * (10_000 // len(run))
    started = time.process_time()
    attending_in(text, admits_demo=False)
    places_in(text)
    are_names(text)
    names_somebody(text)
    assert time.process_time() - started < 0.5
