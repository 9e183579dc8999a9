"""Statutes made from a seed: divisions, articles, 款, 项 and 目, each with the place it must be found at.

The sentences are full of what a parser could take for a number: references, quotations, years.
"""

import random
from dataclasses import dataclass, field, replace
from typing import Literal

from tests.knowledge.policy_texts import Printed

_SUBJECTS = ("县级以上人民政府", "市场监督管理部门", "生产者、销售者", "企业", "首席质量官", "国务院有关部门", "当事人")
_DUTIES = (
    "应当建立健全质量管理制度", "不得伪造、冒用质量标志", "可以依法向人民法院提起诉讼", "负责本行政区域内的质量工作",
    "应当自收到申请之日起20个工作日内作出决定", "按照国家有关规定执行", "每年至少组织2次检查（含抽查）",
    "依照本法第三条、第五条的规定处理", "违反本法第二十条第二款规定的", "有前款第（一）项、第（三）项所列行为的",
    "适用《某省产品质量监督条例》第十条", "处1万元以上3.5万元以下罚款", "实行“放心消费”承诺", "保存记录不少于二年",
    "在一、二级市场公示", "参照第三十条 执行", "根据需要设立质量工作机构", "2023年12月31日前完成整改",
)  # fmt: skip
_TITLES = ("总则", "质量责任", "监督管理", "激励与保障", "法律责任", "附则", "生产者的义务", "一般规定", "特别规定")
_ENDS = {"项": "；", "款": "。", "领": "："}
Numerals = Literal["han", "arabic"]


@dataclass(frozen=True, slots=True)
class Form:
    """Which of the many forms a statute takes."""

    divisions: tuple[str, ...] = ("章",)
    numerals: Numerals = "han"
    restarts: bool = False
    inserts: bool = False
    """第二十条之一 stands between 第二十条 and 第二十一条."""
    has_article_headings: bool = False
    sub_items: tuple[str, ...] = ("1.", "（1）")


@dataclass(slots=True)
class Statute:
    """The units in printed order; headings of divisions among them."""

    title: str
    units: list[Printed] = field(default_factory=list)

    @property
    def headings(self) -> list[Printed]:
        return [unit for unit in self.units if unit.kind == "heading"]


def han(value: int) -> str:
    """「一百零二」; below 10,000."""
    digits, places, zero, written = str(value), ("", "十", "百", "千"), False, ""
    for at, figure in enumerate(digits):
        place = len(digits) - 1 - at
        if figure == "0":
            zero = bool(written)
            continue
        written += ("零" if zero else "") + "零一二三四五六七八九"[int(figure)] + places[place]
        zero = False
    return written.removeprefix("一") if written.startswith("一十") else written


def any_form(chance: random.Random) -> Form:
    """One of the forms of laws, regulations, rules and judicial interpretations."""
    return Form(
        divisions=chance.choice(
            ((), ("章",), ("章",), ("章", "节"), ("编", "章"), ("编", "分编", "章", "节"), ("、",))
        ),
        numerals=chance.choice(("han", "han", "han", "arabic")),
        restarts=chance.random() < 0.08,
        inserts=chance.random() < 0.3,
        has_article_headings=chance.random() < 0.15,
        sub_items=chance.choice((("1.", "（1）"), ("1．", "①"), ("1、", "（1）"), ("（1）", "①"))),
    )


def made_statute(chance: random.Random, form: Form, articles: int) -> Statute:
    """A statute with about `articles` articles."""
    statute = Statute(f"某省质量{chance.choice(('促进条例', '监督办法', '管理规定', '责任法'))}")
    return _Maker(chance, form, statute).make(articles)


class _Maker:
    def __init__(self, chance: random.Random, form: Form, statute: Statute) -> None:
        self._chance, self._form, self._statute = chance, form, statute
        self._article = self._divisions_made = 0
        self._counts = dict.fromkeys(form.divisions, 0)
        self._path: dict[str, str] = {}

    def make(self, articles: int) -> Statute:
        made = 0
        while made < articles:
            if self._form.divisions:
                self._open_divisions()
            count = min(self._chance.randint(1, 9), articles - made)
            made += count
            for _ in range(count):
                self._article += 1
                self._add_article(self._named(self._article))
                if self._form.inserts and self._chance.random() < 0.1:
                    self._add_article(f"{self._named(self._article)}之一")
        self._shorten_paths()
        return self._statute

    def _shorten_paths(self) -> None:
        """An article is found without its chapter, unless the same number comes in another chapter too."""
        units = self._statute.units
        labels = [unit.label for unit in units if unit.label.endswith("条") or "条之" in unit.label]
        if self._form.restarts and len(set(labels)) == len(labels):
            for at, unit in enumerate(units):
                start = next((level for level, name in enumerate(unit.path) if name in labels), 0)
                units[at] = replace(unit, path=unit.path[start:])

    def _named(self, number: int) -> str:
        return f"第{han(number) if self._form.numerals == 'han' else number}条"

    def _open_divisions(self) -> None:
        """Open the innermost division anew, sometimes an outer one with it."""
        styles = self._form.divisions
        depth = self._chance.randrange(len(styles)) if self._path else 0
        for style in styles[depth:]:
            self._counts[style] += 1
            for inner in styles[styles.index(style) + 1 :]:
                if inner != "章":
                    self._counts[inner] = 0
                self._path.pop(inner, None)
            number = han(self._counts[style])
            label, name = (f"{number}、", number) if style == "、" else (f"第{number}{style}",) * 2
            self._path[style] = name
            path = tuple(self._path[style] for style in styles if style in self._path)
            self._statute.units.append(Printed("heading", path, None, label, self._chance.choice(_TITLES)))
        if self._form.restarts:
            self._article = 0

    def _add_article(self, name: str) -> None:
        path = (*self._path.values(), name) if self._form.restarts and self._path else (name,)
        heading = f"【{self._chance.choice(_TITLES)}】" if self._form.has_article_headings else ""
        for paragraph in range(1, self._chance.choice((1, 1, 1, 2, 2, 3, 4)) + 1):
            leads = self._chance.random() < 0.25
            text = (heading if paragraph == 1 else "") + self.sentence("领" if leads else "款")
            self._add(path, paragraph, name if paragraph == 1 else "", text)
            if leads:
                self._add_items(path)

    def _add_items(self, path: tuple[str, ...]) -> None:
        count = self._chance.randint(2, 7)
        for item in range(1, count + 1):
            label = f"（{han(item)}）"
            leads = self._chance.random() < 0.12
            last = item == count and not leads
            self._add((*path, label), None, label, self.sentence("领" if leads else ("款" if last else "项")))
            if leads:
                self._add_sub_items((*path, label), self._form.sub_items)

    def _add_sub_items(self, path: tuple[str, ...], styles: tuple[str, ...]) -> None:
        for number in range(1, self._chance.randint(2, 4) + 1):
            label = "①②③④"[number - 1] if styles[0] == "①" else styles[0].replace("1", str(number))
            name = label if label[0] in "（①②③④" else str(number)
            leads = len(styles) > 1 and self._chance.random() < 0.15
            self._add((*path, name), None, label, self.sentence("领" if leads else "项"))
            if leads:
                self._add_sub_items((*path, name), styles[1:])

    def _add(self, path: tuple[str, ...], paragraph: int | None, label: str, text: str) -> None:
        self._statute.units.append(Printed("clause", path, paragraph, label, text))

    def sentence(self, role: str) -> str:
        """One or several sentences; the last ends as its role asks for."""
        choice = self._chance.choice
        parts = [choice(_SUBJECTS) + choice(_DUTIES)]
        for _ in range(self._chance.choice((0, 0, 1, 1, 2, 3, 5))):
            parts.append(choice(("，", "，", "，并", "；", "。") if role == "款" else ("，", "，并")))
            parts.append(choice(_SUBJECTS) + choice(_DUTIES))
        return "".join(parts) + ("有下列情形之一的" if role == "领" else "") + _ENDS[role]
