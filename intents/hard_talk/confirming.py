"""Whether a change to a talk was meant: the talk is named before anything is done to it."""

from intents.dialog.pausing import confirm_pause
from intents.dialog.turn import Stake, Turn
from intents.hard_talk.lookup import asked_talk, begun_talk, held_talk, meant_talk
from intents.hard_talk.telling import start_clock
from skill.domain.risk import Risk, Sureness
from skill.domain.room import Room
from skill.storage.unit_of_work import UnitOfWork

END = "HardTalkEndIntent"


def named(risk: Risk, key: str) -> Stake:
    """Return the stake of what changes a talk: `key` asks first, with the talk named."""
    return Stake(risk, lambda turn, work: _named(turn, work, key))


def _named(turn: Turn, work: UnitOfWork, key: str) -> str | None:
    """Name the talk that is meant: as one to who is alone, else by its clock time; None where there is none."""
    if not turn.may_hear_own:
        return None
    ended = (asked_talk(turn, work) or begun_talk(turn, work)) if turn.intent == END else None
    talk = ended or meant_talk(turn, work)
    if talk is None:
        return None
    known = "talk" if turn.room is Room.ALONE else "label"
    return turn.phrase(key, talk=turn.phrase(f"meant.{known}", time=start_clock(talk)))


def confirm_time_out(turn: Turn, work: UnitOfWork) -> str | None:
    """A talk that is held is paused at once; outside one the same words would pause everything."""
    if not turn.may_hear_own or held_talk(turn, work) is None:
        return confirm_pause(turn, turn.slot("length"))
    return turn.phrase("meant.time_out") if turn.sureness is Sureness.NEAR else None
