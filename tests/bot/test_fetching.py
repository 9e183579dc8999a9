"""WeCom customer service: a bell, a fetch, one turn a message, and a push; whatever is lost or comes twice."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from adapters.wecom_kf.settings import WeComKfSettings
from bot.fetching import LOOKS_BACK, UNRUNG
from bot.service import Service, build_service
from bot.storage.repositories import conversations
from bot.storage.tables import InboxRow, MailboxRow, TurnRow
from bot.webhooks import WebhookDoor
from dialogs.messages import ConversationKey
from tests.adapters.wecom_platform import CORPORATION, OTHER_KEY, OTHER_TOKEN, WECOM
from tests.asgi import Answer, request
from tests.fakes.api_server import ApiServer, breaks_off, resets, says, sends
from tests.fakes.clock import SettableClock
from tests.fakes.customer_service import FETCH, OPEN_KFID, SEND, CustomerService, event, said
from tests.services import settings_in

PATH = "/webhooks/wecom_kf/default"
QUESTION = "南通的首席质量官要什么学历"
ANSWER = "具有大专（含）以上学历"
ANNA = "wmAnna"

OpenService = Callable[..., Awaitable[Service]]


@pytest.fixture
async def platform() -> AsyncIterator[CustomerService]:
    server = ApiServer()
    await server.open()
    yield CustomerService(server)
    await server.close()


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
async def open_service(tmp_path: Path, platform: CustomerService, clock: SettableClock) -> AsyncIterator[OpenService]:
    """Processes over one database and one platform."""
    async with AsyncExitStack() as opened:

        async def build(**changes: Any) -> Service:
            own = WeComKfSettings.model_validate(
                {
                    "corp_id": CORPORATION,
                    "open_kfid": OPEN_KFID,
                    "secret": "secret",
                    "token": WECOM.token,
                    "aes_key": WECOM.aes_key,
                    "api_base": platform.server.base,
                    "pushes_per_user_per_s": 10_000,
                }
                | changes.pop("own", {})
            )
            desk = {"hours": "每天 00:00-23:59"}
            settings = settings_in(tmp_path, **{"wechat": {}, "wecom_kf": {"default": own}, "desk": desk} | changes)
            built = build_service(settings, clock)
            await built.prepare()
            opened.push_async_callback(built.close)
            return built

        yield build


@pytest.fixture
async def service(open_service: OpenService) -> Service:
    return await open_service()


def now(service: Service) -> int:
    return int(service.clock.now().timestamp())


async def rings(
    service: Service, *, bell: str = "bell-1", age_s: int = 0, far_side: Any = WECOM, **named: str
) -> Answer:
    """The platform's callback, at the door."""
    door = WebhookDoor(service.channels, service.turns, service.clock, reply_within_s=4.5, ring=service.fetching.ring)
    fields = (
        {"ToUserName": CORPORATION, "CreateTime": str(now(service)), "MsgType": "event"}
        | {"Event": "kf_msg_or_event", "Token": bell, "OpenKfId": OPEN_KFID}
        | named
    )
    xml = "<xml>" + "".join(f"<{tag}>{text}</{tag}>" for tag, text in fields.items() if text) + "</xml>"
    callback = far_side.deliver(xml, at=now(service) - age_s)
    return await request(door, "POST", PATH, callback.query, callback.body)


async def all_told(service: Service) -> None:
    """Fetched, answered and pushed."""
    await service.fetching.fetch_rung()
    while await service.deliverer.deliver():
        pass


async def heard(service: Service, platform: CustomerService, *texts: str, user: str = ANNA) -> list[str]:
    """What the customer is shown after he said this."""
    before = len(platform.shown)
    for text in texts:
        platform.items.append(said(text, user=user, msgid=f"m{len(platform.items)}", at=now(service)))
        await rings(service)
        await all_told(service)
    return platform.texts[before:]


async def count(service: Service, row: type) -> int:
    counted = await service.database.read(lambda session: session.scalar(select(func.count()).select_from(row)))
    return counted or 0


async def mode(service: Service, user: str = ANNA) -> str:
    key = ConversationKey("wecom_kf", "default", user)
    conversation = await service.database.read(lambda session: conversations.by_key(session, key))
    return conversation.mode if conversation else ""


async def test_bell_is_answered_at_once_and_the_question_after_it(service: Service, platform: CustomerService) -> None:
    platform.items.append(said(QUESTION, msgid="m1", at=now(service)))
    rung = await rings(service, bell="bell-7")
    assert (rung.status, rung.body) == (200, b"")
    assert platform.shown == [], "nothing is fetched before the bell is answered"
    await all_told(service)
    (answer,) = platform.texts
    assert ANSWER in answer
    assert platform.tokens == ["bell-7"]
    assert platform.shown[0][0] == ANNA


async def test_choices_are_lines_that_can_be_tapped_or_numbered(service: Service, platform: CustomerService) -> None:
    (asked,) = await heard(service, platform, "换地区")
    assert "[南通市]" in asked or "[南通]" in asked
    assert "\n1 " not in asked
    (answer,) = await heard(service, platform, "南通")
    assert "南通" in answer


async def test_several_messages_are_answered_each_in_order(service: Service, platform: CustomerService) -> None:
    for number, text in enumerate((QUESTION, "要工作几年", "菜单")):
        platform.items.append(said(text, msgid=f"m{number}", at=now(service)))
    await rings(service)
    await all_told(service)
    assert len(platform.texts) == 3
    assert ANSWER in platform.texts[0]


async def test_bell_that_rings_again_and_a_list_that_comes_again_change_nothing(
    service: Service, platform: CustomerService
) -> None:
    await heard(service, platform, QUESTION)
    await rings(service)
    await all_told(service)
    platform.items.append(platform.items[0])
    await rings(service)
    await all_told(service)
    assert len(platform.texts) == 1
    assert await count(service, TurnRow) == 1
    assert platform.cursors == ["", "c1", "c1"]


async def test_list_is_followed_to_its_end_even_over_empty_pages(service: Service, platform: CustomerService) -> None:
    platform.page_size = 1
    platform.items += [event("servicer_status_change", msgid="e1", at=now(service), status=1)] * 3
    platform.items.append(said(QUESTION, msgid="m1", at=now(service)))
    await rings(service)
    await all_told(service)
    assert len(platform.texts) == 1


async def test_what_was_said_long_before_the_first_fetch_is_not_answered(
    service: Service, platform: CustomerService
) -> None:
    long_ago = now(service) - int(LOOKS_BACK.total_seconds()) - 1
    platform.page_size = 1
    platform.items += [said("很久以前", msgid=f"m{number}", at=long_ago) for number in range(3)]
    platform.items.append(said(QUESTION, msgid="m9", at=now(service)))
    await rings(service)
    await all_told(service)
    assert len(platform.texts) == 1
    assert ANSWER in platform.texts[0]


async def test_what_was_said_while_nobody_could_fetch_is_answered_hours_later(
    service: Service, platform: CustomerService, clock: SettableClock
) -> None:
    await heard(service, platform, "菜单")
    platform.items.append(said(QUESTION, msgid="m9", at=now(service)))
    clock.advance(seconds=5 * 3600)
    await all_told(service)
    assert ANSWER in platform.texts[-1]


async def test_bell_that_was_lost_costs_minutes_and_no_message(
    service: Service, platform: CustomerService, clock: SettableClock
) -> None:
    await heard(service, platform, "菜单")
    platform.items.append(said(QUESTION, msgid="m9", at=now(service)))
    await all_told(service)
    assert len(platform.texts) == 1
    clock.advance(seconds=UNRUNG.total_seconds() + 1)
    await all_told(service)
    assert len(platform.texts) == 2


async def test_process_that_died_between_fetch_and_answer_is_made_good_by_the_sweep(
    open_service: OpenService, platform: CustomerService, clock: SettableClock
) -> None:
    dying, living = await open_service(), await open_service()
    platform.items.append(said(QUESTION, msgid="m1", at=now(dying)))
    await rings(dying)
    dying.turns.answer_waiting = _dies  # type: ignore[method-assign]
    await dying.fetching.fetch_rung()
    assert platform.texts == []
    clock.advance(seconds=10)
    await living.turns.sweep()
    await all_told(living)
    assert len(platform.texts) == 1


async def _dies(_key: ConversationKey) -> None:
    raise RuntimeError("the process died here")


async def test_many_processes_fetch_everything_once(open_service: OpenService, platform: CustomerService) -> None:
    services = [await open_service() for _ in range(3)]
    users = [f"wm{number}" for number in range(20)]
    platform.items += [said("菜单", user=user, msgid=user, at=now(services[0])) for user in users]
    platform.page_size = 7
    await rings(services[0])
    await asyncio.gather(*map(all_told, services))
    assert sorted(user for user, _ in platform.shown) == sorted(users)
    assert await count(services[0], TurnRow) == 20


async def test_page_that_comes_late_does_not_lead_back(open_service: OpenService, platform: CustomerService) -> None:
    slow, quick = await open_service(), await open_service()
    newer_came = asyncio.Event()

    async def late(asked: Any, writer: asyncio.StreamWriter) -> None:
        await newer_came.wait()
        await says({"errcode": 0, "next_cursor": "c1", "has_more": 0, "msg_list": platform.items[:1]})(asked, writer)

    platform.server.does[FETCH] = [late, platform._fetch]
    taken = event("session_status_change", msgid="e1", at=now(slow), change_type=1, new_servicer_userid="mei")
    platform.items += [taken, event("session_status_change", msgid="e2", at=now(slow), change_type=3)]
    await rings(slow)
    fetching = asyncio.create_task(slow.fetching._fetch(("wecom_kf", "default")))
    while not platform.server.calls[FETCH]:  # noqa: ASYNC110 - what is waited for happens at the socket
        await asyncio.sleep(0.01)
    await all_told(quick)
    newer_came.set()
    await fetching
    assert await mode(quick) == "bot", "the session had ended"
    await heard(quick, platform, "菜单")
    assert platform.cursors[-1] == "c2"


async def test_list_that_does_not_move_on_is_left_for_the_next_bell(
    service: Service, platform: CustomerService
) -> None:
    platform.server.does[FETCH] = [says({"errcode": 0, "next_cursor": "", "has_more": 1, "msg_list": []})]
    await rings(service)
    async with asyncio.timeout(5):
        await all_told(service)
    assert platform.server.calls[FETCH] == 1


@pytest.mark.parametrize(
    "fault", [resets, breaks_off, sends(b"", status=502), says({"errcode": -1}), says({"errcode": 45009})]
)
async def test_platform_that_is_away_is_asked_again(service: Service, platform: CustomerService, fault: Any) -> None:
    platform.server.does[FETCH] = [fault, platform._fetch]
    platform.items.append(said(QUESTION, msgid="m1", at=now(service)))
    await rings(service)
    await all_told(service)
    assert platform.texts == []
    await all_told(service)
    assert len(platform.texts) == 1


async def test_item_that_cannot_be_read_does_not_hold_up_the_others(
    service: Service, platform: CustomerService
) -> None:
    platform.items += [{"msgid": 3}, "no object", {}, said(QUESTION, msgid="m1", at=now(service))]  # type: ignore[list-item]
    await rings(service)
    await all_told(service)
    assert len(platform.texts) == 1


async def test_answer_whose_call_broke_off_is_sent_again_under_its_id_and_shown_once(
    service: Service, platform: CustomerService, clock: SettableClock
) -> None:
    async def shows_and_resets(asked: Any, writer: asyncio.StreamWriter) -> None:
        platform.note(asked.json["touser"], asked.json)
        writer.transport.abort()

    platform.server.does[SEND] = [shows_and_resets, platform._send]
    platform.items.append(said(QUESTION, msgid="m1", at=now(service)))
    await rings(service)
    await all_told(service)
    clock.advance(seconds=30)
    await all_told(service)
    assert platform.server.calls[SEND] == 2
    assert len(platform.texts) == 1


async def test_visitor_is_welcomed_with_the_code_that_came_with_him(
    service: Service, platform: CustomerService
) -> None:
    platform.codes["welcome1"] = ANNA
    platform.items.append(event("enter_session", msgid="e1", at=now(service), scene="s", welcome_code="welcome1"))
    await rings(service)
    await all_told(service)
    ((user, message),) = platform.shown
    assert user == ANNA
    assert "touser" not in message
    assert "质量官" in platform.texts[0]
    assert ANSWER in (await heard(service, platform, QUESTION))[0]


async def test_welcome_that_came_too_late_goes_with_the_first_word(
    service: Service, platform: CustomerService, clock: SettableClock
) -> None:
    platform.items.append(event("enter_session", msgid="e1", at=now(service), scene="s", welcome_code="spent"))
    await rings(service)
    clock.advance(seconds=21)
    await all_told(service)
    assert platform.texts == []
    shown = await heard(service, platform, QUESTION)
    assert ANSWER in "\n".join(shown)


async def test_page_that_did_not_arrive_is_said_again_with_the_next_word(
    service: Service, platform: CustomerService
) -> None:
    await heard(service, platform, QUESTION)
    msgid = platform.shown[0][1]["msgid"]
    platform.items.append(event("msg_send_fail", msgid="e1", at=now(service), fail_msgid=msgid, fail_type=10))
    (shown,) = await heard(service, platform, "菜单")
    assert f"您之前问的“{QUESTION}”" in shown
    assert ANSWER in shown


async def test_words_taken_back_before_they_were_answered_are_not_answered(
    service: Service, platform: CustomerService
) -> None:
    platform.items += [
        said(QUESTION, msgid="m1", at=now(service)),
        event("user_recall_msg", msgid="e1", at=now(service), recall_msgid="m1"),
    ]
    await rings(service)
    await all_told(service)
    assert platform.texts == []


async def test_one_who_asks_for_a_person_is_handed_to_the_platforms_desk(
    service: Service, platform: CustomerService
) -> None:
    _, told = await heard(service, platform, "转人工", "跳过")
    assert "已为您登记人工协助" in told
    assert await service.fetching.hand_over_waiting() == 1
    assert platform.states[ANNA] == 2
    assert await mode(service) == "staff"
    assert await service.fetching.hand_over_waiting() == 0
    assert await heard(service, platform, "在吗") == [], "the bot is silent"
    platform.states[ANNA] = 0
    platform.items.append(event("session_status_change", msgid="e9", at=now(service), change_type=3))
    assert ANSWER in (await heard(service, platform, QUESTION))[0]


async def test_one_whom_staff_took_over_by_themselves_is_left_to_them(
    service: Service, platform: CustomerService
) -> None:
    await heard(service, platform, "菜单")
    taken = event("session_status_change", msgid="e1", at=now(service), change_type=1, new_servicer_userid="mei")
    platform.items.append(taken)
    assert await heard(service, platform, QUESTION) == []
    assert await mode(service) == "staff"


async def test_nobody_is_handed_over_before_the_bot_has_said_so_or_outside_the_hours(
    open_service: OpenService, platform: CustomerService
) -> None:
    service = await open_service()
    await heard(service, platform, "转人工")
    platform.items.append(said("跳过", msgid="m9", at=now(service)))
    await rings(service)
    await service.fetching.fetch_rung()
    assert await service.fetching.hand_over_waiting() == 0, "its page is not sent yet"
    await all_told(service)
    closed = await open_service(desk={"hours": ""})
    elsewhere = await open_service(own={"hands_over": False})
    assert await closed.fetching.hand_over_waiting() == 0
    assert await elsewhere.fetching.hand_over_waiting() == 0
    assert await service.fetching.hand_over_waiting() == 1


@pytest.mark.parametrize(
    "named", [{"OpenKfId": "wkAnother"}, {"Event": "change_contact"}, {"Event": "", "MsgType": "text"}]
)
async def test_callback_of_no_concern_is_acknowledged_and_rings_nothing(
    service: Service, named: dict[str, str]
) -> None:
    rung = await rings(service, **named)
    assert rung.status == 200
    assert await count(service, MailboxRow) == 0


async def test_old_bell_names_no_account_and_rings_all_the_same(service: Service, platform: CustomerService) -> None:
    platform.items.append(said(QUESTION, msgid="m1", at=now(service)))
    await rings(service, OpenKfId="")
    await all_told(service)
    assert len(platform.texts) == 1


@pytest.mark.parametrize(
    ("far_side", "age_s", "status"), [(OTHER_TOKEN, 0, 403), (OTHER_KEY, 0, 400), (WECOM, 301, 403)]
)
async def test_forged_or_replayed_bell_rings_nothing(service: Service, far_side: Any, age_s: int, status: int) -> None:
    assert (await rings(service, far_side=far_side, age_s=age_s)).status == status
    assert await count(service, MailboxRow) == 0
    assert await count(service, InboxRow) == 0


async def test_bell_that_cannot_be_noted_is_not_acknowledged(service: Service) -> None:
    await service.database.close()
    assert (await rings(service)).status == 503
