"""Which requests were heard, in rows: one that came before a restart, or to another worker, is a repeat too."""

from collections import OrderedDict
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from skill.storage.database import Database
from skill.storage.unit_of_work import UnitOfWork

REMEMBERED_AT_MOST = 200_000
"""More than the busiest hour brings; beyond it the oldest is forgotten."""
FORGOTTEN_AFTER = timedelta(hours=2)
"""When a row is of no use any more, whoever asks: longer than the longest window of the rules of an honest request.

The planner deletes it; until then it is only passed over, so that no turn waits for a deletion.
"""


class OwnMemory:
    """Remembers requests for the one worker of a file, over a restart too; ids only as hashes.

    A commit of its own for each request would double what a turn costs on one disk. So a request is remembered in this
    process at once, and its row is kept in the very transaction of its turn: one whose turn was never kept was never
    heard, and Amazon may bring it again.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._unkept: dict[bytes, datetime] = {}
        with database.look() as work:
            self._heard = OrderedDict(work.requests.heard())

    def note(self, seen: bytes, now: datetime, *, since: datetime) -> bool:
        """Remember a request, and forget what was heard before `since`; return False where it is remembered already."""
        while self._heard and (len(self._heard) >= REMEMBERED_AT_MOST or next(iter(self._heard.values())) < since):
            gone, _ = self._heard.popitem(last=False)
            self._unkept.pop(gone, None)
        if seen in self._heard:
            return False
        self._heard[seen] = self._unkept[seen] = now
        return True

    def forget(self, seen: bytes) -> None:
        """Take a request as never heard."""
        self._heard.pop(seen, None)
        if self._unkept.pop(seen, None) is None:
            with self._database.work() as work:
                work.requests.forget(seen)

    def write(self, work: UnitOfWork) -> None:
        """Keep what is remembered with the turns of this transaction."""
        if self._unkept:
            work.requests.keep(self._unkept)

    def is_written(self) -> None:
        """The transaction was kept: nothing of it is written again."""
        self._unkept.clear()


class DatabaseSeenRequests:
    """Remembers requests for every worker on one database (rules.md V11); ids only as hashes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, seen: bytes, now: datetime, *, since: datetime) -> bool:
        """Remember a request in a transaction of its own, in place of the same one heard before `since`.

        Returns:
            False where some worker remembers it already; of two at one instant one hears True.

        Raises:
            StorageBusyError: the database did not take it in time.
        """
        try:
            with self._database.work() as work:
                work.requests.note(seen, now, since=since)
        except IntegrityError:
            return False
        return True

    def forget(self, seen: bytes) -> None:
        """Take a request as never heard."""
        with self._database.work() as work:
            work.requests.forget(seen)

    def write(self, _work: UnitOfWork) -> None:
        """Nothing is left to keep: each request has its row already."""

    def is_written(self) -> None:
        """Nothing is left to keep."""


def forget_seen(work: UnitOfWork, now: datetime) -> None:
    """Delete what no repeat could be told by any more."""
    work.requests.forget_before(now - FORGOTTEN_AFTER)


def seen_requests(database: Database) -> OwnMemory | DatabaseSeenRequests:
    """Return where a worker on this database remembers which requests it heard."""
    return DatabaseSeenRequests(database) if database.is_shared else OwnMemory(database)
