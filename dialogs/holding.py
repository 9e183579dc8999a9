"""While a person holds the conversation the bot is silent, until either of the two ends it."""

from dataclasses import replace

from dialogs.choosing import plain
from dialogs.messages import Content, Said, Text, Unfollowed
from dialogs.ports import Ports
from dialogs.state import Advanced, ConversationState

_ENDS = frozenset(("结束人工", "退出人工", "结束人工服务", "结束服务", "转机器人", "转回机器人"))
_ENDED = Text("人工服务已结束。您可以继续提问，由我为您解答。")


def with_staff(state: ConversationState, content: Content, ports: Ports) -> Advanced:
    """One turn of a conversation that a person holds: what is said is kept for him, and nothing answered."""
    match content:
        case Said(text) if plain(text) in _ENDS:
            ports.records.people.end()
            return Advanced(replace(state, is_with_staff=False, offered=()), "command", (_ENDED,), "human")
        case Unfollowed():
            ports.records.people.end()
            return Advanced(ConversationState(jurisdiction=state.jurisdiction), "command")
        case _:
            return Advanced(state, "staff")
