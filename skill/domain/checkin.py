"""Moods, their families, and a check-in."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

OPPOSITES = (("heard", "hurt"), ("sad", "safe"))
"""Words that sound alike and point opposite ways; they are confirmed by their family (product.md section 6)."""


@dataclass(frozen=True)
class Family:
    """A family of moods.

    Attributes:
        name: for example "sorrow".
        aloud: the only wording that may be spoken when others may hear.
        offers: what may be offered after it.
        never: what must not be done with it.
    """

    name: str
    aloud: str
    offers: tuple[str, ...]
    never: str


@dataclass(frozen=True, eq=False)  # loaded once and told apart as objects, since they are looked up at every turn
class Mood:
    """One feeling word.

    Attributes:
        id: the word with underscores for spaces; also its id in the interaction model.
        valence, arousal: our own estimates, -1 to 1.
    """

    id: str
    word: str
    synonyms: tuple[str, ...]
    family: str
    valence: float
    arousal: float


@dataclass(frozen=True)
class Word:
    """What is kept, sealed, of one check-in: the mood's id, its strength from one to five, its family."""

    mood: str
    strength: int | None
    family: str

    def to_json(self) -> str:
        """Return the text that is sealed."""
        return json.dumps([self.mood, self.strength, self.family])

    @classmethod
    def from_json(cls, text: str) -> "Word":
        """Read what `to_json` wrote."""
        mood, strength, family = json.loads(text)
        return cls(mood, strength, family)


@dataclass(eq=False)
class CheckIn:
    """How a person was at one instant; the word itself is sealed."""

    id: UUID
    person_id: UUID
    said_at: datetime
    local_date: date
    sealed: bytes


def find_mood(moods: Iterable[Mood], said: str) -> Mood | None:
    """Return the mood of that id, word or synonym, or None."""
    wanted = said.strip().lower().replace("_", " ")
    return _by_name(tuple(moods)).get(wanted)


@lru_cache(maxsize=4)
def _by_name(moods: tuple[Mood, ...]) -> dict[str, Mood]:
    names = {synonym: mood for mood in moods for synonym in mood.synonyms}
    return names | {mood.word: mood for mood in moods}


def confirmable(mood: Mood, moods: Iterable[Mood]) -> Mood | None:
    """Return the mood that sounds like this one and points the opposite way, or None."""
    for one, other in OPPOSITES:
        if mood.id in (one, other):
            return find_mood(moods, other if mood.id == one else one)
    return None


def needs_follow_up(mood: Mood) -> bool:
    """Is the word so broad that one closed question may follow?"""
    return mood.family == "unspecified"
