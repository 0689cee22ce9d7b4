"""One thing that is to be deleted: named by its kind and its time, asked about, deleted, and only then called gone."""

from intents.deleting.questions import AskedDelete
from intents.dialog.turn import Reply, Turn
from skill.domain.checkin import CheckIn
from skill.domain.commitment import Commitment
from skill.domain.hard_talk import HardTalk
from skill.domain.private_words import PrivateWords
from skill.domain.series import CommitmentSeries
from skill.speech.recurring import repeated
from skill.speech.spoken import earlier, moment
from skill.storage.queries.deleting import Thing, when_said
from skill.storage.unit_of_work import UnitOfWork


def name_of(turn: Turn, thing: Thing) -> str:
    """Return a thing's kind and its clock time where that is known, never a word of it: "check-in from six o'clock"."""
    today = turn.local.date()
    if isinstance(thing, CommitmentSeries):
        return turn.phrase("deleting.thing_promise", time=repeated(thing.days, thing.minute))
    if isinstance(thing, Commitment | HardTalk):
        local = thing.local_due() if isinstance(thing, Commitment) else thing.local_start()
        is_ahead = local >= turn.local
        key = "promise" if isinstance(thing, Commitment) else "talk"
        time = moment(local, today) if is_ahead else earlier(local, today)
        return turn.phrase(f"deleting.thing_{key}", time=time)
    key = "checkin" if isinstance(thing, CheckIn) else "words" if isinstance(thing, PrivateWords) else "evening"
    if turn.person.zone is None:
        # Where nobody knows the person's clock, an hour would be that of Greenwich.
        return turn.phrase(f"deleting.last_{key}")
    return turn.phrase(f"deleting.thing_{key}", time=earlier(turn.person.local(when_said(thing)), today))


def ask_first(turn: Turn, thing: Thing) -> Reply:
    """Ask whether this one thing is to be deleted."""
    key = f"deleting.{_number(thing)}_first"
    return turn.ask(turn.phrase(key, thing=name_of(turn, thing)), awaiting=AskedDelete(thing.id))


def delete(turn: Turn, work: UnitOfWork, thing: Thing) -> Reply:
    """Delete it, and say what is gone."""
    name = name_of(turn, thing)
    work.deleting.delete(thing, turn.now)
    return turn.tell(turn.phrase(f"deleting.{_number(thing)}_gone", thing=name))


def _number(thing: Thing) -> str:
    return "one" if isinstance(thing, CheckIn | Commitment | CommitmentSeries | HardTalk) else "several"
