"""Health, readiness and the public clause page of the whole application."""

import asyncio
import base64
import time
from pathlib import Path

import pytest
from starlette.types import ASGIApp

from bot.app import create_app
from bot.errors import BadSetting, MigrationsPending, WrongDataKey
from bot.service import check_database
from bot.storage.session import upgrade
from tests.adapters.wechat_platform import SAFE, message_xml
from tests.asgi import request
from tests.servers import postgres_database
from tests.services import settings_in


@pytest.fixture
async def app(tmp_path: Path) -> ASGIApp:
    settings = settings_in(tmp_path)
    await check_database(settings)
    return create_app(settings)


async def test_process_that_lives_says_so(app: ASGIApp) -> None:
    assert (await request(app, "GET", "/healthz")).text == '{"status":"ok"}'


async def test_ready_service_has_no_reasons(app: ASGIApp) -> None:
    answer = await request(app, "GET", "/readyz")
    assert (answer.status, answer.text) == (200, '{"ready":true,"reasons":[]}')


async def test_database_without_tables_is_a_reason_not_to_be_ready(tmp_path: Path) -> None:
    answer = await request(create_app(settings_in(tmp_path)), "GET", "/readyz")
    assert answer.status == 503
    assert "database: migrations_pending" in answer.text
    assert str(tmp_path) not in answer.text


async def test_redis_that_is_away_is_a_reason_not_to_be_ready(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, redis_url="redis://127.0.0.1:1/0")
    await check_database(settings)
    answer = await request(create_app(settings), "GET", "/readyz")
    assert answer.status == 503
    assert "redis: coordination_unavailable" in answer.text
    assert "127.0.0.1" not in answer.text


async def test_cited_clause_is_shown_in_its_document(app: ASGIApp) -> None:
    answer = await request(app, "GET", "/clauses/nantong-measures.a5.i3")
    assert answer.status == 200
    assert "具有大专（含）以上学历或者相关专业技术中级职称（含）以上；" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("clause", ["nothing", "nantong-measures", "..", "%3Cscript%3Ealert(1)%3C%2Fscript%3E"])
async def test_unknown_clause_is_a_friendly_404(clause: str, app: ASGIApp) -> None:
    answer = await request(app, "GET", f"/clauses/{clause}")
    assert answer.status == 404
    assert "<script>alert" not in answer.text


def test_shared_database_is_not_upgraded_behind_its_administrators_back(postgres_server: str, tmp_path: Path) -> None:
    with postgres_database(postgres_server) as address:
        key = base64.b64encode(bytes(32)).decode()
        settings = settings_in(tmp_path, database_url=address, data_key=key)
        with pytest.raises(MigrationsPending, match="cqo db upgrade"):
            asyncio.run(check_database(settings))
        upgrade(address)
        asyncio.run(check_database(settings))


async def test_shared_database_needs_a_key_of_its_own(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, database_url="postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(BadSetting, match="data_key"):
        create_app(settings)


async def test_privacy_notice_names_who_runs_the_service(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, desk={"operator": "南通市<质量>促进中心"})
    await check_database(settings)
    answer = await request(create_app(settings), "GET", "/privacy")
    assert answer.status == 200
    assert "由南通市&lt;质量&gt;促进中心运营" in answer.text
    assert "第 1 版" in answer.text


async def test_every_page_is_guarded_and_an_unknown_address_is_answered_in_chinese(app: ASGIApp) -> None:
    for path in ("/healthz", "/static/tokens.css", "/nowhere"):
        answer = await request(app, "GET", path)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "content-security-policy" in answer.headers
    assert (answer.status, "没有" in answer.text) == (404, True)
    assert (await request(app, "HEAD", "/clauses/nantong-measures.a5.i3")).status == 200


async def test_start_with_another_key_is_refused_before_anything_is_answered(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    await check_database(settings)
    app = create_app(settings)
    callback = SAFE.deliver(message_xml(), at=int(time.time()))
    assert (await request(app, "POST", "/webhooks/wechat/default", callback.query, callback.body)).status == 200
    await check_database(settings)
    other = settings_in(tmp_path, data_key=base64.b64encode(bytes(32)).decode())
    with pytest.raises(
        WrongDataKey, match="set data_key, or one of previous_data_keys, to the key this database was filled with"
    ):
        await check_database(other)


async def test_key_that_was_exchanged_still_opens_what_it_sealed(tmp_path: Path) -> None:
    first, second = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2))
    settings = settings_in(tmp_path, data_key=first)
    await check_database(settings)
    callback = SAFE.deliver(message_xml(), at=int(time.time()))
    app = create_app(settings)
    assert (await request(app, "POST", "/webhooks/wechat/default", callback.query, callback.body)).status == 200
    await check_database(settings_in(tmp_path, data_key=second, previous_data_keys=[first]))
