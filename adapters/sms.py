"""One-time codes as text messages, through a gateway of the deployment's own (docs/sms-port.md)."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from adapters.api.http import Http, Request
from adapters.api.settings import Endpoint
from adapters.push import PayloadRefused


class SmsSettings(BaseModel):
    """Where text messages are handed over."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    url: Endpoint = Field("", description="where one-time codes are handed over; empty: none are sent")
    token: SecretStr = Field(SecretStr(""), description="what the gateway knows this service by; a bearer token")

    @model_validator(mode="after")
    def _has_both(self) -> Self:
        if self.url and not self.token.get_secret_value():
            raise ValueError("needs token where url is set: the gateway must know who calls")
        return self


class CodeMessage(BaseModel):
    """What one message carries: where to, the digits and what they are for."""

    phone: str
    code: str
    purpose: Literal["binding", "lookup"]
    minutes: int
    """For how long the digits are good."""


class SmsGateway:
    """Hands messages over; the gateway words them and knows the carriers."""

    def __init__(self, settings: SmsSettings, http: Http) -> None:
        self._settings = settings
        self._http = http

    async def send(self, message: CodeMessage, *, key: str) -> None:
        """Hand one message over. Under the same key the gateway sends it once, however often it is handed over.

        Raises PushError: RetryLater where it may be tried again, another where it is of no use.
        """
        token = self._settings.token.get_secret_value()
        payload = {**message.model_dump(), "key": key}
        answer = await self._http.exchange(Request("POST", self._settings.url, payload=payload, bearer=token))
        if answer.get("accepted") is not True:
            raise PayloadRefused("the gateway did not accept the message")

    async def close(self) -> None:
        await self._http.close()
