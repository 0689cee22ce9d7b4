"""Guided breathing: six patterns, no holds before the health question, faster, slower, again."""

from intents.calming.questions import AskedHealth, AskedNextPart, AskedOnceMore, AskedRoomForBreathing
from intents.dialog.breathing_parts import breathe_in_chapters
from intents.dialog.conversation import Conversation, Heard, tells
from intents.dialog.handover import BeginBreathing
from intents.dialog.intent_names import ALONE, CHECK_IN, COMPANY
from intents.dialog.room_answer import room_said
from intents.dialog.turn import DECLINES, NO, READS, YES, Reply, Turn
from skill.domain.breathing import (
    CALMER_AFTER,
    DEFAULT_PATTERN,
    LENGTHS,
    PACE_STEP,
    PATTERNS,
    allowed,
    pace_within,
    plan,
)
from skill.domain.confidence import ANYBODY
from skill.domain.room import Room
from skill.storage.unit_of_work import UnitOfWork

USUAL = 3
DIZZY = ("dizzy", "light headed", "light-headed", "lightheaded", "faint", "tingly", "tingling")
USUAL_LENGTH = {"sigh": 1, "natural": 1}
"""Minutes where nobody said how long, for the patterns that differ from the usual ones."""


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
    return turn.ask(turn.phrase("room.alone_or_company"), awaiting=AskedRoomForBreathing(chosen.id, length))


def _gate(turn: Turn, pattern: str, minutes: int) -> Reply:
    asked = AskedHealth(pattern, minutes)
    return turn.ask(turn.phrase("breathing.gate"), awaiting=asked, room=Room.ALONE)


def _breathe(
    turn: Turn, pattern: str, minutes: int, *, slower_by: float = 0.0, before: str = "", chapter: int = 0
) -> Reply:
    slower_by = pace_within(PATTERNS[pattern], slower_by)
    return breathe_in_chapters(
        turn,
        plan(pattern, minutes=minutes, slower_by=slower_by),
        chapter,
        before=before,
        next_part=lambda following: AskedNextPart(pattern, minutes, slower_by, following),
        closing=turn.phrase("breathing.again_or_rest"),
        after=AskedOnceMore(pattern, minutes, slower_by),
    )


def _taken_over(turn: Turn, work: UnitOfWork, asked: BeginBreathing) -> Reply:
    return begin_breathing(turn, work, minutes=asked.minutes)


def _begin(turn: Turn, work: UnitOfWork) -> Reply:
    heard = turn.slot_id("pattern") or turn.slot("pattern")
    pattern = heard if heard in PATTERNS else DEFAULT_PATTERN
    return begin_breathing(turn, work, pattern=pattern, minutes=_length(turn.slot("minutes")))


def _again(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Breathe once more, at another pace where that was said; within a breathing, and before it, that is not heard."""
    if turn.asked(AskedRoomForBreathing) is not None or turn.asked(AskedNextPart) is not None:
        return None
    change = {"BreathingSlowerIntent": PACE_STEP, "BreathingFasterIntent": -PACE_STEP}.get(turn.intent, 0.0)
    kept = turn.asked(AskedHealth) or turn.asked(AskedOnceMore)
    if kept is None:
        return begin_breathing(turn, work, slower_by=change)
    pace = kept.slower_by if isinstance(kept, AskedOnceMore) else 0.0
    return begin_breathing(turn, work, pattern=kept.pattern, minutes=_known(kept.minutes), slower_by=pace + change)


def _dizzy(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Let the breath go its own way where somebody is dizzy from it; nothing is kept as a feeling."""
    said = (turn.slot("mood") or "").lower()
    is_dizzy = any(one in said for one in DIZZY)
    return begin_breathing(turn, work, pattern="natural", minutes=1) if is_dizzy else None


def _heard_room(turn: Turn, _work: UnitOfWork) -> Reply | None:
    asked, room = turn.asked(AskedRoomForBreathing), room_said(turn)
    if asked is None or room is None:
        return None
    minutes = _known(asked.minutes) or USUAL
    if room is Room.ALONE and asked.pattern in PATTERNS:
        return _gate(turn, asked.pattern, minutes)
    return _breathe(turn, DEFAULT_PATTERN, minutes, before=turn.phrase("breathing.without_holds"))


def _heard_health(turn: Turn, work: UnitOfWork) -> Reply | None:
    asked = turn.asked(AskedHealth)
    if asked is None:
        return None
    turn.person.holds_allowed = turn.intent == NO
    return begin_breathing(turn, work, pattern=asked.pattern, minutes=_known(asked.minutes))


def _go_on(turn: Turn, _work: UnitOfWork) -> Reply | None:
    asked = turn.asked(AskedNextPart)
    if asked is None:
        return None
    pattern = asked.pattern if asked.pattern in PATTERNS else DEFAULT_PATTERN
    minutes = _known(asked.minutes) or USUAL
    return _breathe(turn, pattern, minutes, slower_by=asked.slower_by, chapter=asked.chapter)


def _length(heard: str | None) -> int | None:
    """Return the nearest length there is, or None where none was said."""
    if heard is None or not heard.isdecimal():
        return None
    return min(LENGTHS, key=lambda minutes: abs(minutes - int(heard[:4])))


def _known(minutes: int) -> int | None:
    """Return a length that came back with a question; None where there is no such length."""
    return minutes if minutes in LENGTHS else None


_ENOUGH = dict.fromkeys(DECLINES, tells("breathing.enough"))

BREATHING = Conversation(
    "breathing",
    intents={
        "BreathingIntent": Heard(ANYBODY, _begin, READS),
        **dict.fromkeys(
            ("BreathingFasterIntent", "BreathingSlowerIntent", "AgainIntent"), Heard(ANYBODY, _again, READS)
        ),
    },
    questions={
        AskedRoomForBreathing: {CHECK_IN: _dizzy, **dict.fromkeys((ALONE, COMPANY, YES, NO), _heard_room)},
        AskedHealth: {CHECK_IN: _dizzy, **dict.fromkeys((YES, NO), _heard_health)},
        AskedNextPart: {CHECK_IN: _dizzy, **_ENOUGH, **dict.fromkeys((YES, "AgainIntent"), _go_on)},
        AskedOnceMore: {CHECK_IN: _dizzy, **_ENOUGH, **dict.fromkeys((YES, "AMAZON.RepeatIntent"), _again)},
    },
    takes_over={BeginBreathing: _taken_over},
)
""" "Help me breathe", "three minutes of longer out", "too fast", "again"."""
