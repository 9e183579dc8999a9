"""The words that work in any state. Exact or one slip away, so that a question is never a command."""

from typing import Literal

from rapidfuzz.distance import OSA

from dialogs.choosing import plain

Command = Literal["cancel", "back", "restart", "menu", "human", "region", "more"]

PHRASES: dict[Command, tuple[str, ...]] = {
    "cancel": ("取消", "算了", "退出", "不办了", "算了不办了", "不用了", "先不办了", "不弄了", "取消办理"),
    "back": ("返回", "上一步", "填错了", "返回上一步", "退回上一步"),
    "restart": ("重新开始", "重来", "从头开始", "重新来"),
    "menu": ("菜单", "帮助", "?", "你能做什么", "有什么功能", "主菜单", "功能", "help"),
    "human": ("人工", "转人工", "人工客服", "人工服务", "转人工客服", "找人工", "我要人工", "真人", "联系客服"),
    "region": ("地区", "换地区", "切换地区", "更换地区", "选择地区", "改地区"),
    "more": ("更多", "看后文", "看更多", "后文", "继续看"),
}
"""Every way to say a command. A bare question mark stands for help."""

BUTTONS: dict[str, Command] = {"menu": "menu", "region": "region", "human": "human"}
"""Keys of the account's menu that are commands."""

_BY_PHRASE: dict[str, Command] = {
    (plain(phrase) or phrase): command for command, phrases in PHRASES.items() for phrase in phrases
}
_FORGIVING_LENGTH = 4
"""Below four characters one slip turns a command into another word."""


def command_in(text: str) -> Command | None:
    """The command that `text` is, or None."""
    said = plain(text).casefold() or text.strip().replace("？", "?")
    exact = _BY_PHRASE.get(said)
    if exact is not None or len(said) < _FORGIVING_LENGTH:
        return exact
    for phrase, command in _BY_PHRASE.items():
        if len(phrase) == len(said) and OSA.distance(said, phrase, score_cutoff=1) <= 1:
            return command
    return None
