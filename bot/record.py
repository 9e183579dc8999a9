"""Stop 7: everything one turn leaves behind, written in the caller's one transaction."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.errors import StaleConversation
from bot.masking import ID_CARD_NOTICE, holds_id_card, masked
from bot.memory import with_state
from bot.outbox import Offer, Outbox
from bot.reply_json import candidates_as_json, citation_as_json, reply_as_json
from bot.storage.repositories import conversations, inbox, transcript, turns
from bot.storage.repositories.conversations import Conversation
from bot.storage.repositories.inbox import InboxMessage
from bot.storage.repositories.transcript import Line
from bot.storage.session import Session
from dialogs.messages import (
    Capabilities,
    Cited,
    Content,
    Followed,
    InboundMessage,
    MediaSent,
    MenuTapped,
    Page,
    Reply,
    Said,
    Scanned,
    Text,
    Unfollowed,
)
from dialogs.prompts import paginate, read_aloud
from dialogs.state import Advanced

NOTHING_MORE = Text("没有更多内容了，您可以直接提问。")
SHOWN_AGAIN = "您上一条消息的回复可能没有送达，再发一次："


@dataclass(frozen=True, slots=True)
class Decided:
    """A turn as it was decided, before it is written; `elapsed_ms` is what deciding took."""

    row: InboxMessage
    message: InboundMessage
    conversation: Conversation
    advanced: Advanced
    elapsed_ms: float


def record_turn(
    session: Session, decided: Decided, outbox: Outbox, capabilities: Capabilities, *, now: datetime
) -> Offer | None:
    """Write position, turn, transcript and deliveries and mark the message handled.

    Gives the page to answer with. Raises StaleConversation when the conversation moved meanwhile
    or the message has been answered.
    """
    if not inbox.mark_handled(session, decided.row.id, at=now):
        raise StaleConversation(f"Message {decided.row.id} has been answered by somebody else.")
    advanced, content = decided.advanced, decided.message.content
    conversation = conversations.save(session, _conversation_after(decided, now), now=now)
    turn_id = turns.insert_turn(
        session,
        inbox_id=decided.row.id,
        conversation_id=conversation.id,
        outcome=advanced.outcome,
        dialog=advanced.dialog,
        step=advanced.step,
        jurisdiction=advanced.jurisdiction,
        trace=json.dumps(_trace(advanced), ensure_ascii=False),
        elapsed_ms=decided.elapsed_ms,
        now=now,
    )
    replies = advanced.replies
    if isinstance(content, Said) and holds_id_card(content.text):
        replies = (Text(ID_CARD_NOTICE), *replies)
    pages = _pages(session, conversation.id, replies, advanced, outbox, capabilities, now=now)
    said = [Line("in", content.kind, _described(content), now, turn_id=turn_id)]
    answered = [_line(reply, turn_id, now) for reply in replies]
    transcript.insert_lines(session, conversation.id, said + answered)
    return outbox.put(
        session,
        pages,
        conversation_id=conversation.id,
        turn_id=turn_id,
        received_at=decided.row.received_at,
        now=now,
    )


def _conversation_after(decided: Decided, now: datetime) -> Conversation:
    after = with_state(decided.conversation, decided.advanced.state)
    match decided.message.content:
        case Followed():
            after = replace(after, is_following=True)
        case Unfollowed():
            after = replace(after, is_following=False)
    return replace(after, wants_staff_at=now) if decided.advanced.wants_staff else after


def _pages(
    session: Session,
    conversation_id: int,
    replies: Sequence[Reply],
    advanced: Advanced,
    outbox: Outbox,
    capabilities: Capabilities,
    *,
    now: datetime,
) -> tuple[Page, ...]:
    if advanced.wants_more:
        return tuple(outbox.take_waiting(session, conversation_id, now=now)) or paginate([NOTHING_MORE], capabilities)
    if not replies:
        return ()
    unsure = outbox.take_unsure(session, conversation_id, now=now)
    again = [Text(f"{SHOWN_AGAIN}\n{page.text}") for page in unsure]
    return paginate([*again, *replies], capabilities)


def _line(reply: Reply, turn_id: int, now: datetime) -> Line:
    citations = reply.citations if isinstance(reply, Cited) else ()
    cited = json.dumps([citation_as_json(citation) for citation in citations], ensure_ascii=False)
    return Line("out", reply.kind, masked(read_aloud(reply)), now, citations=cited, turn_id=turn_id)


def _trace(advanced: Advanced) -> dict[str, Any]:
    replies = [reply_as_json(reply) for reply in advanced.replies]
    return {
        "replies": [{**reply, "text": masked(reply["text"])} for reply in replies],
        "candidates": candidates_as_json(advanced.candidates),
    }


def _described(content: Content) -> str:
    """What staff read for something a person did; words are masked."""
    match content:
        case Said():
            return masked(content.text)
        case MenuTapped():
            return f"〔点菜单 {content.button}〕"
        case Followed():
            return f"〔关注{f'，场景 {content.scene}' if content.scene else ''}〕"
        case Scanned():
            return f"〔扫码，场景 {content.scene}〕"
        case Unfollowed():
            return "〔取消关注〕"
        case MediaSent():
            return f"〔{content.media}〕"
        case _:
            return f"〔{content.name}〕"
