"""Pausing everything that is said unasked: asked about first, and for as long as was said."""

from datetime import timedelta

from intents.dialog.by_name import pause
from intents.dialog.questions import AskedPause
from intents.dialog.turn import Reply, Turn
from skill.speech.spoken import moment, span
from skill.speech.times import read_duration
from skill.storage.unit_of_work import UnitOfWork

LONGEST_PAUSE = timedelta(days=90)
SHORTEST_PAUSE = timedelta(minutes=10)


def pause_everything(turn: Turn, work: UnitOfWork, duration: str | None) -> Reply:
    """Say nothing unasked for as long as was said, or ask for how long."""
    length = read_duration(duration or "")
    if length is None:
        return turn.ask(turn.phrase("schedule.how_long"), awaiting=AskedPause())
    length = min(max(length, SHORTEST_PAUSE), LONGEST_PAUSE)
    if turn.is_by_name:
        pause(turn, work, length)
        return turn.tell(turn.phrase("by_name.paused", span=span(length)))
    until = turn.person.local(turn.person.pause(turn.now, length))
    if turn.person.zone is None:
        return turn.tell(turn.phrase("schedule.paused_for", span=span(length)), turn.phrase("schedule.start_again"))
    return turn.tell(
        turn.phrase("schedule.paused", span=span(length), time=moment(until, turn.local.date())),
        turn.phrase("schedule.start_again"),
    )


def confirm_pause(turn: Turn, duration: str | None) -> str:
    """Ask whether everything is to be paused, and for how long where that was said."""
    length = read_duration(duration or "")
    if length is None:
        return turn.phrase("meant.pause_everything")
    return turn.phrase("meant.pause_everything_for", span=span(length))
