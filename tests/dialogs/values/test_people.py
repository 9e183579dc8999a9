"""Names, and a name beside a phone."""

import pytest

from dialogs.values.people import Person, means_oneself, name_in, person_in
from dialogs.values.phones import Mobile, NoPhone

MOBILE = Mobile("13800138000")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *[
            (text, "张伟")
            for text in ("张伟", "我叫张伟", "姓名：张伟", "我叫张伟的", "张 伟", "是张伟", "就报张伟吧", "张伟先生")
        ],
        *[
            (text, "张伟")
            for text in (
                "参训人：张伟。",
                "参训人姓名:张伟",
                "张伟，张伟",
                "“张伟”",
                "张伟，谢谢",
                "还是张伟",
                "改成张伟",
            )
        ],
        *[
            (text, "迪丽热巴·买买提")
            for text in ("迪丽热巴·买买提", "迪丽热巴.买买提", "迪丽热巴•买买提", "我是迪丽热巴．买买提")
        ],
        *[
            (name, name)
            for name in (
                "欧阳娜娜",
                "𠮷田",
                "那英",
                "于是之",
                "为民",
                "李为民",
                "司马相如",
                "阿不都热合曼",
                "张无忌",
                "张三丰",
                "张和平",
                "欧阳和平",
            )
        ],
    ],
)
def test_a_name_is_read(text: str, name: str) -> None:
    assert name_in(text) == name


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "张",
            "张3",
            "Zhang Wei",
            "张总",
            "王先生",
            "老李",
            "小王",
            "陈经理",
            "某某",
            "张伟、李娜",
            "张伟和李娜",
            "陈总监",
            "姓张",
            "伟" * 21,
        ),
        *(
            "不知道",
            "没有",
            "好的",
            "谢谢",
            "本人",
            "就是我",
            "质量部部长",
            "李是谁",
            "要什么材料",
            "南通市",
            "取消报名",
            "·",
        ),
    ],
)
def test_no_name_is_guessed(text: str) -> None:
    assert name_in(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *(
            "张伟13800138000",
            "13800138000张伟",
            "张伟 13800138000",
            "13800138000，张伟",
            "张伟/138-0013-8000",
            "张伟(13800138000)",
        ),
        *(
            "姓名张伟电话13800138000",
            "联系人：张伟 手机：13800138000",
            "我叫张伟，手机号是１３８００１３８０００",
            "张伟幺三八零零幺三八零零零",
        ),
    ],
)
def test_a_name_and_a_phone_are_read_from_one_line(text: str) -> None:
    assert person_in(text) == Person("张伟", MOBILE)


def test_a_name_that_ends_in_a_figure_keeps_it_before_a_spoken_phone() -> None:
    assert person_in("李四幺三八零零一三八零零零") == Person("李四", MOBILE)
    assert person_in("李四13800138000") == Person("李四", MOBILE)


def test_either_may_be_missing() -> None:
    assert person_in("13800138000") == Person(None, MOBILE)
    assert person_in("张伟") == Person("张伟", NoPhone())


def test_words_for_oneself_are_known() -> None:
    assert all(map(means_oneself, ("我", "就是我", "本人", "我自己", "参训人就是本人", "我去", "是我自己参加")))
    assert not any(map(means_oneself, ("张伟", "我叫张伟", "不是我", "我同事", "")))
