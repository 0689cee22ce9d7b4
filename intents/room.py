"""Who is in the room: said once, remembered for the session, never longer."""

from dataclasses import dataclass

from intents.turn import NO, Awaiting, Reply, Turn
from skill.domain.room import Room
from skill.storage.store import Work


@dataclass(frozen=True)
class RoomConversation:
    """ "I'm alone", "I'm not alone"."""

    topic: str = "room"
    hears: frozenset[str] = frozenset({"RoomAloneIntent", "RoomCompanyIntent"})

    def answer(self, turn: Turn, work: Work) -> Reply | None:
        """Remember it for this session and go on."""
        if turn.is_open("room.known") and turn.heard == NO:
            return turn.tell(turn.phrase("courtesy.stop"))
        if turn.heard not in self.hears:
            return None
        room = Room.ALONE if turn.heard == "RoomAloneIntent" else Room.COMPANY
        again = turn.awaiting or Awaiting("room.known")
        return turn.ask(turn.phrase(f"room.{room}"), turn.phrase("courtesy.what_now"), awaiting=again, room=room)
