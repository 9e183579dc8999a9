"""The shipped library, and what is refused at start with file, line and remedy."""

import hashlib
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest

from knowledge.documents.library import CORPUS, Library, load_library
from knowledge.errors import BrokenManifest, UnreadableDocument

# The published files as they were received, and the documents that their parts became.
PUBLISHED = {
    "000_8a072ae8e9949c51.txt": (
        "43d3a5a89d7122a490fbe9a9fb8db703d146c91166c509829ca8d886a2f92e0a",
        ("meizhou/forwarding", "guangdong/notice"),
    ),
    "001_a751d24338c9e76e.txt": (
        "74ebc4dd4d149fc503f2687e9c1b015460d541bf337a22ebb38b992ec56684a2",
        ("xiangshan/notice",),
    ),
    "002_3cc642f0ad0f1763.txt": (
        "e0124407c220ca4afa02d6b2647b0fe7bad3f3c6509b18948f301a589c2b92d7",
        ("nantong/amendment", "nantong/measures"),
    ),
    "003_19c78f95cc9d33b5.txt": (
        "bb834fe920d4bdaea70b8d94d0f221ccf6940dee1177219710caaf8fc1cf046f",
        ("shenzhen/guide-interpretation",),
    ),
    "004_d7349140ade481da.txt": (
        "8bf0af90b29dbe24020c30fa16da2540e48750b3fb699b31ce68d08a7c167ac0",
        ("guangdong/standard-explanation",),
    ),
}

GOOD_MANIFEST = """\
title = "某市质量办法"
doc_no = "某府〔2022〕7号"
issuers = ["某市人民政府"]
status = "in_force_unverified"
source = "some.txt"
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A library of one good document."""
    add_document(tmp_path, "city/measures", GOOD_MANIFEST)
    return tmp_path


def add_document(root: Path, folder: str, manifest: str, text: str = "第一条 甲。\n") -> None:
    (root / folder).mkdir(parents=True)
    (root / folder / "document.toml").write_text(manifest, "utf-8")
    (root / folder / "text.md").write_text(text, "utf-8")


@pytest.mark.parametrize("file", PUBLISHED)
def test_texts_put_together_are_the_published_file_byte_for_byte(file: str) -> None:
    digest, folders = PUBLISHED[file]
    assert hashlib.sha256(b"".join((CORPUS / f / "text.md").read_bytes() for f in folders)).hexdigest() == digest
    sources = [tomllib.loads((CORPUS / f / "document.toml").read_text("utf-8"))["source"] for f in folders]
    assert sources == [file] * len(folders)


def test_shipped_library_holds_the_documents_with_their_dates_and_relations(library: Library) -> None:
    found = {
        d.id: (d.doc_no, d.status, d.made_on, d.effective_on, d.date_note, d.forwards or d.amends or d.explains)
        for d in library.documents.values()
    }
    assert found == {
        "guangdong-notice": ("粤市监〔2023〕35号", "in_force_unverified", date(2023, 6, 12), None, "2023年6月12日", ""),
        "guangdong-standard-explanation": (
            "", "draft_explanation", None, None, "", "《企业首席质量官制度建设规范（报批稿）》",
        ),
        "meizhou-forwarding": (
            "梅市质强市办函〔2023〕10号", "forwarding", date(2023, 8, 3), None, "2023年8月3日", "guangdong-notice",
        ),
        "nantong-amendment": (
            "通政办规〔2020〕4号", "amended", None, date(2020, 8, 28), "2020年8月28日公布", "nantong-measures",
        ),
        "nantong-measures": (
            "通政办发〔2011〕65号", "in_force_unverified", None, date(2011, 6, 1), "2020年8月28日修订公布", "",
        ),
        "shenzhen-guide-interpretation": ("", "interpretation", None, None, "", "《首席质量官制度实施指南》"),
        "xiangshan-notice": ("相政办秘〔2020〕15号", "in_force_unverified", None, None, "", ""),
    }  # fmt: skip
    assert library.documents["nantong-measures"].revised_by == library.documents["nantong-amendment"].doc_no


@pytest.mark.parametrize("document_id", load_library().documents)
def test_manifest_says_what_the_text_prints(library: Library, document_id: str) -> None:
    document = library.documents[document_id]
    printed = {clause.cite: clause.text for clause in reversed(document.clauses) if clause.kind == "meta"}
    assert printed["标题"] == document.title
    if "文号" in printed:
        assert printed["文号"] == document.doc_no
        names = printed["发文机关"].removesuffix("文件").split()
        assert tuple(names) == document.issuers
    text = document.text + library.documents.get("nantong-measures", document).text
    for day in filter(None, (document.made_on, document.published_on)):
        assert f"{day.year}年{day.month}月{day.day}日" in text


def test_every_clause_is_found_by_id_and_quotable_from_its_document(library: Library) -> None:
    assert len(library.clauses) == 306
    for clause_id, clause in library.clauses.items():
        assert clause.id == clause_id
        assert clause.text in library.document_of(clause).text


def test_loading_the_shipped_library_is_quick() -> None:
    code = (
        "import time, knowledge.documents.library as l\n"
        "started = time.process_time(); l.load_library(); print(time.process_time() - started)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(run.stdout) < 0.15


def test_good_folder_is_loaded(root: Path) -> None:
    assert list(load_library(root).clauses) == ["city-measures.a1"]


@pytest.mark.parametrize(
    ("manifest", "sentence"),
    [
        (GOOD_MANIFEST + 'colour = "red"\n', "line 6: colour: Extra"),
        (GOOD_MANIFEST.replace("in_force_unverified", "valid"), "line 4: status: Input should be"),
        (GOOD_MANIFEST.replace('title = "某市质量办法"\n', ""), "title: Field required"),
        (GOOD_MANIFEST + "made_on = soon\n", "not TOML .*line 6"),
        (GOOD_MANIFEST + 'amends = "city-nothing"\n', "line 6: amends = 'city-nothing': give another document's id"),
        (GOOD_MANIFEST + 'explains = "city-measures"\n', "line 6: explains = 'city-measures': give another"),
    ],
)
def test_broken_manifest_is_refused_with_file_line_and_remedy(root: Path, manifest: str, sentence: str) -> None:
    (root / "city/measures/document.toml").write_text(manifest, "utf-8")
    with pytest.raises(BrokenManifest, match=rf"city/measures/document\.toml.*{sentence}"):
        load_library(root)


def test_relation_to_a_document_outside_is_a_name_in_title_marks(root: Path) -> None:
    add_document(root, "city/guide", GOOD_MANIFEST.replace("7号", "8号") + 'explains = "《某指南》"\n')
    assert load_library(root).documents["city-guide"].explains == "《某指南》"


def test_document_number_used_twice_is_refused(root: Path) -> None:
    add_document(root, "town/measures", GOOD_MANIFEST)
    with pytest.raises(BrokenManifest, match=r"town/measures/document\.toml, line 2: .*number of city-measures too"):
        load_library(root)


def test_two_folders_with_one_id_are_refused(root: Path) -> None:
    add_document(root, "a-b/c", GOOD_MANIFEST.replace("7号", "8号"))
    add_document(root, "a/b-c", GOOD_MANIFEST.replace("7号", "9号"))
    with pytest.raises(BrokenManifest, match="a-b-c names another folder too"):
        load_library(root)


def test_folder_name_that_fits_no_web_address_is_refused(root: Path) -> None:
    add_document(root, "city/办法", GOOD_MANIFEST.replace("7号", "8号"))
    with pytest.raises(BrokenManifest, match="use a-z"):
        load_library(root)


def test_folder_without_manifest_is_refused(root: Path) -> None:
    (root / "city/measures/document.toml").unlink()
    with pytest.raises(BrokenManifest, match=r"document\.toml: no such file"):
        load_library(root)


def test_empty_library_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BrokenManifest, match="holds no document"):
        load_library(tmp_path)


def test_document_without_words_is_refused(root: Path) -> None:
    (root / "city/measures/text.md").write_text("\n", "utf-8")
    with pytest.raises(UnreadableDocument, match=r"text\.md: holds no text"):
        load_library(root)
