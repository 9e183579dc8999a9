"""What a short message leaves unsaid because the last answer said it."""

import re

from knowledge.finding.folding import fold, symbols
from knowledge.model import Focus

_SHORT = 14
_LEANS_BACK = re.compile(r"^(?:那|如果|要是|换|还|再|也|这|它|他|然后|万一)|[呢咧哩嘞捏][?？。]?$|一样[吗么不]?[?？]?$")
_SAYS_NOTHING = re.compile(
    r"不对|不是|我说的是|我是说|说的是|搞错了|错了|我|那|呢|咧|吗|么|也|都|是|一样|怎么样|怎样|咋样|如何|行|的话|如果|要是|换成|换到|换去|换|到|放|搁|在|企业|我们|俺们|这边|那边"
    r"|这里|那里|这儿|那儿|公司|厂|的|又|还是|看看?|回到?|说说?|讲讲?|问问?|吧|[,，。.?？\s]"
)
_SLOTS = (
    re.compile(r"大型|中型|小型|微型|(?<!最)[大中小微]的|[大中小微](?:企业|厂|公司)"),
    re.compile(r"20\d\d年"),
    re.compile(r"学历|(?:工作)?年限|职称|岗位|年龄"),
)

_THE_SAME = re.compile(r"也(?:是|照|按|得|要)?这[么样]|也[照按]|同样|照[办样]|那话|这话|那个说法")
_YEAR, _MONTH = re.compile(r"20\d\d(?=年)"), re.compile(r"(?<!\d)1?\d(?=月)")
_SHIFTS = (
    (re.compile(r"(?:往前|前|上)(?:推|倒)?1?年|去年"), _YEAR, -1),
    (re.compile(r"(?:往后|[后下次]|第2)(?:推)?1?年|明年"), _YEAR, 1),
    (re.compile(r"上1?个?月"), _MONTH, -1),
    (re.compile(r"下1?个?月"), _MONTH, 1),
)

_FIRST = r"(?:一?开头|一?开始|最初|最早|最开始|最先|头一个|第一个)"
_LAST = r"(?:刚才|刚刚|之前|原来|原先|前面|先前|上一?个|前一?个|上面)"
_BACK = re.compile(
    rf"(?:还是)?(?:再|又)?(?:换|切|转|说|回|看|问)?回(?:到|去|来)?(?:说|看|问)?(?:(?P<first>{_FIRST})|{_LAST})(?:说|问|讲)?的?那?一?个?(?:地方|地区|城市|省|市|区|那边|那里|那儿)?"
    rf"|还是(?:说|看|问)?(?:(?P<first2>{_FIRST})|{_LAST})(?:说|问|讲)?的?那?一?个?(?:地方|地区|城市|省|市|区|那边|那里|那儿)"
    r"|(?:再|又|还是)?(?:换|切|转)回(?:来|去)(?:吧|了)?"
)


def gone_back(message: str, focus: Focus) -> tuple[str, str]:
    """The area that `message` goes back to, 「换回来」, 「说回一开头那个地方」, and the rest of the message; an
    empty area where it does not, or where there is none to go back to."""
    found = _BACK.search(fold(message))
    others = [area for area in focus.earlier if area != focus.jurisdiction]
    if found is None or not others:
        return "", message
    area = others[0] if found["first"] or found["first2"] else others[-1]
    said = fold(message)
    rest = f"{said[: found.start()]} {said[found.end() :]}"
    return area, rest if _SAYS_NOTHING.sub("", rest) else focus.question


_BARE_QUESTION = re.compile(
    r"(?:那|这|又|还|到底|具体)*(?:是)?(?:为什么|为啥|为何|凭什么|凭啥|多高|多大|多久|多少钱?|几年|几个|几天|怎么办|怎么弄|咋办|咋弄"
    r"|在哪里?|去哪里?|找谁|谁管|谁办|谁定)(?:呢|啊|呀|的)?[?？。]*"
)
"""A word that only asks: what about, the last question says."""


def completed(message: str, focus: Focus) -> tuple[str, str]:
    """The question that `message` (without place names) asks, and the context to weigh beside it.

    「那深圳呢」 asks the last question again, 「大型的呢」 asks it with one thing changed; other short
    messages that lean on the last answer keep it as context. Both are empty where nothing applies.
    """
    if not focus.question:
        return message, ""
    said, before = fold(message), fold(focus.question)
    rest = _SAYS_NOTHING.sub("", said)
    if not rest or (len(rest) <= _SHORT and _THE_SAME.search(said)):
        return focus.question, ""
    if _BARE_QUESTION.fullmatch(said.strip()):
        return f"{focus.question.rstrip('？?。')}，{message}", ""
    shifted = _shifted(said, before)
    if shifted:
        return shifted, ""
    for slot in _SLOTS:
        new, old = slot.search(said), slot.search(before)
        if new and old and len(rest) <= len(new[0]) + 1:
            return slot.sub(_in_full(new[0]), before, count=1), ""
    if int((symbols(said) > 0).sum()) <= _SHORT and _LEANS_BACK.search(message.strip()):
        return message, focus.question
    return message, ""


def _shifted(said: str, before: str) -> str:
    """The last question with its year or month moved on or back: 「再往前一年」; empty where nothing moves."""
    for words, unit, by in _SHIFTS:
        old = unit.search(before)
        if old and words.search(said) and len(said) <= _SHORT:
            return unit.sub(str(int(old[0]) + by), before, count=1)
    return ""


def _in_full(slot: str) -> str:
    """A size as the texts write it: 「小的」 is 小型."""
    return f"{slot[0]}型" if slot[0] in "大中小微" else slot
