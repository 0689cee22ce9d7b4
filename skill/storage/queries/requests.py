"""Queries for which requests were heard; ids only as hashes."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select

from skill.storage.queries.base import Queries
from skill.storage.tables.people import replays

KEEP = insert(replays).prefix_with("OR REPLACE", dialect="sqlite")


class Requests(Queries):
    """Requests that were heard, inside one transaction."""

    def heard(self) -> list[tuple[bytes, datetime]]:
        """Return each with its instant, the oldest first."""
        found = self._session.execute(select(replays.c.seen, replays.c.heard_at).order_by(replays.c.heard_at))
        return [(seen, at) for seen, at in found]

    def keep(self, heard: Mapping[bytes, datetime]) -> None:
        """Keep these in SQLite, each in place of the same one heard before."""
        # Every turn does this: the ready statement on the connection itself takes half the time of the session's way.
        self._session.connection().execute(KEEP, [{"seen": seen, "heard_at": at} for seen, at in heard.items()])

    def note(self, seen: bytes, now: datetime, *, since: datetime) -> None:
        """Keep one, in place of one that was heard before `since`.

        Raises:
            IntegrityError: it was heard since then.
        """
        self._session.execute(delete(replays).where(replays.c.seen == seen, replays.c.heard_at < since))
        self._session.execute(insert(replays).values(seen=seen, heard_at=now))

    def forget(self, seen: bytes) -> None:
        """Take one as never heard."""
        self._session.execute(delete(replays).where(replays.c.seen == seen))

    def forget_before(self, instant: datetime) -> None:
        """Delete what was heard before `instant`."""
        self._session.execute(delete(replays).where(replays.c.heard_at < instant))
