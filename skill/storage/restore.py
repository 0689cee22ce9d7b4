"""Restoring a data folder from a backup: all is checked first, and nothing is written over unasked."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL

from skill.domain.errors import StartError
from skill.storage.backup import FILES, copy_database, copy_file, database_file, faults_of_backup, plain_cause, sync
from skill.storage.backup_list import KEY_FILE, LIST_FILE, add_to_list, is_successor, listed
from skill.storage.database import open_engine
from skill.storage.encryption.cells import read_keyring
from skill.storage.open_database import DATABASE_FILE
from skill.storage.schema import is_ahead, one_at_a_time


def restore(backup: Path, folder: Path, url: str | None, *, is_over: bool) -> None:
    """Make a data folder what it was when a backup of it was made.

    Where the folder holds a later key file of the same installation, that one stays: whoever was erased since the
    backup was made stays erased, and everybody else opens by the copies that it carries.

    Args:
        url: the database, or None for the SQLite file in the folder. Rows of another database are not restored.
        is_over: write over what the folder holds.

    Raises:
        StartError: every fault in one line; everything is as it was.
    """
    database, backup = database_file(folder, url), backup.expanduser().absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with one_at_a_time(folder), TemporaryDirectory(prefix=".restore-", dir=folder) as made:
            staged = Path(made)
            faults = _stage(backup, staged, has_database=database is not None)
            faults += _faults_of_target(folder, database, is_over=is_over)
            faults += _faults_of_keys(staged / KEY_FILE, folder / KEY_FILE)
            if faults:
                raise StartError(f"Nothing was restored: {'; '.join(faults)}.")
            _put_in_place(staged, folder, database)
            add_to_list(folder, backup)
    except (OSError, sqlite3.Error) as fault:
        raise StartError(f"The backup could not be restored to {folder}: {plain_cause(fault)}.") from fault


def _stage(backup: Path, staged: Path, *, has_database: bool) -> list[str]:
    """Copy a backup beside the data folder's files, and return what is wrong with it.

    The copies are readable by their owner alone, whatever the place of the backup can keep (a stick keeps no modes).
    """
    if not backup.is_dir():
        return [f"{backup} is no folder"]
    for name in FILES:
        with suppress(FileNotFoundError):
            copy_file(backup / name, staged / name)
    if has_database and (backup / DATABASE_FILE).is_file():
        try:
            copy_database(backup / DATABASE_FILE, staged / DATABASE_FILE)
        except sqlite3.Error as fault:
            return [f"{backup / DATABASE_FILE} cannot be read: {plain_cause(fault)}"]
    faults = faults_of_backup(staged, has_database=has_database)
    if not faults and has_database:
        engine = open_engine(URL.create("sqlite", database=str(staged / DATABASE_FILE)))
        if is_ahead(engine):
            faults.append(f"{backup / DATABASE_FILE} was written by a newer release")
        engine.dispose()
    return [one.replace(str(staged), str(backup)) for one in faults]


def _faults_of_target(folder: Path, database: Path | None, *, is_over: bool) -> list[str]:
    places = [*(folder / name for name in FILES if name != LIST_FILE), *([database] if database is not None else [])]
    there = [str(one) for one in places if one.exists()]
    if there and not is_over:
        return [f"{', '.join(there)} would be written over: say --over if that's right, or name another --data"]
    if database is not None and database.exists() and is_in_use(database):
        return [f"{database} is in use: end speak, serve and clock first"]
    return []


def is_in_use(database: Path) -> bool:
    """Has another process this SQLite file open? If none has, what lies in its log is written into it."""
    with closing(sqlite3.connect(database, timeout=0)) as opened:
        try:
            return bool(opened.execute("PRAGMA journal_mode=DELETE").fetchone() != ("delete",))
        except sqlite3.OperationalError as fault:
            return fault.sqlite_errorcode == sqlite3.SQLITE_BUSY
        except sqlite3.DatabaseError:
            return False  # A damaged file is what a backup is for.


def _faults_of_keys(staged: Path, present: Path) -> list[str]:
    """Choose which key file stays; return a fault where neither may."""
    try:
        ours, theirs = read_keyring(present), read_keyring(staged)
    except StartError:
        return []  # None is here, or one that opens nothing; what is wrong with the backup's is said already.
    if ours.lookup != theirs.lookup or is_successor(theirs, ours):
        return []
    if is_successor(ours, theirs):
        copy_file(present, staged)
        return []
    return [f"since this backup, {present} has changed in another way: it can't be restored here without undoing that"]


def _put_in_place(staged: Path, folder: Path, database: Path | None) -> None:
    """Move the checked files to where they belong, the log of the old database out of the way first."""
    moves: list[tuple[Path, Path]] = [(staged / name, folder / name) for name in FILES if name != LIST_FILE]
    backups = listed(staged)
    if database is not None:
        moves.insert(0, (staged / DATABASE_FILE, database))
        for rest in ("-wal", "-shm", "-journal"):
            Path(f"{database}{rest}").unlink(missing_ok=True)
    for source, target in moves:
        source.replace(target)
    for one in backups:
        add_to_list(folder, one)
    sync(folder)
