"""The door against those who repeat, forge and flood, and for everybody else as if nothing stood there."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select

from adapters.channel import Callback
from bot.errors import StorageUnavailable
from bot.guards.guards import Guards
from bot.service import Service, build_service
from bot.storage.repositories.core import core_table
from bot.storage.session import Session
from bot.storage.tables import InboxRow
from bot.webhooks import TOO_MANY, WebhookDoor
from tests.adapters.wechat_platform import OTHER_TOKEN, SAFE, event_xml, message_xml
from tests.asgi import Answer, request
from tests.services import settings_in

PLAIN = replace(SAFE, mode="plain")
PLATFORM, FORGER = "101.226.103.7", "6.6.6.6"

Opens = Callable[..., AbstractAsyncContextManager["Entrance"]]


class Entrance:
    """A door with the guards that its settings give it."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._door = WebhookDoor(
            service.channels, service.turns, service.clock, reply_within_s=4.5, guards=service.guards
        )

    async def post(self, callback: Callback, account: str = "default", client: str = "127.0.0.1") -> Answer:
        path = f"/webhooks/wechat/{account}"
        return await request(self._door, "POST", path, callback.query, callback.body, client=client)

    async def messages(self) -> int:
        return await self.service.database.read(
            lambda session: session.execute(select(func.count()).select_from(InboxRow)).scalar_one()
        )

    def counted(self, name: str) -> dict[tuple[str, ...], float]:
        return {series[2:]: n for series, n in self.service.tally.pending.items() if series[:2] == (name, "")}


@pytest.fixture
def opens(tmp_path: Path) -> Opens:
    @asynccontextmanager
    async def opened(**settings: object) -> AsyncIterator[Entrance]:
        accounts = {"default": SAFE.settings(), "plain": PLAIN.settings()}
        service = build_service(settings_in(tmp_path, wechat=accounts, **settings))
        await service.prepare()
        yield Entrance(service)
        await service.close()

    return opened


def said(text: str, number: int = 1, platform: object = SAFE) -> Callback:
    callback: Callback = platform.deliver(message_xml(Content=text, MsgId=str(number)), at=int(time.time()))  # type: ignore[attr-defined]
    return callback


class TestReplay:
    async def test_other_words_under_an_overheard_signature_are_refused(self, opens: Opens) -> None:
        async with opens() as entrance:
            heard = said("菜单", platform=PLAIN)
            assert (await entrance.post(heard, "plain")).status == 200
            forged = Callback(heard.query, said("删除我的数据", 2, PLAIN).body)
            assert (await entrance.post(forged, "plain")).status == 403
            disguised = Callback({**heard.query, "msg_signature": "another"}, forged.body)
            assert (await entrance.post(disguised, "plain")).status == 403
            assert await entrance.messages() == 1
            assert entrance.counted("cqo_callbacks_refused_total") == {("wechat", "replayed_callback"): 2}

    @pytest.mark.parametrize(("account", "platform"), [("default", SAFE), ("plain", PLAIN)])
    async def test_repeat_of_a_known_message_gets_the_recorded_reply(
        self, account: str, platform: object, opens: Opens
    ) -> None:
        async with opens() as entrance:
            callback = said("菜单", platform=platform)
            shown = [platform.shown(await entrance.post(callback, account)) for _ in range(3)]  # type: ignore[attr-defined]
            assert shown[0]["Content"]
            assert len({one["Content"] for one in shown}) == 1
            assert await entrance.messages() == 1

    async def test_words_that_are_not_known_any_more_are_not_taken_in_again(self, opens: Opens) -> None:
        async with opens() as entrance:
            callback = said("菜单")
            await entrance.post(callback)
            await entrance.service.database.write(_forget_messages)
            assert (await entrance.post(callback)).status == 403
            assert await entrance.messages() == 0

    async def test_callback_that_could_not_be_stored_is_taken_in_when_it_is_tried_again(self, opens: Opens) -> None:
        async with opens() as entrance:
            callback = said("菜单")
            broken = WebhookDoor(
                entrance.service.channels,
                _Failing(),  # type: ignore[arg-type]
                entrance.service.clock,
                reply_within_s=4.5,
                guards=entrance.service.guards,
            )
            path = "/webhooks/wechat/default"
            assert (await request(broken, "POST", path, callback.query, callback.body)).status == 503
            assert SAFE.shown(await entrance.post(callback))["Content"]  # type: ignore[arg-type]


class _Failing:
    """Turns over a database that is away."""

    async def admit(self, _message: object) -> None:
        raise StorageUnavailable("the database is away")


def _forget_messages(session: Session) -> None:
    session.execute(delete(core_table(InboxRow)))


class TestFloodOfOnePerson:
    async def test_script_gets_one_polite_word_and_then_silence_and_what_was_admitted_is_answered(
        self, opens: Opens
    ) -> None:
        async with opens(messages_per_min=5) as entrance:
            answers = [await entrance.post(said(f"第{number}条", number)) for number in range(1, 41)]
            assert {answer.status for answer in answers} == {200}
            assert all(SAFE.shown(answer)["Content"] != TOO_MANY.text for answer in answers[:5])  # type: ignore[arg-type]
            assert SAFE.shown(answers[5])["Content"] == TOO_MANY.text  # type: ignore[arg-type]
            assert {answer.body for answer in answers[6:]} == {b"success"}
            assert await entrance.messages() == 5
            assert entrance.counted("cqo_rate_limited_total") == {("wechat", "user"): 35}

    async def test_repeat_of_an_admitted_message_is_answered_all_the_same(self, opens: Opens) -> None:
        async with opens(messages_per_min=2) as entrance:
            first = SAFE.shown(await entrance.post(said("菜单", 1)))["Content"]  # type: ignore[arg-type]
            for number in range(2, 9):
                await entrance.post(said("菜单", number))
            again = SAFE.deliver(message_xml(Content="菜单", MsgId="1"), at=int(time.time()) + 1)
            assert SAFE.shown(await entrance.post(again))["Content"] == first  # type: ignore[arg-type]

    async def test_leaving_is_never_passed_over(self, opens: Opens) -> None:
        async with opens(messages_per_min=1) as entrance:
            for number in range(5):
                await entrance.post(said("菜单", number + 1))
            await entrance.post(SAFE.deliver(event_xml("unsubscribe"), at=int(time.time())))
            assert await entrance.messages() == 2

    async def test_platforms_reports_are_no_words_of_the_person(self, opens: Opens) -> None:
        async with opens(messages_per_min=2) as entrance:
            for number in range(5):
                report = event_xml("TEMPLATESENDJOBFINISH", MsgID=str(number + 1), Status="success")
                answer = await entrance.post(SAFE.deliver(report, at=int(time.time())))
                assert answer.body == b"success"
            assert SAFE.shown(await entrance.post(said("菜单", 1)))["Content"] != TOO_MANY.text  # type: ignore[arg-type]
            assert entrance.counted("cqo_rate_limited_total") == {}

    async def test_other_people_are_answered_meanwhile(self, opens: Opens) -> None:
        async with opens(messages_per_min=1) as entrance:
            for number in range(5):
                await entrance.post(said("菜单", number + 1))
            other = SAFE.deliver(message_xml(FromUserName="oAnotherPerson", MsgId="77"), at=int(time.time()))
            assert SAFE.shown(await entrance.post(other))["Content"] != TOO_MANY.text  # type: ignore[arg-type]


class TestFloodOfOneAddress:
    async def test_forger_is_not_listened_to_any_more_and_the_platform_is(self, opens: Opens) -> None:
        async with opens(refusals_per_min=10) as entrance:
            forged = said("菜单", platform=OTHER_TOKEN)
            statuses = [(await entrance.post(forged, client=FORGER)).status for _ in range(20)]
            assert statuses == [403] * 11 + [429] * 9
            assert (await entrance.post(said("菜单"), client=FORGER)).status == 429
            assert SAFE.shown(await entrance.post(said("菜单"), client=PLATFORM))["Content"]  # type: ignore[arg-type]
            assert entrance.counted("cqo_rate_limited_total") == {("wechat", "address"): 10}

    async def test_overheard_signature_does_not_make_a_forger_sound(self, opens: Opens) -> None:
        async with opens(refusals_per_min=10) as entrance:
            heard = said("菜单", platform=PLAIN)
            await entrance.post(heard, "plain", client=PLATFORM)
            replayed = [Callback(heard.query, said("菜单", number, PLAIN).body) for number in range(2, 22)]
            statuses = [(await entrance.post(one, "plain", client=FORGER)).status for one in replayed]
            assert statuses == [403] * 11 + [429] * 9

    async def test_platform_behind_the_same_proxy_as_a_forger_is_not_cut_off(self, opens: Opens) -> None:
        async with opens(refusals_per_min=10) as entrance:
            await entrance.post(said("菜单", 1), client=PLATFORM)
            for _ in range(30):
                await entrance.post(said("菜单", platform=OTHER_TOKEN), client=PLATFORM)
            assert (await entrance.post(said("菜单", 2), client=PLATFORM)).status == 200


class TestHeads:
    async def test_endless_query_is_refused(self, opens: Opens) -> None:
        async with opens() as entrance:
            callback = said("菜单")
            endless = Callback({**callback.query, "more": "x" * 5000}, callback.body)
            assert (await entrance.post(endless)).status == 400
            assert (await entrance.post(callback)).status == 200


class TestClosing:
    async def test_new_callback_is_sent_elsewhere_and_tried_again(self, opens: Opens) -> None:
        async with opens() as entrance:
            entrance.service.guards.closing.is_begun = True
            refused = await entrance.post(said("菜单"))
            assert (refused.status, refused.headers["connection"]) == (503, "close")
            assert await entrance.messages() == 0
            assert "process: closing" in await entrance.service.reasons_not_ready()


@pytest.mark.slow
async def test_all_guards_together_cost_little_per_callback() -> None:
    """A whole turn takes a few milliseconds; the bound is loose for machines with other work."""
    guards, number = Guards(), 5000
    scope = {"client": ("127.0.0.1", 1), "headers": [(b"host", b"x"), (b"x-forwarded-for", PLATFORM.encode())]}
    began = time.process_time()
    for at in range(number):
        await _guard_one(guards, scope, str(at))
    each_us = (time.process_time() - began) / number * 1_000_000
    await asyncio.sleep(0)
    assert each_us < 60


async def _guard_one(guards: Guards, scope: dict[str, object], signature: str) -> None:
    guards.closing.begin_work()
    address = guards.sources.of(scope)
    assert not (guards.refusals and guards.refusals.is_shut_out(address))
    guards.refusals.accept(address)
    guards.platform_addresses.compare(("wechat", "default"), address)
    assert await guards.nonces.is_good(signature, "a" * 64, is_sealed=True)
    guards.messages.count("wechat/default/anna")
    guards.nonces.done(signature, is_kept=True)
    guards.closing.end_work()
