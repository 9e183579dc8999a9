"""What the operator configures for one application of WeCom: the section `[wecom.NAME]`."""

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from adapters.api.settings import ApiBase
from adapters.sealed import AesKey

_EMPTY = SecretStr("")


class WeComSettings(BaseModel):
    """One self-built application, as set on the platform's pages 「我的企业」 and 「接收消息」.

    `previous_token` and `previous_aes_key` are accepted besides the current ones while keys are
    rotated. `replay_window_s` is how far the signed time of a callback may lie from our clock, in
    seconds either way.
    """

    # A refused value may be a secret: the error names the field and never repeats what it held.
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    corp_id: str = Field(min_length=1)
    agent_id: int = Field(gt=0)
    secret: SecretStr = _EMPTY
    token: SecretStr = Field(min_length=1)
    aes_key: AesKey = Field(min_length=1)
    api_base: ApiBase = "https://qyapi.weixin.qq.com"
    # All applications of a corporation share 150,000 calls an hour.
    pushes_per_s: float = Field(40, gt=0)
    # The platform drops what is above 30 a minute to one member, and says nothing.
    pushes_per_user_per_s: float = Field(0.5, gt=0)
    previous_token: SecretStr = _EMPTY
    previous_aes_key: AesKey = _EMPTY
    replay_window_s: int = Field(default=300, gt=0)
