"""Figures put into a page of docs/, between the marks `<!-- name -->` and `<!-- /name -->`."""

from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def put_between(name: str, lines: str, page: Path) -> None:
    """Replace what stands between the marks. ValueError where the page has none of that name."""
    text = page.read_text("utf-8")
    before, mark, rest = text.partition(f"<!-- {name} -->\n")
    _, end, after = rest.partition(f"<!-- /{name} -->")
    if not mark or not end:
        raise ValueError(f"{page} has no marks {name}")
    page.write_text(f"{before}{mark}{lines}\n{end}{after}", "utf-8")
