"""Stop 7: everything one turn leaves behind, written in the caller's one transaction."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

import structlog

from bot.errors import StaleConversation
from bot.masking import ID_CARD_NOTICE, masked
from bot.memory import Memory
from bot.outbox import Kept, Offer, Outbox, Standing
from bot.records.room import RecordRoom
from bot.reply_json import candidates_as_json, citation_as_json, reply_as_json
from bot.storage.repositories import conversations, feedback, inbox, transcript, turns
from bot.storage.repositories.conversations import Conversation
from bot.storage.repositories.inbox import InboxMessage
from bot.storage.repositories.transcript import Line
from bot.storage.session import Session
from dialogs.choosing import visible
from dialogs.messages import (
    Capabilities,
    Cited,
    Content,
    Entered,
    Followed,
    Located,
    MediaSent,
    MenuTapped,
    Page,
    Reply,
    Said,
    Scanned,
    Text,
    Unfollowed,
    VerdictCard,
)
from dialogs.prompts import MORE_BELOW, numbered, paginate, read_aloud
from dialogs.recording import KEPT_BACK, PrivateWords
from dialogs.redacting import holds_id_card
from dialogs.state import Advanced

log = structlog.get_logger("record")

NOTHING_MORE = Text("没有更多内容了，您可以直接提问。")
SHOWN_AGAIN = "您上一条消息的回复可能没有送达，再发一次："
_SHOWN_AGAIN_FOR = "您之前问的“{question}”，回复可能没有送达，再发一次："
_ANY_SHOWN_AGAIN = re.compile(r"^您(?:上一条消息的|之前问的“[^\n]*”，)回复可能没有送达，再发一次：\n?")
_LONGEST_QUESTION = 30


@dataclass(frozen=True, slots=True)
class Decided:
    """A turn as it was decided, before it is written; `elapsed_ms` is what deciding took."""

    row: InboxMessage
    content: Content
    conversation: Conversation
    advanced: Advanced
    elapsed_ms: float


class Recorder:
    """Writes decided turns; `capabilities` are those of each platform, by its name."""

    def __init__(
        self, outbox: Outbox, memory: Memory, records: RecordRoom, capabilities: Mapping[str, Capabilities]
    ) -> None:
        self._outbox = outbox
        self._memory = memory
        self._records = records
        self._capabilities = capabilities

    def record(self, session: Session, decided: Decided, *, now: datetime) -> Offer | None:
        """Write position, turn, transcript and deliveries and mark the message handled.

        Gives the page to answer with, None for silence. Raises StaleConversation when the
        conversation moved meanwhile or the message has been answered.
        """
        row, advanced = decided.row, decided.advanced
        if not inbox.mark_handled(session, row.id, at=now):
            raise StaleConversation(f"Message {row.id} has been answered by somebody else.")
        standing = self._outbox.standing(session, decided.conversation.id, now=now)
        number = turns.next_number(session, decided.conversation.id)
        conversation = conversations.save(session, self._after(decided, number, now), now=now)
        said, private = self._said(session, conversation.id, decided, standing, now=now)
        turn_id = turns.insert_turn(
            session,
            inbox_id=row.id,
            conversation_id=conversation.id,
            number=number,
            outcome=advanced.outcome,
            dialog=advanced.dialog,
            step=advanced.step,
            jurisdiction=advanced.jurisdiction,
            trace=json.dumps(_trace(said, advanced, private), ensure_ascii=False),
            elapsed_ms=decided.elapsed_ms,
            now=now,
        )
        heard = Line("in", decided.content.kind, advanced.heard or _described(decided.content), now, turn_id=turn_id)
        answered = [_line(reply, private, turn_id, now) for reply in said]
        transcript.insert_lines(session, conversation.id, [heard, *answered])
        if advanced.judgement:
            judgement = advanced.judgement
            feedback.judge(session, conversation.id, judgement.turn, judgement.verdict, now=now)
        channel = self._capabilities[row.key.channel]
        return self._outbox.put(
            session,
            _addressed([replace(page, is_private=bool(private)) for page in paginate(said, channel)], decided.content),
            conversation_id=conversation.id,
            turn_id=turn_id,
            received_at=row.received_at,
            now=now,
            # Answered at once it would overtake what is being pushed.
            is_answered=channel.answers_callbacks and not standing.is_pushing,
        )

    def _after(self, decided: Decided, number: int, now: datetime) -> Conversation:
        after = self._memory.with_state(decided.conversation, decided.advanced.state.recorded_as(number))
        at = min(decided.row.sent_at, now)
        match decided.content:
            case Said() | MediaSent() | Located(by_menu=False):
                # Of a return the platform may say nothing. Words from before the leaving, delivered late, are none.
                is_back = decided.row.sent_at > decided.conversation.updated_at
                is_following = after.is_following or is_back
                after = replace(after, is_following=is_following, spoke_at=at, pushed_since_spoke=0)
            case MenuTapped() | Scanned():
                after = replace(after, acted_at=at, pushed_since_acted=0)
            case Followed():
                after = replace(after, is_following=True, acted_at=at, pushed_since_acted=0)
            case Unfollowed():
                after = replace(after, is_following=False)
        return replace(after, wants_staff_at=now) if decided.advanced.wants_staff else after

    def _said(
        self, session: Session, conversation_id: int, decided: Decided, standing: Standing, *, now: datetime
    ) -> tuple[tuple[Reply, ...], tuple[PrivateWords, ...]]:
        """Everything this turn says, in order, what may not have arrived before first; what is not recorded of it."""
        advanced, content = decided.advanced, decided.content
        if not advanced.replies and not advanced.wants_more:
            return (), ()
        before: list[Reply] = [
            Text(f"通知：{words}") for words in self._records.untold(session, conversation_id, now=now)
        ]
        if isinstance(content, Said) and holds_id_card(content.text):
            before.append(Text(ID_CARD_NOTICE))
        again = self._outbox.take_unsure(session, standing, conversation_id, now=now)
        if again:
            log.info("page.repeated", pages=len(again))
            before += _said_again(session, again)
        elif advanced.wants_more:
            again = self._outbox.take_waiting(session, conversation_id, now=now)
            # What was asked on the last page still is.
            words = _rejoined([kept.page for kept in again])
            before.append(Text(words, again[-1].page.choices) if again else NOTHING_MORE)
        return (*before, *advanced.replies), (*_kept_back([kept.page for kept in again]), *advanced.private)


def _said_again(session: Session, again: Sequence[Kept]) -> list[Reply]:
    """Pages that may not have arrived, those of a turn together and headed by what it answered."""
    questions = transcript.questions_of(session, {kept.turn_id for kept in again if kept.turn_id is not None})
    replies: list[Reply] = []
    for turn_id, pages in groupby(again, key=lambda kept: kept.turn_id):
        words = _rejoined([kept.page for kept in pages])
        replies.append(Text(words if turn_id is None else f"{_heading(questions.get(turn_id, ''))}\n{words}"))
    return replies


def _heading(question: str) -> str:
    if not question or KEPT_BACK in question:
        return SHOWN_AGAIN
    short = " ".join(question.split())
    if len(short) > _LONGEST_QUESTION:
        short = f"{short[:_LONGEST_QUESTION]}…"
    return _SHOWN_AGAIN_FOR.format(question=short)


def _kept_back(pages: Sequence[Page]) -> tuple[PrivateWords, ...]:
    """The words of pages of an earlier turn that had something private to say."""
    words = _rejoined(pages)
    return (PrivateWords(words, KEPT_BACK),) if words and any(page.is_private for page in pages) else ()


def _addressed(pages: Sequence[Page], content: Content) -> Sequence[Page]:
    """The first page with the code of the event it replies to."""
    code = content.reply_code if isinstance(content, Followed) else ""
    return [replace(page, reply_code=code if number == 0 else "") for number, page in enumerate(pages)]


def _rejoined(pages: Sequence[Page]) -> str:
    """The words of pages as one text again, to be cut anew; choices that are past are left out."""
    return "\n".join(
        _ANY_SHOWN_AGAIN.sub("", page.text.removesuffix(MORE_BELOW).removesuffix(numbered(page.choices))).strip("\n")
        for page in pages
    )


def _line(reply: Reply, private: Sequence[PrivateWords], turn_id: int, now: datetime) -> Line:
    citations = reply.citations if isinstance(reply, Cited | VerdictCard) else ()
    cited = json.dumps([citation_as_json(citation) for citation in citations], ensure_ascii=False)
    return Line("out", reply.kind, _recorded(read_aloud(reply), private), now, citations=cited, turn_id=turn_id)


def _trace(said: Sequence[Reply], advanced: Advanced, private: Sequence[PrivateWords]) -> dict[str, Any]:
    replies = [reply_as_json(reply) for reply in said]
    for reply in replies:
        reply["text"] = _recorded(reply["text"], private)
        reply["choices"] = [_recorded(label, private) for label in reply["choices"]]
    return {"replies": replies, "candidates": candidates_as_json(advanced.candidates)}


def _recorded(text: str, private: Sequence[PrivateWords]) -> str:
    """`text` as it may be kept: numbers masked, and what the turn asked for in private."""
    for one in private:
        text = text.replace(one.words, one.recorded)
    return masked(text)


def _described(content: Content) -> str:
    """What staff read for something a person did; words are masked."""
    match content:
        case Said():
            # PostgreSQL keeps no text with a zero character in it.
            return masked(visible(content.text))
        case MenuTapped():
            return f"〔点菜单 {content.button}〕"
        case Followed():
            return f"〔关注{f'，场景 {content.scene}' if content.scene else ''}〕"
        case Scanned():
            return f"〔扫码，场景 {content.scene}〕"
        case Unfollowed():
            return "〔取消关注〕"
        case Entered():
            return "〔打开会话〕"
        case Located():
            return "〔位置〕"
        case MediaSent():
            return f"〔{content.media}〕"
        case _:
            return f"〔{content.name}〕"
