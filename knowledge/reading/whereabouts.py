"""What the words around a place name say of it: that the user is there, that others are, that it does not count."""

import re

_DISMISSED_AFTER = re.compile(r"(?:那?边)?的?(?:不管|不问|不说|先不|就算了|不谈|先放|那边不)")
_DISMISSED_BEFORE = re.compile(
    r"(?:不是|不管|抛开|撇开|不谈|不问|除了|不在|别说|别提|别管|(?:以前|之前|原来|原先|早先|过去|曾经?|早年)(?:一直|都|也)?[在是])$"
)
_LEFT_BEFORE = re.compile(r"[从由]$")
_LEFT_AFTER = re.compile(
    r"[省市县区]?(?:那?边)?(?:的?[\u4e00-\u9fff]{0,4})?(?:调|搬|迁|转|换|跳槽|回)(?:过|回)?[到来至去]"
)
_VISITED_BEFORE = re.compile(r"(?:去了?|到|飞|跑到?|赴)$")
_VISITED_AFTER = re.compile(
    r"[省市县区]?(?:那边)?(?:开了?个?会|出了?个?差|听|参观|参加|考察|学习|取经|参展|展会|旅游|玩|调研|走访|交流|培训)"
)
_ON_THE_WAY = re.compile(r"(?:去了?|跑到?|飞|跳槽到?|调到?|来自|从|挖到|出差到?|老家)$")
_FROM_THERE = re.compile(r"(?:过?来的|人$|老板|展会|出差|去了|玩|的?(?:研修班|培训班))")
_HERE = re.compile(r"(?:[我俺咱]们?(?:公司|厂|单位|司|家)?(?:都?在|是|这)|[我俺咱]们|[我俺咱]司在|位于|人在)$")
_HERE_AFTER = re.compile(r"[省市县区]?(?:我们)?这(?:边|儿|里|头|块)")
_OTHERS_BEFORE = re.compile(
    r"(?:总部|总公司|母公司|控股公司|老板|老总|董事长|客户|甲方|供应商|供货商|经销商|代理商|原料|原材料"
    r"|同行|朋友|同学|亲戚|老乡|友商|(?:兄弟|姊妹|姐妹)(?:单位|企业|公司|厂)|合作方)"
    r"(?:[他她它]|们|家|那边|的|货|都|全|也|就|主要|大多|一般|大部分|是)*(?:设?在|设?于|位于|是|来自|从)$"
)
_OTHERS_AFTER = re.compile(
    r"[省市县区]?(?:那边)?的?(?:一?个)?(?:客户|供应商|供货商|经销商|代理商|同行|朋友|同学|亲戚|老乡|友商|(?:兄弟|姊妹|姐妹)(?:单位|企业|公司|厂)|合作方)"
)
_NATIVE = re.compile(r"[省市县区]?人(?![员才事力民家口])")
_HEAD_OFFICE_AFTER = re.compile(r"[省市县区]?的?(?:集团)?(?:总部|总公司|母公司)")
_WORKS_AFTER = re.compile(
    r"[省市县区]?(?:的|[这那](?:个|家|边的?)|(?:新?[设开建办]了|有)(?:一?个|一?家|一?座)?)?(?:[分子支]公司|工厂|分?厂(?!商)|生产基地|车间|门店|分店|分部)"
)
_WORKS_BEFORE = re.compile(r"(?:[分子支]公司|厂|生产基地|车间|门店|分店|分部)(?:设?在|设?于|位于)$")
_HEARSAY_BEFORE = re.compile(r"(?:听|据|看|网上|人家|别人|别家|同行|新闻|报道)[^，,。；;？?]{0,8}$")
_THEIRS_AFTER = re.compile(
    r"[省市县区]?(?:那边|那儿|那里|那头)|[省市县区]?(?:早就|已经|都|是|也|就)?(?:要求|要|规定|能|可以|允许|不要|不收|免费|有补贴|给补贴|给钱)"
)
_OURS = re.compile(r"[我俺咱]们?(?!都?听|想问)|这边|这儿|这里|本地|当地|我司")
_POINTER = re.compile(r"[，,。\s]*我(?:问的是|说的是|指的是|是说)\s*(?=$|[，,。？?])")
_ONESELF = ("我是", "我们是", "作为")
_NEAR = 20
_LISTED = re.compile(r"[和跟与同及、]")


def is_on_the_way(found: re.Match[str], text: str) -> bool:
    """Whether somebody only goes there or comes from there: 「去上海听讲座」."""
    return bool(_ON_THE_WAY.search(text[: found.start()]) or _FROM_THERE.match(text[found.end() :]))


def is_of_others(found: re.Match[str], text: str) -> bool:
    """Whether a head office, a customer, a supplier or a person's origin is there, not the user."""
    before = text[max(0, found.start() - _NEAR) : found.start()]
    if _OTHERS_BEFORE.search(before):
        return True
    is_theirs = _OTHERS_AFTER.match(text, found.end(1)) or (before.endswith("是") and _NATIVE.match(text, found.end(1)))
    return bool(is_theirs) and not before.endswith(_ONESELF)


def is_works(found: re.Match[str], text: str) -> bool:
    """Whether a works or a branch is there: 「海门工厂」, 「子公司在海门」."""
    return bool(_WORKS_AFTER.match(text, found.end(1)) or _WORKS_BEFORE.search(text[: found.start()]))


def is_listed(found: re.Match[str], text: str) -> bool:
    """Whether the place is one of several named together: 「广州和海门工厂」."""
    return bool(_LISTED.match(text, found.end()) or _LISTED.match(text[: found.start()][-1:]))


def is_dismissed(found: re.Match[str], text: str) -> bool:
    """Whether the place is named only to be set aside: 「南通不管了」."""
    after, before = text[found.end() :], text[: found.start()]
    return bool(_DISMISSED_AFTER.match(after) or _DISMISSED_BEFORE.search(before))


def is_left_or_visited(found: re.Match[str], text: str) -> bool:
    """Whether somebody has left the place, or only goes there: 「从南通调到广州」, 「去深圳开会」."""
    before = text[: found.start()]
    if _LEFT_BEFORE.search(before) and _LEFT_AFTER.match(text, found.end(1)):
        return True
    return bool(_VISITED_BEFORE.search(before) and _VISITED_AFTER.match(text, found.end(1)))


def is_hearsay(found: re.Match[str], text: str) -> bool:
    """Whether it is told what holds there: 「听说南通要大专」, 「广东那边能兼」."""
    before = text[max(0, found.start() - _NEAR) : found.start()]
    return bool(_HEARSAY_BEFORE.search(before) or _THEIRS_AFTER.match(text, found.end(1)))


def asks_of_ours(asking: str) -> bool:
    """Whether a part that asks does so for the speaker's own place: 「我们这儿能不能」."""
    return _OURS.search(asking) is not None


def is_head_office(found: re.Match[str], text: str) -> bool:
    """Whether the place is called the one of a head office, and not said to be the speaker's: 「深圳总部要求」."""
    return bool(_HEAD_OFFICE_AFTER.match(text, found.end(1))) and not says_here(found, text)


def says_here(found: re.Match[str], text: str) -> bool:
    """Whether the speaker says to be there: 「我在…」, 「…这边」."""
    return bool(_HERE.search(text[: found.start()]) or _HERE_AFTER.match(text, found.end(1)))


def without_pointer(rest: str) -> str:
    """A message without its places, less the words that only pointed at one: 「任职条件是什么，我问的是南通」."""
    return _POINTER.sub(" ", rest)
