"""One self-built application of WeCom as a channel."""

from collections.abc import Mapping

from adapters.channel import Callback, HttpReply, Received, ReplyAddress
from adapters.sealed import open_sealed, require_fresh, require_size
from adapters.wecom.parse import CHANNEL, parse
from adapters.wecom.render import NOTHING, ReplyTo, render_page
from adapters.wecom.settings import WeComSettings
from adapters.wecom.verify import answer_echo, keyring_of
from dialogs.messages import Capabilities, Page


class WeComChannel:
    """Reads and answers the callbacks of one application, named `account` in the configuration."""

    name = CHANNEL
    # The platform cuts a text after 2048 bytes.
    capabilities = Capabilities(text_bytes=2000, anchors=True)
    max_body_bytes = 64 * 1024

    def __init__(self, account: str, settings: WeComSettings) -> None:
        self.account = account
        self._keyring = keyring_of(settings)
        self._corp_id = settings.corp_id
        self._agent_id = settings.agent_id
        self._replay_window_s = settings.replay_window_s

    def answer_verification(self, query: Mapping[str, str]) -> str:
        """See Channel: what the signed and encrypted echo string holds."""
        return answer_echo(self._keyring, query)

    def read(self, callback: Callback, *, now: float) -> Received:
        """See Channel: size, signature, decryption, parsing and last the age of the signature."""
        require_size(callback, self.max_body_bytes)
        opened = open_sealed(self._keyring, callback)
        message = parse(opened.body, account=self.account, agent_id=self._agent_id)
        received = Received(message, ReplyTo(message.key.user, self._corp_id, opened.seal))
        require_fresh(received, signed_at=opened.signed_at, now=now, window_s=self._replay_window_s)
        return received

    def render(self, page: Page, reply_to: ReplyAddress, *, now: float) -> HttpReply:
        """See Channel: a text reply; it needs the ReplyTo that `read` gave."""
        if not isinstance(reply_to, ReplyTo):
            raise TypeError(f"cannot answer a {type(reply_to).__name__}")
        return render_page(page, reply_to, now=now)

    def render_nothing(self) -> HttpReply:
        """See Channel: an empty body, which the platform takes for `no reply`."""
        return NOTHING
