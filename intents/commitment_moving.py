"""Giving a commitment another time, or taking it back."""

from intents.due_time import due_from_slots
from intents.meant import asked_about, meant
from intents.turn import Awaiting, Reply, Turn
from skill.domain.commitment import Commitment
from skill.domain.occurrence import Reason
from skill.speech.spoken import clock, moment
from skill.speech.times import read_duration
from skill.storage.store import Work

ELICIT_TIME = ("CommitmentTimeIntent", "time")


def move(turn: Turn, work: Work) -> Reply:
    """Give the commitment that is meant another time, and say it back."""
    commitment = asked_about(turn, work) or meant(turn, work)
    if commitment is None:
        return turn.tell(turn.phrase("commitment.none_open"))
    length = read_duration(turn.slot("span") or "")
    after = commitment.local_due()
    due = turn.now + length if length else due_from_slots(turn.slot("day"), turn.slot("time"), turn.local, after=after)
    if due is None:
        return ask_when(turn, commitment)
    commitment.move(turn.now, due)
    work.calendar.ask_about(turn.person, commitment, turn.now)
    return say_back(turn, commitment, "commitment.moved")


def drop(turn: Turn, work: Work) -> Reply:
    """Take the commitment that is meant back."""
    commitment = asked_about(turn, work) or meant(turn, work)
    if commitment is None:
        return turn.tell(turn.phrase("commitment.none_open"))
    commitment.withdraw(turn.now)
    work.calendar.end_asking(commitment, turn.now, Reason.WITHDRAWN)
    local = commitment.local_due()
    return turn.tell(turn.phrase("commitment.taken_back", time=clock(local.hour * 60 + local.minute)))


def ask_when(turn: Turn, commitment: Commitment, *, is_denied: bool = False) -> Reply:
    """Ask for another time; one that was heard wrong must not ring, whatever comes next."""
    asked = Awaiting("commitment.move", {"id": str(commitment.id), "denied": is_denied}, ELICIT_TIME)
    return turn.ask(turn.phrase("commitment.by_when"), awaiting=asked)


def say_back(turn: Turn, commitment: Commitment, key: str) -> Reply:
    """Say the time of a commitment and ask whether it was heard right; `key` is the phrase that takes the time."""
    time = moment(commitment.local_due(), turn.local.date())
    return turn.ask(
        turn.phrase(key, time=time),
        turn.phrase("commitment.is_that_right"),
        awaiting=Awaiting("commitment.confirm", {"id": str(commitment.id)}),
    )
