"""Queries as people type them: slips, pinyin, initials, traditional characters."""

import pytest
from pypinyin import Style, pinyin

from knowledge import ClauseIndex
from knowledge.finding.sounds import readings

TEXTS = [
    "首席质量官应当向市场监督管理部门备案，备案材料应当真实。",
    "企业组织首席质量官参加培训，培训合格的颁发证书。",
    "对弄虚作假的企业取消奖励，并追究责任。",
    "质量安全事故应当及时上报，不得瞒报。",
    "湖南省农业农村部门负责农产品质量监督。",
    "申报条件、申报程序和备案程序由省级部门规定。",
    "企业使用 ERP 系统的，银行应当给予支持。",
]
INITIALS = {"sxzlg": "首席质量官", "ba": "备案", "sb": "申报"}


@pytest.fixture(scope="module")
def index() -> ClauseIndex:
    return ClauseIndex.build(
        [{"id": str(number), "text": text} for number, text in enumerate(TEXTS)], initials=INITIALS
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("备按材料", "备案材料"),
        ("陪训合格", "培训合格"),
        ("弄需作假", "弄虚作假"),
        ("背岸", "备案"),
        ("龙业农村", "农业农村"),
        ("符南省", "湖南省"),
        ("案备材料", "备案材料"),
        ("追纠责人", "追究责任"),
    ],
)
def test_a_slip_is_mended_by_sound_or_order(index: ClauseIndex, written: str, meant: str) -> None:
    assert index.repair(written) == meant


@pytest.mark.parametrize("written", ["备案材料", "今天吃饭了吗", "备", "", "abc备案123", "官"])
def test_what_nothing_speaks_against_stays(index: ClauseIndex, written: str) -> None:
    assert index.repair(written) == written


def test_a_repair_is_as_long_as_what_was_written(index: ClauseIndex) -> None:
    for written in ("备按，陪训！弄需作假", "按备按备按备", "质量质凉质粮"):
        assert len(index.repair(written)) == len(written)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("beian", "备案"),
        ("bei an", "备案"),
        ("bei'an", "备案"),
        ("bèi àn", "备案"),
        ("bei4an4", "备案"),
        ("BeiAn", "备案"),
        ("pxun", "pxun"),
        ("peixunhege", "培训合格"),
        ("zi liang", "质量"),
        ("备an材料", "备案材料"),
        ("shangbao事故", "上报事故"),
        ("nongye", "农业"),
        ("nóngyè", "农业"),
    ],
)
def test_pinyin_is_read_with_and_without_spaces_and_tones(index: ClauseIndex, written: str, meant: str) -> None:
    assert index.spell(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sxzlg", "首席质量官"),
        ("SXZLG", "首席质量官"),
        ("ba", "备案"),
        ("sb条件", "申报条件"),
        ("sxzlgba", "首席质量官备案"),
        ("sxzlg peixun", "首席质量官培训"),
    ],
)
def test_initials_stand_for_their_terms(index: ClauseIndex, written: str, meant: str) -> None:
    assert index.spell(written) == meant


@pytest.mark.parametrize("word", ["erp", "ERP", "ok", "iPhone", "Excel", "wechat", "a", "MES", "n" * 500])
def test_words_of_other_languages_stay(index: ClauseIndex, word: str) -> None:
    assert index.spell(word) == word


def test_initials_mean_nothing_to_an_index_that_was_given_none() -> None:
    assert ClauseIndex.build([{"id": "x", "text": TEXTS[0]}]).spell("sxzlg") == "sxzlg"


def test_the_table_of_syllables_reads_characters_as_its_source_does() -> None:
    table = readings()
    usual = {char: syllable for syllable, chars in table.characters.items() for char in chars}
    for char in "备案首席质量官培训重行乐率长说单":
        heard = {reading.replace("ü", "v") for reading in pinyin(char, style=Style.NORMAL, heteronym=True)[0]}
        assert any(char in table.characters[syllable] for syllable in heard), char
        assert usual[char] in heard, char


def test_traditional_characters_are_simplified(index: ClauseIndex) -> None:
    assert index.spell("首席質量官備案") == "首席质量官备案"
    assert next(match.id for match in index.search("質量安全事故")) == "3"


def test_traditional_characters_stay_where_the_collection_uses_them() -> None:
    taiwan = ClauseIndex.build([{"id": "x", "text": "質量管理辦法"}])
    assert taiwan.spell("質量管理") == "質量管理"
