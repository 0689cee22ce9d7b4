"""A breathing in time: each cue at its own second by one absolute schedule, and how full the bar is."""

from collections.abc import Sequence
from dataclasses import dataclass

from skill.speech.ssml import SpeechCue, SpeechPhase, timeline

BREATH = frozenset({SpeechPhase.IN, SpeechPhase.HOLD, SpeechPhase.OUT})


@dataclass(frozen=True)
class BarLevel:
    """How the bar stands.

    Attributes:
        phase: which way the breath goes.
        fill: 0.0 is empty, 1.0 is full.
    """

    phase: SpeechPhase
    fill: float


@dataclass(frozen=True)
class _Stretch:
    """Cues of one phase in a row, word and silence together: the bar moves evenly over all of them."""

    phase: SpeechPhase
    at: float
    end: float
    begins: float
    ends: float


class CuePlayer:
    """One spoken text while it is played.

    Every cue is due at `began` plus its own second, never at "the last one plus its length", so that late
    wake-ups do not add up (rules.md H2: 0.2 s on every cue).

    Args:
        began: when it began, in seconds of the caller's steady clock.
    """

    def __init__(self, cues: Sequence[SpeechCue], began: float) -> None:
        self._cues = tuple(cues)
        self._began = began
        self._next = 0
        self._stretches = _stretches(self._cues)

    def begun(self, now: float) -> list[SpeechCue]:
        """Return the cues that begin at `now` or began since the last call, each once."""
        first = self._next
        while self._next < len(self._cues) and self._began + self._cues[self._next].at <= now:
            self._next += 1
        return list(self._cues[first : self._next])

    def next_at(self) -> float:
        """Return when the next cue begins, or when all is over, in seconds of the same clock."""
        if self._next < len(self._cues):
            return self._began + self._cues[self._next].at
        return self._began + (self._cues[-1].at + self._cues[-1].length if self._cues else 0.0)

    def is_over(self, now: float) -> bool:
        """Has everything been said, the last silence too?"""
        return self._next == len(self._cues) and now >= self.next_at()

    def level(self, now: float) -> BarLevel | None:
        """Return how the bar stands, or None while nobody is asked to breathe in time."""
        at = now - self._began
        for one in self._stretches:
            if one.at <= at < one.end:
                done = (at - one.at) / (one.end - one.at)
                return BarLevel(one.phase, one.begins + (one.ends - one.begins) * done)
        return None


def is_breathing(ssml: str) -> bool:
    """Is this played in real time, cue by cue, and not shown at once?"""
    return any(cue.phase in BREATH for cue in timeline(ssml))


def _stretches(cues: Sequence[SpeechCue]) -> tuple[_Stretch, ...]:
    """Join cues of the same phase; where nothing goes in (noticing without counting) there is no bar."""
    if not any(cue.phase is SpeechPhase.IN for cue in cues):
        return ()
    joined: list[_Stretch] = []
    for cue in cues:
        if cue.phase not in BREATH:
            continue
        end = cue.at + cue.length
        last = joined[-1] if joined else None
        if last is not None and last.phase is cue.phase:
            joined[-1] = _Stretch(last.phase, last.at, end, last.begins, last.ends)
            continue
        begins = last.ends if last is not None else 0.0
        joined.append(_Stretch(cue.phase, cue.at, end, begins, _target(cue.phase, begins)))
    return tuple(joined)


def _target(phase: SpeechPhase, begins: float) -> float:
    return {SpeechPhase.IN: 1.0, SpeechPhase.OUT: 0.0}.get(phase, begins)
