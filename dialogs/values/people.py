"""Names of people as they are typed into a sign-up: 张伟, 我叫张伟, 姓名：张伟, 迪丽热巴·买买提, 张伟13800138000.

A name is 2 to 20 Chinese characters, with · between the parts of a longer one. No name are words that
only address somebody (张总, 王先生, 老李), words that stand for a person (本人), and what reads as a
sentence or as something of this service.
"""

import re
from dataclasses import dataclass

from dialogs.values.phones import PhoneRead, find_phone
from dialogs.values.written import EDGE, any_of, half_width, plain


@dataclass(frozen=True, slots=True)
class Person:
    """Who is to attend: a name where one was given, and what was found of a phone."""

    name: str | None
    phone: PhoneRead


_HAN = "㐀-䶿一-鿿\U00020000-\U0003ffff"
_NAME = re.compile(rf"[{_HAN}](?:·?[{_HAN}])++")
_LONGEST = 20
_DOT = re.compile(rf"(?<=[{_HAN}])[·•・‧∙.．](?=[{_HAN}])")
_SPACED_OUT = re.compile(rf"(?:[{_HAN}]\s+){{1,3}}[{_HAN}]")
_SEPARATOR = re.compile(r"[\s,，、;；:：/|。.!?()\[\]【】<>《》“”\"'+\-—_=]+")
_LABELS = ("手机号", "手机", "电话", "号码", "联系电话", "联系方式", "姓名", "名字", "全名")
_BEFORE = ("我叫", "他叫", "她叫", "叫做", "叫", "我是", "他是", "她是", "是", "为", "就", "那就", "嗯", "给", "报",
           "填", "写", "的", "还是", "改成", "改为", "换成", "参训人", "参加人", "报名人", "参会人", "学员", "联系人",
           *_LABELS)  # fmt: skip
_AFTER = ("先生", "女士", "小姐", "同志", "老师", "师傅", "吧", "的", "啊", "呀", "了", "谢谢", "参加", "报名",
          *_LABELS)  # fmt: skip
_AND = re.compile("[和跟与及]")
_EDGES = (re.compile(f"^(?:{any_of(_BEFORE)})"), re.compile(f"(?:{any_of(_AFTER)})$"))
_ADDRESSES = re.compile(
    "^[老小阿姓].$|^.(?:总|工|董|姐|哥|经理|总监|部长|主任|局长|科长|处长|厂长|老板|书记|先生|女士|小姐|同志|老师|师傅)$|某"
)
_NO_NAME = re.compile(
    "[吗呢么吧啊哦的你我他她它您哪谁这]|^[没无不请]|没有|不[是知要清用行能想会确同告说对]|[省市区县镇]$|什么|怎|公司|企业|部门|部长"
    "|经理|主任|质量|首席|培训|取消|人工|菜单|返回|上一步|重新|开始|帮助|谢谢|好了|可以|知道|清楚|本人|自己|一样|同意|确认|提交"
    "|修改|跳过|地区|备案|备用|政策|报名|暂时|随便|都行|保密|匿名|稍等|等等"
    f"|{any_of(_LABELS)}"
)
_SELF = re.compile(
    "^(?:就是?|是|由|参训人|参加人|学员)*+(?:我是)?+(?:我|本人|自己)(?:自己|本人|参加|来|去|报名|的|吧|啊|呀)*+$"
)


def name_in(text: str) -> str | None:
    """The one full name that `text` gives, · between its parts; None where none or several."""
    written = _DOT.sub("·", half_width(text).strip(EDGE))
    if _SPACED_OUT.fullmatch(written):
        written = "".join(written.split())
    pieces = (part for piece in _SEPARATOR.split(written) for part in _parted(piece))
    names = {name for piece in pieces if (name := _bare(piece)) and _is_name(name)}
    return names.pop() if len(names) == 1 else None


def person_in(text: str, *, admits_demo: bool = False) -> Person:
    """Name and phone in one line, in either order, with or without anything between them."""
    phone, rest = find_phone(text, admits_demo=admits_demo)
    return Person(name_in(rest), phone)


def means_oneself(text: str) -> bool:
    """Whether the one who types is meant: 「就是我」「本人参加」."""
    return _SELF.match(plain(text)) is not None


def _parted(piece: str) -> list[str]:
    """「张伟和李娜」 are two; 张和平 is one, because no name is left beside its 和."""
    parts = _AND.split(piece)
    return parts if len(parts) > 1 and all(_is_name(_bare(part)) for part in parts) else [piece]


def _bare(piece: str) -> str:
    """`piece` without the words around a name; never cut to a single character."""
    if len(piece) > 2 * _LONGEST:
        return piece
    for edge in _EDGES:
        while len(cut := edge.sub("", piece)) < len(piece) and (len(cut) > 1 or not cut):
            piece = cut
    return piece


def _is_name(piece: str) -> bool:
    is_long_enough = 2 <= len(piece) <= _LONGEST and _NAME.fullmatch(piece) is not None
    return is_long_enough and not _ADDRESSES.search(piece) and not _NO_NAME.search(piece)
