"""Places that messages name, in all the spellings people have for them."""

import pytest

from knowledge.documents.library import Library
from knowledge.reading.routes import clauses_at, reference_in


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("第五条", "a5"),
        ("第 五 条", "a5"),
        ("第 5 条", "a5"),
        ("第伍条", "a5"),
        ("第Ⅴ条", "a5"),
        ("第廿条", "a20"),
        ("第廿一条", "a21"),
        ("第一百零八条", "a108"),
        ("倒数第二条", "z2"),
        ("最后一条", "z1"),
        ("第十条第二款", "a10.p2"),
        ("（五）3", "i5.n3"),
        ("（五）第3项", "i5.n3"),
        ("（七）第二段", "i7.p2"),
        ("三、2", "s3.n2"),
        ("三.2", "s3.n2"),
        ("三2", "s3.n2"),
        ("第三部分第2点", "s3.n2"),
        ("第六部分", "s6"),
        ("第五章", "s5"),
        ("第二部分第1段", "s2.p1"),
    ],
)
def test_a_place_is_read_however_it_is_written(text: str, place: str) -> None:
    reference = reference_in(text)
    assert reference is not None
    assert reference.place == place
    assert not reference.rest.strip()


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("第五、六条", ("a5", "a6")),
        ("第五条和第六条", ("a5", "a6")),
        ("第5条、第6条", ("a5", "a6")),
        ("第 五 条 第 六 条", ("a5", "a6")),
        ("（七）和（八）", ("i7", "i8")),
        ("第五条到第七条", ("a5", "a6", "a7")),
        ("第5-6条", ("a5", "a6")),
    ],
)
def test_several_places_are_read_together(text: str, places: tuple[str, ...]) -> None:
    reference = reference_in(text)
    assert reference is not None
    assert (reference.place, *reference.more) == places


@pytest.mark.parametrize("text", ["第5.5条", "第-5条", "第十二点五条"])
def test_what_is_no_number_of_an_article_leads_nowhere(text: str, shipped: Library) -> None:
    reference = reference_in(text)
    assert reference is not None
    assert reference.written == text
    assert reference.is_explicit
    assert not clauses_at(reference.place, shipped.documents["nantong-measures"])


@pytest.mark.parametrize("text", ["第九十九条", "第十条第二款", "上一条", "第5条（三）"])
def test_a_place_is_shown_as_it_was_written(text: str) -> None:
    reference = reference_in(text)
    assert reference is not None
    assert reference.written == text


@pytest.mark.parametrize(
    ("document", "place", "clause"),
    [
        ("nantong-measures", "z1", "a20"),
        ("nantong-measures", "z20", "a1"),
        ("guangdong-notice", "z1", "s6.i24.p1"),
        ("guangdong-notice", "i9.n2", "s4.i9.p2"),
        ("xiangshan-notice", "s3.n2", "s3.n2"),
        ("nantong-measures", "a20.p1", "a20"),
    ],
)
def test_the_clause_at_a_place(shipped: Library, document: str, place: str, clause: str) -> None:
    assert [one.id for one in clauses_at(place, shipped.documents[document])] == [f"{document}.{clause}"]


@pytest.mark.parametrize("place", ["z21", "z0"])
def test_there_is_nothing_before_the_first_place(shipped: Library, place: str) -> None:
    assert clauses_at(place, shipped.documents["nantong-measures"]) == ()


def test_a_long_range_is_not_shown_at_once() -> None:
    reference = reference_in("第一条到第二十条")
    assert reference is not None
    assert not reference.more


@pytest.mark.parametrize("text", ["2023年35家", "小型企业三100以上", "一2023年的目标"])
def test_figures_are_no_place(text: str) -> None:
    assert reference_in(text) is None
