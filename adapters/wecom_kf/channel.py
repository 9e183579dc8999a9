"""One account of WeCom customer service as a channel: its callbacks ring, its messages are fetched."""

from collections.abc import Mapping

from adapters.channel import Callback, HttpReply, Received, ReplyAddress
from adapters.message_fields import dedupe_key, require_names, sent_at
from adapters.pulling import Bell
from adapters.sealed import open_sealed, require_fresh, require_size
from adapters.wecom_kf.parse import CHANNEL
from adapters.wecom_kf.render import MENU
from adapters.wecom_kf.settings import WeComKfSettings
from adapters.wecom_kf.verify import answer_echo, keyring_of
from adapters.xml import read_fields
from dialogs.messages import Capabilities, ConversationKey, InboundMessage, Page, Unhandled

_RINGS = "kf_msg_or_event"
_NOTHING = HttpReply(b"", "text/plain")


class WeComKfChannel:
    """Reads the bell of one customer service account, named `account` in the configuration."""

    name = CHANNEL
    # The platform takes 2048 bytes, and shows addresses as links by itself.
    capabilities = Capabilities(text_bytes=2000, anchors=False, answers_callbacks=False, menu=MENU)
    max_body_bytes = 64 * 1024

    def __init__(self, account: str, settings: WeComKfSettings) -> None:
        self.account = account
        self._keyring = keyring_of(settings)
        self._open_kfid = settings.open_kfid
        self._replay_window_s = settings.replay_window_s

    def answer_verification(self, query: Mapping[str, str]) -> str:
        """See Channel: what the signed and encrypted echo string holds."""
        return answer_echo(self._keyring, query)

    def read(self, callback: Callback, *, now: float) -> Received:
        """See Channel. What was said is not in it: it rings, for this account, or it is of no concern."""
        require_size(callback, self.max_body_bytes)
        opened = open_sealed(self._keyring, callback)
        fields = read_fields(opened.body)
        require_names(fields, "ToUserName", "MsgType")
        key = ConversationKey(CHANNEL, self.account, "")
        name = fields.get("Event", fields["MsgType"])[:128]
        message = InboundMessage(key, dedupe_key(key, "", opened.body), sent_at(fields), Unhandled(name))
        received = Received(message, None, self._bell(fields))
        require_fresh(received, signed_at=opened.signed_at, now=now, window_s=self._replay_window_s)
        return received

    def render(self, page: Page, reply_to: ReplyAddress, *, now: float) -> HttpReply:
        """See Channel. No callback of this platform can be answered with a page."""
        raise TypeError("a page of customer service is pushed, it answers no callback")

    def render_nothing(self) -> HttpReply:
        """See Channel: an empty body."""
        return _NOTHING

    def _bell(self, fields: Mapping[str, str]) -> Bell | None:
        # Callbacks of before 2023 name no account; those of another one ring for it alone.
        rings_here = fields.get("OpenKfId", "") in ("", self._open_kfid)
        if fields.get("Event", "").lower() == _RINGS and rings_here:
            return Bell(fields.get("Token", "")[:256])
        return None
