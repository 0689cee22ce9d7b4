"""The database and its transactions: `Database.work()` for one turn, `run_batch()` for several in one commit."""

import secrets
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import URL, Engine, create_engine, event, literal, make_url, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from skill.domain.errors import StorageBusyError
from skill.storage.backup_list import refresh_key_files
from skill.storage.encryption.cells import Keyring
from skill.storage.encryption.locking import Stretch, argon
from skill.storage.health import OpenedFiles, takes_rows
from skill.storage.key_rotation import destroy_retired
from skill.storage.schema import BEFORE, revision
from skill.storage.unit_of_work import UnitOfWork

T = TypeVar("T")

BUSY_SECONDS = 3
"""How long a transaction waits for another writer (rules.md K5)."""

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}",
)
"""What every SQLite connection is told: sync each commit (rules.md K3), leave no deleted bytes behind (rules.md F7)."""


class Database:
    """Where everything is kept.

    Args:
        engine: a database of our schema (see `open_engine`).
        ring: the keys from outside the database.
        draw: draws a number from zero up to, not including, its argument; only a script in a folder of its own hands
            in one that can be guessed.
        stretch: stretches PINs; only a test hands in one that costs less.
    """

    def __init__(
        self,
        engine: Engine,
        ring: Keyring,
        draw: Callable[[int], int] = secrets.randbelow,
        *,
        stretch: Stretch = argon,
    ) -> None:
        self.engine = engine
        self._ring = ring
        self._draw = draw
        self._stretch = stretch
        self._sessions = sessionmaker(engine, expire_on_commit=False)
        self._readings = sessionmaker(engine.execution_options(reading=True), expire_on_commit=False)
        self._files = OpenedFiles.of(engine, ring.path)

    @contextmanager
    def work(self) -> Iterator[UnitOfWork]:
        """Open one transaction; it is kept when the block ends well and undone when it raises.

        Raises:
            StorageBusyError: the database did not take it in time; nothing is kept.
        """
        try:
            with self._sessions.begin() as session:
                yield UnitOfWork(session, self._ring, self._draw, self._stretch)
        except OperationalError as fault:
            raise StorageBusyError("the database did not take it") from fault

    @contextmanager
    def look(self) -> Iterator[UnitOfWork]:
        """Open a transaction that only reads: on SQLite it waits for no writer and keeps none waiting.

        Raises:
            StorageBusyError: the database could not be read in time.
        """
        try:
            with self._readings.begin() as session:
                yield UnitOfWork(session, self._ring, self._draw, self._stretch)
        except OperationalError as fault:
            raise StorageBusyError("the database could not be read") from fault

    @property
    def is_shared(self) -> bool:
        """May several workers share this database? SQLite's file belongs to one that answers."""
        return self.engine.dialect.name != "sqlite"

    def is_readable(self) -> bool:
        """Can rows be read at this moment?"""
        try:
            with self.engine.connect().execution_options(reading=True) as connection:
                connection.execute(select(literal(1)))
        except DatabaseError:
            return False
        return True

    def faults(self) -> list[str]:
        """Return why rows could not be kept at this moment, each a few plain words; nothing where they could."""
        found = self._files.faults()
        if not self.is_readable():
            found.append("the database cannot be read")
        elif self.is_shared and not takes_rows(self.engine):
            found.append("the database takes no more rows")
        return found

    def erase(self, person_id: UUID, now: datetime) -> Counter[str]:
        """Erase a person (`erasing.erase`), and finish it; return how many rows went, by table.

        Raises:
            StorageBusyError: the database did not take it; nothing is erased.
            StartError: the rows are gone, and the key file could not be written: it is finished at the next start.
        """
        with self.work() as work:
            gone = work.erase(person_id, now)
        self.finish_erasing()
        return gone

    def finish_erasing(self) -> list[Path]:
        """Destroy the key that erased persons' data keys were wrapped by, and leave no byte of theirs in the files.

        Called after every erasing, outside its transaction; where nothing was erased it does nothing but look.

        Returns:
            the listed backups that could not be reached: their key files still open what was erased.

        Raises:
            StartError: the key file cannot be written.
        """
        try:
            destroy_retired(self._sessions.begin, self._ring)
            return refresh_key_files(self._ring)
        finally:
            if self.engine.dialect.name == "sqlite" and self.engine.url.database:
                Path(f"{self.engine.url.database}{BEFORE}").unlink(missing_ok=True)
            self.cut_log()

    def cut_log(self) -> None:
        """After something was erased: cut SQLite's write-ahead log, in which its bytes still lie (rules.md F7)."""
        if self.engine.dialect.name == "sqlite":
            connection = self.engine.raw_connection()
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.close()

    def revision(self) -> str | None:
        """Return the revision of the schema."""
        return revision(self.engine)

    def run_batch(
        self,
        acts: Sequence[Callable[[UnitOfWork], T]],
        *,
        before: Callable[[UnitOfWork], None] = lambda _work: None,
        whose: Sequence[str] = (),
    ) -> list[T | Exception]:
        """Do several turns in one transaction with one commit; each stands or falls alone.

        All are tried together first. Only if one of them fails, everything is undone and done again, each behind a
        savepoint of its own: an act must therefore do nothing but read and write rows. One that made a row which
        another process made in the same moment looks again and finds that one's row.

        Args:
            acts: what to do, in order.
            before: what to read for all of them first.
            whose: the account of each act. They are done in the order of their accounts, the same in every process:
                two batches that make the same newcomers in opposite orders would wait for each other for ever.

        Returns:
            per act its answer, or the exception that undid this act alone. If the commit itself fails, every act gets
            that exception: an answer leaves only after its rows are kept.
        """
        if whose:
            order = sorted(range(len(acts)), key=whose.__getitem__)
            done = dict(zip(order, self.run_batch([acts[at] for at in order], before=before), strict=True))
            return [done[at] for at in range(len(acts))]
        try:
            with self.work() as work:
                before(work)
                return [act(work) for act in acts]
        except StorageBusyError as fault:
            return [fault for _ in acts]
        except Exception as fault:
            is_final = len(acts) == 1 and not isinstance(fault, IntegrityError)
            return [fault] if is_final else self._run_one_by_one(acts, before)

    def _run_one_by_one(
        self, acts: Sequence[Callable[[UnitOfWork], T]], before: Callable[[UnitOfWork], None]
    ) -> list[T | Exception]:
        try:
            with self.work() as work:
                before(work)
                return [self._alone(act, work) for act in acts]
        except StorageBusyError as fault:
            return [fault for _ in acts]

    def _alone(self, act: Callable[[UnitOfWork], T], work: UnitOfWork) -> T | Exception:
        """Do one act behind a savepoint, once more where another process was faster in making a row."""
        failed: Exception | None = None
        while failed is None or isinstance(failed, IntegrityError):
            try:
                with work.nested() as fresh:
                    return act(fresh)
            except StorageBusyError:
                raise
            except Exception as fault:
                if failed is not None:
                    return fault
                failed = fault
        return failed


def open_engine(url: str | URL) -> Engine:
    """Return an engine for `url`; on SQLite with our pragmas and with transactions that begin as writers.

    A transaction that begins as a reader and writes later would fail at once when another one wrote in between,
    without waiting its turn; so the Python driver's own BEGIN is switched off and BEGIN IMMEDIATE said instead.
    """
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, hide_parameters=True)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})

    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        assert isinstance(connection, sqlite3.Connection)
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(pragma)

    def begin(connection: Any) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine
