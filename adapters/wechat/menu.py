"""The menu below the chat, as it is configured and as the platform takes it.

https://developers.weixin.qq.com/doc/service/guide/product/menu/intro.html
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

MOST_BUTTONS, MOST_BELOW = 3, 5
_NAME_BYTES, _NAME_BELOW_BYTES, _KEY_BYTES, _URL_BYTES = 16, 60, 128, 1024


class MenuButton(BaseModel):
    """A button: it opens what `key` names, leads to `url`, or has `buttons` below it."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: str = Field(min_length=1)
    key: str = ""
    url: str = ""
    buttons: tuple["MenuButton", ...] = ()

    @model_validator(mode="after")
    def _check_one_purpose(self) -> Self:
        if sum(map(bool, (self.key, self.url, self.buttons))) != 1:
            raise ValueError(f"of the button {self.name!r}: give one of key, url and buttons")
        _check_bytes(self.key, _KEY_BYTES, f"the key of {self.name!r}")
        _check_bytes(self.url, _URL_BYTES, f"the url of {self.name!r}")
        if self.url and not self.url.startswith(("http://", "https://")):
            raise ValueError(f"the url of {self.name!r} must begin with https://")
        if len(self.buttons) > MOST_BELOW:
            raise ValueError(f"below {self.name!r} stand {len(self.buttons)} buttons; there is room for {MOST_BELOW}")
        for below in self.buttons:
            _check_bytes(below.name, _NAME_BELOW_BYTES, f"the name {below.name!r}")
            if below.buttons:
                raise ValueError(f"{below.name!r} stands below a button already; nothing can stand below it")
        return self


def _check_menu(menu: tuple[MenuButton, ...]) -> tuple[MenuButton, ...]:
    if len(menu) > MOST_BUTTONS:
        raise ValueError(f"holds {len(menu)} buttons; there is room for {MOST_BUTTONS}")
    for button in menu:
        _check_bytes(button.name, _NAME_BYTES, f"the name {button.name!r}")
    return menu


def _check_bytes(text: str, limit: int, what: str) -> None:
    if (size := len(text.encode())) > limit:
        raise ValueError(f"{what} has {size} bytes; the platform takes {limit}, three for a Chinese character")


def _from_environment(written: object) -> object:
    """A variable holds the menu as JSON, a list with the same keys."""
    if not isinstance(written, str):
        return written
    try:
        return json.loads(written)
    except ValueError:
        raise ValueError("must be a list of buttons; in a variable, as JSON") from None


Menu = Annotated[tuple[MenuButton, ...], BeforeValidator(_from_environment), AfterValidator(_check_menu)]


def keys_of(menu: Iterable[MenuButton]) -> list[str]:
    """What the buttons open, in their order."""
    return [key for button in menu for key in ([button.key] if button.key else keys_of(button.buttons))]


def to_platform(menu: Sequence[MenuButton]) -> list[dict[str, Any]]:
    """The buttons as `menu/create` takes them."""
    return [_to_platform(button) for button in menu]


def _to_platform(button: MenuButton) -> dict[str, Any]:
    if button.buttons:
        return {"name": button.name, "sub_button": to_platform(button.buttons)}
    own = {"type": "click", "key": button.key} if button.key else {"type": "view", "url": button.url}
    return {"name": button.name, **own}


def is_same(menu: Sequence[MenuButton], held: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the platform's buttons are these; it adds keys that say nothing, such as an empty `sub_button`."""
    return to_platform(menu) == [_bare(button) for button in held]


def _bare(button: Mapping[str, Any]) -> dict[str, Any]:
    below = [_bare(each) for each in button.get("sub_button") or ()]
    if below:
        return {"name": button.get("name"), "sub_button": below}
    return {name: value for name, value in button.items() if value and name in ("type", "name", "key", "url")}
