"""What a life with the speaker must not hold, told from what was really said; none of it asks the house."""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from skill.content import prompts
from skill.domain.person import is_within
from skill.domain.reflection import WEIGHTS, EveningPrompt
from skill.domain.room import Room

PROMPTS = prompts()
PAINFUL = frozenset(
    {
        "anger", "boundaries", "checking", "defensiveness", "doubt", "empathy", "loss", "numbness", "ownership",
        "patterns", "questions", "secrecy", "self-blame", "self-worth", "setbacks", "shame", "slips", "triggers",
    }
)  # fmt: skip
"""Themes that touch the wound. All rules stand here once more, so that a fault in the house is none in here."""
DISTANCES = (45, 30, 20, 10)
"""Days: the first where the pool allows, then each next one, never fewer than the last (rules.md M4)."""
THEME_EVENINGS = 4
"""A theme is not touched twice in so many evenings; that goes before the distance."""
DEEP_A_WEEK = 2
UNASKED_A_DAY = 3
QUIET_FROM, QUIET_UNTIL = 22 * 60, 7 * 60
DEEP_UNTIL = QUIET_FROM - 60
NEVER_DEEP_AFTER = frozenset({"rage", "fear"})
NOT_ASKED_FOR = 7
"""The step of closeness, which nobody is led to (rules.md R14)."""


@dataclass(frozen=True)
class Unasked:
    """A label: when it was said on her own clock, and whether she had asked for peace."""

    at: datetime
    words: str
    is_paused: bool = False


@dataclass(frozen=True)
class Asked:
    """A prompt: when it was heard on her own clock, where, and after which families since that morning, in order.

    Attributes:
        is_light: had she skipped an evening just before, so that a light one is due?
    """

    at: datetime
    prompt: EveningPrompt
    families: tuple[str, ...] = ()
    room: Room = Room.ALONE
    is_light: bool = False

    @property
    def on(self) -> date:
        """Her own date."""
        return self.at.date()


@dataclass
class Life:
    """What was really said in a stretch of days."""

    unasked: list[Unasked] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    events: Counter[str] = field(default_factory=Counter)


def faults(life: Life) -> list[str]:
    """Return each rule that a life breaks and where (rules.md R18, M4, B4)."""
    return [*_pain(life.asked), *_distance(life.asked), *_depth(life.asked), *_unasked(life.unasked)]


def _pain(asked: Sequence[Asked]) -> Iterator[str]:
    nights = [list(group) for _, group in itertools.groupby(asked, key=lambda one: one.on)]
    for before, after in itertools.pairwise([[], *nights]):
        hurts = [one.prompt.id for one in after if one.prompt.theme in PAINFUL]
        if len(hurts) > 1 or (hurts and any(one.prompt.theme in PAINFUL for one in before)):
            yield f"pain: two nights running: {hurts} on {after[0].on}"


def _distance(asked: Sequence[Asked]) -> Iterator[str]:
    last: dict[str, date] = {}
    for number, one in enumerate(asked):
        reached = _reached(one.prompt, last, one.on)
        if not reached:
            yield f"distance: {one.prompt.id} again after {(one.on - last[one.prompt.id]).days} days"
        farther = max((_reached(other, last, one.on) for other in _pool(one, asked[:number])), default=0)
        if reached and reached < farther:
            yield f"distance: {one.prompt.id} after {reached} days though {farther} could be kept on {one.on}"
        last[one.prompt.id] = one.on


def _reached(prompt: EveningPrompt, last: dict[str, date], on: date) -> int:
    """Return the longest distance that is kept if this prompt is said on that date, 0 where none is."""
    if prompt.id not in last:
        return DISTANCES[0]
    return next((days for days in DISTANCES if (on - last[prompt.id]).days >= days), 0)


def _pool(one: Asked, before: Sequence[Asked]) -> list[EveningPrompt]:
    """Return what could have been said instead, by the rules of content, depth, room, pain and theme."""
    weights = WEIGHTS[one.families[-1]] if one.families else frozenset({"light", "medium", "deep"})
    if one.is_light or NEVER_DEEP_AFTER & set(one.families):
        weights = frozenset({"light"})
    if len(_deep_in_the_week(one, before)) >= DEEP_A_WEEK or one.at.hour * 60 + one.at.minute >= DEEP_UNTIL:
        weights -= {"deep"}
    evening = max((other.on for other in before if other.on < one.on), default=one.on)
    hurts = any(other.prompt.theme in PAINFUL for other in before if other.on in (one.on, evening))
    evenings = sorted({other.on for other in before} | {one.on})[-THEME_EVENINGS:]
    tired = {other.prompt.theme for other in before if other.on in evenings}
    return [
        prompt
        for prompt in PROMPTS
        if prompt.theme not in tired
        and prompt.role == "either"
        and prompt.step != NOT_ASKED_FOR
        and prompt.weight in weights
        and (prompt.discreet or one.room is Room.ALONE)
        and not (hurts and prompt.theme in PAINFUL)
    ]


def _deep_in_the_week(one: Asked, among: Sequence[Asked]) -> list[Asked]:
    return [other for other in among if other.prompt.weight == "deep" and (one.on - other.on).days < 7]


def _depth(asked: Sequence[Asked]) -> Iterator[str]:
    for number, one in enumerate(asked):
        if one.prompt.weight != "deep":
            continue
        week = _deep_in_the_week(one, asked[: number + 1])
        if len(week) > DEEP_A_WEEK:
            yield f"week: {len(week)} deep ones until {one.on}"
        if NEVER_DEEP_AFTER & set(one.families):
            yield f"after: {one.prompt.id} is deep, after {one.families} on {one.on}"


def _unasked(unasked: Sequence[Unasked]) -> Iterator[str]:
    for on, labels in itertools.groupby(unasked, key=lambda one: one.at.date()):
        if (number := len(list(labels))) > UNASKED_A_DAY:
            yield f"unasked: {number} on {on}"
    for one in unasked:
        if is_within(one.at.hour * 60 + one.at.minute, QUIET_FROM, QUIET_UNTIL):
            yield f"quiet: {one.words} at {one.at:%H:%M}"
        if one.is_paused:
            yield f"pause: {one.words} at {one.at}"


def counts(life: Life) -> str:
    """Return in one paragraph what a life held."""
    weights = Counter(one.prompt.weight for one in life.asked)
    labels = Counter("plans" if one.words.endswith("plan.") else one.words for one in life.unasked)
    busiest = max(Counter(one.at.date() for one in life.unasked).values(), default=0)
    gaps = distances(life)
    return (
        f"{len(life.asked)} prompts heard, {len({one.prompt.id for one in life.asked})} different, {dict(weights)}; "
        f"{sum(bool(NEVER_DEEP_AFTER & set(one.families)) for one in life.asked)} of them after rage or fear, "
        f"{sum(one.prompt.theme in PAINFUL for one in life.asked)} on a theme of pain; "
        f"{len(gaps)} said again, the nearest after {min(gaps, default=0)} days, "
        f"{sum(gap < DISTANCES[0] for gap in gaps)} under {DISTANCES[0]}; "
        f"{len(life.unasked)} unasked {dict(labels)}, at most {busiest} a day; {dict(life.events)}"
    )


def distances(life: Life) -> list[int]:
    """Return after how many days prompts were said again."""
    dates: dict[str, list[date]] = {}
    for one in life.asked:
        dates.setdefault(one.prompt.id, []).append(one.on)
    return [(after - before).days for them in dates.values() for before, after in itertools.pairwise(them)]
