"""The menu of an Official Account: as it is written, as the platform takes it, and as it gives it back."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from adapters.wechat.menu import is_same, keys_of, to_platform
from adapters.wechat.settings import WeChatSettings
from tests.adapters.wechat_platform import SAFE

ASK = {"name": "政策问答", "key": "policy"}
SITE = {"name": "网站", "url": "https://example.gov.cn/a?b=c"}
DO = {"name": "办理", "buttons": [{"name": "培训报名", "key": "training_signup"}, SITE]}
TEXT = "政" * 6


def configured(menu: object) -> WeChatSettings:
    return SAFE.settings(menu=menu)


def test_menu_is_what_the_platform_takes() -> None:
    assert to_platform(configured([ASK, DO]).menu) == [
        {"type": "click", "name": "政策问答", "key": "policy"},
        {
            "name": "办理",
            "sub_button": [
                {"type": "click", "name": "培训报名", "key": "training_signup"},
                {"type": "view", "name": "网站", "url": "https://example.gov.cn/a?b=c"},
            ],
        },
    ]
    assert keys_of(configured([ASK, DO]).menu) == ["policy", "training_signup"]


def test_variable_holds_the_menu_as_json() -> None:
    assert configured(json.dumps([ASK, DO])).menu == configured([ASK, DO]).menu


def test_menu_is_known_again_whatever_the_platform_adds() -> None:
    menu = configured([ASK, DO]).menu
    held: list[dict[str, Any]] = to_platform(menu)
    held[0] |= {"sub_button": [], "appid": "", "act_list": []}
    held[1] |= {"key": "", "type": ""}
    assert is_same(menu, held)


@pytest.mark.parametrize(
    "other",
    [[ASK], [DO, ASK], [ASK | {"key": "menu"}, DO], [ASK, SITE], [ASK, DO | {"buttons": DO["buttons"][::-1]}]],
)
def test_menu_with_any_other_button_is_another(other: list[dict[str, Any]]) -> None:
    assert not is_same(configured([ASK, DO]).menu, to_platform(configured(other).menu))


@pytest.mark.parametrize(
    ("menu", "said"),
    [
        ([ASK, ASK, ASK, ASK], "holds 4 buttons; there is room for 3"),
        ([DO | {"buttons": [SITE] * 6}], "below '办理' stand 6 buttons; there is room for 5"),
        ([{"name": "办理", "buttons": [DO]}], "'办理' stands below a button already"),
        ([ASK | {"url": SITE["url"]}], "give one of key, url and buttons"),
        ([{"name": "空"}], "give one of key, url and buttons"),
        ([{"name": "空", "buttons": []}], "give one of key, url and buttons"),
        ([ASK | {"name": ""}], "name"),
        ([ASK | {"name": TEXT}], f"the name '{TEXT}' has 18 bytes; the platform takes 16"),
        ([DO | {"buttons": [ASK | {"name": "政" * 21}]}], "has 63 bytes; the platform takes 60"),
        ([ASK | {"key": "k" * 129}], "the key of '政策问答' has 129 bytes; the platform takes 128"),
        ([SITE | {"url": "https://" + "a" * 1020}], "the url of '网站' has 1028 bytes; the platform takes 1024"),
        ([SITE | {"url": "example.gov.cn"}], "the url of '网站' must begin with https://"),
        ([ASK | {"kee": "policy"}], "kee"),
        ("[{", "must be a list of buttons; in a variable, as JSON"),
        ("policy", "must be a list of buttons; in a variable, as JSON"),
    ],
)
def test_menu_that_the_platform_would_refuse_is_refused_before(menu: object, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        configured(menu)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tags": ["南通", "南通"]}, "names '南通' more than once"),
        ({"tags": ["首席质量官制度交流一群"]}, "holds '首席质量官制度交流一群': a tag has 1 to 30 bytes"),
        ({"tags": [str(number) for number in range(101)]}, "at most 100"),
        ({"scenes": ["nantong", "nantong"]}, "names 'nantong' more than once"),
        ({"scenes": ["n" * 65]}, "at most 64"),
        ({"scenes": [""]}, "at least 1"),
    ],
)
def test_tags_and_scenes_that_the_platform_would_refuse_are_refused_before(
    changes: dict[str, object], said: str
) -> None:
    assert SAFE.settings(tags="南通, 广东", scenes="nantong,human").tags == ("南通", "广东")
    with pytest.raises(ValidationError) as refused:
        SAFE.settings(**changes)
    assert said in str(refused.value)
