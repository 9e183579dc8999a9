"""A register of enterprises and filings that is kept elsewhere, row by row as it changes (docs/register-port.md)."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

from adapters.api.http import BACK_OFF_S, Http, Request
from adapters.api.settings import Endpoint
from adapters.push import RetryLater

Listed = Literal["enterprises", "filings"]


class RegisterSettings(BaseModel):
    """Where the register is, and how often it is asked."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    url: Endpoint = Field("", description="where a register kept elsewhere gives its rows; empty: it is kept here")
    token: SecretStr = Field(SecretStr(""), description="what the register knows this service by; a bearer token")
    every_min: float = Field(10, gt=0, description="minutes between two questions for what has changed")
    stale_after_h: float = Field(
        24, gt=0, description="hours without an answer after which no filing is shown any more, as it may have changed"
    )

    @model_validator(mode="after")
    def _has_both(self) -> Self:
        if self.url and not self.token.get_secret_value():
            raise ValueError("needs token where url is set: the register must know who asks")
        return self


class FeedPage(BaseModel):
    """Rows that have changed, oldest change first, each with its cells by header, and where the next page begins."""

    rows: list[dict[str, str | None]] = Field(max_length=1000)
    cursor: str = Field(min_length=1, max_length=256)
    has_more: bool = False


class RegisterFeed:
    """Asks the register for what has changed."""

    def __init__(self, settings: RegisterSettings, http: Http) -> None:
        self._settings = settings
        self._http = http

    async def page(self, listed: Listed, *, after: str) -> FeedPage:
        """The rows of a list that changed after the cursor of an earlier page; all of them where it is empty.

        Raises PushError, which is RetryLater where the register is away or its answer cannot be read.
        """
        query = {"list": listed} | ({"after": after} if after else {})
        token = self._settings.token.get_secret_value()
        said = await self._http.exchange(Request("GET", self._settings.url, query, bearer=token))
        try:
            read = FeedPage.model_validate(said)
        except ValidationError:
            read = None
        # Raised out here, where no error that quotes a row is the context of ours.
        if read is None:
            raise RetryLater("the register's answer has another form than docs/register-port.md", after_s=BACK_OFF_S)
        return read

    async def close(self) -> None:
        await self._http.close()
