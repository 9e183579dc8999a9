"""What the operator configures for one account of WeCom customer service: the section `[wecom_kf.NAME]`."""

from datetime import timedelta

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from adapters.api.settings import ApiBase, Windows
from adapters.push import Window
from adapters.sealed import AesKey

_EMPTY = SecretStr("")
# A welcome goes with the code that came with the visit, for twenty seconds.
_WINDOWS = (Window("words", 5, timedelta(hours=48)), Window("act", 1, timedelta(seconds=20)))


class WeComKfSettings(BaseModel):
    """One customer service account (微信客服), as set on the platform's page.

    `previous_token` and `previous_aes_key` are accepted besides the current ones while keys are
    rotated. `replay_window_s` is how far the signed time of a bell may lie from our clock, in
    seconds either way.
    """

    # A refused value may be a secret: the error names the field and never repeats what it held.
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    corp_id: str = Field(min_length=1)
    open_kfid: str = Field(min_length=1, max_length=64)
    secret: SecretStr = Field(min_length=1)
    token: SecretStr = Field(min_length=1)
    aes_key: AesKey = Field(min_length=1)
    api_base: ApiBase = "https://qyapi.weixin.qq.com"
    hands_over: bool = True
    windows: Windows = Field(_WINDOWS, min_length=1)
    pushes_per_s: float = Field(40, gt=0)
    pushes_per_user_per_s: float = Field(2, gt=0)
    previous_token: SecretStr = _EMPTY
    previous_aes_key: AesKey = _EMPTY
    replay_window_s: int = Field(default=300, gt=0)
