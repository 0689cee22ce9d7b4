"""Is a feeling word really said of the speaker and of now, or denied, asked, wished, past, or somebody else's?"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from skill.domain.checkin import Mood
from skill.domain.plain_english import (
    ARTICLES,
    ASKED,
    DENIED,
    GRAMMAR,
    HEDGES,
    IS_OTHERS,
    ME_VERB,
    NOTHING_BUT,
    OTHER_TIME,
    PAST,
    REPORTED,
    TAKEN_BACK,
    TODAY,
    TURNS_BACK,
    TURNS_BACK_AFTER,
    UNREAL,
    UNSURE,
    normal,
)

UNSURE_MOOD = "doubtful"
DENIES = frozenset({"denied", "hedge", "only", "back", "after", "i"})
"""What may stand in words of one's own, such as "not myself"."""


class Unsaid(StrEnum):
    """Why a feeling word that was heard is none that may be kept."""

    OWN = "own"
    """Of the speaker, but denied, asked, wished for, or of another time."""
    OTHERS = "others"
    """Of somebody else."""


@dataclass(frozen=True)
class Reading:
    """What the feeling words of a sentence amount to.

    Attributes:
        said: ids of those that are said of the speaker and of now, in order.
        unsaid: why another one was left out, or None.
        is_turned: does anything in the sentence deny, ask, wish, move in time or tell of somebody else?
        before: what stands before the first of our words, or None where there is none of them.
        denied: ids of those that are denied of the speaker and of now ("not angry"), rather than wished or past.
        is_own: is it only denied, with none of our words in it? Then it is a feeling in words of one's own.
    """

    said: tuple[str, ...] = ()
    unsaid: Unsaid | None = None
    is_turned: bool = False
    before: str | None = None
    denied: frozenset[str] = frozenset()
    is_own: bool = False


@dataclass
class _State:
    """Where the reading of a sentence stands: by what the next feeling word is turned, and how far that reaches."""

    turned: str | None = None
    is_used: bool = False
    is_listed: bool = False
    word_ends: int = -1
    is_denied: bool = False
    was_turned: bool = False
    is_asked: bool = False
    is_unsure: bool = False
    before: str | None = None
    kinds: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)
    unsaid: list[Unsaid] = field(default_factory=list)
    denied: set[str] = field(default_factory=set)

    def turn(self, by: str) -> None:
        self.turned, self.is_used, self.word_ends, self.was_turned = by, False, -1, True
        self.is_denied = False

    def turn_back(self) -> None:
        self.turned, self.is_used, self.word_ends = ("asked" if self.is_asked else None), False, -1


def read_polarity(moods: Sequence[Mood], text: str) -> Reading:
    """Read which of our feeling words a sentence, or what stands in its place, really says.

    Every turn of meaning reaches to the next feeling word, and over "and" and "or" to those listed with it; "but",
    "just" or a new "I am" ends it.
    """
    plain = normal(text)
    names, pattern = _rules(tuple(moods))
    state = _State(is_listed=re.search(r"\b(?:or|nor)\b", plain) is not None)
    if ASKED.match(plain) is not None:
        state.is_asked = True
        state.turn("others" if re.match(r"\w+ (?:not )?(?:he|she|they|you|we|my|the)\b", plain) else "asked")
    is_today = TODAY.search(plain) is not None
    is_over = OTHER_TIME.search(plain) is not None and re.search(r"\bi (?:am|feel)\b", plain) is None
    state.was_turned = state.was_turned or is_over
    for found in pattern.finditer(plain):
        kind = found.lastgroup or ""
        state.kinds.add(kind)
        if kind == "mood":
            _hear(state, names[found.group()].id, plain, found.span(), is_over=is_over)
        elif kind == "past" and is_today:
            state.was_turned = True
        else:
            _STEPS[kind](state)
    return _reading(state, is_over=is_over)


def _reading(state: _State, *, is_over: bool) -> Reading:
    if state.is_unsure and state.unsaid:
        state.said.append(UNSURE_MOOD)
    unsaid = None if state.said or not state.was_turned else (state.unsaid or [_why(state)])[0]
    is_only_denied = "denied" in state.kinds and state.kinds <= DENIES and not is_over and not state.is_asked
    said, denied = tuple(dict.fromkeys(state.said)), frozenset(state.denied)
    return Reading(said, unsaid, state.was_turned, state.before, denied, is_only_denied and state.before is None)


def is_turned_feeling(moods: Sequence[Mood], text: str) -> bool:
    """Is it a sentence about a feeling, of nothing but grammar before it, that must be read as a whole?"""
    reading = read_polarity(moods, text)
    before = reading.before.split() if reading.before is not None else []
    # "My quiet hours" is about the hours.
    is_about = all(word in GRAMMAR for word in before) and (before or [""])[-1] not in ARTICLES
    return reading.is_turned and reading.before is not None and is_about


def _hear(state: _State, mood: str, plain: str, at: tuple[int, int], *, is_over: bool) -> None:
    """Take one feeling word as said, or leave it out."""
    is_next = state.word_ends >= 0 and not plain[state.word_ends : at[0]].strip()
    if state.turned == "denied" and is_next and not state.is_listed:
        # "Not sad, angry": what follows right behind a denied word, without "or", is what is meant.
        state.turn_back()
    is_taken_back = TAKEN_BACK.match(plain[at[1] :]) is not None
    if state.turned is None and not is_over and not is_taken_back:
        state.said.append(mood)
    else:
        state.was_turned = True
        state.unsaid.append(_why(state))
        if state.turned == "denied" and not is_over:
            state.denied.add(mood)
    state.is_used, state.word_ends = True, at[1]
    state.before = plain[: at[0]] if state.before is None else state.before


def _why(state: _State) -> Unsaid:
    return Unsaid.OTHERS if state.turned in ("others", "reported") else Unsaid.OWN


def _on_i(state: _State) -> None:
    """A new "I": it ends what is told of others, and a denial that has met its word ("I'm not sad, I'm angry")."""
    if state.turned == "others" or (state.turned is not None and state.is_used and state.turned != "reported"):
        state.turn_back()


def _on_back_after(state: _State) -> None:
    if state.is_used:
        state.turn_back()


def _on_me(state: _State) -> None:
    """ "He makes me sad": the feeling is one's own, unless "doesn't" stands before it."""
    if state.turned == "others":
        state.turn("denied") if state.is_denied else state.turn_back()


def _on_report(state: _State) -> None:
    if state.turned == "others":
        state.turn("reported")


def _on_unsure(state: _State) -> None:
    """ "I don't know if I'm sad or angry" says one thing: unsure."""
    state.is_unsure = True
    state.turn("unsure")


def _on_others(state: _State) -> None:
    if not state.is_asked and state.turned != "unsure":
        state.turn("others")


def _turned_by(kind: str) -> Callable[[_State], None]:
    def step(state: _State) -> None:
        if state.turned in (None, "denied") or state.is_used:
            state.turn("asked" if state.is_asked else kind)
        state.is_denied = state.is_denied or kind == "denied"
        state.was_turned = True

    return step


def _on_hedge(state: _State) -> None:
    """What only looks like a denial: "I don't know, sad", "can't stop crying". It is read as a whole all the same."""
    state.was_turned = True


def _on_nothing_but(state: _State) -> None:
    state.turn_back()
    state.was_turned = True


_STEPS: Mapping[str, Callable[[_State], None]] = {
    "unsure": _on_unsure,
    "only": _on_nothing_but,
    "hedge": _on_hedge,
    "me": _on_me,
    "report": _on_report,
    "others": _on_others,
    "unreal": _turned_by("unreal"),
    "past": _turned_by("past"),
    "denied": _turned_by("denied"),
    "back": _State.turn_back,
    "after": _on_back_after,
    "i": _on_i,
}


@lru_cache(maxsize=4)
def _rules(moods: tuple[Mood, ...]) -> tuple[dict[str, Mood], re.Pattern[str]]:
    """Return the feeling words as they stand in a plain sentence, and the pattern of all that turns one, in order."""
    names = {normal(name): mood for mood in moods for name in (*mood.synonyms, mood.word)}
    words = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    parts = {
        "unsure": UNSURE,
        "only": NOTHING_BUT,
        "hedge": HEDGES,
        "me": ME_VERB,
        "report": REPORTED,
        "others": IS_OTHERS,
        # "Nothing is good" denies; "I feel nothing" is one of our words.
        "mood": rf"(?!nothing (?:is|feels|was|seems|good|great|well|like))(?:{words})",
        "unreal": UNREAL,
        "past": PAST,
        "denied": DENIED,
        "back": TURNS_BACK,
        "after": TURNS_BACK_AFTER,
        "i": r"i|my heart|my head",
    }
    return names, re.compile("|".join(rf"\b(?P<{name}>{part})\b" for name, part in parts.items()))
