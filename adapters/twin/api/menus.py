"""The menu below the chat.

https://developers.weixin.qq.com/doc/service/guide/product/menu/intro.html
"""

from typing import Annotated

from pydantic import Field

from adapters.twin.api.calls import OK, Answer, Call, Family, Payload, Refused

TOP_BYTES, SUB_BYTES, KEY_BYTES, URL_BYTES = 16, 60, 128, 1024


class Button(Payload):
    """A button that does something, or a top one with buttons below it."""

    name: str = Field(min_length=1)
    type: str = ""
    key: str = ""
    url: str = ""
    sub_button: tuple["Button", ...] = ()


class Menu(Payload):
    """The body of `menu/create`."""

    button: Annotated[tuple[Button, ...], Field(min_length=1)]


class Menus:
    """Keeps the account's one menu."""

    def __init__(self) -> None:
        self.menu: Menu | None = None
        self.created = 0
        """How often a menu was put in place."""

    def family(self) -> Family:
        return {"menu/create": self._create, "menu/get": self._get, "menu/delete": self._delete}

    def _create(self, call: Call) -> Answer:
        menu = Menu.of(call)
        if len(menu.button) > 3:
            raise Refused(40016, "invalid button size")
        for button in menu.button:
            _check_name(button, TOP_BYTES, 40018)
            if len(button.sub_button) > 5:
                raise Refused(40023, "invalid sub button size")
            for sub in button.sub_button:
                _check_name(sub, SUB_BYTES, 40025)
                _check_action(sub)
            if not button.sub_button:
                _check_action(button)
        self.menu = menu
        self.created += 1
        return OK

    def _get(self, _call: Call) -> Answer:
        if self.menu is None:
            raise Refused(46003, "menu no exist")
        return {"menu": {"button": [_as_json(button) for button in self.menu.button]}}

    def _delete(self, _call: Call) -> Answer:
        self.menu = None
        return OK


def _check_name(button: Button, limit: int, code: int) -> None:
    if len(button.name.encode()) > limit:
        raise Refused(code, "invalid button name size")


def _check_action(button: Button) -> None:
    if button.sub_button:
        raise Refused(40022, "invalid sub button level")
    if button.type == "click" and not 0 < len(button.key.encode()) <= KEY_BYTES:
        raise Refused(40019, "invalid button key size")
    if button.type == "view" and not 0 < len(button.url.encode()) <= URL_BYTES:
        raise Refused(40020, "invalid button url size")
    if button.type not in ("click", "view"):
        raise Refused(40015, "invalid button type")


def _as_json(button: Button) -> Answer:
    """As the platform gives a menu back: with an empty list where nothing stands below a button."""
    own = {name: value for name in ("type", "name", "key", "url") if (value := getattr(button, name))}
    return {**own, "sub_button": [_as_json(sub) for sub in button.sub_button]}
