"""A code asked for in the chat reaches the gateway once, again after a fault, and never too late."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.records.proof import last_four_hash
from bot.sending_codes import CodeSender
from bot.service import Service, build_service
from bot.settings import load_settings
from bot.storage.repositories import enterprises
from bot.storage.repositories.enterprises import EnterpriseRecord
from dialogs.messages import ConversationKey, InboundMessage, Said
from knowledge.errors import CqoError
from tests.fakes.api_server import ApiServer, Asked, Does, resets, says, sends
from tests.fakes.clock import SettableClock
from tests.services import settings_in

KEY = ConversationKey("wechat", "default", "oPerson")
USCC, PHONE = "91440604MA0000015B", "12000000001"
ACCEPTS: Does = says({"accepted": True})


@pytest.fixture
async def gateway() -> AsyncIterator[ApiServer]:
    opened = ApiServer()
    await opened.open()
    opened.does["/codes"] = [ACCEPTS]
    yield opened
    await opened.close()


@pytest.fixture
async def service(tmp_path: Path, gateway: ApiServer) -> AsyncIterator[Service]:
    """One that sends codes, with one enterprise, at a clock that stands still."""
    sms = {"url": f"{gateway.base}/codes", "token": "gatewayToken"}
    built = build_service(settings_in(tmp_path, sms=sms), SettableClock())
    await built.prepare()
    sealer = built.records.sealer
    record = EnterpriseRecord(
        USCC,
        "佛山甲虚构陶瓷有限公司",
        "guangdong",
        contact_phone=sealer.seal(PHONE.encode()),
        last_four_hash=last_four_hash(sealer, USCC, PHONE),
    )
    await built.database.write(lambda session: enterprises.insert_enterprise(session, record, now=built.clock.now()))
    yield built
    await built.close()


@pytest.fixture
def sender(service: Service) -> CodeSender:
    assert service.code_sender
    return service.code_sender


async def says_in_chat(service: Service, number: int, text: str) -> str:
    message = InboundMessage(KEY, f"{number:064x}", service.clock.now(), Said(text))
    offer = await service.turns.handle(message)
    assert offer
    await service.turns.settle(offer)
    return offer.page.text


async def asked_for(service: Service) -> None:
    await says_in_chat(service, 1, f"绑定{USCC}")
    assert "验证码短信已发往该号码" in await says_in_chat(service, 2, "同意")


def keys(asked: list[Asked]) -> list[str]:
    return [one.json["key"] for one in asked]


def passes(service: Service, seconds: float) -> None:
    assert isinstance(service.clock, SettableClock)
    service.clock.advance(seconds=seconds)


async def test_code_that_was_sent_binds(service: Service, sender: CodeSender, gateway: ApiServer) -> None:
    await asked_for(service)
    assert await sender.send_due() == 1
    (asked,) = gateway.asked
    assert (asked.json["phone"], asked.json["purpose"]) == (PHONE, "binding")
    assert re.fullmatch(r"[0-9]{6}", asked.json["code"])
    assert "您已绑定佛山甲虚构陶瓷有限公司" in await says_in_chat(service, 3, asked.json["code"])
    passes(service, 60)
    assert await sender.send_due() == 0


@pytest.mark.parametrize("fault", [resets, sends(b"", status=503)])
async def test_fault_is_tried_again_under_the_same_key_while_the_code_is_good(
    service: Service, sender: CodeSender, gateway: ApiServer, fault: Does
) -> None:
    gateway.does["/codes"] = [fault, fault, ACCEPTS]
    await asked_for(service)
    sent = []
    for _ in range(4):
        sent.append(await sender.send_due())
        assert await sender.send_due() == 0, "not at once"
        passes(service, 30)
    assert sent == [0, 0, 1, 0]
    assert len(set(keys(gateway.asked))) == 1
    assert len(gateway.asked) == 3


async def test_gateway_that_comes_back_too_late_is_handed_nothing(
    service: Service, sender: CodeSender, gateway: ApiServer
) -> None:
    gateway.does["/codes"] = [resets]
    await asked_for(service)
    await sender.send_due()
    gateway.does["/codes"] = [ACCEPTS]
    passes(service, 601)
    assert await sender.send_due() == 0


async def test_message_that_is_refused_is_not_tried_again(
    service: Service, sender: CodeSender, gateway: ApiServer
) -> None:
    gateway.does["/codes"] = [says({"accepted": False}), ACCEPTS]
    await asked_for(service)
    for _ in range(3):
        assert await sender.send_due() == 0
        passes(service, 30)
    assert len(gateway.asked) == 1


def test_proof_by_code_needs_a_gateway(tmp_path: Path) -> None:
    with pytest.raises(CqoError, match="sms needs url where filing_proof is code"):
        load_settings({"CQO_FILING_PROOF": "code"}, directory=tmp_path)
    chosen = {"CQO_FILING_PROOF": "code", "CQO_SMS__URL": "https://sms.example.com/codes", "CQO_SMS__TOKEN": "t"}
    assert load_settings(chosen, directory=tmp_path).filing_proof == "code"
