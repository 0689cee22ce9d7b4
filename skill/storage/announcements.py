"""Where due prompts lie for a local speaker; asking for them says that it listens."""

from collections.abc import Sequence
from datetime import datetime

from skill.domain.occurrence import Announcement
from skill.domain.person import LISTENING_FOR
from skill.storage.database import Database


class AnnouncementInbox:
    """What local speakers have to say unasked."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, user_id: str, now: datetime) -> Sequence[Announcement]:
        """Return what is to be said to this account now; each is given out once, and never after its window."""
        if self._is_idle(user_id, now):
            return []
        with self._database.work() as work:
            behind = work.people.note_listening(user_id, now + LISTENING_FOR)
            return [one for person_id in behind for one in work.calendar.take_announcements(person_id, now)]

    def heartbeat(self, user_id: str, now: datetime) -> None:
        """Note that this account's speaker listens, but is in the middle of a conversation."""
        with self._database.look() as work:
            is_noted = not work.people.must_note_listening(user_id, now + LISTENING_FOR)
        if not is_noted:
            with self._database.work() as work:
                work.people.note_listening(user_id, now + LISTENING_FOR)

    def _is_idle(self, user_id: str, now: datetime) -> bool:
        """Is there nothing to say or note? A speaker asks twice a second, and must keep no writer waiting."""
        with self._database.look() as work:
            if work.people.must_note_listening(user_id, now + LISTENING_FOR):
                return False
            behind = [one.person.id for one in work.people.at(user_id)]
            return not work.calendar.has_announcements(behind, now)

    def stop_listening(self, user_id: str) -> None:
        """Note that nobody listens for this account any more."""
        with self._database.work() as work:
            work.people.note_listening(user_id, None)
