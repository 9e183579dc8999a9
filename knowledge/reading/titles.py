"""Documents that a message names: by title, by number, by what people call them; and texts that are not held."""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from knowledge.model import PolicyDocument
from knowledge.numerals import FIGURE, number
from knowledge.reading.parts import asking_spans
from knowledge.reading.routes import asks_only_for_the_place, plain, reference_in, without

_TITLE = re.compile(r"《([^《》]+)》")
_SHORT_NUMBER = re.compile(rf"(?<![.])第?(?P<number>{FIGURE})\s*号文")
_FULL_NUMBER = re.compile(rf"\((?P<year>\d{{4}})\)\s*第?(?P<number>{FIGURE})号")
_PLACE_IN_A_LAW = re.compile(
    rf"(?:》|(?<![办方做违说看想手依])法典?|条例|\d)\s*[的里中]?(?=第\s*{FIGURE}\s*[条章]|(?<!\d)\d+条)", re.IGNORECASE
)
"""Where an article follows on a title, the name of a law or the number of a standard."""
_NAME = re.compile(
    r"(?:《[^《》]+》|[\u4e00-\u9fff]{2,16}|(?:ISO|IEC|GB|DB|T/)[\w/.\-— ]{1,20})$", re.IGNORECASE | re.ASCII
)
_WORDS = re.compile(r"[\u4e00-\u9fff]{0,16}$")
_FARTHEST = 60
_ASKING_FIRST = re.compile(
    r"^(?:请问|[我俺]?想?问一?下?|那[么个]?|根据|按照?|依据|依照|关于|查一?下?|看一?看|看一?下|帮我|一下|说说|讲讲|的|和|跟|与|在|对|是"
    r"|这个?|什么|新|旧|老)+"
)
_AUTHORITY = re.compile(
    r"(?:国务院|国家|国办|国发|中共|中央|[\u4e00-\u9fff]{0,8}(?:部|厅|局|委|院|省|市|区|县|办|发|监))"
)
_AFTER_AN_AUTHORITY = re.compile(r"(?:人民|政府|办公室|发布|下发|印发|发|里|的|那个?|这个?|第)+$")
_APPLIES = re.compile(
    r"(?:对|管得?着?|约束|适用于?|用于|包括|涵盖)(?:得?着|不着)?(?:[我俺咱]们?|我司|这边|这儿|本地)"
    r"|(?:[我俺咱]们?|我司|这边|这儿|本地)[^，,。；;？?]{0,6}(?:适用|要不要(?:照|按|执行)|用不用(?:照|按)|需不需要(?:照|按|执行)|[得要](?:照|按|执行))"
)
_RELATED = re.compile(r"关系|谁改|改了?谁|哪个新|哪个先|被.{0,6}(?:改|修订|替代|转发)|转发|改的?是")
_TOO_SHORT = 6
"""A part that asks in so few characters asks about the part before it."""
_NAMES_IT = 3
"""A part of a title this long or longer names its document to readers of another area."""
_OURS = re.compile(r"^[^《]*首席质量官|^(?:管理|暂行|试行)*条例$")
_NAMES_OURS = "首席质量官"


def document_named(
    text: str, documents: Iterable[PolicyDocument], line: Collection[str] = ()
) -> tuple[PolicyDocument | None, str]:
    """The document whose number or title stands in `text`, with the text without it; else None and `text`.

    「4号文」 counts for the areas of `line` alone; where that is empty, when one document has the number.
    So does a title of which not even half is said.
    """
    written = plain(text)
    documents = tuple(documents)
    for document in filter(lambda document: document.doc_no, documents):
        found = re.search(_number_pattern(document.doc_no), written)
        if found is not None:
            return document, without(written, found)
    short = _SHORT_NUMBER.search(written)
    if short is not None:
        numbered = _numbered(short, documents, line)
        if len(numbered) == 1:
            return numbered[0], without(written, short)
    by_length = sorted(documents, key=lambda document: -len(document.title))
    for document in by_length:
        whole_title = f"《{plain(document.title)}》"
        if whole_title in written:
            return document, written.replace(whole_title, " ")
    for title in _TITLE.findall(written):
        for document in reversed(by_length):
            if _is_called(title, document, line) and not (document.explains == f"《{title}》" and _law(written)):
                return document, written.replace(f"《{title}》", " ")
    return None, text


def text_not_held(text: str, documents: Iterable[PolicyDocument], line: Collection[str] = ()) -> str:
    """What `text` asks for of a text that none of `documents` is, as readers are told of it; else empty.

    A text that the documents of `line` print the number of may still be asked about: they say what it is.
    To be asked after `document_named` found none.
    """
    written = plain(text)
    if name := _law(written):
        place = reference_in(written.rpartition(name)[2])
        return f"{_title(name)}{place.written if place else ''}的内容"
    numbers = [(found, _words_before(found)) for found in _FULL_NUMBER.finditer(written)]
    numbers += [(found, _issuer(found)) for found in _SHORT_NUMBER.finditer(written)]
    titles = [title for title in _TITLE.finditer(written) if asks_only_for_the_place(without(written, title))]
    if not numbers and not titles:
        return ""
    documents = tuple(one for one in documents if not line or one.jurisdiction in line)
    printed = _printed_in(documents)
    for found, before in numbers:
        digits = f"{number(found['number'])}号"
        year = f"({found['year']})" if "year" in found.groupdict() else ""
        is_doubtful = not year and len(_numbered(found, documents, line)) > 1
        if not is_doubtful and re.search(rf"(?<!\d){re.escape(year + digits)}", printed) is None:
            shown = f"〔{found['year']}〕{digits}" if year else f"{found['number']}号文"
            return f"{before}{shown}的内容"
    return next((f"{title[0]}的内容" for title in titles if title[1] not in printed), "")


def numbered_elsewhere(
    text: str, documents: Iterable[PolicyDocument], line: Collection[str]
) -> tuple[PolicyDocument, ...]:
    """The documents of areas outside `line` whose number a 「35号文」 of `text` is."""
    short = _SHORT_NUMBER.search(plain(text))
    return tuple(one for one in _numbered(short, documents, ()) if one.jurisdiction not in line) if short else ()


def without_law_in_passing(text: str) -> str:
    """`text` from where it asks on, if a law that is not ours is only cited before: 「按公司法第十条……，我们……」."""
    name = _law(plain(text))
    asking = [start for start, end in asking_spans(text) if end - start > _TOO_SHORT]
    at = text.find(name) if name else -1
    return text[asking[0] :] if asking and 0 <= at < asking[0] else text


def documents_called(
    text: str, documents: Iterable[PolicyDocument], line: Collection[str] = ()
) -> tuple[PolicyDocument, ...]:
    """The documents that `text` calls by one of the names people have for them, as they are mentioned.

    Every area has its 省通知 and its 解读: outside the areas of `line`, unless that is empty, a name
    counts only where it is a part of the document's title, and not a short one.
    """
    found = [
        (text.find(name), document)
        for document in documents
        for name in document.also_called
        if name in text
        and (not line or document.jurisdiction in line or (len(name) >= _NAMES_IT and name in document.title))
    ]
    return tuple(dict.fromkeys(document for _, document in sorted(found, key=lambda row: row[0])))


def looks_inside(text: str, document: PolicyDocument) -> bool:
    """Whether `text` asks what stands in `document`: 「编制说明里…」「解读提到的…」."""
    return bool(name_looked_inside(text, (document,)))


def name_looked_inside(text: str, documents: Iterable[PolicyDocument]) -> str:
    """The name, of those people have for `documents`, of what `text` looks inside; empty where it does not."""
    names = "|".join(re.escape(name) for document in documents for name in document.also_called) or "(?!)"
    found = re.search(rf"({names})(?:里头?|里面|中|当中|上面?|提到|提的|[说讲写](?:的|了)|那份|这份)", text)
    return found[1] if found else ""


def asks_how_related(text: str) -> bool:
    """Whether `text` asks what two documents have to do with each other, not what they say."""
    return _RELATED.search(text) is not None


def asks_whether_it_applies(text: str) -> bool:
    """Whether `text` asks if a document holds for the speaker's place: 「对我们适用吗」."""
    return _APPLIES.search(text) is not None


def _number_pattern(doc_no: str) -> str:
    """A document number however its year is bracketed or left out, and 「〔2023〕35号」 without its code."""
    code, year, digits = (re.escape(part) for part in re.split(r"[()]", plain(doc_no)))
    return (
        rf"{code}[\s()年]*(?:{year}[\s()年]*)?第?(?<!\d){digits}"
        rf"|{code}{year}{digits}|(?<![\u4e00-\u9fff])\({year}\)\s*{digits}"
    )


def _numbered(short: re.Match[str], documents: Iterable[PolicyDocument], line: Collection[str]) -> list[PolicyDocument]:
    """The documents of `line` that a 「35号文」 can mean, given who is said to have issued it."""
    issuer = _issuer(short)
    wanted = number(short["number"])
    return [
        document
        for document in documents
        if (not line or document.jurisdiction in line)
        and re.search(rf"\){wanted}号$", plain(document.doc_no))
        and any(_in_order(issuer, name) for name in (*document.issuers, document.title, document.doc_no))
    ]


def _words_before(found: re.Match[str]) -> str:
    """The Chinese characters right before `found`, without the words that only begin a question."""
    before = _WORDS.search(found.string[: found.start()].rstrip())
    return _ASKING_FIRST.sub("", before[0] if before else "")


def _issuer(short: re.Match[str]) -> str:
    """The authority that is named right before a 「35号文」; empty where none is."""
    words = _AFTER_AN_AUTHORITY.sub("", _words_before(short))
    return next((one[0] for one in _AUTHORITY.finditer(words) if one.end() == len(words)), "")


def _law(written: str) -> str:
    """The title or name of a law or standard that is not ours and of which `written` names an article; or empty."""
    for place in _PLACE_IN_A_LAW.finditer(written):
        before = written[max(0, place.start() + 1 - _FARTHEST) : place.end()].rstrip(" 的里中")
        found = _NAME.search(before)
        name = _ASKING_FIRST.sub("", found[0]) if found else ""
        if len(name) > 1 and not _OURS.search(name):
            return name
    return ""


def _printed_in(documents: Iterable[PolicyDocument]) -> str:
    """What `documents` print, one after the other, without their own numbers."""
    documents = tuple(documents)
    texts = "".join(_without_blanks(document.text) for document in documents)
    for document in filter(lambda document: document.doc_no, documents):
        texts = texts.replace(plain(document.doc_no), "")
    return texts


@lru_cache(maxsize=256)
def _without_blanks(text: str) -> str:
    return "".join(plain(text).split())


def _is_called(title: str, document: PolicyDocument, line: Collection[str]) -> bool:
    """Whether `title` is a part of the document's, of a text of another area no small one; of a text of the user's
    area words may be left out."""
    whole = plain(document.title)
    is_near = not line or document.jurisdiction in line
    if title in whole:
        return is_near or 2 * len(title) >= len(whole) or document.explains == f"《{title}》"
    return is_near and _NAMES_OURS in title and _in_order(title, whole)


def _in_order(letters: str, name: str) -> bool:
    """Whether `name` holds all of `letters` in their order, as a short form does."""
    rest = iter(name)
    return all(letter in rest for letter in letters)


def _title(name: str) -> str:
    if name.startswith("《"):
        return name
    return f"{name} " if name[0].isascii() else f"《{name}》"
