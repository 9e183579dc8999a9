"""统一社会信用代码: the check, what is repaired and what is said of anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.values.codes import (
    ALPHABET,
    CodeRead,
    FailsCheck,
    NoCode,
    OldNumber,
    Repairable,
    SeveralCodes,
    Valid,
    WrongLength,
    check_character,
    code_in,
    is_valid,
)

CODE = "91440604MA0000015B"
MADE_UP = (
    CODE,
    "91440606MA000004XM",
    "91320682MA0000234M",
    "91340603MA0000322Y",
    "91440309MA000020XQ",
    "91440306MA00001705",
)


@pytest.mark.parametrize("code", MADE_UP)
def test_a_code_with_the_right_check_character_is_valid(code: str) -> None:
    assert code_in(code) == Valid(code)


@pytest.mark.parametrize(
    "text",
    [
        *(CODE.lower(), "９１４４０６０４MA0000015B", "9144 0604 MA00 0001 5B"),
        *("9144-0604-MA00-0001-5B", f"代码是{CODE}，谢谢", f"code: {CODE}", f"{CODE}\n{CODE}"),
    ],
)
def test_a_code_is_found_however_it_is_written(text: str) -> None:
    assert code_in(text) == Valid(CODE)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("91440604MAOOOOO15B", Repairable("91440604MAOOOOO15B", CODE)),
        ("9I440604MA00000I5B", Repairable("9I440604MA00000I5B", CODE)),
        ("91440604MA000001SB", Repairable("91440604MA000001SB", CODE)),
        ("91440606MAOOOOO4XB", FailsCheck("91440606MAOOOOO4XB")),
        ("91440604MA0000015A", FailsCheck("91440604MA0000015A")),
        ("9144060AMA0000015B", FailsCheck("9144060AMA0000015B")),
        ("91440604MA000V015B", FailsCheck("91440604MA000V015B")),
        ("440604123456789", OldNumber("440604123456789")),
        ("91440604MA0000015", WrongLength(17)),
        (f"{CODE}和{MADE_UP[1]}", SeveralCodes()),
        (f"不是91440604MA0000015A，是{CODE}", Valid(CODE)),
        *[(text, NoCode()) for text in ("", "佛山某某公司", "12345", "CQO12345", "CQO", "没有代码")],
    ],
)
def test_what_is_not_valid_is_known_for_what_it_is(text: str, read: CodeRead) -> None:
    assert code_in(text) == read


@given(
    st.text(ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9),
)
def test_the_check_character_makes_a_code_valid_and_no_other_does(office: str, region: str, body: str) -> None:
    bare = f"{office}{region}{body}"
    assert [char for char in ALPHABET if is_valid(bare + char)] == [check_character(bare)]


@given(st.sampled_from(MADE_UP), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_never_passes(code: str, place: int, char: str) -> None:
    assert is_valid(code[:place] + char + code[place + 1 :]) == (code[place] == char)
