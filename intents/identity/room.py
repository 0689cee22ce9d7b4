"""Who is in the room: said once, remembered for the session, never longer."""

from intents.dialog.conversation import Conversation, Heard, tells
from intents.dialog.intent_names import ALONE, COMPANY
from intents.dialog.room_answer import room_said
from intents.dialog.turn import DECLINES, NO, READS, YES, Reply, Stake, Turn
from intents.identity.questions import AskedWhatNow, AskedWhoIsThere
from skill.domain.confidence import ANYBODY
from skill.domain.risk import Risk
from skill.domain.room import Room
from skill.storage.unit_of_work import UnitOfWork

SAID_OR_DECLINED = DECLINES | {ALONE, COMPANY, YES, NO}
"""What answers "are you alone, or in company?"."""


def _confirm_alone(turn: Turn, _work: UnitOfWork) -> str | Reply:
    """Only guessed: ask in whichever question is open, so that what waits in it is not lost."""
    said = turn.phrase("room.alone_or_company")
    return said if turn.awaiting is None else turn.ask(said, awaiting=turn.awaiting)


def another_time(turn: Turn, _work: UnitOfWork) -> Reply:
    """Let what is for one alone wait, and remember who is there where that was said."""
    return turn.tell(turn.phrase("courtesy.another_time"), room=room_said(turn) or turn.room)


def _known(turn: Turn, _work: UnitOfWork) -> Reply:
    """Remember it for this session and go on."""
    room = Room.ALONE if turn.intent == ALONE else Room.COMPANY
    again = turn.awaiting or AskedWhatNow()
    return turn.ask(turn.phrase(f"room.{room}"), turn.phrase("courtesy.what_now"), awaiting=again, room=room)


ROOM = Conversation(
    "room",
    intents={
        # Whoever is taken to be alone is told more.
        ALONE: Heard(ANYBODY, _known, Stake(Risk.CHANGES, _confirm_alone)),
        COMPANY: Heard(ANYBODY, _known, READS),
    },
    questions={
        AskedWhatNow: {NO: tells("courtesy.stop")},
        AskedWhoIsThere: dict.fromkeys(DECLINES, tells("courtesy.another_time")),
    },
)
""" "I'm alone", "I'm not alone"."""
