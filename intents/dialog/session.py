"""What a session remembers between two turns, as attributes that travel with the response; unknown ones are dropped."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from intents.dialog.question import read_question, write_question
from intents.dialog.speaker import IdentifiedSpeaker
from intents.dialog.turn import Awaiting, Reply
from skill.domain.confidence import Confidence
from skill.domain.first_start import is_walked
from skill.domain.risk import Sureness
from skill.domain.room import Room

VERSION = 1
REMEMBERED_AT_MOST = 4000
"""Longest speech kept for "repeat", characters; attributes count against Alexa's 120 KB."""


@dataclass(frozen=True)
class SessionState:
    """The open question, who is in the room, what was said last, with whom this session is, and how sure that was.

    Attributes:
        sureness, sample: how a local speaker understood this sentence (`Turn`); it sends them along with the session,
            and they are never written back.
        began: who said the first word in this session and is still in the first start, or None.
        zone_here: the time zone of the speaker, as it was told in this session, or None.
        window: the mark of a PIN that was given at a local speaker, "" where there is none; never written back either.
    """

    awaiting: Awaiting | None = None
    room: Room = Room.UNKNOWN
    last: str | None = None
    announced: bool = False
    speaker: UUID | None = None
    sure: Confidence = Confidence.UNKNOWN
    sureness: Sureness | None = None
    sample: str = ""
    began: UUID | None = None
    window: str = ""
    zone_here: str | None = None

    @classmethod
    def read(cls, attributes: Any) -> "SessionState":
        """Read what came back with the request; whatever is not of our form counts as not there."""
        if not isinstance(attributes, Mapping):
            return cls()
        room = attributes.get("room")
        last = attributes.get("last")
        window = attributes.get("window")
        sureness, sample = attributes.get("sureness"), attributes.get("sample")
        return cls(
            awaiting=_awaiting(attributes.get("awaiting")) if attributes.get("version") == VERSION else None,
            room=Room(room) if isinstance(room, str) and room in set(Room) else Room.UNKNOWN,
            last=last if isinstance(last, str) else None,
            announced=attributes.get("announced") is True,
            speaker=_id(attributes.get("speaker")),
            sure=_sure(attributes.get("sure")),
            sureness=Sureness(sureness) if isinstance(sureness, str) and sureness in set(Sureness) else None,
            sample=sample if isinstance(sample, str) else "",
            began=_id(attributes.get("began")),
            window=window if isinstance(window, str) else "",
            zone_here=_zone(attributes.get("zone_here")),
        )

    def heard_by(self, speaking: IdentifiedSpeaker) -> "SessionState":
        """Return what of it is for whoever speaks now.

        Another voice in the middle of a session takes over nothing: neither the question, nor who is there, nor what
        was said. A voice that is less sure than before does not hear the last words again.
        """
        if speaking.cuts_in or (self.speaker is not None and self.speaker != speaking.person.id):
            return replace(self, awaiting=None, room=Room.UNKNOWN, last=None, zone_here=None)
        return self if speaking.confidence.reaches(self.sure) else replace(self, last=None)

    def after(self, reply: Reply, speaking: IdentifiedSpeaker) -> "SessionState":
        """Return what is remembered once this reply is said; a closed session remembers nothing (rules.md F1)."""
        if reply.awaiting is None:
            return SessionState()
        kept = self.last if reply.is_short_lived else reply.speech
        if kept is not None and len(kept) > REMEMBERED_AT_MOST:
            kept = reply.reprompt
        is_known = speaking.is_shared and speaking.confidence is not Confidence.UNKNOWN
        speaker = reply.speaker or (speaking.person.id if is_known else None)
        began = speaking.person.id if speaking.is_new and not is_walked(speaking.person) else None
        room = reply.room or self.room
        zone = reply.zone_here or self.zone_here
        sure = speaking.confidence
        return SessionState(reply.awaiting, room, kept, speaker=speaker, sure=sure, began=began, zone_here=zone)

    def write(self) -> dict[str, Any]:
        """Return the attributes to send along."""
        if self.awaiting is None:
            return {}
        asked = self.awaiting
        return {
            "version": VERSION,
            "room": self.room.value,
            "last": self.last,
            "speaker": str(self.speaker) if self.speaker is not None else None,
            "sure": self.sure.value,
            "began": str(self.began) if self.began is not None else None,
            "zone_here": self.zone_here,
            "awaiting": {
                "question": asked.key,
                "data": write_question(asked.question),
                "misses": asked.misses,
            },
        }


def _id(raw: Any) -> UUID | None:
    try:
        return UUID(raw) if isinstance(raw, str) else None
    except ValueError:
        return None


def _zone(raw: Any) -> str | None:
    try:
        return ZoneInfo(raw).key if isinstance(raw, str) else None
    except (ValueError, OSError, KeyError):
        return None


def _sure(raw: Any) -> Confidence:
    return Confidence(raw) if isinstance(raw, str) and raw in set(Confidence) else Confidence.UNKNOWN


def _awaiting(raw: Any) -> Awaiting | None:
    """Return the open question; one whose payload does not fit is asked anew rather than answered with half of it."""
    if not isinstance(raw, Mapping) or (asked := read_question(raw.get("question"), raw.get("data"))) is None:
        return None
    misses = raw.get("misses")
    return Awaiting(asked, misses if isinstance(misses, int) else 0)
