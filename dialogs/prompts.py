"""How replies read: the blocks of a cited answer, numbered choices, pages within a byte limit.

The block order of an answer is fixed, so that a reader (and the chat page) finds each part:
conclusion · 原文「…」 per quotation · 出处 · link · date and status · remarks · numbered choices;
an answer that compares areas repeats the middle for each, headed by 【area】.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from dialogs.messages import Capabilities, CheckedRow, Choice, Citation, Cited, MenuLimits, Page, Reply, VerdictCard

MORE_BELOW = "回复“更多”看后文"
CAUTION = "以主管部门最新文件为准。"
_SENTENCE_ENDS = "。；！？\n"


def blocks(reply: Reply, *, anchors: bool = False) -> list[str]:
    """What must stay together, in order, without the choices: a page ends between blocks."""
    match reply:
        case Cited():
            return [reply.conclusion, *_quotation_blocks(reply.citations, anchors=anchors), *reply.remarks]
        case VerdictCard():
            rows = [_checked(row) for row in reply.rows]
            return [reply.conclusion, *rows, *_sources(reply.citations, anchors=anchors), *reply.remarks]
        case _:
            return reply.text.split("\n")


def read_aloud(reply: Reply) -> str:
    """What the user reads of `reply`, choices left out."""
    return "\n".join(blocks(reply))


def numbered(choices: Sequence[Choice]) -> str:
    """The choices as the list that a channel without buttons shows."""
    return "\n".join(f"{number} {choice.label}" for number, choice in enumerate(choices, start=1))


def paginate(replies: Sequence[Reply], capabilities: Capabilities) -> tuple[Page, ...]:
    """All replies of one turn as pages of at most `capabilities.text_bytes` UTF-8 bytes.

    A page ends between blocks (so never inside a quotation that fits a page), all but the last
    with the hint how to get the next. Choices stand on the last page. No reply, no page.
    """
    if not replies:
        return ()
    choices = next((reply.choices for reply in reversed(replies) if reply.choices), ())
    paragraphs = [block for reply in replies for block in [*blocks(reply, anchors=capabilities.anchors), ""]][:-1]
    if choices and capabilities.menu:
        *before, last = _fill_pages(paragraphs, (), capabilities.text_bytes)
        if _fits(last.text, choices, capabilities.menu):
            return (*before, replace(last, choices=choices, has_menu=True))
    if choices:
        paragraphs += ["", numbered(choices)]
    return _fill_pages(paragraphs, choices, capabilities.text_bytes)


def _quotation_blocks(citations: Sequence[Citation], *, anchors: bool) -> Iterable[str]:
    """A block a quotation; the first of a source carries its area, the last the source itself."""
    compares = len({citation.jurisdiction for citation in citations}) > 1
    for _, run in groupby(citations, key=lambda citation: (citation.jurisdiction, citation.document)):
        same_source = tuple(run)
        first = same_source[0]
        quotations = [_quotation(citation, opens=citation is first) for citation in same_source]
        if compares:
            quotations[0] = f"【{first.area}】\n{quotations[0]}"
        quotations[-1] += f"\n{_source(same_source)}\n{_standing(first, anchors=anchors)}"
        yield from quotations


def _checked(row: CheckedRow) -> str:
    """「✗ 年限：2 年，不满足。文件要求「从事质量管理工作3年以上」（第五条（二））」"""
    quoted = f"。文件要求「{row.words}」" if row.words else ""
    place = f"（{row.clause}）" if row.clause else ""
    why = f"\n{row.why}" if row.why else ""
    mark, standing = _STANDINGS[row.mark]
    return f"{mark} {row.label}：{row.fact}，{standing}{quoted}{place}{why}"


_STANDINGS = {"met": ("✓", "满足"), "not_met": ("✗", "不满足"), "unclear": ("？", "待确认"), "open": ("－", "未填写")}


def _sources(citations: Sequence[Citation], *, anchors: bool) -> Iterable[str]:
    """A source for each document, with its link, date and status; the words stand in the rows."""
    for _, run in groupby(citations, key=lambda citation: (citation.jurisdiction, citation.document)):
        same_source = tuple(run)
        yield f"{_source(same_source)}\n{_standing(same_source[0], anchors=anchors)}"


def _standing(citation: Citation, *, anchors: bool) -> str:
    """Where the text is found, its date and status."""
    dated = f"{citation.date_note}，" if citation.date_note else ""
    link = f'<a href="{citation.url}">查看原文</a>' if anchors else f"查看原文 {citation.url}"
    return f"{link}\n{dated}{citation.status}。{CAUTION}"


def _quotation(citation: Citation, *, opens: bool) -> str:
    lead = "原文" if opens else citation.label
    slip = "（原文如此）" if citation.verbatim_note else ""
    return f"{lead}「{citation.quote}」{slip}"


def _source(citations: Sequence[Citation]) -> str:
    first = citations[0]
    revised = f"，{first.revised_by}修订" if first.revised_by else ""
    number = f"（{first.doc_no}{revised}）" if first.doc_no else ""
    title = first.document if "《" in first.document else f"《{first.document}》"
    places = list(dict.fromkeys(citation.clause for citation in citations))
    return f"出处：{title}{number}{_span(places)}"


def _span(places: Sequence[str]) -> str:
    """The places joined; a lead stands for the items after it."""
    shown = [place for number, place in enumerate(places) if not any(map(place.startswith, places[:number]))]
    return "、".join(shown)


def _fill_pages(paragraphs: Sequence[str], choices: tuple[Choice, ...], limit: int) -> tuple[Page, ...]:
    whole = "\n".join(paragraphs)
    if _size(whole) <= limit:
        return (Page(whole, choices),)
    room = limit - _size(f"\n{MORE_BELOW}")
    pages: list[list[str]] = [[]]
    for block in (piece for paragraph in paragraphs for piece in _cut(paragraph, room)):
        if pages[-1] and _size("\n".join([*pages[-1], block])) > room:
            pages.append([])
        if block or pages[-1]:
            pages[-1].append(block)
    texts = ["\n".join(page).strip("\n") for page in pages]
    shown = [f"{text}\n{MORE_BELOW}" for text in texts[:-1]] + texts[-1:]
    return tuple(Page(text, choices if number == len(shown) else ()) for number, text in enumerate(shown, start=1))


def _fits(head: str, choices: Sequence[Choice], menu: MenuLimits) -> bool:
    lines_fit = all(_size(choice.label) <= menu.line_bytes for choice in choices)
    return len(choices) <= menu.lines and _size(head) <= menu.head_bytes and lines_fit


def _cut(paragraph: str, room: int) -> Iterable[str]:
    """`paragraph`, or its pieces ending at sentences where it alone is too long for a page."""
    rest = paragraph
    while _size(rest) > room:
        fitting = rest.encode()[:room].decode(errors="ignore")
        end = max(fitting.rfind(mark) for mark in _SENTENCE_ENDS) + 1
        head = fitting[:end] if end > len(fitting) // 3 else fitting
        yield head
        rest = rest[len(head) :]
    yield rest


def _size(text: str) -> int:
    return len(text.encode())
