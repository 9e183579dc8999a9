"""The options of a question that is answered by yes or no: is it so, has he any, does he agree."""

from typing import Literal

from dialogs.values.options import Option

Answer = Literal["yes", "no", "unsure"]

_ASSENT = ("对", "对的", "对头", "对对", "对对对", "嗯", "嗯嗯", "恩", "好", "好的", "好滴", "可以", "行", "没错",
           "没问题", "确定", "确认", "肯定", "当然", "必须的", "ok", "okay", "yes", "yep", "y", "√", "✓")  # fmt: skip
_DISSENT = ("不", "没", "无", "否", "不对", "不行", "不可以", "no", "n", "×", "✗")
_DOUBT = ("不清楚", "不知道", "不晓得", "不好说", "说不好", "说不准", "拿不准", "吃不准", "不太清楚", "不太确定",
          "不大清楚", "没把握", "不是很清楚", "不是很确定", "记不清", "不了解", "不记得", "无法确定")  # fmt: skip
_DOUBT_ALONE = ("可能", "也许", "大概", "大概是", "大概有", "好像是", "好像有", "好像没有", "可能是", "可能有",
                "可能没有", "可能不是", "好像不是", "也许是", "不一定", "难说", "看情况")  # fmt: skip
_IN_PART = ("部分符合", "基本符合", "大部分符合", "大多符合", "不完全符合", "不全符合", "不都符合")

YES: Option[Answer] = Option("yes", "是", ("是的", "符合", "都符合", "是这样"), (*_ASSENT, "有", "有的"))
NO: Option[Answer] = Option("no", "否", ("不是", "不符合", "不属于"), (*_DISSENT, "没有"))
UNSURE: Option[Answer] = Option("unsure", "不确定", (*_DOUBT, *_IN_PART), _DOUBT_ALONE)

# Assent alone says too little of grounds that bar somebody: 「没问题」 may well mean that there is none.
HAS: Option[Answer] = Option("yes", "有", ("有的", "有过", "有一", "有其中", "存在"), ("是", "是的", "对", "yes", "y"))
HAS_NOT: Option[Answer] = Option(
    "no",
    "没有",
    ("不存在", "从来没有", "都没有", "没有过", "无以上", "没犯过", "没受过", "没发生", "从未"),
    (*_DISSENT, "没得", "木有", "冇", "不是", "不是的"),
)

AGREES: Option[Answer] = Option("yes", "同意", ("我同意", "愿意"), (*_ASSENT, "是", "是的", "接受", "授权"))
DISAGREES: Option[Answer] = Option("no", "不同意", ("拒绝", "不愿意", "不接受"), (*_DISSENT, "不是", "不要"))
