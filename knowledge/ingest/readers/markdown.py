"""Markdown as the text it shows: marks are no words, a number that begins a line is one."""

import html
import re

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TABLE_RULE = re.compile(r"\|?\s*:?-{3,}:?\s*(\|\s*:?-{3,}:?\s*)*\|?")
_RULE = re.compile(r"(?:[-*_=]\s*){3,}|`{3,}.*|~{3,}.*")
_BLOCK_MARK = re.compile(r"(?:>\s?)+|#{1,6}\s*(?=\S)|[-*+]\s+(?=\S)(?![\d\s]+-$)")
_EMPHASIS = (
    re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"),
    re.compile(r"(?<![*\w])([*_])(?=[^\s*_])(.+?)(?<=[^\s*_])\1(?![*\w])"),
)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,7}|#x[\da-fA-F]{1,6});")


def from_markdown(text: str) -> str:
    """The text without the marks of Markdown, line by line."""
    shown = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)
    return "\n".join(_row(row) for row in shown.split("\n"))


def _row(row: str) -> str:
    bare = row.strip()
    if bare.startswith("|"):
        return "" if _TABLE_RULE.fullmatch(bare) else "\t".join(map(_inline, _cells(bare)))
    if _RULE.fullmatch(bare):
        return ""
    shown = bare
    while mark := _BLOCK_MARK.match(shown):
        shown = shown[mark.end() :].lstrip()
    if shown != bare:
        return _inline(shown)
    indent = row[: len(row) - len(row.lstrip())]
    return indent + _inline(bare)


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", row.strip("|"))]


def _inline(text: str) -> str:
    if text.isalnum():
        return text
    text = _LINK.sub(r"\1", text)
    for emphasis in _EMPHASIS:
        text = emphasis.sub(r"\2", text)
    text = _BREAK.sub("\n", text.rstrip("\\"))
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), _ESCAPE.sub(r"\1", text))
