"""Holding a hard talk: a breath before it, one word, a first sentence prepared in silence, turns, and the end."""

from datetime import datetime, timedelta

from intents.dialog.turn import DECLINES, YES, Awaiting, Datum, Reply, Turn
from intents.hard_talk.afterwards import ask_afterwards
from skill.domain.breathing import DEFAULT_PATTERN, plan
from skill.domain.hard_talk import TURN, USUAL_MINUTES, HardTalk, TalkState
from skill.domain.occurrence import OccurrenceReason
from skill.domain.room import Room
from skill.speech.breath import chapters
from skill.speech.floor import first_floor, floor_again, next_floor
from skill.speech.spoken import clock
from skill.storage.unit_of_work import UnitOfWork

READY, CHANGE, END = "HardTalkReadyIntent", "HardTalkNextIntent", "HardTalkEndIntent"
BREATH_MINUTES = 3
"""Minutes of the longer breath out before a talk (rules.md H4)."""
GOES_ON = frozenset({CHANGE, READY, "AgainIntent"})
"""Different ways to say that the next turn may begin; a "yes" or "that's all" in the room is said to somebody else."""
PASSES = ("AMAZON.HelpIntent", "AMAZON.CancelIntent", "Rhythm", "Breathing", "Room")
"""What is answered by others while a turn is open; whatever else is heard was said to somebody in the room."""


def offer_breath(turn: Turn, talk: HardTalk) -> Reply:
    """Offer to breathe before a talk that is near; after its label the time need not be said again."""
    asked = Awaiting("hard_talk.breath", _data(talk))
    if turn.announced:
        return turn.ask(turn.phrase("hard_talk.breath_announced"), awaiting=asked)
    return turn.ask(turn.phrase("hard_talk.breath", time=start_clock(talk)), awaiting=asked)


def breathe(turn: Turn, chapter: int = 0) -> Reply:
    """Breathe three minutes with a longer breath out; then the first sentence belongs to the person."""
    planned = plan(DEFAULT_PATTERN, minutes=BREATH_MINUTES)
    parts = chapters(planned, phrase=turn.phrase, limit=turn.response_limit - 500)
    chapter = min(max(chapter, 0), len(parts) - 1)
    data = {"id": turn.datum("id")}
    if chapter + 1 < len(parts):
        asked = Awaiting("hard_talk.breathing", {**data, "chapter": chapter + 1})
        return turn.ask(parts[chapter], turn.phrase("breathing.go_on"), awaiting=asked)
    asked = Awaiting("hard_talk.begin", data)
    return turn.ask(parts[chapter], turn.phrase("hard_talk.first_sentence"), awaiting=asked)


def heard_breathing(turn: Turn) -> Reply | None:
    """Go on with a breathing that is told in parts."""
    if turn.intent in (YES, "AgainIntent", "BreathingIntent"):
        chapter = turn.datum("chapter")
        return breathe(turn, chapter if isinstance(chapter, int) else 0)
    if turn.intent in DECLINES:
        return turn.ask(turn.phrase("hard_talk.first_sentence"), awaiting=Awaiting("hard_talk.begin", _kept(turn)))
    return None


def ask_ready(turn: Turn, talk: HardTalk) -> Reply:
    """Ask whether a talk may begin whose time has come."""
    asked = Awaiting("hard_talk.begin", _data(talk))
    return turn.ask(turn.phrase("hard_talk.ready", time=start_clock(talk)), awaiting=asked)


def begin(turn: Turn, work: UnitOfWork, talk: HardTalk | None) -> Reply:
    """Open a talk with one word, or take it up with the next turn: a talk of two once both are back (rules.md R19).

    Args:
        talk: None for whoever only says a name: the talk is held all the same, and no row is read or changed.
    """
    if talk is not None:
        is_taken_up, both = talk.state is not TalkState.PLANNED, work.joint_talks.both(talk)
        if talk.state is TalkState.TIMED_OUT:
            talk.is_ready = True
            if not all(one.is_ready for _, one in both):
                work.calendar.cancel_follow_ups(talk, turn.now, OccurrenceReason.ANSWERED)
                return turn.tell(turn.phrase("joint_talk.once_both"))
        for _, one in both:
            one.begin(turn.now)
            work.calendar.cancel_follow_ups(one, turn.now, OccurrenceReason.ANSWERED)
        if is_taken_up:
            return _floor(turn, floor_again(turn.phrase), _data(talk))
    data = _data(talk) if talk is not None else {"opened": turn.now.isoformat()}
    return turn.ask(turn.phrase("hard_talk.one_word"), awaiting=Awaiting("hard_talk.word", data))


def heard_word(turn: Turn) -> Reply | None:
    """Take one word, or none: it is neither repeated nor kept. Then the silence and the first turn."""
    if turn.intent.startswith(PASSES) and turn.intent not in GOES_ON:
        return None
    return _floor(turn, first_floor(turn.phrase), _kept(turn))


def heard_turn(turn: Turn, work: UnitOfWork, talk: HardTalk | None) -> Reply | None:
    """Give the floor to the other one, or end where the time is over; what is said in the room is not answered."""
    if turn.intent in GOES_ON:
        return next_turn(turn, work, talk)
    if turn.intent.startswith(PASSES):
        return None
    return turn.ask(turn.phrase("hard_talk.next"), awaiting=Awaiting("hard_talk.turn", _kept(turn)))


def next_turn(turn: Turn, work: UnitOfWork, talk: HardTalk | None) -> Reply:
    """Give the floor to the other one while the length of the talk leaves room for a turn (rules.md R20)."""
    if talk is not None and talk.state is TalkState.TIMED_OUT:
        # Paused meanwhile, by the other one.
        return begin(turn, work, talk)
    if talk is not None and talk.state is TalkState.PLANNED:
        # Moved meanwhile; what is held here is held all the same.
        talk = None
    has_room = _go_on(turn, work, talk) if talk is not None else _has_room(turn)
    if not has_room:
        return end(turn, work, talk, turn.phrase("hard_talk.time_is_up"))
    return _floor(turn, next_floor(turn.phrase), _kept(turn))


def end(turn: Turn, work: UnitOfWork, talk: HardTalk | None, *before: str) -> Reply:
    """End a talk. Its one question is private: it is asked now only where the person said it is alone."""
    if talk is not None and talk.state in (TalkState.OPEN, TalkState.TIMED_OUT):
        for _, one in work.joint_talks.both(talk):
            one.end(turn.now)
            work.calendar.cancel_follow_ups(one, turn.now, OccurrenceReason.ANSWERED)
    said = (*before, turn.phrase("hard_talk.ended"))
    if talk is None:
        return turn.tell(*said)
    if turn.room is Room.ALONE and (asked := ask_afterwards(turn, work, *said)) is not None:
        return asked
    return turn.tell(*said, turn.phrase("hard_talk.later"))


def start_clock(talk: HardTalk) -> str:
    """Return the clock time a talk starts at, as it is said."""
    local = talk.local_start()
    return clock(local.hour * 60 + local.minute)


def _go_on(turn: Turn, work: UnitOfWork, talk: HardTalk) -> bool:
    """Begin another turn in every row of the talk, not only in the first that has room for none."""
    has_room = [one.go_on(turn.now) for _, one in work.joint_talks.both(talk)]
    return all(has_room)


def _floor(turn: Turn, speech: str, data: dict[str, Datum]) -> Reply:
    return turn.ask(speech, turn.phrase("hard_talk.next"), awaiting=Awaiting("hard_talk.turn", data))


def _data(talk: HardTalk) -> dict[str, Datum]:
    return {"id": str(talk.id)}


def _kept(turn: Turn) -> dict[str, Datum]:
    """Return what the open question carries on: the row's id, or when a talk without a row was opened."""
    return {name: turn.datum(name) for name in ("id", "opened") if turn.datum(name) is not None}


def _has_room(turn: Turn) -> bool:
    """Is there room for another turn in a talk without a row, of the usual length?"""
    opened = turn.datum("opened")
    try:
        began = datetime.fromisoformat(opened) if isinstance(opened, str) else turn.now
        return turn.now - began + TURN <= timedelta(minutes=USUAL_MINUTES)
    except (ValueError, TypeError):
        return True
