"""The words that work in any state, known slips included; anything longer is a question, not a command."""

import re
from typing import Literal

from dialogs.choosing import plain
from dialogs.state import Verdict

Command = Literal[
    "cancel",
    "back",
    "restart",
    "continue",
    "menu",
    "topics",
    "human",
    "region",
    "more",
    "delete_my_data",
    "unsubscribe",
    "subscribe",
]

PHRASES: dict[Command, tuple[str, ...]] = {
    "cancel": (
        *("取消", "算了", "退出", "不办了", "算了不办了", "不用了"),
        *(
            "先不办了",
            "不弄了",
            "算了不弄了",
            "不想弄了",
            "不填了",
            "不想填了",
            "算了算了",
            "取消办理",
            "退出办理",
            "结束",
        ),
        *("取销", "曲消", "退岀", "推出", "算啦", "算勒", "不用啦", "不办啦"),
    ),
    "back": (
        *("返回", "上一步", "填错了", "返回上一步", "退回上一步", "回到上一步", "上一部", "填错", "写错了", "选错了"),
        *("返会", "反回", "上一布", "田错了", "天错了", "添错了"),
    ),
    "restart": (
        *("重新开始", "重来", "从头开始", "从头来", "重新来", "重新来过", "再来一遍"),
        *("从新开始", "重头开始", "从新来", "重新开时", "重心开始", "虫新开始"),
    ),
    "continue": ("继续办理", "接着办", "接着办理", "继续办", "接着上次的办", "继续上次的办理"),
    "menu": (
        *("菜单", "帮助", "?", "你能做什么", "有什么功能", "主菜单", "功能", "help", "menu"),
        *("菜蛋", "菜但", "彩单", "帮组", "帮住", "邦助"),
    ),
    "topics": ("政策问答", "问政策", "政策咨询", "查政策"),
    "human": (
        *("人工", "转人工", "人工客服", "人工服务", "转人工客服", "转人工服务", "找人工", "真人", "联系客服", "客服"),
        *("找客服", "转接人工", "转真人", "找真人", "转人公", "专人工", "转工人", "人公", "仁工", "转任工", "转人功"),
    ),
    "region": (
        *("地区", "换地区", "切换地区", "更换地区", "选择地区", "改地区", "换个地区", "换地方", "换城市", "修改地区"),
        *("还地区", "换地曲", "换低区", "换地取", "地曲"),
    ),
    "more": ("更多", "看后文", "看更多", "后文", "继续看", "更多内容", "跟多", "更都", "更朵"),
    "delete_my_data": (
        *("删除我的信息", "删除我的数据", "删除我的记录", "删除我的资料", "删除个人信息", "注销我的信息", "删除信息"),
        *("删掉我的信息", "把我的信息删了", "把我的记录删了", "把我的信息删掉", "清除我的信息"),
        *("删处我的信息", "删出我的信息", "删除我地信息", "山除我的信息", "删除我信息"),
    ),
    "unsubscribe": (
        *("退订", "取消订阅", "退订通知", "取消通知", "不要再推送"),
        *("不要推送了", "别再推送", "别给我发了", "不再接收通知"),
        *("推订", "退定", "退顶", "腿订", "取消定阅"),
    ),
    "subscribe": ("订阅", "订阅通知", "接收通知", "开启通知", "重新订阅", "定阅", "订越", "定越"),
}
"""Every way to say a command. A bare question mark stands for help."""

COMMANDS: dict[str, Command] = {command: command for command in PHRASES}
"""By name, for a wish that was understood from other words."""

BUTTONS: dict[str, Command] = {"policy": "topics", "menu": "menu", "region": "region", "human": "human"}
"""Keys of the account's menu; 「政策问答」 opens the topics one can ask about."""

_HELPFUL = (
    *("有帮助", "有帮到", "帮到我了", "帮到了", "帮上忙了", "答对了", "回答对了", "解决了"),
    *("有邦助", "有帮住", "有帮组", "由帮助", "有棒助"),
)
_MISSED = (
    *("没答对", "没有答对", "没回答对", "没答到点子上", "没答到点上"),
    *("答错了", "答错", "回答错了", "回答错误", "回答不对"),
    *("答得不对", "没帮助", "没有帮助", "没什么帮助", "没帮上忙", "答非所问", "所答非所问", "文不对题", "答不对题"),
    *("不是我要的", "不是我想要的", "不是我问的", "不是我要问的", "我问的不是这个", "没解决", "没有解决", "你没听懂"),
    *("没达对", "没打对", "没答队", "没大对", "煤答对", "没邦助", "没帮住", "没帮组", "答飞所问", "打非所问"),
)
_HELPFUL_BESIDE = ("有用", "很有用", "答对")
_MISSED_BESIDE = (
    *("不对", "不是", "错了", "不准", "不准确", "不正确", "没用", "没有用", "没啥用", "不是这个", "不是这个意思"),
    *("都不是", "都不对", "不太对", "不队"),
)
"""These mean the answer only beside one; an open step may have asked what they answer."""

_BEFORE_A_WISH = re.compile(r"^(?:请|麻烦|帮我|给我|我要|我想)+")
_AFTER_A_WISH = re.compile(r"(?:吧|啊|呀|哦|噢|啦|一下|谢谢)+$")
_BEFORE_A_VERDICT = re.compile(
    r"^(?:你们?|您|这个|这条|这样|上面|刚才|回答|答案|得|的|还是|也|完全|根本|好像|感觉|很|挺|非常|确实|对我)+"
)
_AFTER_A_VERDICT = re.compile(r"(?:吧|啊|呀|哦|噢|啦|呢|的|了|谢谢|多谢)+$")

_LONGEST = 200
"""Longer is a question. The patterns try every start, so that a long run of 吧 would cost seconds."""

_BY_PHRASE: dict[str, Command] = {
    (plain(phrase) or phrase): command for command, phrases in PHRASES.items() for phrase in phrases
}
_ABOUT_ANSWERS: dict[str, Verdict] = {
    **dict.fromkeys(_HELPFUL, "helpful"),
    **dict.fromkeys(_MISSED, "missed"),
}
_BESIDE_AN_ANSWER: dict[str, Verdict] = {
    **_ABOUT_ANSWERS,
    **dict.fromkeys(_HELPFUL_BESIDE, "helpful"),
    **dict.fromkeys(_MISSED_BESIDE, "missed"),
}


def command_in(text: str) -> Command | None:
    """The command that `text` is, or None."""
    if _is_too_long(text):
        return None
    said = _words(text) or text.strip().replace("？", "?")
    return next(filter(None, map(_BY_PHRASE.get, _bare(said, _BEFORE_A_WISH, _AFTER_A_WISH))), None)


def verdict_in(text: str, *, is_beside_answer: bool) -> Verdict | None:
    """What `text` says of an answer, or None. `is_beside_answer`: nothing else can be meant by 「不对」."""
    if _is_too_long(text):
        return None
    known = _BESIDE_AN_ANSWER if is_beside_answer else _ABOUT_ANSWERS
    return next(filter(None, map(known.get, _bare(_words(text), _BEFORE_A_VERDICT, _AFTER_A_VERDICT))), None)


def _is_too_long(text: str) -> bool:
    return len(text.strip()) > _LONGEST


def _words(text: str) -> str:
    return re.sub(r"[\W_]+", "", plain(text)).casefold()


def _bare(said: str, before: re.Pattern[str], after: re.Pattern[str]) -> tuple[str, ...]:
    """`said` as it is, and without what politeness puts around it."""
    cut = before.sub("", said)
    return said, cut, after.sub("", said), after.sub("", cut)
