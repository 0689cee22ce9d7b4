"""The arithmetic of a breath: six patterns, how many cycles fit a length, and every cue with its second."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

DEFAULT_PATTERN = "longer_out"
LENGTHS = (1, 3, 5)
"""Minutes that may be asked for (rules.md H1)."""
SLOWEST, FASTEST = 3.0, -1.0
"""How far a phase may be stretched or shortened, seconds."""
PACE_STEP = 0.5
"""How much longer each phase becomes by one "too fast", seconds (rules.md H2)."""
CALMER_AFTER = timedelta(hours=3)
"""No holds this long after a word of fear, nor on an evening of panic (rules.md R22, H3, M1)."""
NATURAL_SECONDS = 10.0
"""How often `natural` names something to notice, seconds."""


class BreathPhase(StrEnum):
    """One part of a breath."""

    IN = "in"
    SIP = "sip"
    HOLD = "hold"
    OUT = "out"
    REST = "rest"


@dataclass(frozen=True)
class Pattern:
    """One way to breathe.

    Attributes:
        phases: each with its length in seconds; empty for `natural`, which counts nothing.
        cycles_at_most: how many cycles are healthy in a row, or None.
    """

    id: str
    phases: tuple[tuple[BreathPhase, float], ...]
    cycles_at_most: int | None = None

    @property
    def holds(self) -> bool:
        """Does it hold the breath, so that the health question comes first? (rules.md R22)"""
        return any(phase is BreathPhase.HOLD for phase, _ in self.phases)

    def seconds(self, slower_by: float = 0.0) -> float:
        """Return the length of one cycle, each breath in and out stretched by `slower_by` seconds."""
        return sum(_stretched(phase, length, slower_by) for phase, length in self.phases)


PATTERNS: dict[str, Pattern] = {
    one.id: one
    for one in (
        Pattern("longer_out", ((BreathPhase.IN, 4.0), (BreathPhase.OUT, 6.0))),
        Pattern("even", ((BreathPhase.IN, 5.0), (BreathPhase.OUT, 5.0))),
        Pattern("sigh", ((BreathPhase.IN, 2.5), (BreathPhase.SIP, 1.0), (BreathPhase.OUT, 6.5))),
        Pattern(
            "box", ((BreathPhase.IN, 4.0), (BreathPhase.HOLD, 4.0), (BreathPhase.OUT, 4.0), (BreathPhase.HOLD, 4.0))
        ),
        Pattern("night", ((BreathPhase.IN, 4.0), (BreathPhase.HOLD, 7.0), (BreathPhase.OUT, 8.0)), cycles_at_most=4),
        Pattern("natural", ()),
    )
}
"""The patterns that may be asked for (rules.md H1)."""


@dataclass(frozen=True)
class BreathCue:
    """One phase at its second.

    Attributes:
        at: seconds from the first breath.
        seconds: how long the phase lasts.
        cycle: which cycle it belongs to, from 0.
    """

    phase: BreathPhase
    at: float
    seconds: float
    cycle: int


@dataclass(frozen=True)
class Plan:
    """A whole breathing: every cue in order."""

    pattern: Pattern
    minutes: int
    cues: tuple[BreathCue, ...]

    @property
    def cycles(self) -> int:
        """How many cycles it has."""
        return self.cues[-1].cycle + 1

    @property
    def seconds(self) -> float:
        """How long it lasts from the first breath on."""
        return self.cues[-1].at + self.cues[-1].seconds


def allowed(pattern: Pattern, *, holds_allowed: bool) -> bool:
    """May this pattern be breathed, given the answer to the health question?"""
    return holds_allowed or not pattern.holds


def pace_within(pattern: Pattern, slower_by: float) -> float:
    """Return `slower_by` kept between the fastest and the slowest pace; 0 where nothing is counted."""
    return min(max(slower_by, FASTEST), SLOWEST) if pattern.phases else 0.0


def plan(pattern_id: str, *, minutes: int, slower_by: float = 0.0) -> Plan:
    """Return every cue of a breathing.

    Args:
        pattern_id: a key of PATTERNS.
        minutes: one of LENGTHS; as many cycles as come nearest, so that a slower pace keeps the time.
        slower_by: seconds by which each breath in and out is longer; "too fast" adds half a second.

    Raises:
        KeyError: no such pattern.
    """
    pattern = PATTERNS[pattern_id]
    phases = pattern.phases or ((BreathPhase.REST, NATURAL_SECONDS),)
    length = pattern.seconds(slower_by) if pattern.phases else NATURAL_SECONDS
    cycles = max(1, round(minutes * 60 / length))
    if pattern.cycles_at_most is not None:
        cycles = min(cycles, pattern.cycles_at_most)
    cues: list[BreathCue] = []
    at = 0.0
    for cycle in range(cycles):
        for phase, planned in phases:
            seconds = _stretched(phase, planned, slower_by)
            cues.append(BreathCue(phase, at, seconds, cycle))
            at += seconds
    return Plan(pattern, minutes, tuple(cues))


def _stretched(phase: BreathPhase, seconds: float, slower_by: float) -> float:
    return max(1.0, seconds + slower_by) if phase in (BreathPhase.IN, BreathPhase.OUT) else seconds
