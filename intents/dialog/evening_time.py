"""The time of the evening question: as it is read out of words, and asked for anew inside the quiet hours."""

from intents.dialog.question import Question
from intents.dialog.turn import Reply, Turn
from skill.speech.clock_words import NOON
from skill.speech.spoken import clock_and_part
from skill.speech.times import read_time


def evening_minute(heard: str | None) -> int | None:
    """Return the minute of the day of an evening time; "half past eight" without am or pm is taken as evening."""
    found = read_time(heard) if heard else None
    if found is None:
        return None
    return found.minute + NOON if found.minute < NOON and not found.half_said else found.minute


def ask_outside_quiet(turn: Turn, asked: Question) -> Reply:
    """Say that this time lies inside the quiet hours and ask for another, by the question that is asked for it."""
    start, end = clock_and_part(turn.person.quiet_from), clock_and_part(turn.person.quiet_until)
    return turn.ask(
        turn.phrase("schedule.inside_quiet", start=start, end=end),
        turn.phrase("schedule.which_evening"),
        awaiting=asked,
    )
