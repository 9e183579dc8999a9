"""Whether a word that stands alone begins as Chinese names do.

Not every surname is held: those that begin more sentences than names (能, 都, 时, 全 …) are left out,
so that 全部 or 时间 is no name. Who has such a surname is understood with the phone beside it.
"""

import re

_SINGLE = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元卜顾孟黄穆萧尹姚邵湛汪祁毛禹狄米贝臧计伏成戴谈宋茅庞熊纪舒屈"
    "项祝董梁杜阮蓝闵席季麻贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫房裘缪解应宗丁宣贲邓郁单杭洪包诸"
    "左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲封芮储靳汲糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬郗班仰秋仲伊宫宁仇栾甘厉戎祖武符刘"
    "景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰鄂索咸籍赖卓蔺屠蒙池乔阴胥苍闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿边扈燕冀郏"
    "浦尚农温庄晏柴瞿阎慕连茹习宦艾鱼容向古易慎戈廖庾暨居衡步耿匡文寇禄阙东欧殳沃蔚夔隆师巩聂晁勾敖冷訾辛阚简饶曾毋沙鞠丰巢"
    "关蒯查荆游竺权逯盖桓肖闫付覃岳佟仝冼邝麦谌阳苟揭丛牟佘晋楚商区丘代亓仉卿郇尉粟涂练植敬宾银帅"
)
_DOUBLE = frozenset(
    ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "长孙", "司徒", "司空",
     "夏侯", "端木", "独孤", "南宫", "百里", "呼延", "申屠", "太史", "闻人", "公冶", "宗政", "濮阳", "淳于", "单于",
     "鲜于", "轩辕", "钟离", "澹台", "拓跋", "完颜", "纳兰", "西门", "赫连", "万俟", "左丘", "巫马", "乐正")
)  # fmt: skip
_WORDS = re.compile(
    "^(?:任[命职何免务意]|安[排全装置]|单位|单独|程序|成[本功绩立都]|文[件章字号]|方[法便案式向]|高[层管级校]|于是|马上|金额|应[该当]"
    "|关[于闭系]|管理|简单|白[天跑]|花钱|费用|路费|包[括含吃住]|计[算划]|宣传|房间|景区|解[释决除读]|连续|查[询看下一]|余[下额]"
    "|常[见用]|居住|古代|东西|权[限利]|代[替表办]|车[费间票])"
)
_LONGEST = 4


def reads_as_name(word: str) -> bool:
    """Whether `word`, two to four characters, begins with a surname and with no word; or has a · inside."""
    if "·" in word:
        return True
    is_surnamed = word[:1] in _SINGLE or word[:2] in _DOUBLE
    return len(word) <= _LONGEST and is_surnamed and not _WORDS.match(word)
