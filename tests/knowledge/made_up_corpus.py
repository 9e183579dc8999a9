"""A corpus in which a text has a history: original, amending notice, consolidated text, and one that was repealed."""

from pathlib import Path

ORIGINAL, NOTICE, CURRENT, TRIAL, COMMENT, LETTER = (
    f"city-{name}" for name in ("rules-2015", "notice", "rules", "trial", "comment", "letter")
)
DOCUMENTS = {
    "rules-2015": (
        'title = "某市河长办法"\ndoc_no = "某府〔2015〕3号"\nstatus = "in_force_unverified"\n'
        "effective_on = 2015-05-01\nreplaced_on = 2020-08-28\n",
        "第一条 为了保护河流，制定本办法。\n第二条 河长每月巡河一次。\n第三条 本办法自2015年5月1日起施行。\n",
    ),
    "notice": (
        'title = "关于修改《某市河长办法》的通知"\ndoc_no = "某府〔2020〕8号"\nstatus = "amended"\n'
        'effective_on = 2020-08-28\namends = "city-rules"\n',
        "一、增加一条，作为第二条：“每条河流设河长一名。”\n二、将第二条改为第三条，修改为：“河长每周巡河一次。”\n"
        "三、条文顺序作相应调整。\n",
    ),
    "rules": (
        'title = "某市河长办法"\ndoc_no = "某府〔2015〕3号"\nstatus = "in_force_unverified"\n'
        "effective_on = 2015-05-01\napplies_from = 2020-08-28\n"
        'revised_by = "某府〔2020〕8号"\nreplaces = "city-rules-2015"\n',
        "第一条 为了保护河流，制定本办法。\n第二条 每条河流设河长一名。\n第三条 河长每周巡河一次。\n"
        "第四条 本办法自2015年5月1日起施行。\n",
    ),
    "trial": (
        'title = "某市湖长试行办法"\ndoc_no = "某府〔2016〕1号"\nstatus = "in_force_unverified"\n'
        "made_on = 2016-01-10\nrepealed_on = 2019-01-01\n",
        "第一条 湖长每月巡湖一次。\n",
    ),
    "comment": (
        'title = "《某市湖长试行办法》解读"\ndoc_no = ""\nstatus = "interpretation"\nexplains = "city-trial"\n',
        "巡湖由湖长亲自进行。\n",
    ),
    "letter": (
        'title = "关于转发河长办法的函"\ndoc_no = "某办〔2021〕2号"\nstatus = "forwarding"\n'
        'made_on = 2021-03-01\nforwards = "city-rules"\n',
        "现将《某市河长办法》转发给你们。\n",
    ),
}
LINKS = """\
unknown = "通知未写明该条现在的条号。"

[clauses]
"s1" = "a2"
"s2" = "a3"

[unlinked]
"s3" = "条文顺序的调整不对应某一条。"

[[numbers]]
old = "第一条"
now = "第一条"
derived = "第二条之前未增删条文。"

[[numbers]]
old = "第二条"
now = "第三条"
printed_in = "s2"

[added]
"第二条" = "s1"
"""


def write_corpus(root: Path) -> Path:
    """All of them under `root`, sound."""
    for name, (manifest, text) in DOCUMENTS.items():
        write_document(root, f"city/{name}", manifest, text)
    (root / "city/notice/links.toml").write_text(LINKS, "utf-8")
    return root


def write_document(root: Path, folder: str, manifest: str, text: str = "第一条 甲。\n") -> Path:
    """One document folder; issuers and source are filled in."""
    (root / folder).mkdir(parents=True)
    (root / folder / "document.toml").write_text(f'{manifest}issuers = []\nsource = "some.txt"\n', "utf-8")
    (root / folder / "text.md").write_text(text, "utf-8")
    return root / folder


def rewrite(file: Path, old: str, new: str) -> None:
    """Put `new` where `old` stands; it must stand there."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
