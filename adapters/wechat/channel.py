"""One WeChat Official Account as a channel."""

from collections.abc import Mapping

from adapters.channel import Callback, HttpReply, Received, ReplyAddress
from adapters.document import form_of
from adapters.sealed import require_fresh, require_size
from adapters.wechat.parse import CHANNEL, parse
from adapters.wechat.render import NOTHING, ReplyTo, render_page
from adapters.wechat.settings import WeChatSettings
from adapters.wechat.verify import answer_echo, keyring_of, open_callback
from dialogs.messages import Capabilities, Page

_KIB = 1024

# A compatible body carries its message twice, once in clear and once encrypted.
_MAX_BODY_BYTES = {"safe": 64 * _KIB, "plain": 64 * _KIB, "compatible": 256 * _KIB}


class WeChatChannel:
    """Reads and answers the callbacks of one Official Account, named `account` in the configuration."""

    name = CHANNEL
    # The platform allows 2048 bytes; reports differ on the last one.
    capabilities = Capabilities(text_bytes=2000, anchors=True)

    def __init__(self, account: str, settings: WeChatSettings) -> None:
        self.account = account
        self.max_body_bytes = _MAX_BODY_BYTES[settings.mode]
        self._keyring = keyring_of(settings)
        self._replay_window_s = settings.replay_window_s

    def answer_verification(self, query: Mapping[str, str]) -> str:
        """See Channel: the echo string of a signed GET check."""
        return answer_echo(self._keyring, query)

    def read(self, callback: Callback, *, now: float) -> Received:
        """See Channel: size, signature, decryption, parsing and last the age of the signature."""
        require_size(callback, self.max_body_bytes)
        opened = open_callback(self._keyring, callback)
        parsed = parse(opened.body, account=self.account)
        reply_to = ReplyTo(parsed.message.key.user, parsed.official_account, opened.seal, form_of(opened.body))
        received = Received(parsed.message, reply_to)
        require_fresh(received, signed_at=opened.signed_at, now=now, window_s=self._replay_window_s)
        return received

    def render(self, page: Page, reply_to: ReplyAddress, *, now: float) -> HttpReply:
        """See Channel: a text reply; it needs the ReplyTo that `read` gave."""
        if not isinstance(reply_to, ReplyTo):
            raise TypeError(f"cannot answer a {type(reply_to).__name__}")
        return render_page(page, reply_to, now=now)

    def render_nothing(self) -> HttpReply:
        """See Channel: the word the platform takes for `no reply`."""
        return NOTHING
