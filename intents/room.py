"""Who is in the room: said once, remembered for the session, never longer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from intents.turn import DECLINES, NO, Awaiting, Reply, Turn
from skill.domain.certainty import ANYBODY, Need
from skill.domain.room import Room
from skill.storage.work import Work


@dataclass(frozen=True)
class RoomConversation:
    """ "I'm alone", "I'm not alone"."""

    topic: str = "room"
    hears: frozenset[str] = frozenset({"RoomAloneIntent", "RoomCompanyIntent"})
    needs: ClassVar[Mapping[str, Need]] = {
        "RoomAloneIntent": ANYBODY,
        "RoomCompanyIntent": ANYBODY,
        "room.known": ANYBODY,
        "room.first": ANYBODY,
    }

    def answer(self, turn: Turn, work: Work) -> Reply | None:
        """Remember it for this session and go on."""
        if turn.is_open("room.known") and turn.heard == NO:
            return turn.tell(turn.phrase("courtesy.stop"))
        if turn.is_open("room.first") and turn.heard in DECLINES:
            return turn.tell(turn.phrase("courtesy.another_time"))
        if turn.heard not in self.hears:
            return None
        room = Room.ALONE if turn.heard == "RoomAloneIntent" else Room.COMPANY
        again = turn.awaiting or Awaiting("room.known")
        return turn.ask(turn.phrase(f"room.{room}"), turn.phrase("courtesy.what_now"), awaiting=again, room=room)
