"""What a session remembers between two turns, as attributes that travel with the response; unknown ones are dropped."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from intents.turn import Awaiting, Datum, Reply
from skill.domain.room import Room

VERSION = 1
MISSES_AT_MOST = 2
REMEMBERED_AT_MOST = 4000
"""Longest speech kept for "repeat", characters; attributes count against Alexa's 120 KB."""


@dataclass(frozen=True)
class SessionState:
    """The open question, who is in the room, and what was said last."""

    awaiting: Awaiting | None = None
    room: Room = Room.UNKNOWN
    last: str | None = None
    announced: bool = False

    @classmethod
    def read(cls, attributes: Any) -> "SessionState":
        """Read what came back with the request; whatever is not of our form counts as not there."""
        if not isinstance(attributes, Mapping):
            return cls()
        room = attributes.get("room")
        last = attributes.get("last")
        return cls(
            awaiting=_awaiting(attributes.get("awaiting")) if attributes.get("version") == VERSION else None,
            room=Room(room) if isinstance(room, str) and room in set(Room) else Room.UNKNOWN,
            last=last if isinstance(last, str) else None,
            announced=attributes.get("announced") is True,
        )

    def after(self, reply: Reply) -> "SessionState":
        """Return what is remembered once this reply is said; a closed session remembers nothing (safety.md F1)."""
        if reply.awaiting is None:
            return SessionState()
        kept = self.last if reply.is_short_lived else reply.speech
        if kept is not None and len(kept) > REMEMBERED_AT_MOST:
            kept = reply.reprompt
        return SessionState(reply.awaiting, reply.room or self.room, kept)

    def write(self) -> dict[str, Any]:
        """Return the attributes to send along."""
        if self.awaiting is None:
            return {}
        asked = self.awaiting
        return {
            "version": VERSION,
            "room": self.room.value,
            "last": self.last,
            "awaiting": {
                "question": asked.question,
                "data": dict(asked.data),
                "elicit": list(asked.elicit) if asked.elicit else None,
                "misses": asked.misses,
            },
        }


def _awaiting(raw: Any) -> Awaiting | None:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("question"), str):
        return None
    data = raw.get("data")
    elicit = raw.get("elicit")
    misses = raw.get("misses")
    return Awaiting(
        question=raw["question"],
        data={str(name): value for name, value in data.items() if isinstance(value, Datum)}
        if isinstance(data, Mapping)
        else {},
        elicit=(str(elicit[0]), str(elicit[1])) if isinstance(elicit, list) and len(elicit) == 2 else None,
        misses=misses if isinstance(misses, int) else 0,
    )
