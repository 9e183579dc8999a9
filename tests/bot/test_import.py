"""A regulator's lists are taken in as a whole or not at all, and every bad row is named."""

import base64
import csv
import io
import re
import time
import zipfile
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula
from sqlalchemy import func, select

from bot.demo_data import load_demo_data
from bot.importing.faults import BadImport
from bot.importing.running import KINDS, Imported, template
from bot.records.report_desk import ReportDesk
from bot.service import Service, build_service
from bot.storage.repositories import conversations, enterprises, filings, trainings
from bot.storage.repositories.core import core_table
from bot.storage.session import Session
from bot.storage.tables import BindingRow, EnterpriseRow, SignUpRow
from dialogs.messages import ConversationKey
from dialogs.values.codes import check_character
from tests.services import service, settings_in

__all__ = ["service"]

BINDINGS = core_table(BindingRow)
HEADER = "企业名称,统一社会信用代码,地区,联系人,联系电话"
FILINGS_HEADER = "备案编号,统一社会信用代码,状态,状态日期,首席质量官"
TRAININGS_HEADER = "场次编号,名称,地区,开始日期,结束日期,地点,名额,报名截止,状态"
ROW = "佛山云陶示例公司,91440604MA0000015B,佛山市,许某,13800000001"


async def taking(service: Service, kind: str, file: Path, content: str | bytes) -> Imported:
    write(file, content if isinstance(content, bytes) else content.encode())
    return await service.importer.import_file(KINDS[kind], file)


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


def workbook(file: Path, *rows: Sequence[object]) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(file)


def rewritten(file: Path, part: str, change: Callable[[bytes], bytes]) -> None:
    """One part of a workbook changed, as another program might have written it."""
    with zipfile.ZipFile(file) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(file, "w") as book:
        for name, content in parts.items():
            book.writestr(name, change(content) if name == part else content)


SHEET = "xl/worksheets/sheet1.xml"


async def test_xlsx_is_read_with_its_dates_and_numbers(service: Service, tmp_path: Path) -> None:
    header, example = csv.reader(io.StringIO(template(KINDS["trainings"])))
    as_typed: list[object] = [int(cell) if cell.isdecimal() else cell for cell in example]
    for name, typed in [
        ("开始日期", datetime(2026, 12, 20, 9, 30)),  # noqa: DTZ001 - a spreadsheet knows no time zone
        ("结束日期", date(2026, 12, 21)),
        ("报名截止", "2026年12月5日"),
    ]:
        as_typed[header.index(name)] = typed
    workbook(tmp_path / "list.xlsx", header, as_typed)
    assert (await service.importer.import_file(KINDS["trainings"], tmp_path / "list.xlsx")).new == 1
    kept = await service.database.read(lambda session: trainings.by_codes(session, ["T2026-GD-11"])["T2026-GD-11"])
    assert (kept.capacity, kept.status, kept.jurisdiction) == (60, "open", "guangdong")
    assert (kept.starts_on, kept.ends_on, kept.deadline) == (date(2026, 12, 20), date(2026, 12, 21), date(2026, 12, 5))


async def test_rows_beyond_the_size_that_a_workbook_tells_are_read(service: Service, tmp_path: Path) -> None:
    file = tmp_path / "list.xlsx"
    workbook(file, HEADER.split(","), ROW.split(","))
    rewritten(file, SHEET, lambda sheet: sheet.replace(b'ref="A1:E2"', b'ref="A1"'))
    assert (await service.importer.import_file(KINDS["enterprises"], file)).new == 1


@pytest.mark.parametrize("part", ["[Content_Types].xml", "xl/workbook.xml", SHEET])
async def test_damaged_workbook_is_refused(service: Service, tmp_path: Path, part: str) -> None:
    file = tmp_path / "list.xlsx"
    workbook(file, HEADER.split(","), ROW.split(","))
    rewritten(file, part, lambda content: content[: len(content) // 2])
    with pytest.raises(BadImport, match="not an xlsx file"):
        await service.importer.import_file(KINDS["enterprises"], file)
    assert await number_of(service) == 0


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


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ('=HYPERLINK("http://x")', "line 2: a formula (=HYPERLINK"),
        (ArrayFormula("A2:A3", "=B2:B3"), "line 2: a formula; paste"),
        ("#REF!", "line 2: the error value #REF!"),
    ],
)
async def test_cell_that_is_not_a_value_is_refused(service: Service, tmp_path: Path, name: object, reason: str) -> None:
    workbook(tmp_path / "list.xlsx", HEADER.split(","), [name, "91440604MA0000015B", "佛山市", "", ""])
    with pytest.raises(BadImport, match=re.escape(reason)):
        await service.importer.import_file(KINDS["enterprises"], tmp_path / "list.xlsx")


async def test_file_that_is_no_spreadsheet_is_refused(service: Service, tmp_path: Path) -> None:
    write(tmp_path / "list.xlsx", b"PK\x03\x04 not a workbook")
    with pytest.raises(BadImport, match="not an xlsx file"):
        await service.importer.import_file(KINDS["enterprises"], tmp_path / "list.xlsx")


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


@pytest.fixture
async def on_each_engine(database_url: str, tmp_path: Path) -> AsyncIterator[Service]:
    data_key = base64.b64encode(bytes(32)).decode()
    built = build_service(settings_in(tmp_path, database_url=database_url, data_key=data_key))
    await built.prepare()
    yield built
    await built.close()


@pytest.mark.parametrize("database_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)], indirect=True)
async def test_ten_thousand_rows_are_taken_in_ten_seconds_and_again_without_a_change(
    on_each_engine: Service, tmp_path: Path
) -> None:
    bodies = [f"91440604MA{number:07}" for number in range(10_000)]
    codes = [body + check_character(body) for body in bodies]
    lists = {
        "enterprises": [HEADER, *(f"企业{n},{code},佛山市,许某,138{n:08}" for n, code in enumerate(codes))],
        "filings": [FILINGS_HEADER, *(f"GD-{n},{code},已备案,2026/6/20,于某" for n, code in enumerate(codes))],
        "trainings": [
            TRAININGS_HEADER,
            *(f"T{n},培训,广东省,2099-01-02,2099-01-03,佛山,60,2099-01-01,报名中" for n in range(10_000)),
        ],
    }
    for kind, rows in lists.items():
        for expected in (Imported(10_000, 0, 0), Imported(0, 0, 10_000)):
            began = time.process_time()
            assert await taking(on_each_engine, kind, tmp_path / "list.csv", "\n".join(rows)) == expected
            assert time.process_time() - began < 10


async def test_changed_rows_are_written_and_the_others_left(on_each_engine: Service, tmp_path: Path) -> None:
    other = ROW.replace("91440604MA0000015B", "91440604MA00000236").replace("佛山云陶", "佛山岭瓷")
    enterprises_list = f"{HEADER}\n{ROW}\n{other}\n"
    filings_list = (
        f"{FILINGS_HEADER}\nGD-1,91440604MA0000015B,审核中,2026-06-01,于某\n"
        "GD-2,91440604MA00000236,草稿,2026-06-01,王某\n"
    )
    trainings_list = (
        f"{TRAININGS_HEADER}\nT1,甲班,广东省,2099-01-02,2099-01-03,佛山,60,2099-01-01,报名中\n"
        "T2,乙班,广东省,2099-01-02,2099-01-03,佛山,60,2099-01-01,未开放\n"
    )
    for kind, content, old, new in [
        ("enterprises", enterprises_list, "13800000001", "13800000002"),
        ("filings", filings_list, "审核中,2026-06-01", "已备案,2026-06-20"),
        ("filings", filings_list.replace("审核中,2026-06-01", "已备案,2026-06-20"), "王某", "李某"),
        ("trainings", trainings_list, "未开放", "报名中"),
    ]:
        await taking(on_each_engine, kind, tmp_path / "list.csv", content)
        changed = await taking(on_each_engine, kind, tmp_path / "list.csv", content.replace(old, new, 1))
        assert changed.new == 0
        assert changed.changed + changed.unchanged == 2
        assert changed.changed >= 1
        again = await taking(on_each_engine, kind, tmp_path / "list.csv", content.replace(old, new, 1))
        assert (again.changed, again.unchanged) == (0, 2)


async def test_who_waits_for_an_area_is_told_of_the_soonest_session_that_a_list_opens(
    service: Service, tmp_path: Path
) -> None:
    key = ConversationKey("wechat", "default", "oPerson")
    now = service.clock.now()

    def wish(session: Session) -> int:
        conversation = conversations.get_or_create(session, key, now=now)
        service.records.of(session, conversation, now=now).trainings.tell_when_open("shenzhen")
        return conversation.id

    conversation_id = await service.database.write(wish)
    content = (
        f"{TRAININGS_HEADER}\nT1,甲班,广东省,2099-03-02,2099-03-03,佛山,60,2099-03-01,报名中\n"
        "T2,乙班,广东省,2099-01-02,2099-01-03,佛山,60,2099-01-01,报名中\n"
        "T3,丙班,南通市,2099-01-01,2099-01-01,南通,60,2099-01-01,报名中\n"
        "T4,丁班,广东省,2099-01-01,2099-01-01,佛山,60,2099-01-01,未开放\n"
    )
    await taking(service, "trainings", tmp_path / "list.csv", content)
    told = await service.database.write(lambda session: service.records.untold(session, conversation_id, now=now))
    assert [words[:6] for words in told] == ["乙班开始报名"]


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


async def test_demo_filings_have_come_to_their_state_step_by_step(service: Service) -> None:
    await load_demo_data(service, ConversationKey("wechat", "demo", "oDemo"))

    def states(session: Session) -> list[str]:
        kept = filings.by_number(session, "DEMO-GD-2024-0010")
        assert kept is not None
        return [entry.state for entry in filings.history(session, kept.id)]

    assert await service.database.read(states) == [
        *("draft", "submitted", "under_review", "accepted", "revoked", "archived"),
    ]


async def test_demo_reports_are_there_to_be_worked_on_and_lead_to_nobody_where_anonymous(service: Service) -> None:
    await load_demo_data(service, ConversationKey("wechat", "demo", "oDemo"))

    def listed(session: Session) -> list[tuple[str, bool, str]]:
        desk = ReportDesk(session, service.records.sealer, "mei", areas=None)
        return sorted((one.state, one.is_anonymous, one.area) for one in desk.listed())

    assert await service.database.read(listed) == [
        ("assigned", True, "guangdong"),
        ("closed", False, "xiangshan"),
        ("feedback", True, "shenzhen"),
        ("received", False, "guangdong"),
    ]
