"""Moods, their families, and a check-in."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

BELONGS = timedelta(minutes=15)
"""How long after a check-in a strength, or what set it off, said alone belongs to it; so "share the kind of day"."""
OPPOSITES = (("heard", "hurt"), ("sad", "safe"))
"""Words that sound alike and point opposite ways; they are confirmed by their family (rules.md M2)."""


class Suggestion(StrEnum):
    """What a kind of day may lead to, if the person likes."""

    BREATH = "breath"
    GROUNDING = "grounding"
    REFLECTION = "reflection"
    COMMITMENT = "commitment"
    NOTHING = "nothing"


SUGGESTIONS = {
    "rage": Suggestion.BREATH,
    "sorrow": Suggestion.REFLECTION,
    "numbness": Suggestion.GROUNDING,
    "doubt": Suggestion.REFLECTION,
    "fear": Suggestion.GROUNDING,
    "shame": Suggestion.NOTHING,
    "guilt": Suggestion.COMMITMENT,
    "remorse": Suggestion.COMMITMENT,
    "hope": Suggestion.NOTHING,
    "calm": Suggestion.NOTHING,
    "connected": Suggestion.NOTHING,
    "unspecified": Suggestion.NOTHING,
}
"""What is offered after which family (rules.md M1). Numbness and fear get the senses rather than a breath:
counting breaths can worsen panic, and whoever feels nothing finds the way back by seeing and feeling first."""


@dataclass(frozen=True)
class Family:
    """A family of moods.

    Attributes:
        name: for example "sorrow".
        aloud: the only wording that may be spoken when others may hear.
    """

    name: str
    aloud: str


@dataclass(frozen=True, eq=False)  # loaded once and told apart as objects, since they are looked up at every turn
class Mood:
    """One feeling word.

    Attributes:
        id: the word with underscores for spaces; also its id in the interaction model.
    """

    id: str
    word: str
    synonyms: tuple[str, ...]
    family: str


CARE_FIRST = (
    "fear", "rage", "numbness", "shame", "guilt", "sorrow", "doubt", "remorse", "unspecified", "hope", "calm",
    "connected",
)  # fmt: skip
"""Which of several feelings the answer goes by: the one that asks for more care (docs/why/mixed-feelings.md).

First those after which an evening stays light (rules.md R18, M4), then what weighs, then what carries."""
LONGEST_ADDED = 400
"""Characters of one's own words in one check-in, whatever is added to it later."""
BROAD = "unspecified"
"""The family of words so broad that one closed question may follow."""


@dataclass(frozen=True)
class MoodEntry:
    """What is kept, sealed, of one check-in.

    Attributes:
        mood: id of the feeling that the answer goes by; None where only words were said that are not ours.
        strength: from one to five, or None.
        family: the mood's family, or None where nobody said one: then it is no kind of day.
        other_moods: id and family of every other feeling said with it, in the order said; none is weighed against
            another.
        own: words that are not ours, as they were said.
        set_off: what brought it up, as it was said; nobody is asked for it.
    """

    mood: str | None
    strength: int | None
    family: str | None
    other_moods: tuple[tuple[str, str], ...] = ()
    own: str | None = None
    set_off: str | None = None

    @classmethod
    def of(
        cls,
        feelings: Sequence[tuple[str, str]],
        strength: int | None,
        *,
        own: str | None = None,
        set_off: str | None = None,
    ) -> "MoodEntry":
        """Return the word for feelings (id and family, in the order said), led by the one that asks for most care."""
        if not feelings:
            return cls(None, strength, None, own=own, set_off=set_off)
        lead = min(feelings, key=lambda one: CARE_FIRST.index(one[1]))
        beside = tuple(one for one in feelings if one != lead)
        return cls(lead[0], strength, lead[1], beside, own, set_off)

    @property
    def feelings(self) -> tuple[tuple[str, str], ...]:
        """Id and family of every feeling, the leading one first."""
        return ((self.mood, self.family), *self.other_moods) if self.mood and self.family else ()

    @property
    def families(self) -> frozenset[str]:
        """The family of every feeling that was said."""
        return frozenset(family for _, family in self.feelings)

    def completed_by(self, later: "MoodEntry") -> "MoodEntry":
        """Return this word with what was said next: a narrower feeling takes the place of a broad one."""
        known = [*self.feelings, *(one for one in later.feelings if one not in self.feelings)]
        narrow = [one for one in known if one[1] != BROAD]
        return MoodEntry.of(
            narrow or known,
            later.strength or self.strength,
            own=_joined(self.own, later.own),
            set_off=_joined(self.set_off, later.set_off),
        )

    def without(self, *moods: str) -> "MoodEntry":
        """Return this word without feelings that were misheard."""
        feelings = [one for one in self.feelings if one[0] not in moods]
        return MoodEntry.of(feelings, self.strength, own=self.own, set_off=self.set_off)

    @property
    def is_empty(self) -> bool:
        """Is nothing left in it that was said of how it is? How strong it was says nothing by itself."""
        return not self.feelings and self.own is None and self.set_off is None

    def to_json(self) -> str:
        """Return the text that is sealed: as it always was, and one more part where there is more to keep."""
        more = {"beside": self.other_moods, "own": self.own, "set_off": self.set_off}
        kept = {name: value for name, value in more.items() if value}
        return json.dumps([self.mood, self.strength, self.family, *([kept] if kept else [])])

    @classmethod
    def from_json(cls, text: str) -> "MoodEntry":
        """Read what `to_json` wrote, in this release or an older one that kept three parts."""
        mood, strength, family, *more = json.loads(text)
        kept = more[0] if more else {}
        beside = tuple((one, its) for one, its in kept.get("beside", ()))
        return cls(mood, strength, family, beside, kept.get("own"), kept.get("set_off"))


def _joined(earlier: str | None, later: str | None) -> str | None:
    return ", ".join(one for one in (earlier, later) if one)[:LONGEST_ADDED] or None


@dataclass(eq=False)
class CheckIn:
    """How a person was at one instant; the word itself is sealed.

    Attributes:
        by_name: was it said under a name alone, on a speaker of several (rules.md W2)?
        is_imported: did it come in with an export? Then it says so when it is read back.
    """

    id: UUID
    person_id: UUID
    said_at: datetime
    local_date: date
    sealed: bytes
    by_name: bool = False
    is_imported: bool = False


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
