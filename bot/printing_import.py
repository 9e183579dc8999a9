"""`cqo import` as words on the terminal."""

import asyncio
import sys
from pathlib import Path

from bot.importing.running import KINDS, Imported, template
from bot.log import configure_logging
from bot.service import build_service
from bot.settings import load_settings

_MOST_WARNINGS = 20


def print_template(what: str) -> None:
    """Print the csv to fill in."""
    print(template(KINDS[what]), end="")


def import_list(what: str, file: Path) -> None:
    """Take the list in and say how many rows were new. Raises BadImport."""
    configure_logging("warning", as_json=False)
    imported = asyncio.run(_import(what, file))
    for warning in imported.warnings[:_MOST_WARNINGS]:
        print(f"cqo: {warning}", file=sys.stderr)
    print(f"{what}: {imported.new} new, {imported.changed} changed, {imported.unchanged} unchanged")


async def _import(what: str, file: Path) -> Imported:
    service = build_service(load_settings())
    await service.prepare()
    try:
        return await service.importer.import_file(KINDS[what], file)
    finally:
        await service.close()
