"""The README names every setting, command, error, dialog and channel, and none that does not exist."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_origin

import pytest
import typer.main

import adapters
import bot
import dialogs
import knowledge
from bot.cli import app
from bot.settings import Settings, load_settings, model_of
from bot.tally import FAMILIES
from dialogs.registry import DIALOGS
from knowledge.errors import CqoError

ROOT = Path(__file__).parent.parent
GENERAL = {"error", "knowledge", "channel", "push", "bot"}
READMES = ["README.md", "README.zh-CN.md"]


def documented(readme: str, table: str) -> set[str]:
    """The first column of the table between the markers."""
    text = (ROOT / readme).read_text("utf-8")
    found = re.search(rf"<!-- {table} -->(.*?)<!-- /{table} -->", text, re.DOTALL)
    assert found, f"{readme} has no table {table}"
    return set(re.findall(r"^\| `([^`]+)` \|", found[1], re.MULTILINE))


def settings() -> Iterator[str]:
    for name, field in Settings.model_fields.items():
        below = model_of(name)
        prefix = f"{name}.NAME." if get_origin(field.annotation) is dict else f"{name}."
        yield from [prefix + key for key in below.model_fields] if below else [name]


def commands() -> Iterator[str]:
    for name, command in commands_below(typer.main.get_command(app)).items():
        if below := commands_below(command):
            yield from (f"cqo {name} {each}" for each in below)
        else:
            yield f"cqo {name}"


def commands_below(command: object) -> dict[str, object]:
    """The commands of a group; none for a command."""
    return getattr(command, "commands", {})


def errors() -> set[str]:
    for package in (bot, adapters, dialogs, knowledge):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in module.name:
                importlib.import_module(module.name)
    return {error.code for error in _below(CqoError)} - GENERAL


def _below(error: type[CqoError]) -> Iterator[type[CqoError]]:
    for child in error.__subclasses__():
        if not child.__module__.startswith("tests"):
            yield child
            yield from _below(child)


@pytest.mark.parametrize("readme", READMES)
def test_every_setting_is_documented(readme: str) -> None:
    assert documented(readme, "settings") == set(settings())


@pytest.mark.parametrize("readme", READMES)
def test_every_command_is_documented(readme: str) -> None:
    assert documented(readme, "commands") == set(commands())


@pytest.mark.parametrize("readme", READMES)
def test_every_error_is_documented(readme: str) -> None:
    assert documented(readme, "errors") == errors()


@pytest.mark.parametrize("readme", READMES)
def test_every_dialog_is_documented(readme: str) -> None:
    assert documented(readme, "dialogs") == set(DIALOGS)


@pytest.mark.parametrize("readme", READMES)
def test_every_channel_is_documented(readme: str) -> None:
    channels = {found.parent.name for found in Path(adapters.__path__[0]).glob("*/channel.py")}
    assert documented(readme, "channels") == channels


def test_every_count_is_documented() -> None:
    named = set(re.findall(r"^\| `(cqo_[a-z_]+)` \|", (ROOT / "docs/metrics.md").read_text("utf-8"), re.MULTILINE))
    assert {family.name for family in FAMILIES} <= named


def test_pictures_and_pages_that_the_documents_link_to_exist() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_example_configuration_is_accepted_once_filled_in(tmp_path: Path) -> None:
    text = (ROOT / "cqo.example.toml").read_text("utf-8")
    filled = re.sub(r"^# ?(?=\[|[a-z_]+ = )", "", text, flags=re.MULTILINE)
    (tmp_path / "cqo.toml").write_text(re.sub(r'aes_key = "[^"]*"', f'aes_key = "{"a" * 43}"', filled), "utf-8")
    settings = load_settings({}, directory=tmp_path)
    assert list(settings.wechat) == ["default"]
    assert list(settings.wecom) == ["default"]
