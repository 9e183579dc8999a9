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
            r"多少(?:钱|元|万|费)|几(?:百|千|万)(?:块|元)|几(?:块|个)钱|什么价|贵不贵|收费标准"
            r"|(?:补贴|奖金|津贴|补助|罚款|罚金|工资|月薪|年薪|奖励|经费|资助|报酬)[^，,。；;？?]{0,3}多少"
            r"|多少(?:补贴|奖金|津贴|补助|罚款|工资|经费|奖励)|[奖罚补]多少",
            r"\d万?元|免费|收费|费用|金额|经费",
        ),
        (
            "具体时限",
            r"多久(?!.{0,2}[一1]次)|多长时间|哪天(?:之前|以前|截止|到期)|几号(?:之前|以前|截止)|什么时候(?:之前|截止|到期)|截止日期|最[晚迟]"
            r"(?:哪|几|什么|到)|[几多]少?个?(?:工作日|小时|学时|课时)|几天|多少天|有效期|时限|几日内|[几多]少?年有效|管几年",
            r"\d ?(?:年|个月|月|日|天|小时|学时|工作日)|及时|每年|年度|之日|届满|期限|学时|年底",
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
        ("网址", r"网址|链接|网站(?:是|地址|叫)|登录|哪个系统|小程序", r"网址|https?|www|小程序|平台|网站|系统"),
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
