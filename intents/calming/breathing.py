"""Guided breathing: six patterns, no holds before the health question, faster, slower, again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from intents.dialog.turn import DECLINES, NO, READS, YES, Awaiting, Datum, Reply, Stake, Turn
from intents.identity.room import room_said
from skill.domain.breathing import DEFAULT_PATTERN, LENGTHS, PATTERNS, allowed, pace_within, plan
from skill.domain.confidence import ANYBODY, OWN_LABELS, Requirement
from skill.domain.room import Room
from skill.speech.breath import chapters
from skill.storage.unit_of_work import UnitOfWork

PACE_STEP = 0.5
"""How much longer each phase becomes by one "too fast", seconds (rules.md H2)."""
CALMER_AFTER = timedelta(hours=3)
"""No holds this long after a word of fear, nor on an evening of panic (rules.md R22, H3, M1)."""
USUAL = 3
DIZZY = ("dizzy", "light headed", "light-headed", "lightheaded", "faint", "tingly", "tingling")
USUAL_LENGTH = {"sigh": 1, "natural": 1}
"""Minutes where nobody said how long, for the patterns that differ from the usual ones."""


@dataclass(frozen=True)
class BreathingConversation:
    """ "Help me breathe", "three minutes of longer out", "too fast", "again"."""

    topic: str = "breathing"
    hears: frozenset[str] = frozenset(
        {"BreathingIntent", "BreathingFasterIntent", "BreathingSlowerIntent", "AgainIntent"}
    )
    needs: ClassVar[Mapping[str, Requirement]] = {
        "BreathingIntent": ANYBODY,
        "BreathingFasterIntent": ANYBODY,
        "BreathingSlowerIntent": ANYBODY,
        "AgainIntent": ANYBODY,
        "breathing.room": OWN_LABELS,
        "breathing.gate": OWN_LABELS,
        "breathing.next": ANYBODY,
        "breathing.after": ANYBODY,
    }

    stakes: ClassVar[Mapping[str, Stake]] = dict.fromkeys(hears, READS)

    def answer(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        """Breathe with the person, or go on with the question that is open."""
        if turn.intent == "BreathingIntent":
            heard = turn.slot_id("pattern") or turn.slot("pattern")
            pattern = heard if heard in PATTERNS else DEFAULT_PATTERN
            return begin_breathing(turn, work, pattern=pattern, minutes=_length(turn.slot("minutes")))
        if turn.intent == "CheckInIntent" and _is_dizzy(turn):
            return begin_breathing(turn, work, pattern="natural", minutes=1)
        if turn.is_open("breathing.room"):
            return self._room(turn, work)
        if turn.is_open("breathing.gate") and turn.intent in (YES, NO):
            turn.person.holds_allowed = turn.intent == NO
            return begin_breathing(turn, work, pattern=str(turn.datum("pattern")), minutes=_kept_length(turn))
        if turn.is_open("breathing.next"):
            if turn.intent in (YES, "AgainIntent", "BreathingIntent"):
                return self._go_on(turn)
            return turn.tell(turn.phrase("breathing.enough")) if turn.intent in DECLINES else None
        is_after = turn.is_open("breathing.after")
        if turn.intent in self.hears or (is_after and turn.intent in (YES, "AMAZON.RepeatIntent")):
            return self._again(turn, work)
        if is_after and turn.intent in DECLINES:
            return turn.tell(turn.phrase("breathing.enough"))
        return None

    def _again(self, turn: Turn, work: UnitOfWork) -> Reply:
        change = {"BreathingSlowerIntent": PACE_STEP, "BreathingFasterIntent": -PACE_STEP}.get(turn.intent, 0.0)
        slower_by = _kept_pace(turn) + change
        return begin_breathing(turn, work, pattern=_kept_pattern(turn), minutes=_kept_length(turn), slower_by=slower_by)

    def _room(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        room = room_said(turn)
        if room is None:
            return None
        pattern = str(turn.datum("pattern"))
        if room is Room.ALONE and pattern in PATTERNS:
            return _gate(turn, pattern, _kept_length(turn) or USUAL)
        return _breathe(
            turn, DEFAULT_PATTERN, _kept_length(turn) or USUAL, before=turn.phrase("breathing.without_holds")
        )

    def _go_on(self, turn: Turn) -> Reply:
        chapter = turn.datum("chapter")
        return _breathe(
            turn,
            _kept_pattern(turn),
            _kept_length(turn) or USUAL,
            slower_by=_kept_pace(turn),
            chapter=max(0, chapter) if isinstance(chapter, int) else 0,
        )


def begin_breathing(
    turn: Turn,
    work: UnitOfWork,
    *,
    pattern: str = DEFAULT_PATTERN,
    minutes: int | None = None,
    slower_by: float = 0.0,
) -> Reply:
    """Breathe with the person now, or ask the health question first where the pattern holds the breath.

    Args:
        pattern: id of a pattern; one we do not have becomes the default.
        minutes: 1, 3 or 5; None for the pattern's usual length.
        slower_by: seconds by which each phase is longer than in the pattern.
    """
    chosen = PATTERNS.get(pattern, PATTERNS[DEFAULT_PATTERN])
    length = minutes or USUAL_LENGTH.get(chosen.id, USUAL)
    if not chosen.holds:
        return _breathe(turn, chosen.id, length, slower_by=slower_by)
    if not turn.may_hear_own:
        # Which answer a name gets must not depend on what was kept under it (rules.md W3).
        return _breathe(turn, DEFAULT_PATTERN, length, before=turn.phrase("breathing.without_holds"))
    lately = work.checkins.latest(turn.person, turn.now - CALMER_AFTER)
    if turn.light_evenings.is_light(turn.person, turn.now) or (lately is not None and "fear" in lately.families):
        return _breathe(turn, DEFAULT_PATTERN, length, before=turn.phrase("breathing.without_holds"))
    if turn.person.holds_allowed is not None:
        if allowed(chosen, holds_allowed=turn.person.holds_allowed):
            return _breathe(turn, chosen.id, length, slower_by=slower_by)
        return _breathe(turn, DEFAULT_PATTERN, length, before=turn.phrase("breathing.without_holds"))
    if turn.room is Room.ALONE:
        return _gate(turn, chosen.id, length)
    if turn.room is Room.COMPANY:
        return _breathe(turn, DEFAULT_PATTERN, length, before=turn.phrase("breathing.without_holds"))
    asked = Awaiting("breathing.room", {"pattern": chosen.id, "minutes": length})
    return turn.ask(turn.phrase("room.alone_or_company"), awaiting=asked)


def _is_dizzy(turn: Turn) -> bool:
    """Is somebody dizzy from breathing? Then the breath goes its own way, and nothing is kept as a feeling."""
    said = (turn.slot("mood") or "").lower()
    is_ours = turn.awaiting is not None and turn.awaiting.topic == "breathing"
    return is_ours and any(one in said for one in DIZZY)


def _gate(turn: Turn, pattern: str, minutes: int) -> Reply:
    asked = Awaiting("breathing.gate", {"pattern": pattern, "minutes": minutes})
    return turn.ask(turn.phrase("breathing.gate"), awaiting=asked, room=Room.ALONE)


def _breathe(
    turn: Turn, pattern: str, minutes: int, *, slower_by: float = 0.0, before: str = "", chapter: int = 0
) -> Reply:
    slower_by = pace_within(PATTERNS[pattern], slower_by)
    planned = plan(pattern, minutes=minutes, slower_by=slower_by)
    parts = chapters(planned, phrase=turn.phrase, limit=turn.response_limit - 500)
    chapter = min(chapter, len(parts) - 1)
    data: dict[str, Datum] = {"pattern": pattern, "minutes": minutes, "slower_by": slower_by}
    spoken = f"{before} {parts[chapter]}".strip()
    if chapter + 1 < len(parts):
        asked = Awaiting("breathing.next", {**data, "chapter": chapter + 1})
        return turn.ask(spoken, turn.phrase("breathing.go_on"), awaiting=asked)
    return turn.ask(spoken, turn.phrase("breathing.again_or_rest"), awaiting=Awaiting("breathing.after", data))


def _length(heard: str | None) -> int | None:
    """Return the nearest length there is, or None where none was said."""
    if heard is None or not heard.isdecimal():
        return None
    return min(LENGTHS, key=lambda minutes: abs(minutes - int(heard[:4])))


def _kept_pattern(turn: Turn) -> str:
    pattern = turn.datum("pattern")
    return pattern if isinstance(pattern, str) and pattern in PATTERNS else DEFAULT_PATTERN


def _kept_pace(turn: Turn) -> float:
    slower_by = turn.datum("slower_by")
    return slower_by if isinstance(slower_by, int | float) else 0.0


def _kept_length(turn: Turn) -> int | None:
    minutes = turn.datum("minutes")
    return minutes if isinstance(minutes, int) and minutes in LENGTHS else None
