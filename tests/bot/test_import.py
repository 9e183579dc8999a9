"""A regulator's lists are taken in as a whole or not at all, and every bad row is named."""

import csv
import io
import time
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from bot.demo_data import load_demo_data
from bot.importing.faults import BadImport
from bot.importing.running import KINDS, Imported, import_file, template
from bot.service import Service
from bot.storage.repositories import enterprises, filings, trainings
from bot.storage.repositories.core import core_table
from bot.storage.tables import BindingRow, EnterpriseRow, SignUpRow
from dialogs.messages import ConversationKey
from dialogs.values.codes import check_character
from tests.services import service

__all__ = ["service"]

BINDINGS = core_table(BindingRow)
HEADER = "企业名称,统一社会信用代码,地区,联系人,联系电话"
ROW = "佛山云陶示例公司,91440604MA0000015B,佛山市,许某,13800000001"


async def taking(service: Service, kind: str, file: Path, content: str | bytes) -> Imported:
    write(file, content if isinstance(content, bytes) else content.encode())
    return await import_file(service, KINDS[kind], file)


def write(file: Path, content: bytes) -> None:
    file.write_bytes(content)


async def number_of(service: Service) -> int:
    count = select(func.count()).select_from(core_table(EnterpriseRow))
    return await service.database.read(lambda session: session.scalar(count) or 0)


@pytest.mark.parametrize("kind", ["enterprises", "filings", "trainings"])
async def test_template_is_taken_as_it_is_printed_and_a_second_time_changes_nothing(
    service: Service, tmp_path: Path, kind: str
) -> None:
    if kind == "filings":
        await taking(service, "enterprises", tmp_path / "e.csv", template(KINDS["enterprises"]))
    first = await taking(service, kind, tmp_path / "list.csv", template(KINDS[kind]))
    again = await taking(service, kind, tmp_path / "list.csv", template(KINDS[kind]))
    assert (first.new, first.changed, first.unchanged) == (1, 0, 0)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
async def test_csv_is_read_in_each_encoding_that_offices_save(service: Service, tmp_path: Path, encoding: str) -> None:
    await taking(service, "enterprises", tmp_path / "list.csv", f"{HEADER}\r\n{ROW}\r\n".encode(encoding))
    kept = await service.database.read(lambda session: enterprises.by_uscc(session, "91440604MA0000015B"))
    assert kept is not None
    assert (kept.name, kept.jurisdiction) == ("佛山云陶示例公司", "guangdong")


async def test_name_and_phone_of_the_contact_are_sealed(service: Service, tmp_path: Path) -> None:
    await taking(service, "enterprises", tmp_path / "list.csv", f"{HEADER}\n{ROW}\n")
    kept = await service.database.read(lambda session: enterprises.by_uscc(session, "91440604MA0000015B"))
    assert kept is not None
    assert kept.contact_phone is not None
    assert b"13800000001" not in kept.contact_phone
    assert service.records.sealer.open(kept.contact_phone) == b"13800000001"


async def test_xlsx_is_read_with_its_dates_and_numbers(service: Service, tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(template(KINDS["trainings"]))))
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(rows[0])
    sheet.append([int(cell) if cell.isdecimal() else cell for cell in rows[1]])
    book.save(tmp_path / "list.xlsx")
    assert (await import_file(service, KINDS["trainings"], tmp_path / "list.xlsx")).new == 1
    kept = await service.database.read(lambda session: trainings.by_codes(session, ["T2026-GD-11"])["T2026-GD-11"])
    assert (kept.capacity, kept.status, kept.jurisdiction) == (60, "open", "guangdong")


@pytest.mark.parametrize(
    ("content", "reasons"),
    [
        (f"{HEADER}\n{ROW}\n甲,12345,佛山市,,\n", ["line 3, 统一社会信用代码: '12345'"]),
        (f"{HEADER}\n{ROW}\n{ROW}\n", ["line 3: 91440604MA0000015B stands in line 2 already"]),
        (f"{HEADER}\n{ROW}\n,91440604MA00000236,佛山市,,\n", ["line 3, 企业名称: must not be empty"]),
        (f"{HEADER}\n{ROW}\n甲,91440604MA00000236,佛山市,,12\n", ["line 3, 联系电话: is no telephone number of China"]),
        (f"{HEADER},年产值\n{ROW},1\n", ["line 1, 年产值: unknown column; did you mean"]),
        ("企业名称,地区\n甲,佛山市\n", ["line 1, 统一社会信用代码: missing"]),
        (f"{HEADER}\n{ROW},多一格\n", ["line 2 has more cells than the header"]),
        ("", ["empty"]),
        (b"\xff\xfe\x00\x81", ["neither UTF-8 nor GB18030"]),
    ],
)
async def test_bad_list_is_refused_whole_with_line_and_reason(
    service: Service, tmp_path: Path, content: str | bytes, reasons: list[str]
) -> None:
    with pytest.raises(BadImport) as refused:
        await taking(service, "enterprises", tmp_path / "list.csv", content)
    assert [reason for reason in reasons if reason not in str(refused.value)] == []
    assert await number_of(service) == 0


async def test_two_bad_rows_are_named_at_once(service: Service, tmp_path: Path) -> None:
    content = f"{HEADER}\n甲,1,佛山市,,\n乙,91440604MA0000015B,,,\n"
    with pytest.raises(BadImport, match="2 faults") as refused:
        await taking(service, "enterprises", tmp_path / "list.csv", content)
    assert "line 2" in str(refused.value)
    assert "line 3" in str(refused.value)


async def test_formula_in_a_spreadsheet_is_refused(service: Service, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER.split(","))
    sheet.append(['=HYPERLINK("http://x")', "91440604MA0000015B", "佛山市", "", ""])
    book.save(tmp_path / "list.xlsx")
    with pytest.raises(BadImport, match="line 2: a formula"):
        await import_file(service, KINDS["enterprises"], tmp_path / "list.xlsx")


async def test_file_that_is_no_spreadsheet_is_refused(service: Service, tmp_path: Path) -> None:
    write(tmp_path / "list.xlsx", b"PK\x03\x04 not a workbook")
    with pytest.raises(BadImport, match="not an xlsx file"):
        await import_file(service, KINDS["enterprises"], tmp_path / "list.xlsx")


async def test_filing_of_an_unknown_enterprise_is_refused_and_the_others_with_it(
    service: Service, tmp_path: Path
) -> None:
    await taking(service, "enterprises", tmp_path / "e.csv", f"{HEADER}\n{ROW}\n")
    content = (
        "备案编号,统一社会信用代码,状态,状态日期,首席质量官\n"
        "GD-1,91440604MA0000015B,已备案,2026/6/20,于某\n"
        "GD-2,91440604MA00000236,已备案,2026年6月20日,王某\n"
    )
    with pytest.raises(BadImport, match="line 3: no enterprise 91440604MA00000236 is registered"):
        await taking(service, "filings", tmp_path / "f.csv", content)
    assert await service.database.write(lambda session: filings.by_number(session, "GD-1")) is None


async def test_code_that_fails_its_check_is_taken_with_a_warning(service: Service, tmp_path: Path) -> None:
    imported = await taking(service, "enterprises", tmp_path / "list.csv", f"{HEADER}\n{ROW.replace('15B', '15C')}\n")
    assert imported.new == 1
    assert imported.warnings == ("line 2: 91440604MA0000015C fails its check character; taken as it is",)


async def test_changed_state_of_a_filing_is_written_into_its_history(service: Service, tmp_path: Path) -> None:
    await taking(service, "enterprises", tmp_path / "e.csv", template(KINDS["enterprises"]))
    await taking(service, "filings", tmp_path / "f.csv", template(KINDS["filings"]))
    changed = template(KINDS["filings"]).replace("已备案,2026-06-20", "变更待重新备案,2026-11-01")
    assert (await taking(service, "filings", tmp_path / "f.csv", changed)).changed == 1
    kept = await service.database.write(lambda session: filings.by_number(session, "GD-2026-0001"))
    assert kept is not None
    told = await service.database.read(lambda session: filings.history(session, kept.id))
    assert [(entry.state, entry.by) for entry in told] == [("accepted", "import"), ("change_pending", "import")]


async def test_ten_thousand_rows_are_taken_in_ten_seconds(service: Service, tmp_path: Path) -> None:
    rows = [HEADER]
    for number in range(10_000):
        body = f"91440604MA{number:07}"
        rows.append(f"企业{number},{body}{check_character(body)},佛山市,许某,138{number:08}")
    began = time.process_time()
    imported = await taking(service, "enterprises", tmp_path / "list.csv", "\n".join(rows))
    assert imported.new == 10_000
    assert time.process_time() - began < 10


async def test_demo_data_is_loaded_once_with_its_seats_taken(service: Service) -> None:
    contact = ConversationKey("wechat", "demo", "oDemo")
    for _ in range(2):
        await load_demo_data(service, contact)
    assert await number_of(service) == 40
    held = await service.database.read(lambda session: session.scalar(select(func.count()).select_from(BINDINGS)))
    assert held == 1
    taken = select(func.count()).select_from(core_table(SignUpRow))
    assert await service.database.read(lambda session: session.scalar(taken) or 0) > 100
    full = await service.database.read(lambda session: trainings.by_codes(session, ["T2026-GD-12"]))
    assert all(training.taken == training.capacity for training in full.values())
