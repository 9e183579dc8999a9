"""What stands around the rules of a document: who issued it, its number, title, dates, attachments.

The forms are those of official documents (GB/T 9704) and of their copies on web sites.
"""

import re
from collections.abc import Iterator

_HAN_YEAR = r"[二〇○零一三四五六七八九]{4}"
_DATE = rf"(?:\d{{4}}|{_HAN_YEAR})\s*年\s*[\d一二三四五六七八九十]{{1,3}}\s*月\s*[\d一二三四五六七八九十]{{1,3}}\s*日"

_NUMBER = re.compile(
    r"[（(]?(?:[\u4e00-\u9fff]{2,20}[〔\[［（(【]\s*\d{4}\s*[〕\]］）)】]\s*第?"
    r"|[\u4e00-\u9fff]{0,20}(?:令|公告)?\s*[（(]?(?:\d{4}\s*年)?\s*第)\s*(?:\d{1,5}|[零〇一二三四五六七八九十百]{1,6})\s*号[）)]?"
)
_ONLY_DATE = re.compile(_DATE)
_SIGNED_DATE = re.compile(rf"\s*{_DATE}$")
_DISCLOSURE = re.compile(r"(?:信息)?公开(?:方式|属性|类型|选项)\s*[：:].*|[（(]此件.*公开.*[）)]")
_IMPRINT = re.compile(rf".*{_DATE}\s*印发")
_COLOPHON = re.compile(
    r"(?:校对|抄送|抄报|主题词|承办|承办单位|联系人|联系电话|联系方式|电话|传真|邮箱|来源|责任编辑|发布日期|发布时间)\s*(?:人)?\s*[：:].*"
)
_REMARK = re.compile(r"[（(][^（()）]*[）)]")
_ATTACHMENT = re.compile(r"附\s*[件表]\s*[\d一二三四五六七八九十]*\s*[：:].*")
_ANNEX_MARK = r"附\s*[件录表]\s*(?:[\d一二三四五六七八九十]{1,3}|[A-Z])?"
_ANNEX = re.compile(rf"{_ANNEX_MARK}\s*(?:[（(](?:规范|资料|说明)性.*[）)])?")
_NAMED_ANNEX = re.compile(rf"({_ANNEX_MARK})\s*[：:.．]\s*(.*)")
_ENACTED = re.compile(
    rf"(?:根据|自)?\s*{_DATE}.*(?:通过|公布|修订|修正|施行|批准|发布|印发|第[一二三四五六七八九十]次修正)[）)]?"
)
_OFFICER = re.compile(
    r"[^，。；：、“”《》（）]{0,24}(?:主席|总理|省长|市长|区长|县长|州长|局长|部长|主任|署长|行长|院长|检察长|委员长|会长)"
    r"[\u4e00-\u9fff·]{2,12}"
)
_PROPERTY = re.compile(r"(?:【[^】]{2,10}】|[^：:，。、“”《》]{2,8}[：:])[^。；]+[^。；：:]")
_CONTENTS = re.compile(r"目\s*[录次]")
_ORGAN = re.compile(
    r"[^，。；：、“”《》,;:]{2,}(?:局|厅|委|委员会|政府|办公室|办公厅|部|院|总工会|协会|联合会|分行|银行|中心|公司|领导小组"
    r"|联席会议|署|总队|支队|大队|人民法院|检察院|中央|国务院)(?:文件)?"
)
_TITLE_END = re.compile(
    r"(?:通知|通告|公告|办法|规定|意见|方案|条例|细则|决定|决议|函|报告|批复|规范|规程|指南|指引|标准|规则|准则|纲要|规划|计划"
    r"|解读|说明|章程|制度|措施|要点|清单|目录|汇编|问答|法|典|解释|令|修正案)(?:[（(][^（）()]{1,12}[）)])?$"
)
_OPENS_A_SENTENCE = re.compile(
    r"为|根据|按照|依据|依照|经|现|近|由于|鉴于|通过|.*(?:如下|下列|以下|以来)[：:]$|.*如下.{1,4}[：:]$"
)
_CLOSING_FORMULA = re.compile(
    r"此外，对.{0,16}(?:条文|文字|顺序).{0,24}(?:调整|修改)|特此(?:通知|通告|公告|函)|以上(?:意见|各项|通知)"
    r"|本(?:通知|意见|决定|办法|规定|方案|细则|公告|条例|措施|文件)自|《.+》根据本(?:通知|决定|办法)"
)


def is_document_number(text: str) -> bool:
    """「粤市监〔2023〕35号」 alone on its line."""
    return _NUMBER.fullmatch(text) is not None


def is_date(text: str) -> bool:
    """A date alone on its line, in arabic or Chinese figures."""
    return _ONLY_DATE.fullmatch(text) is not None


def is_signed_date(text: str) -> bool:
    """An authority and a date on one line: 「某市人民政府 2023年8月3日」."""
    date = _SIGNED_DATE.search(text)
    return date is not None and is_organ(text[: date.start()])


def is_organ(text: str) -> bool:
    """The name of an authority alone on its line, or the word 「文件」 that follows such names."""
    return text == "文件" or _ORGAN.fullmatch(text) is not None


def is_title_end(text: str) -> bool:
    """Whether a title can end here: the kind of document, perhaps with 「（试行）」."""
    return _TITLE_END.search(text) is not None


def is_addressee(text: str) -> bool:
    """「各县（市）、区人民政府，市各直属单位：」, and not a lead such as 「现通知如下：」."""
    return text.endswith(("：", ":")) and not _OPENS_A_SENTENCE.match(text)


def is_closing_formula(text: str) -> bool:
    """A paragraph that speaks for the whole document, though it is printed after its last section."""
    return _CLOSING_FORMULA.match(text) is not None


def is_endmatter(text: str) -> bool:
    """Date, disclosure, imprint, proof-reader and the like: they end the rules of a document."""
    return is_signed_date(text) or any(form.fullmatch(text) for form in (_DISCLOSURE, _IMPRINT, _COLOPHON, _ONLY_DATE))


def is_remark(text: str) -> bool:
    """A bracketed remark alone on its line."""
    return _REMARK.fullmatch(text) is not None


def is_enactment(text: str) -> bool:
    """「2019年5月30日某会议通过」 without brackets: what 题注 says."""
    return _ENACTED.fullmatch(text) is not None


def is_officer(text: str) -> bool:
    """「省长张三」 alone on its line, as under an order."""
    return _OFFICER.fullmatch(text) is not None


def is_property(text: str) -> bool:
    """「索引号：…」, 「【发布部门】…」: what a web page tells of a document above its title."""
    return _PROPERTY.fullmatch(text) is not None


def is_attachment_name(text: str) -> bool:
    """「附件：备案表」 or 「附件1：…」: an attachment is named, its text is not here."""
    return _ATTACHMENT.fullmatch(text) is not None


def is_annex_mark(text: str) -> bool:
    """「附件1」 or 「附录 A」 alone on its line: the text of an annex follows."""
    return _ANNEX.fullmatch(text) is not None


def named_annex(text: str) -> tuple[str, str] | None:
    """Mark and name of 「附件1：备案表」, which names an annex or heads its text."""
    found = _NAMED_ANNEX.fullmatch(text)
    return found and ("".join(found[1].split()), found[2].strip())


def is_contents_title(text: str) -> bool:
    """「目录」 alone on its line."""
    return _CONTENTS.fullmatch(text) is not None


def organ_names(pieces: list[str]) -> Iterator[str]:
    """The names on consecutive lines, those broken over two lines put together."""
    name = ""
    for piece in pieces:
        name += piece
        if is_organ(name):
            yield name
            name = ""
    if name:
        yield name
