"""Who is in the room: said once, remembered for the session, never longer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from intents.dialog.turn import DECLINES, NO, READS, YES, Awaiting, Reply, Stake, Turn
from skill.domain.confidence import ANYBODY, Requirement
from skill.domain.risk import Risk
from skill.domain.room import Room
from skill.storage.unit_of_work import UnitOfWork

ALONE, COMPANY = "RoomAloneIntent", "RoomCompanyIntent"


def room_said(turn: Turn) -> Room | None:
    """Return who is there as an answer to "are you alone, or in company?"; None for anything else.

    A bare yes or no does not say which of the two it means: it counts as company, everywhere alike.
    """
    if turn.intent == ALONE:
        return Room.ALONE
    return Room.COMPANY if turn.intent in (COMPANY, YES, NO) else None


def _confirm_alone(turn: Turn, _work: UnitOfWork) -> str | Reply:
    """Only guessed: ask in whichever question is open, so that what waits in it is not lost."""
    said = turn.phrase("room.alone_or_company")
    return said if turn.awaiting is None else turn.ask(said, awaiting=turn.awaiting)


@dataclass(frozen=True)
class RoomConversation:
    """ "I'm alone", "I'm not alone"."""

    topic: str = "room"
    hears: frozenset[str] = frozenset({"RoomAloneIntent", "RoomCompanyIntent"})
    needs: ClassVar[Mapping[str, Requirement]] = {
        "RoomAloneIntent": ANYBODY,
        "RoomCompanyIntent": ANYBODY,
        "room.known": ANYBODY,
        "room.first": ANYBODY,
    }

    stakes: ClassVar[Mapping[str, Stake]] = {
        # Whoever is taken to be alone is told more.
        ALONE: Stake(Risk.CHANGES, _confirm_alone),
        COMPANY: READS,
    }

    def answer(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        """Remember it for this session and go on."""
        if turn.is_open("room.known") and turn.intent == NO:
            return turn.tell(turn.phrase("courtesy.stop"))
        if turn.is_open("room.first") and turn.intent in DECLINES:
            return turn.tell(turn.phrase("courtesy.another_time"))
        if turn.intent not in self.hears:
            return None
        room = Room.ALONE if turn.intent == "RoomAloneIntent" else Room.COMPANY
        again = turn.awaiting or Awaiting("room.known")
        return turn.ask(turn.phrase(f"room.{room}"), turn.phrase("courtesy.what_now"), awaiting=again, room=room)
