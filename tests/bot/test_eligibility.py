"""`cqo eligibility`: verdicts in the form of the contract, and one sentence for what is no fact set."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.eligibility import check, read_fact_sets
from bot.policy import UnknownArea
from bot.reply_json import citation_as_json
from bot.service import build_service
from dialogs.policy import citations_of
from knowledge.errors import BadFacts
from knowledge.rules import evaluate
from tests.bot.test_cli import cqo
from tests.knowledge.rulebooks import shipped_rules
from tests.services import settings_in

CASES = Path(__file__).parents[1] / "fixtures/eligibility_cases.json"
KEYS = ["id", "verdict", "failed_or_unclear", "cites", "missing"]
NANTONG = {"jurisdiction": "nantong", "facts": {"post": "质量部门正职"}}


def bare(text: str) -> str:
    return "".join(text.split())


def asked(said: object, folder: Path) -> Any:
    shown = cqo("eligibility", "--facts", "-", "--json", folder=folder, typed=json.dumps(said))
    assert (shown.returncode, shown.stderr) == (0, "")
    return json.loads(shown.stdout)


def test_a_list_of_cases_gets_a_list_of_verdicts_in_the_form_of_the_contract(tmp_path: Path) -> None:
    shown = cqo("eligibility", "--facts", str(CASES), "--json", folder=tmp_path)
    cases, verdicts = json.loads(CASES.read_text("utf-8")), json.loads(shown.stdout)
    assert [list(verdict) for verdict in verdicts] == [KEYS] * len(cases)
    for case, verdict in zip(cases, verdicts, strict=True):
        assert (verdict["id"], verdict["verdict"]) == (case["id"], case["verdict"])
        failed = [bare(citation["text"]) for citation in verdict["failed_or_unclear"]]
        assert failed == [*map(bare, case["failed_or_unclear"])]
        assert {*map(bare, case["cites"])} <= {bare(citation["text"]) for citation in verdict["cites"]}
        assert all(citation["quote"] in citation["text"] for citation in verdict["cites"])
        assert verdict["missing"] == []
    assert {citation["status"] for citation in verdicts[0]["cites"]} == {"现行未核实"}


def test_a_fact_set_by_itself_gets_one_object_that_names_what_is_missing(tmp_path: Path) -> None:
    verdict = asked({"id": 7, **NANTONG}, tmp_path)
    assert verdict["id"] == 7
    assert verdict["verdict"] == "needs_facts"
    assert verdict["missing"] == ["years", "degree", "title", "title_related", "forbidden", "declare"]
    assert [citation["clause"] for citation in verdict["cites"]] == ["第五条"]


def test_without_an_area_the_area_is_missing_and_nothing_is_cited(tmp_path: Path) -> None:
    without = [{"facts": {"post": "其他"}}, {"jurisdiction": None, "facts": {}}]
    assert (
        asked(without, tmp_path) == [dict(zip(KEYS, [None, "needs_facts", [], [], ["jurisdiction"]], strict=True))] * 2
    )


def test_citations_are_those_of_an_answer(tmp_path: Path) -> None:
    service = build_service(settings_in(tmp_path))
    verdict = evaluate(service.ports.rules.of("nantong"), service.ports.rules.vocabulary.read({"post": "其他"}))
    (citation,) = (citation_as_json(one) for one in citations_of(verdict.failed_or_unclear, service.ports))
    (printed,) = asked({"jurisdiction": "nantong", "facts": {"post": "其他"}}, tmp_path)["failed_or_unclear"]
    assert printed == citation | {"url": printed["url"]}
    assert citation["url"] == "https://bot.example.gov.cn/clauses/nantong-measures.a5"
    assert printed["quote"] == "首席质量官由企业高层副职（含总经理助理、总裁助理）或者质量管理部门中层正职中聘任"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "no JSON ("),
        ("{", "no JSON ("),
        ("[" * 100_000, "no JSON ("),
        ("3", 'fact set: give {"id": "…", "jurisdiction": "…", "facts": {…}}'),
        ('{"jurisdiction": "nantong"}', "fact set: 'facts' is not understood; give {"),
        ('{"id": 1.5, "facts": {}}', "fact set: 'id' is not understood; give {"),
        ('[{"facts": {}}, {"facts": {}, "fact": {}}]', "fact set 2: 'fact' is not understood; give {"),
        ('{"jurisdiction": "nantong", "facts": {"yeras": 3}}', "fact set 1: no fact 'yeras'; there are post, "),
        ('{"jurisdiction": "other", "facts": {"years": 61}}', "fact set 1: years: not understood; give a number"),
        ('{"jurisdiction": "nantong", "facts": {"years": NaN}}', "fact set 1: years: not understood; give a number"),
        ('{"jurisdiction": "suzhou", "facts": {}}', "fact set 1: no jurisdiction 'suzhou'; there are guangdong, "),
    ],
)
def test_what_is_no_fact_set_is_refused_in_one_sentence(tmp_path: Path, typed: str, sentence: str) -> None:
    (tmp_path / "facts.json").write_text(typed, "utf-8")
    with pytest.raises((BadFacts, UnknownArea)) as refusal:
        check(read_fact_sets(tmp_path / "facts.json").sets, shipped_rules())
    assert str(refusal.value).removeprefix(f"{tmp_path}/facts.json: ").startswith(sentence)
    assert "\n" not in str(refusal.value)


def test_a_refusal_is_a_sentence_on_standard_error_and_status_one(tmp_path: Path) -> None:
    shown = cqo("eligibility", "--facts", "-", "--json", folder=tmp_path, typed="[{]")
    assert (shown.returncode, shown.stdout) == (1, "")
    assert shown.stderr.startswith("cqo: -: no JSON (")
    assert len(shown.stderr.splitlines()) == 1


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "gbk.json").write_bytes('{"facts": {"post": "其他"}}'.encode("gbk"))
    for name, sentence in {"none.json": "no such file", "gbk.json": "not UTF-8", ".": "cannot be read"}.items():
        with pytest.raises(BadFacts) as refusal:
            read_fact_sets(tmp_path / name)
        assert str(refusal.value).startswith(f"{tmp_path / name}: {sentence}")
    assert cqo("eligibility", folder=tmp_path).returncode == 2


def test_people_read_results_with_their_clauses(tmp_path: Path) -> None:
    facts = {"post": "董事长", "years": 2, "degree": "高中", "title": "工程师", "title_related": "是", "declare": "是"}
    sets = [
        {"id": "a", "jurisdiction": "nantong", "facts": facts | {"forbidden": "没有"}},
        {"jurisdiction": "nantong", "facts": facts},
        {"jurisdiction": "nantong", "facts": {"forbidden": "有"}},
        {"jurisdiction": "guangdong", "facts": {}},
        {"jurisdiction": "other", "facts": {}},
        {"facts": {}},
    ]
    typed = json.dumps(sets)
    shown = cqo("eligibility", "--facts", "-", folder=tmp_path, typed=typed).stdout.split("\n\n")
    source = "《南通市首席质量官暂行管理办法》（通政办发〔2011〕65号，通政办规〔2020〕4号修订）"
    assert shown[0].splitlines() == [
        "a　【任职条件自测·南通】结果：暂不满足 1 项",
        "？ 岗位：董事长/总经理。第五条列出的是高层副职（含总经理助理、总裁助理）和质量管理部门中层正职，"
        "未写明高层正职，请向主管部门确认。（第五条）",
        "✓ 素养：是（第五条（一））",
        "✗ 年限：2年，文件要求「从事质量管理工作3年以上」（第五条（二））",
        "✓ 学历或职称：学历：大专以下；职称：中级；职称是否属于相关专业：是（第五条（三））",
        "✓ 品行：是（第五条（四））",
        "✓ 不得担任的情形：没有（第六条）",
        "“相关专业”的范围、第六条情形由谁认定，办法未载明。",
        f"出处：{source}。",
        "结果仅供自查，不代表备案或审批结论。",
    ]
    assert [one.splitlines()[0].rpartition("结果：")[2] for one in shown[1:5]] == [
        "还需要知道不得担任的情形", "不得担任（第六条）", "当地文件未载明条件", "当地文件未载明条件",
    ]  # fmt: skip
    assert "通知鼓励董事长、总经理或其他高层管理人员兼任。（（十四））" in shown[3]
    assert shown[4].splitlines()[1:] == [
        "没有收录该地区的文件，请以当地市场监管部门为准。",
        "结果仅供自查，不代表备案或审批结论。",
    ]
    assert shown[5].strip() == "【任职条件自测】请说明企业在哪个地区。"


def test_a_broken_rule_file_stops_a_start_with_one_sentence(tmp_path: Path) -> None:
    """Run over a copy of the program, so that the rules of this checkout stay whole."""
    root = Path(__file__).parents[2]
    for package in ("bot", "dialogs", "knowledge", "adapters"):
        shutil.copytree(root / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    file = tmp_path / "knowledge/rules/nantong.toml"
    file.write_text(file.read_text("utf-8").replace("below = 3", "below = 2"), "utf-8")
    for words in (["chat"], ["eligibility", "--facts", str(CASES)]):
        code = f"import sys; sys.path.insert(0, ''); sys.argv = {['cqo', *words]!r}; import bot.cli; bot.cli.main()"
        shown = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
        )
        assert shown.returncode == 1
        assert shown.stderr.startswith(f"cqo: {file}, line ")
        assert shown.stderr.endswith(": 年限: no row decides years = 2年; add it to one\n")
