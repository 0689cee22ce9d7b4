"""A breathing plan as speech: words that fade, pauses that end exactly where the next cue begins."""

from collections.abc import Callable, Sequence

from skill.domain.breathing import BreathCue, BreathPhase, Plan
from skill.speech.spoken import count
from skill.speech.ssml import pause, speaking_seconds

FULL_CYCLES = 3
SHORT_CYCLES = 6
WORD_EVERY = 4
"""After the full and the short cycles a word comes with every fourth one (rules.md H2)."""
PITCH = {
    BreathPhase.IN: "high",
    BreathPhase.SIP: "high",
    BreathPhase.HOLD: "medium",
    BreathPhase.OUT: "low",
    BreathPhase.REST: "medium",
}
BEFORE_FIRST = 2.5
"""Silence between the last word of the introduction and the first breath; it begins within three seconds."""
NATURAL_BREATH = 8.0
NOTICED = 6
"""How many different things `natural` names."""

Say = Callable[..., str]


def chapters(plan: Plan, *, phrase: Say, limit: int) -> tuple[str, ...]:
    """Return the breathing as SSML in as few parts as keep each within `limit` characters.

    Args:
        plan: every cue with its second.
        phrase: says a key of the catalogue.
        limit: characters one answer may have, tags included.
    """
    pattern = plan.pattern.id
    intro = phrase(f"breath.intro_{pattern}", length=_length(plan))
    opening = f"{intro} {phrase('breath.settle')}{pause(BEFORE_FIRST)}"
    closing = f"{phrase('breath.natural_breath')}{pause(NATURAL_BREATH)} {phrase('breath.end')}"
    closing = f'<prosody rate="slow">{closing}</prosody>'
    parts: list[str] = [opening]
    for cycle in _cycles(plan):
        said = _cycle(cycle, plan, phrase)
        if len(parts[-1]) + len(said) + len(closing) > limit:
            parts.append("")
        parts[-1] += said
    parts[-1] += closing
    return tuple(parts)


def _length(plan: Plan) -> str:
    return f"{count(plan.minutes)} quiet {'minute' if plan.minutes == 1 else 'minutes'}".capitalize()


def _cycles(plan: Plan) -> list[list[BreathCue]]:
    cycles: list[list[BreathCue]] = [[] for _ in range(plan.cycles)]
    for cue in plan.cues:
        cycles[cue.cycle].append(cue)
    return cycles


def _cycle(cues: Sequence[BreathCue], plan: Plan, phrase: Say) -> str:
    middle = ""
    if cues[0].cycle == FULL_CYCLES + SHORT_CYCLES and plan.pattern.phases:
        middle = phrase("breath.middle")
    return "".join(_cue(cue, phrase, middle if cue is cues[-1] else "") for cue in cues)


def _cue(cue: BreathCue, phrase: Say, middle: str) -> str:
    """Say one phase; word and silence together last exactly as long as planned, the middle line included."""
    word = " ".join(one for one in (_word(cue, phrase), middle) if one)
    silence = max(0.0, round(cue.seconds - speaking_seconds(word), 1))
    return f'<prosody pitch="{PITCH[cue.phase]}">{word}{pause(silence)}</prosody>'


def _word(cue: BreathCue, phrase: Say) -> str:
    if cue.phase is BreathPhase.REST:
        return phrase(f"breath.notice_{cue.cycle % NOTICED + 1}")
    if cue.cycle < FULL_CYCLES:
        return phrase(f"breath.full_{cue.phase}")
    if cue.cycle < FULL_CYCLES + SHORT_CYCLES:
        return phrase(f"breath.short_{cue.phase}")
    is_word_due = (cue.cycle - FULL_CYCLES - SHORT_CYCLES) % WORD_EVERY == WORD_EVERY - 1
    return phrase("breath.short_out") if is_word_due and cue.phase is BreathPhase.OUT else ""
