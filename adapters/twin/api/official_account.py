"""The API of the twin's Official Account, its families put together."""

import json
from collections.abc import Callable

from starlette.applications import Starlette

from adapters.twin.account import TwinAccount
from adapters.twin.api.addresses import addresses
from adapters.twin.api.app import create_api
from adapters.twin.api.calls import Answer, Call
from adapters.twin.api.custom_messages import Allowances, CustomMessages
from adapters.twin.api.faults import Faults
from adapters.twin.api.followers import PAGE, Followers
from adapters.twin.api.menus import Menus
from adapters.twin.api.qr_codes import QrCodes
from adapters.twin.api.tokens import Tokens
from adapters.twin.chat import Chat
from adapters.twin.courier import Answer as Answered
from adapters.twin.courier import Exchange

SEND = "message/custom/send"


class OfficialAccountApi:
    """What the platform keeps for one account; tests look into it and set its faults."""

    def __init__(
        self, account: TwinAccount, chat: Chat, clock: Callable[[], float], *, followers_a_page: int = PAGE
    ) -> None:
        self.faults = Faults()
        self.allowances = Allowances(clock)
        self.tokens = Tokens(account, clock)
        self.menus = Menus()
        self.qr_codes = QrCodes()
        self.followers = Followers(chat, page=followers_a_page)
        self._messages = CustomMessages(chat, self.allowances)
        self._chat = chat
        self._clock = clock

    def app(self) -> Starlette:
        """The API, to be mounted: the service's `api_base` is where."""
        parts = (self._messages, self.menus, self.qr_codes, self.followers)
        families = [addresses(), *(part.family() for part in parts)]
        return create_api(
            self.tokens.family(),
            {path: handler for family in families for path, handler in family.items()},
            check_token=self.tokens.check,
            faults=self.faults,
            record=self._record,
        )

    def _record(self, path: str, call: Call, said: Answer) -> None:
        """Messages are shown in the drawer like the callbacks are, without the token."""
        if path != SEND:
            return
        code = said.get("errcode", 0)
        problem = f"{code}：{said.get('errmsg', '')}" if code else ""
        answer = Answered(200, _as_text(said), verdict="broken" if code else "replied", problem=problem)
        self._chat.record(
            Exchange(
                number=0,
                user=str(call.payload.get("touser", "")),
                delivery=1,
                at=self._clock(),
                method="POST",
                path=f"/cgi-bin/{path}",
                body=_as_text(call.payload),
                xml="",
                tries=1,
                elapsed_ms=0.0,
                answer=answer,
            )
        )


def _as_text(json_object: object) -> str:
    return json.dumps(json_object, ensure_ascii=False, indent=2)
