"""The evening reflection: which prompt fits the person, the day and the room tonight."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from skill.domain.room import Room

REMEMBERED_DAYS = 45
"""A prompt is not said again within this many days where the pool allows (rules.md M4)."""
SHORTER_DAYS = (30, 20, 10)
"""The distances tried, in order, where it does not; never fewer than the last."""
TONIGHT = timedelta(hours=18)
"""How long a check-in still says what kind of evening it is."""
NOTHING_DEEP_AFTER = frozenset({"rage", "fear"})
"""Families after which the rest of the evening stays light, whatever is said later (rules.md R18)."""
DEEP_A_WEEK = 2
THEME_EVENINGS = 4
BEDTIME_MINUTES = 60
NIGHT_MINUTES = 8 * 60
"""Nothing deep from an hour before bedtime until the night is over (rules.md R18)."""
EVIDENCE_STEP = 4
CLOSENESS_STEP = 7
LAST_STEP = 7

LIGHT, MEDIUM, DEEP = "light", "medium", "deep"
PAINFUL = frozenset(
    {
        "anger", "boundaries", "checking", "defensiveness", "doubt", "empathy", "loss", "numbness", "ownership",
        "patterns", "questions", "secrecy", "self-blame", "self-worth", "setbacks", "shame", "slips", "triggers",
    }
)  # fmt: skip
"""Themes that touch the wound; never two of them running (rules.md R18)."""
WEIGHTS = {
    **dict.fromkeys(("calm", "hope", "connected"), frozenset({LIGHT, MEDIUM, DEEP})),
    **dict.fromkeys(("sorrow", "doubt", "shame", "guilt", "remorse", "unspecified"), frozenset({LIGHT, MEDIUM})),
    **dict.fromkeys(("rage", "fear", "numbness"), frozenset({LIGHT})),
}
"""How heavy a prompt may be after which family of tonight (rules.md M4)."""
DAY_WORDS = ("today", "tonight", "tomorrow", "this evening", "this morning")


@dataclass(frozen=True)
class EveningPrompt:
    """One evening prompt.

    Attributes:
        step: which of the seven steps it belongs to.
        role: whom it fits; "either" fits both.
        weight: light, medium or deep.
        discreet: may a guest overhear it?
        theme: so that two evenings running do not touch the same nerve.
    """

    id: str
    step: int
    role: str
    weight: str
    discreet: bool
    theme: str
    text: str

    def begins_from_the_day(self) -> bool:
        """Does it name today, tonight or tomorrow? Three evenings in four should (rules.md M4)."""
        return any(word in self.text.lower() for word in DAY_WORDS)


@dataclass(eq=False)
class Reflection:
    """A prompt that a person heard; which one, and the words kept with it, are sealed.

    Attributes:
        is_imported: did it come in with an export?
        by_name: was it heard under a name alone? Then it is nothing that its person heard, until taken up.
    """

    id: UUID
    person_id: UUID
    heard_at: datetime
    local_date: date
    sealed_prompt: bytes
    kept: bool
    sealed_words: bytes | None
    is_imported: bool = False
    by_name: bool = False


@dataclass(frozen=True)
class HeardPrompt:
    """Which prompt was heard on which local date."""

    prompt_id: str
    on: date


Choose = Callable[..., EveningPrompt | None]
"""Chooses tonight's prompt, as `choose` does."""


def choose(
    prompts: Sequence[EveningPrompt],
    *,
    step: int,
    role: str,
    room: Room,
    family: str | None,
    heard: Sequence[HeardPrompt],
    today: date,
    seed: str,
    local_minute: int,
    bedtime_minute: int,
    skipped_last: bool,
    closeness: bool,
) -> EveningPrompt | None:
    """Return tonight's prompt, or None when a breath should be offered instead.

    Args:
        step: the person's own step, 1 to 7.
        role: "either" unless the person chose otherwise in private.
        family: family of tonight's last check-in, or None.
        heard: prompts heard in the last weeks, the oldest first.
        seed: the choice depends on it and on nothing else that varies.
        local_minute, bedtime_minute: minutes of the local day; nothing deep in the hour before bedtime.
        skipped_last: was the last evening skipped? Then a light one follows.
        closeness: did the person opt into step 7? (rules.md R14)
    """
    by_id = {prompt.id: prompt for prompt in prompts}
    past = [(by_id[one.prompt_id], one.on) for one in heard if one.prompt_id in by_id]
    weights = _weights(family, past, today, is_late=_is_late(local_minute, bedtime_minute))
    if skipped_last:
        weights = frozenset({LIGHT})
    last_evening = max((on for _, on in past if on < today), default=None)
    painful_before = any(prompt.theme in PAINFUL for prompt, on in past if on in (today, last_evening))
    pool = [
        prompt
        for prompt in prompts
        if prompt.role in ("either", role)
        and prompt.weight in weights
        and (prompt.discreet or room is Room.ALONE)
        and (closeness or prompt.step != CLOSENESS_STEP)
        and not (painful_before and prompt.theme in PAINFUL)
    ]
    return _pick(pool, past, step=step, today=today, seed=seed)


def _is_late(local_minute: int, bedtime_minute: int) -> bool:
    return (local_minute - bedtime_minute + BEDTIME_MINUTES) % 1440 <= BEDTIME_MINUTES + NIGHT_MINUTES


def _weights(
    family: str | None, past: Sequence[tuple[EveningPrompt, date]], today: date, *, is_late: bool
) -> frozenset[str]:
    allowed = WEIGHTS.get(family or "", frozenset({LIGHT, MEDIUM, DEEP}))
    deep_lately = sum(prompt.weight == DEEP and (today - on).days < 7 for prompt, on in past)
    return allowed - {DEEP} if is_late or deep_lately >= DEEP_A_WEEK else allowed


def _pick(
    pool: Sequence[EveningPrompt],
    past: Sequence[tuple[EveningPrompt, date]],
    *,
    step: int,
    today: date,
    seed: str,
) -> EveningPrompt | None:
    """Narrow the pool by wishes, giving up the least important ones first."""
    evenings = sorted({on for _, on in past} | {today})[-THEME_EVENINGS:]
    themes = {prompt.theme for prompt, on in past if on in evenings}
    last = {prompt.id: on for prompt, on in past}
    steps = _steps(step, _dice(seed, "step"))
    from_day = _dice(seed, "day") < 0.75

    def is_far(days: int) -> Callable[[EveningPrompt], bool]:
        return lambda prompt: prompt.id not in last or (today - last[prompt.id]).days >= days

    wishes: list[Callable[[EveningPrompt], bool]] = [
        lambda prompt: prompt.theme not in themes,
        lambda prompt: prompt.step in steps,
        lambda prompt: prompt.begins_from_the_day() == from_day,
    ]
    for days in (REMEMBERED_DAYS, *SHORTER_DAYS):
        far = [prompt for prompt in pool if is_far(days)(prompt)]
        for kept in range(len(wishes), 0 if days > SHORTER_DAYS[-1] else -1, -1):
            fit = [prompt for prompt in far if all(wish(prompt) for wish in wishes[:kept])]
            if fit:
                return min(fit, key=lambda prompt: _dice(seed, prompt.id))
    return None


def _steps(own: int, dice: float) -> frozenset[int]:
    """60 percent own step, 20 a neighbour, 20 step 4 (rules.md M4)."""
    if dice < 0.6:
        return frozenset({own})
    if dice < 0.8:
        return frozenset({max(1, own - 1), min(LAST_STEP, own + 1)} - {own})
    return frozenset({EVIDENCE_STEP})


def _dice(seed: str, name: str) -> float:
    """Return a number in [0, 1) that depends on seed and name alone."""
    digest = hashlib.blake2b(f"{seed}|{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64
