"""What `/metrics` tells, to whom, and that nothing in it leads to a person."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
from pydantic import BaseModel
from starlette.types import ASGIApp

from adapters.push import RetryLater
from bot.app import create_app
from bot.coordination.port import Token
from bot.exposition import Gauge, written
from bot.guards.platform_addresses import PlatformAddresses
from bot.guards.sources import Sources
from bot.metrics import hand_over_counts, metrics_page
from bot.service import Service, build_service, check_database
from bot.tally import Family, Tally
from bot.watching import keep_watch, refresh_addresses
from bot.webhooks import WebhookDoor
from tests.adapters.wechat_platform import OTHER_TOKEN, SAFE, USER, message_xml
from tests.asgi import Answer, request
from tests.fakes.api_server import ApiServer, resets, says
from tests.services import settings_in

TAKEN = Family("taken_total", "things taken", ("kind",))
TOOK = Family("took_seconds", "how long it took", (), (0.1, 1.0))
PATH = "/webhooks/wechat/default"
LIST = "/cgi-bin/getcallbackip"
ACCOUNT = ("wechat", "default")


def test_page_is_what_prometheus_reads() -> None:
    tally = Tally()
    tally.count(TAKEN, 'a "b" \\ \n c')
    tally.count(TAKEN, "d")
    tally.count(TAKEN, "d")
    for seconds in (0.1, 0.11, 7.0):
        tally.took(TOOK, seconds)
    page = written([TAKEN, TOOK], tally.take(), [Gauge("waiting", "who waits", (), {(): 3})])
    assert page.splitlines() == [
        "# HELP taken_total things taken",
        "# TYPE taken_total counter",
        r'taken_total{kind="a \"b\" \\ \n c"} 1',
        'taken_total{kind="d"} 2',
        "# HELP took_seconds how long it took",
        "# TYPE took_seconds histogram",
        'took_seconds_bucket{le="0.1"} 1',
        'took_seconds_bucket{le="1.0"} 2',
        'took_seconds_bucket{le="+Inf"} 3',
        "took_seconds_sum 7.21",
        "took_seconds_count 3",
        "# HELP waiting who waits",
        "# TYPE waiting gauge",
        "waiting 3",
    ]
    assert page.endswith("\n")


@pytest.fixture
async def app(tmp_path: Path) -> ASGIApp:
    settings = settings_in(tmp_path, trusted_proxies=["127.0.0.1"], metrics_from=["127.0.0.0/8", "10.9.0.0/16"])
    await check_database(settings)
    return create_app(settings)


async def post(app: ASGIApp, platform: object, number: int) -> Answer:
    callback = platform.deliver(message_xml(Content="菜单", MsgId=str(number)), at=int(time.time()))  # type: ignore[attr-defined]
    return await request(app, "POST", PATH, callback.query, callback.body)


async def test_callbacks_and_turns_are_counted_and_nobody_is_named(app: ASGIApp) -> None:
    for number in range(3):
        await post(app, SAFE, number)
    await post(app, OTHER_TOKEN, 9)
    page = (await request(app, "GET", "/metrics")).text
    for line in (
        'cqo_callbacks_total{channel="wechat",outcome="answered"} 3',
        'cqo_callbacks_total{channel="wechat",outcome="refused"} 1',
        'cqo_callbacks_refused_total{channel="wechat",code="invalid_signature"} 1',
        'cqo_callback_seconds_count{channel="wechat"} 4',
        'cqo_turns_total{channel="wechat",outcome="command"} 3',
        'cqo_turn_seconds_count{channel="wechat"} 3',
        'cqo_deliveries_total{channel="wechat",state="sent",failure=""} 3',
        "cqo_inbox_waiting 0",
        "cqo_deliveries_due 0",
    ):
        assert line in page.splitlines()
    assert USER[:6] not in page
    assert "default" not in page
    assert {line for line in page.splitlines() if not re.fullmatch(r"# .+|[a-z_]+(\{.*\})? [0-9.e+-]+", line)} == set()


@pytest.mark.parametrize(
    ("client", "forwarded_for", "status"),
    [
        ("127.0.0.1", "", 200),
        ("10.9.1.1", "", 200),
        ("203.0.113.9", "", 404),
        ("127.0.0.1", "203.0.113.9", 404),
        ("127.0.0.1", "10.9.1.1", 200),
        ("127.0.0.1", "somebody", 404),
        ("203.0.113.9", "127.0.0.1", 404),
    ],
)
async def test_page_is_for_the_neighbourhood_alone(client: str, forwarded_for: str, status: int, app: ASGIApp) -> None:
    answer = await request(app, "GET", "/metrics", client=client, forwarded_for=forwarded_for)
    assert answer.status == status


async def test_processes_are_counted_together_and_a_count_outlives_its_process(redis_url: str, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, redis_url=redis_url)
    one, other = build_service(settings), build_service(settings)
    await one.prepare()
    family = Family("cqo_callbacks_total", "", ("channel", "outcome"))
    before = _value(await metrics_page(other), "together")
    for service in (one, other):
        service.tally.count(family, "wechat", "together")
        await hand_over_counts(service)
    await one.close()
    assert _value(await metrics_page(other), "together") - before == 2
    await other.close()


async def test_counts_of_the_last_moments_are_handed_over_at_the_end(tmp_path: Path) -> None:
    service = build_service(settings_in(tmp_path))
    await service.prepare()
    watch = asyncio.create_task(keep_watch(service))
    await asyncio.sleep(0.01)
    service.tally.count(Family("cqo_callbacks_total", "", ("channel", "outcome")), "wechat", "last")
    watch.cancel()
    await asyncio.gather(watch, return_exceptions=True)
    assert not service.tally.pending
    assert _value(await metrics_page(service), "last") == 1
    await service.close()


async def test_without_redis_a_process_tells_what_it_counted_and_keeps_it(tmp_path: Path) -> None:
    service = build_service(settings_in(tmp_path, redis_url="redis://127.0.0.1:1/0"))
    await service.prepare()
    service.tally.count(Family("cqo_callbacks_total", "", ("channel", "outcome")), "wechat", "alone")
    for _ in range(2):
        assert _value(await metrics_page(service), "alone") == 1
    await service.close()


def _value(page: str, outcome: str) -> float:
    found = re.search(rf'^cqo_callbacks_total{{channel="wechat",outcome="{outcome}"}} (\S+)$', page, re.MULTILINE)
    return float(found[1]) if found else 0.0


class _Nothing(BaseModel):
    pass


@pytest.fixture
async def server() -> AsyncIterator[ApiServer]:
    opened = ApiServer()
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
async def calling(server: ApiServer, tmp_path: Path) -> AsyncIterator[Service]:
    own = SAFE.settings(app_secret="secret", api_base=server.base)
    service = build_service(settings_in(tmp_path, wechat={"default": own}))
    await service.prepare()
    yield service
    await service.close()


class TestPlatform:
    async def test_tokens_and_a_platform_that_is_left_alone_are_told(self, calling: Service, server: ApiServer) -> None:
        api = calling.apis[ACCOUNT]
        await api.get(LIST, _Nothing)
        page = await metrics_page(calling)
        assert 'cqo_tokens_fetched_total{account="wechat/default"} 1' in page
        assert 'cqo_api_left_alone{channel="wechat",account="default"} 0' in page
        server.does[LIST] = [resets]
        for _ in range(6):
            with pytest.raises(RetryLater):
                await api.get(LIST, _Nothing)
        assert 'cqo_api_left_alone{channel="wechat",account="default"} 1' in await metrics_page(calling)

    async def test_list_is_read_as_networks_and_holds_while_the_platform_does_not_say(
        self, calling: Service, server: ApiServer
    ) -> None:
        listed = ["101.226.103.0/25", "101.226.62.*", "nonsense", "240e:1::/32", "101.226.1.7"]
        for answer in ({"ip_list": listed}, {"errcode": 48001, "errmsg": "no"}, {"ip_list": []}):
            server.does[LIST] = [says(answer)]
            await calling.coordination.put_token("addresses/wechat/default", Token("[]", 0.0))
            await refresh_addresses(calling, ACCOUNT, calling.apis[ACCOUNT])
            known = map(str, calling.guards.platform_addresses.known[ACCOUNT])
            assert list(known) == ["101.226.103.0/25", "101.226.62.0/24", "240e:1::/32", "101.226.1.7/32"]

    async def test_sound_callback_from_elsewhere_is_told_and_answered(self, calling: Service) -> None:
        calling.guards.platform_addresses.replace(ACCOUNT, [ip_network("101.226.103.0/25")])
        door = WebhookDoor(calling.channels, calling.turns, calling.clock, reply_within_s=4.5, guards=calling.guards)
        callback = SAFE.deliver(message_xml(Content="菜单"), at=int(time.time()))
        answer = await request(door, "POST", PATH, callback.query, callback.body, client="8.8.8.8")
        assert SAFE.shown(answer)["Content"]  # type: ignore[arg-type]
        page = await metrics_page(calling)
        assert 'cqo_callbacks_from_elsewhere_total{channel="wechat",account="default"} 1' in page

    def test_each_stranger_is_logged_once_and_counted_every_time(self, capsys: pytest.CaptureFixture[str]) -> None:
        tally, account = Tally(), ACCOUNT
        addresses = PlatformAddresses(tally)
        sources = Sources([ip_network("127.0.0.0/8")])

        def compare(client: str) -> None:
            addresses.compare(account, sources.of({"client": (client, 1), "headers": []}))

        compare("8.8.8.8")
        assert not tally.pending
        addresses.replace(account, [ip_network("101.226.103.0/25")])
        for client in ("101.226.103.7", "127.0.0.1", "10.0.0.7"):
            compare(client)
        assert not tally.pending
        for _ in range(3):
            compare("8.8.8.8")
        assert list(tally.pending.values()) == [3]
        assert capsys.readouterr().out.count("callback.from_elsewhere") == 1

    def test_any_number_of_strangers_takes_bounded_memory(self, capsys: pytest.CaptureFixture[str]) -> None:
        addresses = PlatformAddresses(Tally())
        addresses.replace(ACCOUNT, [ip_network("101.226.103.0/25")])
        addresses.compare(ACCOUNT, ip_address("8.8.8.8"))
        for number in range(1024):
            addresses.compare(ACCOUNT, ip_address("9.0.0.0") + number)
        capsys.readouterr()
        addresses.compare(ACCOUNT, ip_address("8.8.8.8"))
        assert "callback.from_elsewhere" in capsys.readouterr().out
