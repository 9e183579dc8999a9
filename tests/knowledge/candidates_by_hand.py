"""The texts of Nantong and Xiangshan read by hand, and every way to complete what is not known.

Written from the law, without the rule files or the code that evaluates them. None is a fact that
was not given, UNSURE one the user does not know.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import product

UNSURE = "不确定"
POSTS = (
    *("董事长/总经理", "副总等高层副职", "总经理助理/总裁助理", "质量部门正职"),
    *("质量部门副职", "其他", "质量总监", "质量科科长"),
)
ANSWERS: Mapping[str, tuple[object, ...]] = {
    "post": POSTS,
    "years": (0, 2.9, 3, 60),
    "degree": ("大专以下", "大专", "本科", "硕士及以上"),
    "title": ("无/初级", "中级", "高级"),
    "title_related": ("是", "否"),
    "forbidden": ("没有", "有"),
    "declare": ("是", "否"),
    "is_senior": ("是", "否"),
}
Given = Mapping[str, object]
Standing = str
Article = Callable[..., Standing]


def article_5(post: object) -> Standing:
    if post in POSTS[1:4]:
        return "met"
    return "not_met" if post in POSTS[4:6] else "unclear"


def article_5_1(declare: object) -> Standing:
    return "met" if declare == "是" else "not_met"


def article_5_2(years: float) -> Standing:
    return "not_met" if years < 3 else "met"


def article_5_3(degree: object, title: object, title_related: object) -> Standing:
    has_title = title != "无/初级" and title_related == "是"
    return "met" if has_title or degree != "大专以下" else "not_met"


def article_6(forbidden: object) -> Standing:
    return "not_met" if forbidden == "有" else "met"


def notice_3_2(post: object, is_senior: object) -> Standing:
    """Without a word about it (None), a post that is plainly not senior is not met, an assistant is unclear."""
    if post in POSTS[:2] or is_senior == "是":
        return "met"
    return "unclear" if post in ("总经理助理/总裁助理", "质量总监") and is_senior is None else "not_met"


NANTONG: tuple[tuple[Article, tuple[str, ...]], ...] = (
    (article_5, ("post",)),
    (article_5_1, ("declare",)),
    (article_5_2, ("years",)),
    (article_5_3, ("degree", "title", "title_related")),
    (article_5_1, ("declare",)),
    (article_6, ("forbidden",)),
)


@cache
def standing(article: Article, names: tuple[str, ...], given: tuple[object, ...]) -> Standing:
    """One condition, whatever the absent facts turn out to be; not_asked where they make a difference."""
    absent = [place for place, value in enumerate(given) if value is None]
    ends = {
        _when_asked(article, names, _put(given, absent, answers))
        for answers in product(*((*ANSWERS[names[place]], UNSURE) for place in absent))
    }
    return ends.pop() if len(ends) == 1 else "not_asked"


@cache
def _when_asked(article: Article, names: tuple[str, ...], given: tuple[object, ...]) -> Standing:
    unknown = [place for place, value in enumerate(given) if value == UNSURE]
    ends = {
        article(*_put(given, unknown, answers)) for answers in product(*(ANSWERS[names[place]] for place in unknown))
    }
    return ends.pop() if len(ends) == 1 else "unclear"


def _put(given: tuple[object, ...], places: list[int], answers: tuple[object, ...]) -> tuple[object, ...]:
    put = list(given)
    for place, answer in zip(places, answers, strict=True):
        put[place] = answer
    return tuple(put)


def nantong(given: Given) -> tuple[str, tuple[Standing, ...]]:
    """The verdict and how each condition stands, in the order of the text."""
    ends = tuple(standing(article, names, tuple(given.get(name) for name in names)) for article, names in NANTONG)
    if ends[-1] == "not_met":
        return "barred", (*["not_asked"] * (len(ends) - 1), "not_met")
    for standing_, verdict in (("not_asked", "needs_facts"), ("not_met", "not_met"), ("unclear", "ask_authority")):
        if standing_ in ends:
            return verdict, ends
    return "meets_listed", ends


def ways_to_give(*names: str) -> Iterator[dict[str, object]]:
    """Every way to give these facts, be unsure of them or not give them."""
    for answers in product(*((*ANSWERS[name], UNSURE, None) for name in names)):
        yield {name: answer for name, answer in zip(names, answers, strict=True) if answer is not None}
