"""What the operator configures for one Official Account: the section `[wechat.NAME]`."""

from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from adapters.api.settings import LISTED, ApiBase, Windows
from adapters.push import Window
from adapters.sealed import AesKey
from adapters.wechat.menu import Menu

_EMPTY = SecretStr("")
# Older pages of the platform allow more; it has changed the table twice since 2021.
_WINDOWS = (Window("words", 5, timedelta(hours=48)), Window("act", 3, timedelta(minutes=1)))
_Scene = Annotated[str, Field(min_length=1, max_length=64)]
_TAG_BYTES = 30


class WeChatSettings(BaseModel):
    """One Official Account, as set on the platform's page 「基本配置」.

    `previous_token` and `previous_aes_key` are accepted besides the current ones while keys are
    rotated. `replay_window_s` is how far the signed time of a callback may lie from our clock, in
    seconds either way. `windows` tells when users may be written to without being asked. `menu`, `scenes`
    and `tags` are what `cqo channel sync` puts on the platform.
    """

    # A refused value may be a secret: the error names the field and never repeats what it held.
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    app_id: str = Field(min_length=1)
    app_secret: SecretStr = _EMPTY
    token: SecretStr = Field(min_length=1)
    aes_key: AesKey = _EMPTY
    mode: Literal["safe", "compatible", "plain"] = "safe"
    push: bool = True
    api_base: ApiBase = "https://api.weixin.qq.com"
    windows: Windows = Field(_WINDOWS, min_length=1)
    pushes_per_s: float = Field(50, gt=0)
    pushes_per_user_per_s: float = Field(2, gt=0)
    menu: Menu = ()
    scenes: Annotated[tuple[_Scene, ...], LISTED] = ()
    tags: Annotated[tuple[str, ...], LISTED] = Field((), max_length=100)
    previous_token: SecretStr = _EMPTY
    previous_aes_key: AesKey = _EMPTY
    replay_window_s: int = Field(default=300, gt=0)

    @field_validator("scenes", "tags")
    @classmethod
    def _check_named_once(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"names {twice!r} more than once")
        return names

    @field_validator("tags")
    @classmethod
    def _check_tags(cls, tags: tuple[str, ...]) -> tuple[str, ...]:
        for tag in tags:
            if not 1 <= len(tag.encode()) <= _TAG_BYTES:
                raise ValueError(f"holds {tag!r}: a tag has 1 to {_TAG_BYTES} bytes, three for a Chinese character")
        return tags

    @model_validator(mode="after")
    def _check_mode(self) -> Self:
        if self.mode != "plain" and not self.aes_key.get_secret_value():
            raise ValueError(f"aes_key is empty, but mode {self.mode} needs it: copy the platform's EncodingAESKey")
        return self
