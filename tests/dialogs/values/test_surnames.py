"""A word that stands alone is a name only where it begins as names do."""

import pytest

from dialogs.values.surnames import reads_as_name


@pytest.mark.parametrize(
    "name", ["张伟", "李建国", "欧阳修", "司马相如", "区志明", "单国强", "安然", "高远", "买买提·艾力", "成龙"]
)
def test_name_is_one(name: str) -> None:
    assert reads_as_name(name)


@pytest.mark.parametrize(
    "word",
    [
        "换一场",
        "两个人",
        "场次",
        "时间",
        "都行",
        "任命文件",
        "高层副职",
        "单位",
        "安排",
        "方便",
        "费用",
        "阿依",
        "",
        "张王李赵陈",
    ],
)
def test_word_is_none(word: str) -> None:
    assert not reads_as_name(word)
