"""What was promised, said to whoever is alone; in company the next clock time and nothing more."""

from textwrap import shorten

from intents.turn import NO, YES, Awaiting, Reply, Turn
from skill.domain.room import Room
from skill.speech.spoken import count, moment
from skill.storage.store import Work

LISTED_AT_MOST = 3
SAID_AT_MOST = 100
"""Characters of a promise that are said back; the words that were kept are longer."""


def list_open(turn: Turn, work: Work) -> Reply:
    """Say what is promised, or first ask who is in the room."""
    if not turn.may_hear_own:
        return turn.tell(turn.phrase("courtesy.nothing_for_now"))
    if turn.room is Room.UNKNOWN:
        return turn.ask(turn.phrase("room.alone_or_company"), awaiting=Awaiting("commitment.room"))
    return _listed(turn, work, turn.room)


def listed_in_room(turn: Turn, work: Work) -> Reply | None:
    """Say what is promised, as fits the answer to who is in the room; None where that was no answer."""
    if turn.heard in ("RoomAloneIntent", YES):
        return _listed(turn, work, Room.ALONE)
    if turn.heard in ("RoomCompanyIntent", NO):
        return _listed(turn, work, Room.COMPANY)
    return None


def _listed(turn: Turn, work: Work, room: Room) -> Reply:
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
