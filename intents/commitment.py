"""Making, confirming and moving a commitment: said back with its time, asked about when it is due, never graded."""

from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten

from intents.courtesy import CANCEL
from intents.due_time import due_from_slots, due_from_words
from intents.meant import asked_about, meant
from intents.reminders import offer
from intents.rhythm import ask_city
from intents.turn import DECLINES, NO, YES, Awaiting, Reply, Turn
from skill.domain.commitment import ASK_AFTER, Commitment
from skill.domain.occurrence import Reason
from skill.domain.room import Room
from skill.domain.rule import Kind
from skill.speech.spoken import clock, count, moment
from skill.speech.times import read_duration
from skill.storage.store import Work

ELICIT_TIME = ("CommitmentTimeIntent", "time")
ELICIT_COMMITMENT = ("CommitmentIntent", "commitment")
LISTED_AT_MOST = 3
SAID_AT_MOST = 100
"""Characters of a promise that are said back; the words that were kept are longer."""

KEPT = frozenset({YES, "CommitmentKeptIntent"})
MISSED = frozenset({NO, "CommitmentMissedIntent"})


@dataclass(frozen=True)
class CommitmentConversation:
    """ "I promise to be home by six", "what did I promise", "I kept it", "move it to seven"."""

    topic: str = "commitment"
    hears: frozenset[str] = frozenset(
        {
            "CommitmentIntent",
            "CommitmentTimeIntent",
            "CommitmentListIntent",
            "CommitmentKeptIntent",
            "CommitmentMissedIntent",
            "CommitmentMoveIntent",
            "CommitmentDropIntent",
        }
    )

    def answer(self, turn: Turn, work: Work) -> Reply | None:
        """Make, list, confirm, move or take back; or go on with the question that is open."""
        if turn.heard == "CommitmentIntent":
            return self._make(turn, work)
        if turn.heard == "CommitmentListIntent":
            return self._list(turn, work)
        if turn.heard in ("CommitmentTimeIntent", "CommitmentMoveIntent"):
            return self._timed(turn, work)
        if turn.heard == "CommitmentDropIntent":
            return self._drop(turn, work)
        if turn.is_open("commitment.room"):
            return self._room(turn, work)
        if turn.is_open("commitment.confirm") and turn.heard in (YES, NO):
            return self._confirmed(turn, work)
        if turn.is_open("commitment.again") and turn.heard in DECLINES | {YES}:
            return self._again(turn, work)
        asked = turn.is_open("commitment.due")
        if turn.heard in KEPT and (asked or turn.heard == "CommitmentKeptIntent"):
            return self._kept(turn, work)
        if turn.heard in MISSED and (asked or turn.heard == "CommitmentMissedIntent"):
            return self._missed(turn, work)
        was_denied = turn.is_open("commitment.move") and turn.datum("denied") is True
        if (was_denied and turn.heard in DECLINES | {CANCEL}) or (
            turn.is_open("commitment.confirm") and turn.heard in DECLINES | {CANCEL}
        ):
            return self._drop(turn, work)
        is_ours = turn.awaiting is not None and turn.awaiting.topic == self.topic
        return turn.tell(turn.phrase("commitment.left")) if is_ours and turn.heard in DECLINES else None

    def _make(self, turn: Turn, work: Work) -> Reply:
        if turn.person.zone is None:
            return ask_city(turn)
        said = turn.slot("commitment")
        if said is None:
            return ask_for_commitment(turn)
        found = due_from_words(said, turn.local)
        if found.due is None:
            asked = Awaiting("commitment.when", {"text": found.text or said, "day": found.day_text}, ELICIT_TIME)
            return turn.ask(turn.phrase("commitment.by_when"), awaiting=asked)
        return self._keep_new(turn, work, found.text or said, found.due)

    def _keep_new(self, turn: Turn, work: Work, text: str, due: datetime) -> Reply:
        made = work.commitments.make(turn.person, text, due_at=due, now=turn.now)
        work.calendar.ask_about(turn.person, made, turn.now)
        return self._say_back(turn, made, "commitment.noted")

    def _say_back(self, turn: Turn, commitment: Commitment, key: str) -> Reply:
        time = moment(commitment.local_due(), turn.local.date())
        return turn.ask(
            turn.phrase(key, time=time),
            turn.phrase("commitment.is_that_right"),
            awaiting=Awaiting("commitment.confirm", {"id": str(commitment.id)}),
        )

    def _confirmed(self, turn: Turn, work: Work) -> Reply:
        commitment = asked_about(turn, work)
        if commitment is None:
            return turn.tell(turn.phrase("commitment.none_open"))
        if turn.heard == YES:
            asks = turn.person.may_be_asked(commitment.due_at + ASK_AFTER)
            said = turn.phrase("commitment.will_ask" if asks else "commitment.will_ask_when_you_come")
            return offer(turn, work, said, kind=Kind.COMMITMENT, subject_id=commitment.id)
        return _ask_when(turn, commitment, is_denied=True)

    def _timed(self, turn: Turn, work: Work) -> Reply | None:
        """A time was said: it belongs to the promise that waits for one, else to the plan that is moved."""
        day = turn.slot("day")
        length = read_duration(turn.slot("span") or "")
        if turn.is_open("commitment.when") and isinstance(turn.datum("text"), str):
            kept_day = turn.datum("day")
            kept_day = kept_day if isinstance(kept_day, str) else None
            due = turn.now + length if length else due_from_slots(day or kept_day, turn.slot("time"), turn.local)
            if due is not None:
                return self._keep_new(turn, work, str(turn.datum("text")), due)
            return turn.ask(turn.phrase("commitment.by_when"), awaiting=turn.awaiting or Awaiting("commitment.when"))
        commitment = asked_about(turn, work) or meant(turn, work)
        if commitment is None:
            return turn.tell(turn.phrase("commitment.none_open"))
        after = commitment.local_due()
        due = turn.now + length if length else due_from_slots(day, turn.slot("time"), turn.local, after=after)
        if due is None:
            return _ask_when(turn, commitment)
        commitment.move(turn.now, due)
        work.calendar.ask_about(turn.person, commitment, turn.now)
        return self._say_back(turn, commitment, "commitment.moved")

    def _kept(self, turn: Turn, work: Work) -> Reply:
        commitment = asked_about(turn, work) or meant(turn, work)
        if commitment is not None:
            commitment.keep(turn.now)
            work.calendar.end_asking(commitment, turn.now, Reason.ANSWERED)
        if not turn.may_hear_own:
            return turn.tell(turn.phrase("courtesy.noted"))
        if commitment is None:
            return turn.tell(turn.phrase("commitment.none_open"))
        return _next_or(turn, work, turn.phrase("commitment.kept"))

    def _missed(self, turn: Turn, work: Work) -> Reply:
        commitment = asked_about(turn, work) or meant(turn, work)
        if commitment is not None:
            commitment.own_missed(turn.now)
            work.calendar.end_asking(commitment, turn.now, Reason.ANSWERED)
        if not turn.may_hear_own:
            return turn.tell(turn.phrase("courtesy.noted"))
        if commitment is None:
            return turn.tell(turn.phrase("commitment.none_open"))
        asked = Awaiting("commitment.again", {"id": str(commitment.id)})
        return turn.ask(turn.phrase("commitment.missed"), turn.phrase("commitment.again"), awaiting=asked)

    def _again(self, turn: Turn, work: Work) -> Reply:
        commitment = asked_about(turn, work)
        if turn.heard == YES and commitment is not None:
            return _ask_when(turn, commitment)
        return _next_or(turn, work, turn.phrase("commitment.rests"))

    def _drop(self, turn: Turn, work: Work) -> Reply:
        commitment = asked_about(turn, work) or meant(turn, work)
        if commitment is None:
            return turn.tell(turn.phrase("commitment.none_open"))
        commitment.withdraw(turn.now)
        work.calendar.end_asking(commitment, turn.now, Reason.WITHDRAWN)
        local = commitment.local_due()
        return turn.tell(turn.phrase("commitment.taken_back", time=clock(local.hour * 60 + local.minute)))

    def _list(self, turn: Turn, work: Work) -> Reply:
        if not turn.may_hear_own:
            return turn.tell(turn.phrase("courtesy.nothing_for_now"))
        if turn.room is Room.UNKNOWN:
            return turn.ask(turn.phrase("room.alone_or_company"), awaiting=Awaiting("commitment.room"))
        return self._listed(turn, work, turn.room)

    def _room(self, turn: Turn, work: Work) -> Reply | None:
        if turn.heard in ("RoomAloneIntent", YES):
            return self._listed(turn, work, Room.ALONE)
        if turn.heard in ("RoomCompanyIntent", NO):
            return self._listed(turn, work, Room.COMPANY)
        return None

    def _listed(self, turn: Turn, work: Work, room: Room) -> Reply:
        """Alone: the promises in the person's words. In company: the next one's clock time and nothing more."""
        open_ones = work.commitments.open(turn.person)
        if not turn.may_hear_own or not open_ones:
            return turn.tell(turn.phrase("courtesy.nothing_for_now"))
        today = turn.local.date()
        if room is not Room.ALONE:
            return turn.tell(turn.phrase("commitment.next_label", time=moment(open_ones[0].local_due(), today)))
        said = [
            turn.phrase(
                "commitment.one",
                text=shorten(work.commitments.words(turn.person, one), SAID_AT_MOST, placeholder=" and so on"),
                time=moment(one.local_due(), today),
            )
            for one in open_ones[:LISTED_AT_MOST]
        ]
        if len(open_ones) > LISTED_AT_MOST:
            said.append(turn.phrase("commitment.and_more", number=count(len(open_ones) - LISTED_AT_MOST)))
        return turn.tell(*said)


def ask_for_commitment(turn: Turn) -> Reply:
    """Ask what the person would like to promise."""
    return turn.ask(turn.phrase("commitment.what"), awaiting=Awaiting("commitment.what", elicit=ELICIT_COMMITMENT))


def begin_commitment(turn: Turn, work: Work, *before: str) -> Reply | None:
    """Ask about the earliest commitment that is due and not answered; None when there is none.

    It is named by its clock time alone: at this certainty its words are not read back (safety.md D0).
    """
    due = work.commitments.due(turn.person, turn.now)
    if not due:
        return None
    asked = Awaiting("commitment.due", {"id": str(due[0].id)})
    if turn.announced and len(due) == 1:
        return turn.ask(*before, turn.phrase("commitment.did_it_happen_announced"), awaiting=asked)
    local = due[0].local_due()
    time = clock(local.hour * 60 + local.minute)
    return turn.ask(*before, turn.phrase("commitment.did_it_happen", time=time), awaiting=asked)


def _next_or(turn: Turn, work: Work, *said: str) -> Reply:
    return begin_commitment(turn, work, *said) or turn.tell(*said)


def _ask_when(turn: Turn, commitment: Commitment, *, is_denied: bool = False) -> Reply:
    """Ask for another time; one that was heard wrong must not ring, whatever comes next."""
    asked = Awaiting("commitment.move", {"id": str(commitment.id), "denied": is_denied}, ELICIT_TIME)
    return turn.ask(turn.phrase("commitment.by_when"), awaiting=asked)
