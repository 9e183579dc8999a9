"""From a page to the message that the platform shows: a text, or a menu whose lines can be tapped."""

from collections.abc import Mapping
from typing import Any

from dialogs.messages import MenuLimits, Page

MENU = MenuLimits(lines=10, head_bytes=1024, line_bytes=128)
"""What a menu message of the platform takes."""


def message(page: Page) -> Mapping[str, Any]:
    """The part of a call that holds the page."""
    if not page.has_menu:
        return {"msgtype": "text", "text": {"content": page.text}}
    lines = [
        {"type": "click", "click": {"id": str(number), "content": choice.label}}
        for number, choice in enumerate(page.choices, start=1)
    ]
    return {"msgtype": "msgmenu", "msgmenu": {"head_content": page.text, "list": lines}}
