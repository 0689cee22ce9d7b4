"""Opening the data folder: key file, database, schema and the proof that they belong together."""

import secrets
from collections.abc import Callable
from pathlib import Path

import structlog
from sqlalchemy import URL, Engine, insert, select
from sqlalchemy.exc import ArgumentError, DatabaseError
from sqlalchemy.orm import Session

from skill.domain.errors import StartError
from skill.storage.database import Database, open_engine
from skill.storage.encryption.cells import Keyring, create_keyring, read_keyring
from skill.storage.key_rotation import open_backup
from skill.storage.schema import is_ahead, migrate, one_at_a_time, revision
from skill.storage.tables.people import key_proofs

DATABASE_FILE = "steady-ground.sqlite"
KEY_FILE = "keys.json"
SPEAKER_FILE = "speaker-id"

log = structlog.get_logger()


def open_database(folder: Path, url: str | None, draw: Callable[[int], int] = secrets.randbelow) -> Database:
    """Open what is kept, making it where nothing is yet.

    Args:
        folder: the data folder; made with mode 700 if missing.
        url: the database, or None for the SQLite file in the folder.
        draw: draws the numbers of spoken codes.

    Raises:
        StartError: folder, key file or database cannot be used; one plain line.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as fault:
        raise StartError(f"The data folder {folder} cannot be made: {fault.strerror}.") from fault
    path = folder / DATABASE_FILE
    if url is None and (folder / KEY_FILE).exists() and not path.exists():
        # A file of its own is made before the key file, so that only a lost one can be missing beside it.
        raise StartError(
            f"The database {path} is missing, and its key file is there: restore a backup, "
            f"or remove {folder / KEY_FILE} to begin anew."
        )
    try:
        engine = open_engine(url or URL.create("sqlite", database=str(path)))
    except (ArgumentError, ImportError) as fault:
        raise StartError("STEADY_GROUND_DATABASE_URL is no address of a database that can be used here.") from fault
    try:
        if url is None:
            path.touch(mode=0o600)
        # From the first connection on: of two that make a fresh file a write-ahead log at once, one is not let wait.
        with one_at_a_time(folder):
            if is_ahead(engine):
                raise StartError("The database was written by a newer release: start that one.")
            ring = _ring(folder / KEY_FILE, is_empty=revision(engine) is None)
            migrate(engine)
            _prove(engine, ring)
        database = Database(engine, ring, draw)
        _finish_erasing(database)
    except (DatabaseError, OSError) as fault:
        engine.dispose()
        raise StartError(f"The database in {folder} cannot be used: {_plain(fault)}.") from fault
    except StartError:
        engine.dispose()
        raise
    return database


def _finish_erasing(database: Database) -> None:
    """Go on where a crash came between an erasing and its end; a key file that cannot be written holds up no start."""
    try:
        database.finish_erasing()
    except StartError:
        log.warning("an erasing waits for a key file that can be written", action="erasing_unfinished")


def _ring(path: Path, *, is_empty: bool) -> Keyring:
    """Read the key file; make one only where no database is that an older one could belong to."""
    if is_empty and not path.exists():
        return create_keyring(path)
    return read_keyring(path)


def _prove(engine: Engine, ring: Keyring) -> None:
    """Refuse a key file that is not the one this database was written with; open what an old backup still may."""
    known = {name: ring.check_value(name) for name in ring.keys} | ring.destroyed_key_checks
    with Session(engine) as session, session.begin():
        kept = {row.key_id: row.proof for row in session.execute(select(key_proofs))}
        is_other = any(name in known and known[name] != proof for name, proof in kept.items())
        if is_other or (kept and not set(kept) & set(known)):
            raise StartError("The key file is not the one this database was written with.")
        open_backup(session, ring, kept)
        if ring.current not in kept:
            proof = known[ring.current]
            session.execute(insert(key_proofs).values(key_id=ring.current, proof=proof, retires=False))


def _plain(fault: Exception) -> str:
    cause = getattr(fault, "orig", None) or fault
    return str(getattr(cause, "strerror", None) or cause).splitlines()[0]


def speaker_id(folder: Path) -> str:
    """Return the id of the local speaker of this data folder; made at first and kept in a file beside the rows.

    Raises:
        StartError: the file cannot be written or read.
    """
    file = folder / SPEAKER_FILE
    try:
        if not file.exists():
            file.touch(mode=0o600)
            file.write_text(secrets.token_hex(8))
        return file.read_text().strip()
    except OSError as fault:
        raise StartError(f"The file {file} cannot be used: {fault.strerror}.") from fault
