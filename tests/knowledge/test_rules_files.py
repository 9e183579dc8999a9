"""Rule files that are refused, with file, line and remedy; the shipped ones are sound."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from knowledge.documents.library import Library, load_library
from knowledge.errors import BrokenManifest
from knowledge.lint import examine_rules
from knowledge.model import Jurisdiction
from knowledge.reading.places import load_gazetteer
from knowledge.rulebook import load_rulebook, rule_faults
from knowledge.rules import evaluate
from tests.knowledge.made_up_corpus import rewrite, write_corpus
from tests.knowledge.rulebooks import TODAY, areas, copied_rules, library, read


def line(file: Path, words: str) -> int:
    """The line on which `words` first stand."""
    before, found, _ = file.read_text("utf-8").partition(words)
    assert found
    return before.count("\n") + 1


def refusal(root: Path) -> str:
    """What a start says, without the path; `kb lint` says the same."""
    with pytest.raises(BrokenManifest) as refused:
        load_rulebook(library(), areas(), today=TODAY, root=root)
    found = examine_rules(library(), load_gazetteer(), today=TODAY, root=root)
    assert [str(one) for one in found] == [str(refused.value)]
    assert str(refused.value).startswith(str(root))
    return str(refused.value).removeprefix(f"{root}/")


def test_the_shipped_rules_are_sound() -> None:
    assert rule_faults(library(), areas(), today=TODAY) == []
    assert examine_rules(library(), load_gazetteer(), today=TODAY) == []


POST_MET = 'met = [{ post = ["副总等高层副职", "总经理助理/总裁助理", "质量部门正职"] }]'
POST_NOT = 'not_met = [{ post = ["质量部门副职", "其他"] }]'
YEARS_MET = "met = [{ years = { at_least = 3 } }]"
YEARS_NOT = "not_met = [{ years = { below = 3 } }]"
WORDS = "从事质量管理工作3年以上"


ROWS = 'name = "{}"'.format
I2 = "nantong-measures.a5.i2"


@pytest.mark.parametrize(
    ("old", "new", "at", "sentence"),
    [
        (YEARS_NOT, YEARS_NOT.replace("3", "2"), ROWS("年限"), "年限: no row decides years = 2年; add it to one"),
        (
            POST_NOT,
            'not_met = [{ post = "其他" }]',
            ROWS("岗位"),
            "岗位: no row decides post = 质量部门副职; add it to one",
        ),
        (
            'title = "无/初级" }',
            'title = "中级" }',
            ROWS("学历或职称"),
            "学历或职称: no row decides degree = 大专以下，title = 无/初级，title_related = 是; add it to one",
        ),
        (
            YEARS_MET,
            YEARS_MET.replace("3", "2"),
            ROWS("年限"),
            "年限: met 1 and not_met 1 both decide years = 2年; leave it to one",
        ),
        (
            POST_NOT,
            'not_met = [{ post = ["质量部门副职", "其他"] }, { post = "其他" }]',
            ROWS("岗位"),
            "岗位: not_met 2 never decides anything by itself, not_met 1 does already; remove it",
        ),
        (
            POST_NOT,
            'not_met = [{ post = "其他" }, { post = ["质量部门副职", "其他"] }]',
            ROWS("岗位"),
            "岗位: not_met 1 never decides anything by itself, not_met 2 does already; remove it",
        ),
        (
            POST_NOT,
            'not_met = [{ post = ["质量部门副职", "其他", "质量总监"] }]',
            ROWS("岗位"),
            "岗位: unclear 2 never decides anything by itself, not_met 1 does already; remove it",
        ),
        (POST_MET, 'met = [{ post = "副总" }]', "副总", "「副总」 is no value of post; there are "),
        (POST_MET, 'met = [{ job = "副总" }]', "job", "no fact job; there are post, is_senior, "),
        (POST_MET, "met = [{ post = [] }]", "post = []", "post is nothing, so this never applies; remove it"),
        (POST_MET, "met = [{ post = { below = 3 } }]", "below", "post takes values"),
        (YEARS_MET, 'met = [{ years = "3" }]', "years", "years takes { at_least = …, below = … }"),
        *(
            (YEARS_MET, YEARS_MET.replace("at_least = 3", bounds), "years", "no years of 0 to 60 is meant; correct the")
            for bounds in ("at_least = 61", "below = 0", "at_least = 4, below = 4")
        ),
        (YEARS_MET, "met = [{ years = { over = 3 } }]", "over", "conditions.2.met.0.years"),
        ('effect = "禁止"', 'effect = "不得"', '"不得"', "conditions.5.effect: Input should be "),
        (WORDS, WORDS.replace("3", "5"), I2, f"「从事质量管理工作5年以上」 does not stand in {I2}; quote"),
        (I2, "nantong-measures.a5.i9", "a5.i9", "no clause nantong-measures.a5.i9; take an id of"),
        (I2, "nantong-measures.m1", "measures.m1", "no clause nantong-measures.m1; take an id of"),
        (I2, "xiangshan-notice.s3.n2", "n2", "xiangshan-notice.s3.n2 belongs to xiangshan; rest a rule of nantong on"),
        (I2, "nantong-amendment.s3.i2", "s3.i2", "nantong-amendment.s3.i2 is not in force on 2026-11-20; cite"),
        ('name = "品行"', 'name = "素养" # again', "# again", "素养 stands there twice; rename one"),
        (
            'met = [{ forbidden = "没有" }]\nnot_met = [{ forbidden = "有" }]',
            'not_met = [{ forbidden = ["没有", "有"] }]',
            "[[conditions]]",
            "no candidate can meet all conditions at once; correct the one that excludes another",
        ),
        ('why = "第五条没有写科', 'as = "第五条没有写科', "why", "conditions.0.unclear.2.why: Field required"),
    ],
)
def test_an_unsound_file_is_refused_with_line_and_remedy(
    tmp_path: Path, old: str, new: str, at: str, sentence: str
) -> None:
    root = copied_rules(tmp_path)
    rewrite(root / "nantong.toml", old, new)
    assert refusal(root).startswith(f"nantong.toml, line {line(root / 'nantong.toml', at)}: {sentence}")


@pytest.mark.parametrize("bound", [1, 60])
def test_a_bound_may_be_at_the_end_of_what_is_counted(tmp_path: Path, bound: int) -> None:
    root = copied_rules(tmp_path)
    for row in (YEARS_MET, YEARS_NOT):
        rewrite(root / "nantong.toml", row, row.replace("3", str(bound)))
    rules = load_rulebook(library(), areas(), today=TODAY, root=root).of("nantong")
    standings = [evaluate(rules, read(years=years)).results[2].standing for years in (0, bound - 0.5, bound, 60)]
    assert standings == ["not_met", "not_met", "met", "met"]


def test_conditions_that_exclude_each_other_are_refused(tmp_path: Path) -> None:
    root = copied_rules(tmp_path)
    text = (root / "nantong.toml").read_text("utf-8")
    cut = text.index('name = "品行"')
    swapped = text[cut:].replace(
        'met = [{ declare = "是" }]\nnot_met = [{ declare = "否" }]',
        'met = [{ declare = "否" }]\nnot_met = [{ declare = "是" }]',
        1,
    )
    (root / "nantong.toml").write_text(text[:cut] + swapped, "utf-8")
    assert "no candidate can meet all conditions at once" in refusal(root)


def test_a_condition_cannot_rest_on_an_interpretation(tmp_path: Path) -> None:
    root = copied_rules(tmp_path)
    condition = '[[conditions]]\nname = "岗位"\neffect = "必要"\n'
    condition += 'met = [{ is_senior = "是" }]\nnot_met = [{ is_senior = ["否", "未提及"] }]\n'
    grounds = 'clause = "shenzhen-guide-interpretation.s2.i4.p1"\nwords = "职业素养、能力要求"\n\n'
    file = root / "shenzhen.toml"
    file.write_text(condition + grounds + file.read_text("utf-8"), "utf-8")
    assert refusal(root).startswith(
        "shenzhen.toml, line 6: shenzhen-guide-interpretation sets no rules (interpretation); a condition rests"
    )


@pytest.mark.parametrize(
    ("area", "old", "new", "sentence"),
    [
        ("xiangshan", 'post = "董事长/总经理" }]', 'post = "老板" }]', "「老板」 is no value of post; there are "),
        (
            "xiangshan",
            'words = "倡导企业',
            'words = "提倡企业',
            "「提倡企业主要负责人担任企业首席质量官」 does",
        ),
        (
            "guangdong",
            "企业根据自身情况自主聘任",
            "企业按规定聘任",
            "「企业按规定聘任符合任职条件的首席质量官」",
        ),
    ],
)
def test_hints_and_what_is_left_open_rest_on_words_too(
    tmp_path: Path, area: str, old: str, new: str, sentence: str
) -> None:
    root = copied_rules(tmp_path)
    rewrite(root / f"{area}.toml", old, new)
    file, _, said = refusal(root).partition(": ")
    assert file.startswith(f"{area}.toml, line ")
    assert said.startswith(sentence)


def test_a_file_that_says_nothing_or_is_named_after_no_area_is_refused(tmp_path: Path) -> None:
    root = copied_rules(tmp_path)
    (root / "meizhou.toml").write_text("", "utf-8")
    assert refusal(root).startswith("meizhou.toml, line 1: no conditions and no [unstated]; say what")
    (root / "meizhou.toml").rename(root / "suzhou.toml")
    assert refusal(root).startswith("suzhou.toml: suzhou is no jurisdiction; name the file after one of guangdong, ")


def test_too_many_combinations_are_refused(tmp_path: Path) -> None:
    root = copied_rules(tmp_path)
    many = [f"f{number}" for number in range(15)]
    facts = "".join(f'[facts.{one}]\nkind = "choice"\nlabel = "{one}"\nvalues = ["a", "b"]\n' for one in many)
    (root / "_facts.toml").write_text((root / "_facts.toml").read_text("utf-8") + facts, "utf-8")
    case = ", ".join(f'{one} = "a"' for one in many)
    rewrite(root / "nantong.toml", YEARS_MET, f"met = [{{ {case} }}]")
    rewrite(root / "nantong.toml", YEARS_NOT, "")
    assert refusal(root).endswith("年限: 32768 combinations to decide; split it")


@pytest.mark.parametrize(
    ("old", "new", "at", "sentence"),
    [
        ('"博士", "研究生"', '"博士", "本科"', 'values = ["大专以下"', "「本科」 means two things; keep one"),
        ('"博士", "研究生"', '"博士", "不清楚"', '"博士"', "「不清楚」 means two things; keep one"),
        ('unsaid = "未提及"', 'unsaid = "否"', 'values = ["是", "否"]', "「否」 means two things; keep one"),
        (
            '"硕士及以上" = [',
            '"硕士以上" = [',
            '"硕士以上"',
            "「硕士以上」 is no value of degree; add it or",
        ),
        (
            'tells = "post"',
            'tells = "posts"',
            "[facts.post_text]",
            "post_text tells posts; name a choice and one",
        ),
        (
            'instead_of = "其他"',
            'instead_of = "别的"',
            "[facts.post_text]",
            "post_text tells post; name a choice and one",
        ),
        ("most = 60", "most = 0", "least", "years begins at 0 and ends at 0; swap them"),
        ('kind = "number"', 'kind = "count"', "[facts.years]", "facts.years: Input tag 'count' found"),
    ],
)
def test_facts_that_can_be_mistaken_are_refused(tmp_path: Path, old: str, new: str, at: str, sentence: str) -> None:
    root = copied_rules(tmp_path)
    rewrite(root / "_facts.toml", old, new)
    file, _, said = refusal(root).partition(": ")
    assert said.startswith(sentence)
    assert file == f"_facts.toml, line {line(root / '_facts.toml', at)}"


def test_lint_names_the_first_fault_of_every_file(tmp_path: Path) -> None:
    root = copied_rules(tmp_path)
    rewrite(root / "nantong.toml", YEARS_NOT, "")
    rewrite(root / "xiangshan.toml", 'effect = "倡导"', 'effect = "提倡"')
    found = examine_rules(library(), load_gazetteer(), today=TODAY, root=root)
    assert [one.where.rpartition("/")[2] for one in found] == [
        f"nantong.toml, line {line(root / 'nantong.toml', ROWS('年限'))}",
        f"xiangshan.toml, line {line(root / 'xiangshan.toml', '提倡')}",
    ]
    with pytest.raises(BrokenManifest, match=r"nantong\.toml, line \d+: 年限: no row decides years = 0年"):
        load_rulebook(library(), areas(), today=TODAY, root=root)


def test_a_rule_stands_only_as_long_as_its_text_is_in_force(tmp_path: Path) -> None:
    held = load_library(write_corpus(tmp_path / "corpus"))
    city = {"city": Jurisdiction("city", "某市", "某市", None, ())}
    root = copied_rules(tmp_path)
    for path in root.glob("[!_]*.toml"):
        path.unlink()
    (root / "city.toml").write_text(
        '[[conditions]]\nname = "年限"\neffect = "必要"\nclause = "city-trial.a1"\nwords = "湖长每月巡湖一次"\n'
        "met = [{ years = { at_least = 1 } }]\nnot_met = [{ years = { below = 1 } }]\n",
        "utf-8",
    )
    assert _load(held, city, date(2018, 12, 31), root) == ["年限"]
    with pytest.raises(BrokenManifest, match=r"line 4: city-trial\.a1 is not in force on 2019-01-01; cite"):
        _load(held, city, date(2019, 1, 1), root)


def test_a_child_has_its_own_conditions_before_its_parents(tmp_path: Path) -> None:
    root = copied_rules(tmp_path)
    family = areas() | {"nantong": replace(areas()["nantong"], parent="xiangshan")}
    rulebook = load_rulebook(library(), family, today=TODAY, root=root)
    names = [condition.quote.document.jurisdiction for condition in rulebook.of("nantong").conditions]
    assert names == [*["nantong"] * 6, "xiangshan"]
    assert [fact.name for fact in rulebook.of("nantong").facts][:3] == ["post", "is_senior", "years"]


def _load(held: Library, jurisdictions: dict[str, Jurisdiction], day: date, root: Path) -> list[str]:
    rulebook = load_rulebook(held, jurisdictions, today=day, root=root)
    return [condition.name for condition in rulebook.of("city").conditions]
