"""Holding a hard talk: a breath before it, one word, a first sentence prepared in silence, turns, and the end."""

from datetime import timedelta

from intents.dialog.breathing_parts import breathe_in_chapters
from intents.dialog.turn import LAUNCH, Reply, Turn
from intents.hard_talk.afterwards import ask_afterwards
from intents.hard_talk.lookup import begun_talk, held_talk, meant_talk, open_question
from intents.hard_talk.questions import AskedBegin, AskedBreathFirst, AskedBreathOn, AskedOneWordEach, AskedTurn, Held
from intents.hard_talk.telling import ask_to_plan, start_clock, tell_next
from intents.hard_talk.time_out import ask_back
from skill.domain.breathing import DEFAULT_PATTERN, plan
from skill.domain.hard_talk import BREATH_MINUTES, TURN, USUAL_MINUTES, HardTalk, TalkState
from skill.domain.occurrence import OccurrenceReason
from skill.domain.room import Room
from skill.speech.floor import first_floor, floor_again, next_floor
from skill.storage.unit_of_work import UnitOfWork

PASSES = (LAUNCH, "AMAZON.HelpIntent", "AMAZON.CancelIntent", "Schedule", "Breathing", "Room")
"""What is answered by others while a turn is open; whatever else is heard was said to somebody in the room."""


def come_to_talk(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Go straight to a talk whose time it is; None when there is none."""
    talk = work.hard_talks.calling(turn.person, turn.now)
    if talk is None:
        return None
    if talk.state is TalkState.OPEN:
        return turn.ask(turn.phrase("hard_talk.still_open"), awaiting=AskedTurn(talk.id))
    if talk.state is TalkState.TIMED_OUT:
        return ask_back(turn, talk)
    if turn.now < talk.starts_at:
        return offer_breath(turn, talk)
    return turn.ask(turn.phrase("hard_talk.ready", time=start_clock(talk)), awaiting=AskedBegin(talk.id))


def offer_breath(turn: Turn, talk: HardTalk) -> Reply:
    """Offer to breathe before a talk that is near; after its label the time need not be said again."""
    asked = AskedBreathFirst(talk.id)
    if turn.announced:
        return turn.ask(turn.phrase("hard_talk.breath_announced"), awaiting=asked)
    return turn.ask(turn.phrase("hard_talk.breath", time=start_clock(talk)), awaiting=asked)


def breathe(turn: Turn, _work: UnitOfWork) -> Reply | None:
    """Breathe three minutes with a longer breath out; then the first sentence belongs to the person."""
    offered, going_on = turn.asked(AskedBreathFirst), turn.asked(AskedBreathOn)
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


def ready(turn: Turn, work: UnitOfWork) -> Reply:
    """Begin now what is near or was stopped; what lies further ahead is told instead."""
    if not turn.may_hear_own:
        return begin_unkept(turn, work)
    talk = work.hard_talks.calling(turn.person, turn.now) or meant_talk(turn, work)
    if talk is None:
        return ask_to_plan(turn, work)
    is_time = talk.calls(turn.now) or talk.state is TalkState.TIMED_OUT
    return begin(turn, work, talk) if is_time else tell_next(turn, work)


def begin(turn: Turn, work: UnitOfWork, talk: HardTalk) -> Reply:
    """Open a talk with one word, or take it up with the next turn: a talk of two once both are back (rules.md R19)."""
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
    return turn.ask(turn.phrase("hard_talk.one_word"), awaiting=AskedOneWordEach(talk.id))


def begin_unkept(turn: Turn, _work: UnitOfWork) -> Reply:
    """Open a talk for whoever only says a name: it is held all the same, and no row is read or changed."""
    return turn.ask(turn.phrase("hard_talk.one_word"), awaiting=AskedOneWordEach(opened=turn.now))


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


def change(turn: Turn, work: UnitOfWork, talk: HardTalk) -> Reply:
    """ "Change" said outside a turn: take the talk up that is held or was stopped."""
    return begin(turn, work, talk) if held_talk(turn, work) is not None else tell_next(turn, work)


def next_turn(turn: Turn, work: UnitOfWork, talk: HardTalk) -> Reply:
    """Give the floor to the other one while the length of the talk leaves room for a turn (rules.md R20)."""
    if talk.state is TalkState.TIMED_OUT:
        # Paused meanwhile, by the other one.
        return begin(turn, work, talk)
    if talk.state is TalkState.PLANNED:
        # Moved meanwhile; what is held here is held all the same.
        return next_turn_unkept(turn, work)
    # Another turn begins in every row of the talk, not only in the first that has room for none.
    has_room = [one.go_on(turn.now) for _, one in work.joint_talks.both(talk)]
    if not all(has_room):
        return end(turn, work, talk, turn.phrase("hard_talk.time_is_up"))
    return _floor(turn, next_floor(turn.phrase), _kept(turn))


def next_turn_unkept(turn: Turn, _work: UnitOfWork) -> Reply:
    """Give the floor to the other one in a talk without a row, of the usual length."""
    opened = _kept(turn).opened
    if opened is not None and opened.tzinfo is not None and turn.now - opened + TURN > timedelta(minutes=USUAL_MINUTES):
        return turn.tell(turn.phrase("hard_talk.time_is_up"), turn.phrase("hard_talk.ended"))
    return _floor(turn, next_floor(turn.phrase), _kept(turn))


def end_begun(turn: Turn, work: UnitOfWork, _talk: HardTalk) -> Reply:
    """End the talk that was begun; without one, tell which is next."""
    begun = begun_talk(turn, work)
    return end(turn, work, begun) if begun is not None else tell_next(turn, work)


def end(turn: Turn, work: UnitOfWork, talk: HardTalk, *before: str) -> Reply:
    """End a talk. Its one question is private: it is asked now only where the person said it is alone."""
    if talk.state in (TalkState.OPEN, TalkState.TIMED_OUT):
        for _, one in work.joint_talks.both(talk):
            one.end(turn.now)
            work.calendar.cancel_follow_ups(one, turn.now, OccurrenceReason.ANSWERED)
    said = (*before, turn.phrase("hard_talk.ended"))
    if turn.room is Room.ALONE and (asked := ask_afterwards(turn, work, *said)) is not None:
        return asked
    return turn.tell(*said, turn.phrase("hard_talk.later"))


def _floor(turn: Turn, speech: str, asked: AskedTurn) -> Reply:
    return turn.ask(speech, turn.phrase("hard_talk.next"), awaiting=asked)


def _kept(turn: Turn) -> AskedTurn:
    """Return what the open question carries on: the row's id, or when a talk without a row was opened."""
    asked = open_question(turn)
    return AskedTurn(asked.id, asked.opened) if isinstance(asked, Held) else AskedTurn()
