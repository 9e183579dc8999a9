"""What kind of fact a question asks for, and whether words hold one of that kind.

A clause that names a topic answers „how much“ only if it holds an amount. Where the best clause
holds nothing of the kind that is asked for, no text states it, however well its other words fit.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.finding.folding import fold
from knowledge.model import Clause


@dataclass(frozen=True, slots=True)
class Fact:
    """A kind of fact; `name` is how an answer calls it when it is not stated: 「具体金额」."""

    name: str
    asked: re.Pattern[str]
    held: re.Pattern[str]

    def is_held_by(self, clauses: Iterable[Clause]) -> bool:
        """Whether any of `clauses` holds a fact of this kind."""
        return any(self.held.search(fold(clause.text)) for clause in clauses)


_FACTS = tuple(
    Fact(name, re.compile(asked), re.compile(held))
    for name, asked, held in (
        (
            "具体金额",
            r"(?:多少|几多)(?:钱|元|万|费)|(?:会|年|手续)费(?!用)|几[百千万]+(?:块|元|钱|[?？]|$)|几(?:块|个)钱|什么价|贵不贵|收费标准"
            r"|(?:补贴|奖金|津贴|补助|罚款|罚金|工资|月薪|年薪|奖励|经费|资助|报酬|资金)[^，,。；;？?]{0,3}多少"
            r"|多少(?:补贴|奖金|津贴|补助|罚款|工资|经费|奖励|资金|报酬)|[奖罚补给发涨]多少(?!家|人|个|名|次|天|年|学)",
            r"\d ?万?元|免费",
        ),
        (
            "具体时限",
            r"多久(?!.{0,2}[一1]次)|多长时间|哪天(?:之前|以前|截止|到期)|几号(?:之前|以前|截止)|什么时候(?:之前|截止|到期)|截止日期|最[晚迟]"
            r"(?:哪|几|什么|到)|[几多]少?个?(?:工作日|小时|学时|课时|月(?!份))|几天|多少[天日]|有效期|时限|几日(?:之?内|以内)"
            r"|(?:享受|保存|保留|记|管|用|聘|任|过|隔|等)(?:得了|上|满|它)?[几多]少?年|[几多]少?年(?:有效|到期|内|[一1]换|换|[一1]?审|复审|以后|之后)|宽限",
            r"(?<!\d)\d{1,2} ?(?:年|个月|月|日|天|小时|学时|工作日)|之日|届满|年底",
        ),
        (
            "具体日期",
            r"几月几[号日]|几[号日](?:开|办|上课|报名)|哪[一1]?天(?:开|办|上课|去)|下[一1]?期.{0,6}(?:几|什么时候|哪天|何时)",
            r"(?<!\d)\d{1,2} ?[月日]",
        ),
        (
            "等级划分",
            r"几个?(?:等级|级别|档|级)|哪[一1个]?(?:档|级别|等级)(?!的?(?:部门|政府|单位|局))|分[成为]?几[级档等]",
            r"[一二三四五1-5]级|分为|等级|级别",
        ),
        (
            "表格的栏目",
            r"栏目|哪[些几]个?栏|填(?:些|哪些|哪几|什么|啥)(?!表|单)|怎么填",
            r"栏|填写|填报",
        ),
        ("覆盖率", r"百分之|\d ?%|[一二三四五六七八九十1-9]成(?:的|以上|企业)|覆盖率|覆盖面", r"%|百分|覆盖"),
        (
            "具体次数",
            r"(?:几|多少)(?:次|回|趟)",
            r"[\d一二两三四五六七八九十每] ?(?:次|回)|每年|每月|每季|年度",
        ),
        (
            "具体数量",
            r"多少人(?![才的])|名额",
            r"\d+ ?余?(?:人|名)|[一二两三四五六七八九十百千万]+(?:人|名)|名额",
        ),
        (
            "费用由谁承担",
            r"(?:钱|费用?|奖金|经费|津贴|补贴)(?:是|由|归|该|都|到底)*(?:谁|哪家|哪个部门|公司|企业|厂里|财政|政府)[^，,。；;？?]{0,6}(?:出|付|掏|承担|报销|给|发)"
            r"|谁(?:来)?(?:出钱|掏钱|付钱|买单|报销|出这笔)",
            r"免费|费用|经费|财政|津贴|承担",
        ),
        ("学历要求", r"学历|文凭|本科|大专|专科|中专|高中|初中|研究生|硕士|博士|大学毕业", r"学历|大专|本科|大中专"),
        (
            "工作年限要求",
            r"[几多]少?年(?:的)?(?:工作|从业|质量)?(?:经验|经历|资历|工龄|年限)|工作年限|从业年限|工龄|资历|[干做]满?[几多]少?年|\d年(?:以上)?经验",
            r"\d年以上|年限",
        ),
        ("职称要求", r"职称|高工|工程师证|质量工程师", r"职称"),
        ("合格分数", r"多少分|几分|及格线?|分数线?|合格线", r"\d分|分数"),
        ("年龄", r"多大(?:年纪|岁数|年龄)|几岁|年龄|岁数|\d岁|年纪", r"岁|年龄|退休"),
        ("联系电话", r"电话|手机号|联系方式|打给谁|热线|座机", r"电话|\d{7,}|热线"),
        (
            "网址",
            r"网址|链接|网站(?:是|地址|叫)|登[录陆]|入口(?!关)|小程序|公众号|app",
            r"网址|https?|www|小程序|公众号",
        ),
        ("网址", r"哪个(?:系统|平台|网站)", r"网址|https?|www|小程序|平台|网站|系统"),
        (
            "证书",
            r"(?:发|给|拿|领)(?:不发|不给|一?[个张本])?(?:什么|啥|哪种)?证(?!明|件|据|券|人)|(?:啥|什么|哪种)证书?(?!明|件|据)",
            r"证书|结业证|发证",
        ),
        ("地址", r"地址|哪条路|几楼|几号窗口|哪个窗口|办公地点", r"地址|\d号|窗口"),
        ("补考", r"补考|重考|挂科", r"补考|重考"),
        ("食宿", r"[管包][吃住饭]|食宿|住宿费|午饭", r"食宿|住宿|就餐"),
        ("考试形式", r"开卷|闭卷|题型|几道题|选择题|机考|笔试|面试", r"开卷|闭卷|题型|笔试|面试"),
    )
)


def facts_asked(question: str) -> tuple[Fact, ...]:
    """The kinds of fact that `question`, the part of a message that asks, is after; mostly none of these."""
    said = fold(question)
    return tuple(fact for fact in _FACTS if fact.asked.search(said))
