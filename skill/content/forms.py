"""The form of each content file: what must be there, of which type, and what goes with what."""

import re
from datetime import date
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Text = Annotated[str, StringConstraints(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class File(_Strict):
    """A file as a whole.

    Attributes:
        NAME: what it is called.
    """

    NAME: ClassVar[str]


class MoodWordEntry(_Strict):
    """One mood word."""

    word: Text
    synonyms: list[Text]
    family: Text


class FamilyEntry(_Strict):
    """One family of moods."""

    aloud: Text


class MoodsFile(File):
    """Mood words and their families."""

    NAME = "moods.en.toml"
    version: Literal[1]
    language: Literal["en"]
    families: dict[str, FamilyEntry]
    moods: list[MoodWordEntry]

    @model_validator(mode="after")
    def _families_are_there(self) -> Self:
        lost = [f"the family of {one.word} is not there" for one in self.moods if one.family not in self.families]
        if lost:
            raise ValueError("; ".join(lost))
        return self


class PromptEntry(_Strict):
    """One evening prompt."""

    id: Text
    step: Annotated[int, Field(ge=1, le=7)]
    role: Literal["hurt", "strayed", "either"]
    weight: Literal["light", "medium", "deep"]
    discreet: bool
    theme: Text
    text: Text


class PromptsFile(File):
    """Evening prompts."""

    NAME = "prompts.en.toml"
    version: Literal[1]
    language: Literal["en"]
    max_words: int
    prompts: list[PromptEntry]


class HelpEntry(_Strict):
    """One help line, with where its number stands."""

    country: Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
    kind: Literal["emergency", "crisis", "abuse", "couple"]
    name: Text
    number: Text | None = None
    hours: str
    who: Text
    status: Literal["official", "reported", "unconfirmed"]
    source_date: str
    source: Text
    note: str


class CrisisFile(File):
    """Help lines by country."""

    NAME = "crisis.toml"
    version: Literal[1]
    collected: date
    entries: list[HelpEntry]


class DangerFile(File):
    """Phrases of danger, and those that only sound like it, by their kind; none of the kinds may be missing."""

    NAME = "danger.en.toml"
    self_harm: list[Text]
    unsafe_at_home: list[Text]
    cannot_breathe: list[Text]
    may_harm_other: list[Text]
    soft_flag: list[Text]
    harmless: list[Text]

    def by_kind(self) -> dict[str, tuple[str, ...]]:
        """Return what stands under each kind."""
        return {kind: tuple(getattr(self, kind)) for kind in DangerFile.model_fields}


class DangerPatternsFile(DangerFile):
    """Patterns of danger, and the lists of words that they name."""

    NAME = "danger-patterns.en.toml"
    words: dict[str, list[Text]]

    @model_validator(mode="after")
    def _lists_are_there(self) -> Self:
        texts = " ".join(one for them in (*self.by_kind().values(), *self.words.values()) for one in them)
        named = set(re.findall(r"<(\w+)[?*]?>", texts))
        if lost := sorted(named - self.words.keys() - {"start", "end"}):
            raise ValueError(f"no words for <{'>, <'.join(lost)}>")
        return self
