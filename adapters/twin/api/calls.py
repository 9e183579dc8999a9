"""What all API families of the twin share: a call, its refusal, and how a payload is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

Answer = Mapping[str, Any]
OK: Answer = {"errcode": 0, "errmsg": "ok"}

P = TypeVar("P", bound="Payload")


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it came: its query and the JSON of its body, {} where it has none."""

    query: Mapping[str, str]
    payload: Mapping[str, Any]


Handler = Callable[[Call], Answer]
Family = Mapping[str, Handler]
"""The calls of one family, by their path below `/cgi-bin/`."""


class Refused(Exception):
    """The platform answers with this code."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class Payload(BaseModel):
    """What a call must carry; like the platform's, more is no error."""

    model_config = ConfigDict(frozen=True)

    @classmethod
    def of(cls: type[P], call: Call) -> P:
        """Raises Refused."""
        try:
            return cls.model_validate(call.payload)
        except ValidationError:
            raise Refused(47001, "data format error") from None
