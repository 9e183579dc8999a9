"""What may be written in a rule file and in the file of facts."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from knowledge.rules import Effect, HintEffect, Outcome

_FORM = ConfigDict(extra="forbid", frozen=True)


class ChoiceForm(BaseModel):
    """A fact with a few answers, each with further spellings."""

    model_config = _FORM

    kind: Literal["choice"]
    label: str
    values: tuple[str, ...] = Field(min_length=2)
    heard: tuple[str, ...] = ()
    unsaid: str = ""
    spellings: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class NumberForm(BaseModel):
    """A fact that is counted, from `least` to `most`."""

    model_config = _FORM

    kind: Literal["number"]
    label: str
    unit: str
    least: float = Field(allow_inf_nan=False)
    most: float = Field(allow_inf_nan=False)
    grows: bool = False


class WordsForm(BaseModel):
    """Words beside a fact: they may tell the value of `tells` where that is `instead_of` or not given."""

    model_config = _FORM

    kind: Literal["words"]
    tells: str = ""
    instead_of: str = ""


class FactsFile(BaseModel):
    """`_facts.toml`."""

    model_config = _FORM

    unsure: tuple[str, ...] = ()
    facts: dict[str, Annotated[ChoiceForm | NumberForm | WordsForm, Field(discriminator="kind")]]


class BandForm(BaseModel):
    """Numbers from `at_least` on, without `below`."""

    model_config = _FORM

    at_least: float | None = None
    below: float | None = None


When = dict[str, str | tuple[str, ...] | BandForm]
"""All parts at once: `{ post = ["…", "…"], years = { at_least = 3 } }`."""


class GroundsForm(BaseModel):
    """A clause and its words that something rests on."""

    model_config = _FORM

    clause: str
    words: str = Field(min_length=1)


class UnclearForm(BaseModel):
    """A case that the text leaves open, and the sentence that tells the user so."""

    model_config = _FORM

    when: When
    why: str = Field(min_length=1)


class ConditionForm(GroundsForm):
    """A demand or a bar, as the cases in which it is met, not met or unclear."""

    name: str
    effect: Effect
    met: tuple[When, ...] = ()
    not_met: tuple[When, ...] = ()
    unclear: tuple[UnclearForm, ...] = ()

    @property
    def rows(self) -> Iterator[tuple[When, Outcome, str]]:
        """Every case with its outcome and the reason for an unclear one."""
        yield from ((when, "met", "") for when in self.met)
        yield from ((when, "not_met", "") for when in self.not_met)
        yield from ((one.when, "unclear", one.why) for one in self.unclear)


class HintForm(GroundsForm):
    """Something offered beside the conditions; without `when` it is always shown."""

    name: str
    effect: HintEffect
    says: str
    when: tuple[When, ...] = ({},)


class UnstatedForm(BaseModel):
    """What the texts leave open."""

    model_config = _FORM

    sentence: str = Field(min_length=1)
    clauses: tuple[GroundsForm, ...] = ()


class RulesFile(BaseModel):
    """`<jurisdiction>.toml`."""

    model_config = _FORM

    conditions: tuple[ConditionForm, ...] = ()
    hints: tuple[HintForm, ...] = ()
    unstated: UnstatedForm | None = None
