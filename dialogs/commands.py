"""The words that work in any state, known slips included; anything longer is a question, not a command."""

from typing import Literal

from dialogs.choosing import plain

Command = Literal["cancel", "back", "restart", "menu", "human", "region", "more"]

PHRASES: dict[Command, tuple[str, ...]] = {
    "cancel": (
        *("取消", "算了", "退出", "不办了", "算了不办了", "不用了", "先不办了", "不弄了", "取消办理"),
        *("取销", "退岀", "算啦", "不用啦"),
    ),
    "back": ("返回", "上一步", "填错了", "返回上一步", "退回上一步", "返会", "上一部"),
    "restart": ("重新开始", "重来", "从头开始", "重新来", "从新开始", "重头开始", "从新来"),
    "menu": ("菜单", "帮助", "?", "你能做什么", "有什么功能", "主菜单", "功能", "help", "菜蛋", "帮组"),
    "human": (
        *("人工", "转人工", "人工客服", "人工服务", "转人工客服", "找人工", "我要人工", "真人", "联系客服", "客服"),
        *("转人公", "专人工", "转工人", "人公", "我要找人工", "转接人工"),
    ),
    "region": ("地区", "换地区", "切换地区", "更换地区", "选择地区", "改地区", "换个地区", "换地方", "还地区"),
    "more": ("更多", "看后文", "看更多", "后文", "继续看", "更多内容", "跟多"),
}
"""Every way to say a command. A bare question mark stands for help."""

BUTTONS: dict[str, Command] = {"policy": "menu", "menu": "menu", "region": "region", "human": "human"}
"""Keys of the account's menu; 「政策问答」 opens the topics one can ask about."""

_BY_PHRASE: dict[str, Command] = {
    (plain(phrase) or phrase): command for command, phrases in PHRASES.items() for phrase in phrases
}


def command_in(text: str) -> Command | None:
    """The command that `text` is, or None."""
    return _BY_PHRASE.get(plain(text).casefold() or text.strip().replace("？", "?"))
