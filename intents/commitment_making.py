"""Making a commitment: its time is asked for where none was said, then said back and confirmed."""

from datetime import datetime

from intents.commitment_moving import ELICIT_TIME, ask_when, say_back
from intents.due_time import due_from_slots, due_from_words
from intents.meant import asked_about
from intents.rhythm import ask_city
from intents.turn import YES, Awaiting, Reply, Turn
from skill.domain.commitment import ASK_AFTER
from skill.speech.times import read_duration
from skill.storage.store import Work

ELICIT_COMMITMENT = ("CommitmentIntent", "commitment")


def ask_for_commitment(turn: Turn) -> Reply:
    """Ask what the person would like to promise."""
    return turn.ask(turn.phrase("commitment.what"), awaiting=Awaiting("commitment.what", elicit=ELICIT_COMMITMENT))


def make(turn: Turn, work: Work) -> Reply:
    """Keep what was promised, or ask for what is still missing: the person's clock, the promise, its time."""
    if turn.person.zone is None:
        return ask_city(turn)
    said = turn.slot("commitment")
    if said is None:
        return ask_for_commitment(turn)
    found = due_from_words(said, turn.local)
    if found.due is None:
        asked = Awaiting("commitment.when", {"text": found.text or said, "day": found.day_text}, ELICIT_TIME)
        return turn.ask(turn.phrase("commitment.by_when"), awaiting=asked)
    return _keep_new(turn, work, found.text or said, found.due)


def made_with_time(turn: Turn, work: Work) -> Reply | None:
    """Keep the promise that waited for the time that is said now; None where none waits."""
    if not turn.is_open("commitment.when") or not isinstance(turn.datum("text"), str):
        return None
    length = read_duration(turn.slot("span") or "")
    kept_day = turn.datum("day")
    day = turn.slot("day") or (kept_day if isinstance(kept_day, str) else None)
    due = turn.now + length if length else due_from_slots(day, turn.slot("time"), turn.local)
    if due is not None:
        return _keep_new(turn, work, str(turn.datum("text")), due)
    return turn.ask(turn.phrase("commitment.by_when"), awaiting=turn.awaiting or Awaiting("commitment.when"))


def confirm(turn: Turn, work: Work) -> Reply:
    """The time that was said back is right, or another one is asked for."""
    commitment = asked_about(turn, work)
    if commitment is None:
        return turn.tell(turn.phrase("commitment.none_open"))
    if turn.heard == YES:
        asks = turn.person.may_be_asked(commitment.due_at + ASK_AFTER)
        return turn.tell(turn.phrase("commitment.will_ask" if asks else "commitment.will_ask_when_you_come"))
    return ask_when(turn, commitment, is_denied=True)


def _keep_new(turn: Turn, work: Work, text: str, due: datetime) -> Reply:
    made = work.commitments.make(turn.person, text, due_at=due, now=turn.now)
    work.calendar.ask_about(turn.person, made, turn.now)
    return say_back(turn, made, "commitment.noted")
