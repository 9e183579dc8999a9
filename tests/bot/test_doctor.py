"""The doctor: silent on sound set-ups, one sentence with a remedy for each fault."""

import asyncio
import base64
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.twin.account import TwinAccount
from adapters.twin.api.faults import Code, Status
from adapters.twin.twin import Twin
from adapters.wecom_kf.settings import WeComKfSettings
from bot.accounts import NoSuchAccount, chosen_accounts
from bot.app import create_app
from bot.doctor import examine
from bot.examining.address import NAME_HELPING_TO_TELL, address_findings, knows_host
from bot.examining.handing_in import Silence, hand_in
from bot.examining.letters import Letter
from bot.examining.platform import clock_apart, platform_findings
from bot.service import sealer_of
from bot.settings import Settings
from bot.storage.session import open_database, upgrade
from tests.adapters.wechat_platform import OFFICIAL_ACCOUNT, OTHER_KEY, OTHER_TOKEN, SAFE
from tests.adapters.wecom_platform import WECOM
from tests.contract.rows import paging, taking_a_turn
from tests.fakes.front import (
    Fault,
    Front,
    answering,
    changing_answers,
    changing_bodies,
    dropping_the_query,
    echoing_blindly,
)
from tests.fakes.served import served, served_api
from tests.servers import postgres_database
from tests.services import settings_in

SECRET = "canarySecret"
KF = WeComKfSettings.model_validate(
    {
        "corp_id": WECOM.corp_id,
        "open_kfid": "wkAJ2GCAAAZSfhHCt7IFSvLKtMPxyJTw",
        "secret": SECRET,
        "token": WECOM.token,
        "aes_key": WECOM.aes_key,
        "api_base": "http://127.0.0.1:1",
    }
)
KEY = base64.b64encode(bytes(32)).decode()
BODY_CHANGED = "gets another body than was sent"


@dataclass
class Service:
    """The running service with what stands before it, and the platform that it calls."""

    public_url: str
    front: Front
    twin: Twin
    api_base: str

    def settings(self, folder: Path, *, account: dict[str, object] | None = None, **changes: object) -> Settings:
        """What fits it; `account` changes the account's section."""
        own = SAFE.settings(**{"app_secret": SECRET, "api_base": self.api_base} | (account or {}))
        return settings_in(folder, **{"public_url": self.public_url, "wechat": {"default": own}} | changes)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Beside the safe account runs one, called `clear`, that the service has in plain mode."""
    accounts = {"default": SAFE.settings(), "clear": SAFE.settings(mode="plain")}
    folder = tmp_path_factory.mktemp("running")
    front = Front(
        create_app(settings_in(folder, wechat=accounts, wecom={"default": WECOM.settings()}, wecom_kf={"default": KF}))
    )
    account = TwinAccount(SAFE.app_id, SAFE.token, SAFE.aes_key, OFFICIAL_ACCOUNT, app_secret=SECRET)
    twin = Twin(account, "http://127.0.0.1:9/nobody")
    with served(front) as public_url, served_api(twin) as api_base:
        yield Service(public_url, front, twin, api_base)


@pytest.fixture
def service(running: Service) -> Iterator[Service]:
    """The same one, spoilt by nobody."""
    running.front.fault = None
    yield running
    running.front.fault = None


def saying(answer: str) -> ASGIApp:
    """A platform's API that says the same whatever it is asked."""

    async def api(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await answering(200, answer)(api, scope, receive, send)

    return api


def look(settings: Settings, *, channel: str | None = None, now: datetime | None = None) -> list[str]:
    return examine(settings, channel=channel, now=now or datetime.now(UTC))


def meet(settings: Settings, *, now: datetime | None = None) -> list[str]:
    """What is found at the public address alone."""
    accounts = chosen_accounts(settings, None)
    return asyncio.run(address_findings(settings.public_url, accounts, "/healthz", now or datetime.now(UTC)))


def only(findings: list[str]) -> str:
    """The one finding; nothing in it may be a secret."""
    (finding,) = findings
    for secret in (SECRET, SAFE.token, SAFE.aes_key):
        assert secret not in finding
    return finding


class TestSoundSetUp:
    def test_embedded_in_safe_mode(self, service: Service, tmp_path: Path) -> None:
        assert look(service.settings(tmp_path)) == []
        assert look(service.settings(tmp_path), channel="wechat/default") == []
        assert list(tmp_path.iterdir()) == []

    def test_on_postgresql_and_redis(
        self, service: Service, migrated_postgres: str, postgres_server: str, redis_url: str, tmp_path: Path
    ) -> None:
        with postgres_database(postgres_server, template=migrated_postgres) as database_url:
            shared = {"database_url": database_url, "redis_url": redis_url, "data_key": KEY}
            assert look(service.settings(tmp_path, **shared)) == []

    def test_in_compatible_mode_while_keys_are_rotated_and_never_called(self, service: Service, tmp_path: Path) -> None:
        account = {
            "mode": "compatible",
            "app_secret": "",
            "previous_token": OTHER_TOKEN.token,
            "previous_aes_key": OTHER_KEY.aes_key,
        }
        assert look(service.settings(tmp_path, account=account)) == []

    def test_of_an_application_of_wecom_alone(self, service: Service, tmp_path: Path) -> None:
        settings = service.settings(tmp_path, wechat={}, wecom={"default": WECOM.settings()})
        assert look(settings) == look(settings, channel="wecom/default") == []

    def test_of_a_customer_service_account_alone(self, service: Service, tmp_path: Path) -> None:
        with served(saying('{"errcode": 0, "access_token": "token", "expires_in": 7200}')) as api_base:
            account = KF.model_copy(update={"api_base": api_base})
            settings = service.settings(tmp_path, wechat={}, wecom_kf={"default": account})
            assert look(settings, channel="wecom_kf/default") == []

    def test_on_a_machine_without_a_name_server(self, service: Service, tmp_path: Path) -> None:
        settings = service.settings(tmp_path, public_url="https://bot.example.gov.cn")
        assert examine(settings, channel=None, now=datetime.now(UTC), knows=lambda _host: False) == []

    def test_whose_embedded_database_is_brought_up_to_date_at_the_start(self, service: Service, tmp_path: Path) -> None:
        (tmp_path / "cqo.db").touch()
        assert look(service.settings(tmp_path)) == []

    def test_in_plain_mode_has_that_one_finding(self, service: Service, tmp_path: Path) -> None:
        settings = service.settings(tmp_path, wechat={"clear": SAFE.settings(mode="plain")})
        assert only(look(settings)).startswith("wechat/clear: mode is plain")

    def test_whose_database_was_filled_with_the_configured_key(self, service: Service, tmp_path: Path) -> None:
        settings = service.settings(tmp_path)
        asyncio.run(filled(settings.database_url, seal_with=settings))
        assert look(settings) == []


def test_fault_of_every_part_is_told_at_once(service: Service, tmp_path: Path) -> None:
    service.front.fault = dropping_the_query
    account: dict[str, object] = {"token": "has space", "app_secret": "wrong"}
    found = look(service.settings(tmp_path, account=account, redis_url="redis://127.0.0.1:1/0"))
    said = ["wechat/default: token must", "redis_url: ", "wechat/default: the platform", "wechat/default: http://127"]
    assert [finding.startswith(begins) for finding, begins in zip(found, said, strict=True)] == [True] * 4


class TestConfiguration:
    @pytest.mark.parametrize(
        ("account", "said"),
        [
            ({"app_id": "1234"}, "is not an AppID"),
            ({"app_id": SAFE.app_id.upper()}, "is not an AppID"),
            ({"app_id": f"{SAFE.app_id}0"}, "is not an AppID"),
            ({"token": "has space"}, "token must be"),
            ({"token": "ab"}, "token must be"),
            ({"mode": "plain"}, "mode is plain"),
        ],
    )
    def test_fault_of_an_account_is_named(
        self, service: Service, account: dict[str, object], said: str, tmp_path: Path
    ) -> None:
        first, *_ = look(service.settings(tmp_path, account=account))
        assert first.startswith("wechat/default: ")
        assert said in first

    @pytest.mark.parametrize(
        ("public_url", "said"),
        [
            ("", "public_url is empty"),
            ("https://bot.example.gov.cn:8443", "port 8443: the platform calls port 80 and 443 only"),
            ("https://bot.example.gov.cn/webhooks/wechat/default", "the part before /webhooks/"),
        ],
    )
    def test_address_that_the_platform_does_not_take_is_named(
        self, service: Service, public_url: str, said: str, tmp_path: Path
    ) -> None:
        settings = service.settings(tmp_path, public_url=public_url)
        assert said in only(examine(settings, channel=None, now=datetime.now(UTC), knows=lambda _host: False))

    def test_fault_of_an_application_is_named(self, service: Service, tmp_path: Path) -> None:
        settings = service.settings(tmp_path, wechat={}, wecom={"default": WECOM.settings(corp_id="1000002")})
        first, *_ = look(settings)
        assert first.startswith("wecom/default: corp_id '1000002' is not a 企业ID")

    def test_clock_that_was_never_set_is_named(self, service: Service, tmp_path: Path) -> None:
        settings = service.settings(tmp_path, public_url="", account={"app_secret": ""})
        never_set, _ = look(settings, now=datetime(2020, 1, 1, tzinfo=UTC))
        assert "the clock says 2020-01-01 00:00 UTC" in never_set

    def test_no_channel_is_named(self, service: Service, tmp_path: Path) -> None:
        assert "no channel" in only(look(service.settings(tmp_path, wechat={})))

    def test_unknown_account_is_refused(self, service: Service, tmp_path: Path) -> None:
        with pytest.raises(NoSuchAccount, match="configured: wechat/default"):
            look(service.settings(tmp_path), channel="wechat/other")


async def filled(database_url: str, *, seal_with: Settings | None = None) -> None:
    """A database with one page in it, sealed with the key of `seal_with`, else with an unknown one."""
    database = open_database(database_url)
    await database.upgrade()
    turn = await database.write(taking_a_turn("m1"))
    await database.write(paging(turn, sealer_of(seal_with).seal(b"page") if seal_with else bytes(64)))
    await database.close()


class TestStorage:
    def test_database_that_cannot_be_made_is_named(self, service: Service, tmp_path: Path) -> None:
        database_url = f"sqlite:///{tmp_path / 'missing' / 'cqo.db'}"
        assert "missing or not writable" in only(look(service.settings(tmp_path, database_url=database_url)))

    def test_file_that_is_no_database_is_named(self, service: Service, tmp_path: Path) -> None:
        (tmp_path / "cqo.db").write_bytes(b"no database" * 1000)
        assert "the database cannot be used" in only(look(service.settings(tmp_path)))

    def test_database_that_is_away_is_named(self, service: Service, tmp_path: Path) -> None:
        shared = {"database_url": "postgresql://nobody@127.0.0.1:1/cqo", "data_key": KEY}
        assert "the database cannot be used" in only(look(service.settings(tmp_path, **shared)))

    def test_database_that_is_behind_is_named(self, service: Service, postgres_server: str, tmp_path: Path) -> None:
        with postgres_database(postgres_server) as database_url:
            shared = {"database_url": database_url, "data_key": KEY}
            finding = only(look(service.settings(tmp_path, **shared)))
            assert "migrations behind: run `cqo db upgrade`" in finding
            upgrade(database_url)
            assert "data_key is empty" in only(look(service.settings(tmp_path, **shared | {"data_key": ""})))

    def test_key_that_the_database_was_not_filled_with_is_named(self, service: Service, tmp_path: Path) -> None:
        settings = service.settings(tmp_path, data_key=KEY)
        asyncio.run(filled(settings.database_url))
        assert "data_key: " in only(look(settings))

    def test_key_file_that_is_gone_is_named_and_not_made_anew(self, service: Service, tmp_path: Path) -> None:
        settings = service.settings(tmp_path)
        asyncio.run(filled(settings.database_url))
        before = set(tmp_path.iterdir())
        assert "is missing: put back the key" in only(look(settings))
        assert set(tmp_path.iterdir()) == before

    def test_redis_that_is_away_is_named(self, service: Service, tmp_path: Path) -> None:
        finding = only(look(service.settings(tmp_path, redis_url="redis://127.0.0.1:1/0")))
        assert finding.startswith("redis_url: ")


class TestPlatform:
    @pytest.mark.parametrize(
        ("path", "fault", "said"),
        [
            ("stable_token", Code(40164), "40164: this machine's address is not on the account's IP白名单"),
            ("stable_token", Code(40013), "40013: the platform does not know this account's id"),
            ("stable_token", Code(89503), "89503: the account's administrator has to let this machine in"),
            ("stable_token", Code(45009), "45009: the day's calls of this API are used up"),
            ("stable_token", Status(502), "the platform is down or busy (HTTP 502)"),
            ("stable_token", Status(404), "where does api_base lead?"),
            ("getcallbackip", Code(48001), "48001: the account has no permission"),
        ],
    )
    def test_refusal_is_named(
        self, service: Service, path: str, fault: Code | Status, said: str, tmp_path: Path
    ) -> None:
        service.twin.api.faults.plan(path, fault)
        (account,) = service.settings(tmp_path).wechat.values()
        finding = only(asyncio.run(platform_findings(account, datetime.now(UTC))))
        assert finding.startswith("the platform does not let itself be called: ")
        assert said in finding

    def test_refusal_of_an_application_is_named(self) -> None:
        refusal = '{"errcode": 60020, "errmsg": "not allow to access from your ip, from ip: 10.1.2.3"}'
        with served(saying(refusal)) as api_base:
            account = WECOM.settings(secret=SECRET, api_base=api_base)
            finding = only(asyncio.run(platform_findings(account, datetime.now(UTC))))
        assert "60020: this machine's address is not among the application's 企业可信IP (10.1.2.3)" in finding

    def test_wrong_secret_is_named(self, service: Service, tmp_path: Path) -> None:
        assert "40125: the secret is wrong" in only(look(service.settings(tmp_path, account={"app_secret": "wrong"})))

    def test_platform_out_of_reach_is_named(self, service: Service, tmp_path: Path) -> None:
        account: dict[str, object] = {"api_base": "http://127.0.0.1:1"}
        assert "the platform is out of reach" in only(look(service.settings(tmp_path, account=account)))

    @pytest.mark.parametrize(("off", "said"), [(timedelta(hours=1), "ahead of"), (timedelta(minutes=-2), "behind")])
    def test_clock_that_differs_from_the_platforms_is_named(
        self, service: Service, off: timedelta, said: str, tmp_path: Path
    ) -> None:
        first, *_ = look(service.settings(tmp_path), now=datetime.now(UTC) + off)
        assert f"s {said} the platform's: set it (NTP)" in first

    def test_clocks_that_are_nearly_alike_are_sound(self) -> None:
        now = datetime.now(UTC)
        assert clock_apart(now + timedelta(seconds=50), now, "the platform's") == ""
        assert clock_apart(None, now, "the platform's") == ""


FRONTS: dict[str, tuple[Fault, str]] = {
    "query dropped": (dropping_the_query, "gets no query string"),
    "redirect": (
        answering(301, location="https://www.example.gov.cn/webhooks/wechat/default?signature=x"),
        "redirects the verification to https://www.example.gov.cn, and the platform follows none",
    ),
    "redirect of messages": (
        answering(302, method="POST", location="/elsewhere"),
        "redirects a message to another path",
    ),
    "password": (answering(401, "login"), "asks for a password"),
    "another page": (answering(404, "<html>nginx"), "leads to something else (HTTP 404)"),
    "front page": (answering(200, "<html>", **{"content-type": "text/html"}), "something else than its echostr"),
    "nothing behind": (answering(502, "<html>nginx"), "is `cqo serve` running"),
    "service in need": (answering(503), "fails inside the service (HTTP 503)"),
    "firewall": (answering(403, "<html>blocked"), "HTTP 403, which the service does not"),
    "firewall for messages": (answering(403, "<html>blocked", method="POST"), "answers a message with HTTP 403"),
    "GET alone": (answering(405, "no", method="POST"), "does not take a message (HTTP 405)"),
    "echo in quotes": (changing_answers(lambda body: b'"' + body + b'"', method="GET"), "than its echostr"),
    "echo as a page": (changing_answers(bytes, media_type="text/html"), "answers the verification as text/html"),
    "success as a page": (
        changing_answers(bytes, media_type="text/html", method="POST"),
        "answers a message as text/html",
    ),
    "answer changed": (changing_answers(bytes.title, method="POST"), "something else than 'success'"),
    "echo of anything": (echoing_blindly, "accepts a wrong signature"),
    "body re-encoded": (changing_bodies(lambda body: body.decode().encode("utf-16")), BODY_CHANGED),
    "body cut": (changing_bodies(lambda body: body[:100]), BODY_CHANGED),
    "body emptied": (changing_bodies(lambda _body: b""), BODY_CHANGED),
    "ciphertext changed": (
        changing_bodies(lambda body: body.replace(b"<Encrypt><![CDATA[", b"<Encrypt><![CDATA[A")),
        BODY_CHANGED,
    ),
}


class TestPublicAddress:
    @pytest.mark.parametrize("front", FRONTS)
    def test_fault_of_what_stands_before_the_service_is_named(
        self, service: Service, front: str, tmp_path: Path
    ) -> None:
        service.front.fault, said = FRONTS[front]
        finding = only(meet(service.settings(tmp_path)))
        assert finding.startswith(f"wechat/default: {service.public_url}/webhooks/wechat/default ")
        assert said in finding

    def test_clear_copy_that_is_re_encoded_is_named_too(self, service: Service, tmp_path: Path) -> None:
        service.front.fault = changing_bodies(lambda body: body.decode().encode("gb18030"))
        assert BODY_CHANGED in only(meet(service.settings(tmp_path, account={"mode": "compatible"})))

    @pytest.mark.parametrize(
        ("account", "said"),
        [
            ({"token": "another"}, "has another token"),
            ({"aes_key": OTHER_KEY.aes_key}, "has another aes_key, or another app_id"),
            ({"app_id": "wx0000000000000000"}, "has another aes_key, or another app_id"),
            ({"mode": "plain"}, "cannot read an unencrypted message: the service there is not in plain mode"),
        ],
    )
    def test_service_that_runs_with_other_settings_is_named(
        self, service: Service, account: dict[str, object], said: str, tmp_path: Path
    ) -> None:
        assert said in only(meet(service.settings(tmp_path, account=account)))

    def test_service_that_takes_what_is_not_encrypted_is_named(self, service: Service, tmp_path: Path) -> None:
        settings = service.settings(tmp_path, wechat={"clear": SAFE.settings()})
        assert "the service there is in plain mode, not safe" in only(meet(settings))

    def test_service_without_the_account_is_named(self, service: Service, tmp_path: Path) -> None:
        settings = service.settings(tmp_path, wechat={"new": SAFE.settings()})
        assert "leads to a service without this account" in only(meet(settings))

    def test_every_account_is_told_of_by_its_own_address(self, service: Service, tmp_path: Path) -> None:
        service.front.fault = dropping_the_query
        first, second = meet(service.settings(tmp_path, wecom={"default": WECOM.settings()}))
        assert first.startswith(f"wechat/default: {service.public_url}/webhooks/wechat/default gets no query")
        assert second.startswith(f"wecom/default: {service.public_url}/webhooks/wecom/default gets no query")

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"token": "another"}, "has another token"),
            ({"aes_key": OTHER_KEY.aes_key}, "cannot read what is encrypted"),
            ({"corp_id": "ww0000000000000000"}, "cannot read what is encrypted"),
        ],
    )
    def test_application_that_runs_with_other_settings_is_named(
        self, service: Service, changes: dict[str, object], said: str, tmp_path: Path
    ) -> None:
        settings = service.settings(tmp_path, wechat={}, wecom={"default": WECOM.settings(**changes)})
        assert said in only(meet(settings))

    @pytest.mark.parametrize("fault", [bytes.upper, lambda body: body[:100]])
    def test_message_to_an_application_that_is_changed_is_named(
        self, service: Service, fault: Callable[[bytes], bytes], tmp_path: Path
    ) -> None:
        service.front.fault = changing_bodies(fault)
        settings = service.settings(tmp_path, wechat={}, wecom={"default": WECOM.settings()})
        assert BODY_CHANGED in only(meet(settings))

    def test_service_whose_clock_is_off_is_named(self, service: Service, tmp_path: Path) -> None:
        finding = only(meet(service.settings(tmp_path), now=datetime.now(UTC) + timedelta(hours=1)))
        assert "s ahead of the one there" in finding

    def test_links_that_lead_nowhere_are_named(self, service: Service, tmp_path: Path) -> None:
        async def proxy(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http" and not scope["path"].startswith("/webhooks/"):
                await answering(404, "<html>nginx")(service.front, scope, receive, send)
            else:
                await service.front(scope, receive, send)

        with served(proxy, is_begun=True) as public_url:
            finding = only(look(service.settings(tmp_path, public_url=public_url)))
        assert "links in answers lead to pages like" in finding
        assert "HTTP 404" in finding

    def test_address_where_nobody_listens_is_named_once(self, service: Service, tmp_path: Path) -> None:
        both = {"default": SAFE.settings(), "second": SAFE.settings()}
        finding = only(meet(service.settings(tmp_path, public_url="http://127.0.0.1:1", wechat=both)))
        assert finding.startswith("public_url: http://127.0.0.1:1 takes no connection (ConnectionRefusedError)")

    def test_name_that_no_name_server_knows_is_named(self, service: Service, tmp_path: Path) -> None:
        settings = service.settings(tmp_path, public_url="https://bot.exmaple.gov.cn")
        findings = examine(
            settings, channel=None, now=datetime.now(UTC), knows=lambda name: name == NAME_HELPING_TO_TELL
        )
        assert only(findings) == "public_url: no name server knows bot.exmaple.gov.cn"

    def test_host_of_this_machine_is_known(self) -> None:
        assert knows_host("localhost")
        assert knows_host("127.0.0.1")

    def test_certificate_that_is_not_valid_is_named(self, service: Service, tmp_path: Path) -> None:
        certificate, key = self_signed(tmp_path)
        with served(service.front, is_begun=True, certificate=certificate, key=key) as public_url:
            finding = only(meet(service.settings(tmp_path, public_url=public_url)))
        assert "shows a certificate that is not valid" in finding

    def test_port_that_does_not_speak_https_is_named(self, service: Service, tmp_path: Path) -> None:
        public_url = service.public_url.replace("http:", "https:")
        assert "TLS" in only(meet(service.settings(tmp_path, public_url=public_url)))

    async def test_address_that_is_too_slow_is_told(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            url = f"http://127.0.0.1:{listening.getsockname()[1]}"
            async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.05)) as session:
                answer = await hand_in(session, url, Letter({}))
        assert isinstance(answer, Silence)
        assert answer.reason.startswith("does not answer within")


def self_signed(folder: Path) -> tuple[Path, Path]:
    """Certificate and key of 127.0.0.1, signed by nobody whom a client knows."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    begins = datetime.now(UTC) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files
