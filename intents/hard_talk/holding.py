"""Holding a hard talk: a breath before it, one word, a first sentence prepared in silence, turns, and the end."""

from datetime import timedelta

from intents.calming.breathing import breathe_in_chapters
from intents.dialog.turn import LAUNCH, Reply, Turn
from intents.hard_talk.afterwards import ask_afterwards
from intents.hard_talk.questions import AskedBegin, AskedBreath, AskedBreathOn, AskedTurn, AskedWord
from skill.domain.breathing import DEFAULT_PATTERN, plan
from skill.domain.hard_talk import TURN, USUAL_MINUTES, HardTalk, TalkState
from skill.domain.occurrence import OccurrenceReason
from skill.domain.room import Room
from skill.speech.floor import first_floor, floor_again, next_floor
from skill.speech.spoken import clock
from skill.storage.unit_of_work import UnitOfWork

READY, CHANGE, END = "HardTalkReadyIntent", "HardTalkNextIntent", "HardTalkEndIntent"
BREATH_MINUTES = 3
"""Minutes of the longer breath out before a talk (rules.md H4)."""
GOES_ON = frozenset({CHANGE, READY, "AgainIntent"})
"""Different ways to say that the next turn may begin; a "yes" or "that's all" in the room is said to somebody else."""
PASSES = (LAUNCH, "AMAZON.HelpIntent", "AMAZON.CancelIntent", "Schedule", "Breathing", "Room")
"""What is answered by others while a turn is open; whatever else is heard was said to somebody in the room."""


def offer_breath(turn: Turn, talk: HardTalk) -> Reply:
    """Offer to breathe before a talk that is near; after its label the time need not be said again."""
    asked = AskedBreath(talk.id)
    if turn.announced:
        return turn.ask(turn.phrase("hard_talk.breath_announced"), awaiting=asked)
    return turn.ask(turn.phrase("hard_talk.breath", time=start_clock(talk)), awaiting=asked)


def breathe(turn: Turn, _work: UnitOfWork) -> Reply | None:
    """Breathe three minutes with a longer breath out; then the first sentence belongs to the person."""
    offered, going_on = turn.asked(AskedBreath), turn.asked(AskedBreathOn)
    asked = offered or going_on
    if asked is None:
        return None
    talk_id = asked.id
    return breathe_in_chapters(
        turn,
        plan(DEFAULT_PATTERN, minutes=BREATH_MINUTES),
        going_on.chapter if going_on is not None else 0,
        next_part=lambda chapter: AskedBreathOn(talk_id, chapter),
        closing=turn.phrase("hard_talk.first_sentence"),
        after=AskedBegin(talk_id),
    )


def breathed_enough(turn: Turn, _work: UnitOfWork) -> Reply | None:
    """Leave the rest of a breathing that is told in parts."""
    asked = turn.asked(AskedBreathOn)
    if asked is None:
        return None
    return turn.ask(turn.phrase("hard_talk.first_sentence"), awaiting=AskedBegin(asked.id))


def ask_ready(turn: Turn, talk: HardTalk) -> Reply:
    """Ask whether a talk may begin whose time has come."""
    return turn.ask(turn.phrase("hard_talk.ready", time=start_clock(talk)), awaiting=AskedBegin(talk.id))


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
            return _floor(turn, floor_again(turn.phrase), AskedTurn(talk.id))
    asked = AskedWord(talk.id) if talk is not None else AskedWord(opened=turn.now)
    return turn.ask(turn.phrase("hard_talk.one_word"), awaiting=asked)


def heard_word(turn: Turn, _work: UnitOfWork) -> Reply | None:
    """Take one word, or none: it is neither repeated nor kept. Then the silence and the first turn."""
    if turn.intent.startswith(PASSES):
        return None
    return _floor(turn, first_floor(turn.phrase), _kept(turn))


def heard_turn(turn: Turn, _work: UnitOfWork) -> Reply | None:
    """What is said in the room is not answered."""
    if turn.intent.startswith(PASSES):
        return None
    return turn.ask(turn.phrase("hard_talk.next"), awaiting=_kept(turn))


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


def _floor(turn: Turn, speech: str, asked: AskedTurn) -> Reply:
    return turn.ask(speech, turn.phrase("hard_talk.next"), awaiting=asked)


def _kept(turn: Turn) -> AskedTurn:
    """Return what the open question carries on: the row's id, or when a talk without a row was opened."""
    asked = turn.asked(AskedWord) or turn.asked(AskedTurn)
    return AskedTurn(asked.id, asked.opened) if asked is not None else AskedTurn()


def _has_room(turn: Turn) -> bool:
    """Is there room for another turn in a talk without a row, of the usual length?"""
    opened = _kept(turn).opened
    if opened is None or opened.tzinfo is None:
        return True
    return turn.now - opened + TURN <= timedelta(minutes=USUAL_MINUTES)
