"""Wishes for what the chat does not do yet: an honest word, something to do now, and a person."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dialogs.commands import command_in
from dialogs.messages import Said
from dialogs.offers import ASK_A_PERSON
from dialogs.router import respond
from dialogs.state import Advanced, ConversationState
from dialogs.wishes import WISHES
from knowledge.model import Wanted
from tests.dialogs.scripted_policy import PORTS, ports_with

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
AREAS = [area.code for area in PORTS.policy.jurisdictions]
WANTED = [
    *("filing_status", "bind", "unbind"),
]


def wishing(name: str, state: ConversationState) -> Advanced:
    return respond(state, Said("我的愿望是这样的"), ports_with({"我的愿望是这样的": Wanted(name)}), now=NOW)


def test_every_wish_has_its_own_words() -> None:
    assert sorted(WISHES) == sorted(WANTED)
    assert len({wish.reply.text for wish in WISHES.values()}) == len(WANTED)


@pytest.mark.parametrize("name", WANTED)
def test_wish_is_named_and_opens_no_step(name: str) -> None:
    said = wishing(name, ConversationState(jurisdiction="nantong"))
    assert (said.outcome, said.dialog, said.step) == ("dialog", name, "")
    (reply,) = said.replies
    assert len(reply.text) <= 120
    assert reply.choices[-1] == ASK_A_PERSON
    assert said.state.offered == reply.choices


@pytest.mark.parametrize("area", AREAS)
def test_everything_offered_instead_is_answered_in_every_area(area: str) -> None:
    words = {choice.says for wish in WISHES.values() for choice in wish.reply.choices}
    for asked in sorted(word for word in words if command_in(word) is None):
        said = respond(ConversationState(jurisdiction=area), Said(asked), PORTS, now=NOW)
        assert said.outcome in {"answered", "partly_stated", "not_stated"}, asked


def test_wish_inside_a_dialog_is_met_and_the_open_step_asked_again() -> None:
    name = "bind"
    opened = respond(ConversationState(), Said("换地区"), PORTS, now=NOW)
    said = wishing(name, opened.state)
    assert said.replies[0].text == WISHES[name].reply.text
    assert (said.outcome, said.dialog, said.step) == ("dialog", "region", "area")
    assert said.state.position == replace(opened.state.position, digressions=1)
    assert said.state.offered == opened.state.offered


def test_wish_without_a_line_is_still_answered_honestly() -> None:
    said = wishing("something_new", ConversationState())
    assert said.replies[0].choices == (ASK_A_PERSON,)
