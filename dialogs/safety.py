"""Whether somebody writes of an accident as it happens: then he is told first whom to call, and answered after that.

A question on rules may name the same events (「发生事故要追责吗」) and is answered as it is; so is what is
only feared, ruled out or long past. In doubt the sentence is said: it costs a line.
"""

import re
from dataclasses import replace

from dialogs.messages import Text
from dialogs.prompts import read_aloud
from dialogs.state import Advanced
from dialogs.values.written import half_width

SAFETY = "若有人身危险或正在发生的事故，请先报警，或联系当地应急部门。"
"""No number stands in it: which one is right where, this service does not know."""
_FIRST = Text(f"{SAFETY}本渠道不能代替现场处置和法定的事故报告。")
_LONGEST = 1000
_REACH = 12
"""So far before an event the word stands that rules it out."""

_EVENT = re.compile(
    r"爆炸(?!物|品|性)|炸[了开伤裂]|要炸|起火|着火|着了火|失火|火灾|火很大|火越|自燃|烧起来|冒烟|浓烟"
    r"|泄漏(?!企业|商业|秘密|信息|数据|客户|资料)|漏[气氨氯电毒]|毒气|煤气味|刺鼻|中毒|误食|触电|电到|被电|被烫"
    r"|坍塌|倒塌|塌[了下]|坠落|被困|卡住了|卷进|砸[伤到]|夹伤|割伤|切断|压住了|压住人|烧伤|烫伤|灼伤|伤人|受了?伤|伤亡|(?<![烦气急笑累吓愁])死了|死人|出人命|快不行"
    r"|窒息|昏迷|晕倒|头晕|倒地|骨折|流血|出血|休克|喘不上气|上吐下泻|呕吐|恶心|拉肚子|救命|送医|[送进]了?去?医院|抢救"
    r"|(?:出|发生)(?:了|大)*(?:[一-鿿]{0,6}事故|事)了"
)
_RULED_OUT = re.compile(
    r"(?:没有?|未曾?|从未|不会|不得|避免|防止|预防|杜绝|防范|以免|防|减少|遏制)[^，。；！？,;!?\s]{0,8}$"
)
_NOT_NOW = re.compile(
    r"如果|要是|假如|假设|万一|倘若|一旦|的话|会不会|怕|担心|比如|例如|案例|演练|曾经|过去|以前|当年|去年|前年|往年|历史上|年前|听说|新闻|电视"
)
_ON_RULES = re.compile(
    r"[追问担]责|责任|负责|追究|处罚|罚款|处分|免责|规定|文件|条款|办法|制度|职责|权限|约谈|退出|解聘|解除|开除|依法|瞒报|报告要求"
    r"|(?:怎么|如何|咋)(?:处理|上报|报告|写|定|规定)|是否|算不算|属于|哪[一]?条|多久|时限|几(?:个)?小时|要不要|需不需要|有没有写"
    r"|背锅|能不能|考核|资格|备案|任职|担任|当首席|当质量官|质量官吗|预案|培训|定义|什么是|标准|召回|吗"
)
_VERY_NOW = re.compile(
    r"正在|此刻|刚刚|刚才|还在|快来|赶紧|赶快|救命|出大事|集体中毒|现在怎么办|有[^，。；！？,;!?\s]{0,4}人"
    r"|现在(?:有|正|就|车间|厂|着|冒|起|炸|漏)|[0-9一二两三四五六七八九十几多]+个?(?:工|学生|孩子|员工|顾客)?人?(?:受伤|中毒|死|倒|送医|住院|昏迷)"
    r"|(?:我们|我厂|我家|厂里|食堂|车间|工地|仓库)[^，。；！？,;!?\s]{0,4}(?:爆炸|炸了|起火|着火|中毒|泄漏|触电)"
)


def warning(advanced: Advanced, text: str) -> Advanced:
    """The turn with the sentence on whom to call before its replies, where `text` tells of danger."""
    first = next(iter(advanced.replies), None)
    if first is None or read_aloud(first).startswith(SAFETY) or not tells_of_danger(text):
        return advanced
    return replace(advanced, replies=(_FIRST, *advanced.replies))


def tells_of_danger(text: str) -> bool:
    """Whether `text` tells of an accident, or of people who come to harm, as of something that happens."""
    said = half_width(text[:_LONGEST])
    if _NOT_NOW.search(said) or (_ON_RULES.search(said) and not _VERY_NOW.search(said)):
        return False
    return any(
        not _RULED_OUT.search(said, max(0, event.start() - _REACH), event.start()) for event in _EVENT.finditer(said)
    )
