"""Which requests were heard, in rows that several workers share: one that came to another worker is a repeat too."""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from skill.storage.database import Database
from skill.storage.tables.people import replays

SWEPT_EVERY = timedelta(minutes=1)
"""How often what is too old is deleted; meanwhile it is only passed over."""


class DatabaseSeenRequests:
    """Remembers requests for every worker on one database (rules.md V11); ids only as hashes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._swept_at: datetime | None = None

    def note(self, seen: bytes, now: datetime, *, since: datetime) -> bool:
        """Remember a request in a transaction of its own, and forget what was heard before `since`.

        Returns:
            False where some worker remembers it already; of two at one instant one hears True.

        Raises:
            StorageBusyError: the database did not take it in time.
        """
        if self._swept_at is None or now - self._swept_at >= SWEPT_EVERY:
            with self._database.work() as work:
                work.session.execute(delete(replays).where(replays.c.heard_at < since))
            self._swept_at = now
        try:
            with self._database.work() as work:
                work.session.execute(delete(replays).where(replays.c.seen == seen, replays.c.heard_at < since))
                work.session.execute(insert(replays).values(seen=seen, heard_at=now))
        except IntegrityError:
            return False
        return True

    def forget(self, seen: bytes) -> None:
        """Take a request as never heard."""
        with self._database.work() as work:
            work.session.execute(delete(replays).where(replays.c.seen == seen))
