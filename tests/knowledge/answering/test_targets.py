"""Targets by year and size: which are meant, and that others are not there."""

import pytest

from knowledge.answering.targets import chosen
from knowledge.documents.library import Library

GUANGDONG = [f"guangdong-notice.s2.i4.p{number}" for number in (2, 3, 4)]
XIANGSHAN = [f"xiangshan-notice.s2.d{number}" for number in (1, 2, 3)]


@pytest.mark.parametrize(
    ("question", "targets", "found", "lacking"),
    [
        ("2024年中型企业要求多少", GUANGDONG, GUANGDONG[1:2], ""),
        ("小厂到25年底要多少", GUANGDONG, GUANGDONG[2:], ""),
        ("大型的目标", GUANGDONG, GUANGDONG, ""),
        ("目标是多少", GUANGDONG, GUANGDONG, ""),
        ("2026年的目标", GUANGDONG, GUANGDONG, "2026年的目标"),
        ("微型企业的目标", GUANGDONG, GUANGDONG, "微型企业的目标"),
        ("2022年底的目标", XIANGSHAN, XIANGSHAN[2:], ""),
        ("小企业的目标", XIANGSHAN, XIANGSHAN[1:2], ""),
    ],
)
def test_the_targets_meant_are_chosen(
    shipped: Library, question: str, targets: list[str], found: list[str], lacking: str
) -> None:
    result = chosen(question, [shipped.clauses[name] for name in targets])
    assert ([clause.id for clause in result.clauses], result.lacking) == (found, lacking)
