"""The same promise said twice is one: what is open already is told, and nothing is made a second time."""

from datetime import datetime

from intents.dialog.turn import Reply, Turn
from skill.speech.recurring import repeated
from skill.speech.said import plain
from skill.speech.spoken import moment
from skill.storage.unit_of_work import UnitOfWork


def said_already(turn: Turn, work: UnitOfWork, text: str, due: datetime) -> Reply | None:
    """Say that this very promise is open for this very time; None where it is not, and to a name alone.

    Nothing is asked about the one that is there: a "no" to that question would take it back.
    """
    if not turn.may_hear_own:
        return None
    open_then = [one for one in work.commitments.open(turn.person, turn.now) if one.due_at == due]
    if not any(plain(work.commitments.words(turn.person, one)) == plain(text) for one in open_then):
        return None
    return turn.tell(turn.phrase("commitment.said_already", time=moment(turn.person.local(due), turn.local.date())))


def repeats_already(turn: Turn, work: UnitOfWork, text: str, *, days: int, minute: int) -> Reply | None:
    """Say that this very promise is made for these days at that minute; None where it is not, and to a name alone."""
    if not turn.may_hear_own:
        return None
    then = [one for one in work.series.active(turn.person) if (one.days, one.minute) == (days, minute)]
    if not any(plain(work.series.words(turn.person, one)) == plain(text) for one in then):
        return None
    return turn.tell(turn.phrase("commitment.said_already", time=repeated(days, minute)))
