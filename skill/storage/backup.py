"""Backing up a data folder while it is in use, and checking what was copied."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from skill.domain.errors import StartError
from skill.storage.backup_list import KEY_FILE, LIST_FILE, add_to_list
from skill.storage.encryption.cells import Keyring, read_keyring
from skill.storage.open_database import DATABASE_FILE, SPEAKER_FILE
from skill.storage.schema import one_at_a_time

FILES = (KEY_FILE, SPEAKER_FILE, LIST_FILE)
"""What a backup holds beside the database. The speaker's id is needed: under a new one, everybody is a stranger."""


def database_file(folder: Path, url: str | None) -> Path | None:
    """Return the SQLite file of a data folder, or None where the rows are kept by another database.

    Raises:
        StartError: the address of the database is none.
    """
    if url is None:
        return folder / DATABASE_FILE
    try:
        parts = make_url(url)
    except ArgumentError as fault:
        raise StartError("STEADY_GROUND_DATABASE_URL is no address of a database that can be used here.") from fault
    return Path(parts.database or "") if parts.get_backend_name() == "sqlite" else None


def other_database(url: str, backup: Path, *, is_restored: bool) -> str:
    """Return what to run for rows that PostgreSQL keeps; the password stays where it is, the command asks for it."""
    parts = make_url(url)
    host = f" --host={parts.host}" if parts.host else ""
    port = f" --port={parts.port}" if parts.port else ""
    where = f"{host}{port} --username={parts.username or 'NAME'}"
    file, database = backup.expanduser().absolute() / "steady-ground.dump", parts.database or "DATABASE"
    if is_restored:
        return f"pg_restore --clean --if-exists --no-owner{where} --dbname={database} {file}"
    return f"pg_dump --format=custom{where} --file={file} {database}"


def back_up(folder: Path, url: str | None, out: Path) -> list[Path]:
    """Copy everything of a data folder that cannot be made anew, readable by its owner alone; it may be in use.

    The database is copied before its key file and no key is changed meanwhile, so the two belong together.

    Args:
        url: the database, or None for the SQLite file in the folder. Rows of another database are not copied.
        out: a folder that is empty or not there yet.

    Returns:
        the files that were made.

    Raises:
        StartError: every fault in one line; nothing was made.
    """
    database, out = database_file(folder, url), out.expanduser().absolute()
    _refuse(_faults_of_source(folder, database) + _faults_of_target(out))
    was_there = out.exists()
    try:
        out.mkdir(parents=True, exist_ok=True, mode=0o700)
        with one_at_a_time(folder):
            if database is not None:
                copy_database(database, out / DATABASE_FILE)
            add_to_list(folder, out)
            for name in FILES:
                if (folder / name).exists():
                    copy_file(folder / name, out / name)
        _refuse(faults_of_backup(out, has_database=database is not None))
    except (OSError, sqlite3.Error, StartError) as fault:
        _remove(out, is_kept=was_there)
        if isinstance(fault, StartError):
            raise
        raise StartError(f"The backup in {out} could not be made: {plain_cause(fault)}.") from fault
    return sorted(one for one in out.iterdir() if one.is_file())


def faults_of_backup(backup: Path, *, has_database: bool) -> list[str]:
    """Return what is wrong with a backup, each fault a few plain words; the files are opened and read as a whole."""
    speaker, faults = backup / SPEAKER_FILE, []
    if not speaker.is_file():
        faults.append(f"{speaker} is missing")
    elif not speaker.read_bytes().strip():
        faults.append(f"{speaker} is empty")
    ring: Keyring | None = None
    try:
        ring = read_keyring(backup / KEY_FILE)
    except StartError as fault:
        faults.append(str(fault).removesuffix("."))
    database = backup / DATABASE_FILE
    if has_database and not database.is_file():
        faults.append(f"{database} is missing")
    elif has_database:
        faults += _faults_of_database(database, ring)
    return faults


def _faults_of_database(database: Path, ring: Keyring | None) -> list[str]:
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as opened:
            if opened.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                return [f"{database} is damaged"]
            if opened.execute("PRAGMA foreign_key_check").fetchall():
                return [f"{database} has rows that belong to nobody"]
            kept = {str(name): bytes(proof) for name, proof in opened.execute("SELECT key_id, proof FROM key_proofs")}
    except sqlite3.Error as fault:
        return [f"{database} cannot be read: {plain_cause(fault)}"]
    if ring is None:
        return []
    known = {name: ring.check_value(name) for name in ring.keys} | ring.destroyed_key_checks
    is_other = any(name in known and known[name] != proof for name, proof in kept.items())
    if is_other or (kept and not kept.keys() & known.keys()):
        return [f"{database.parent / KEY_FILE} is not the key file that the database was written with"]
    return []


def copy_database(source: Path, target: Path) -> None:
    """Copy a SQLite database into one file of its own, with what still lies in its log; others may write meanwhile."""
    target.touch(mode=0o600)
    target.chmod(0o600)
    address = f"{source.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, uri=True)) as reading, closing(sqlite3.connect(target)) as writing:
        reading.backup(writing)
        # A copy keeps the log mode of its source; without it, the one file is all there is.
        writing.execute("PRAGMA journal_mode=DELETE")
    sync(target)


def copy_file(source: Path, target: Path) -> None:
    """Copy a small file, readable by its owner alone, and wait until it is on the disk."""
    copied = source.read_bytes()
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(copied)
        file.flush()
        os.fsync(handle)
    target.chmod(0o600)


def sync(path: Path) -> None:
    """Wait until a file or a folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def plain_cause(fault: Exception) -> str:
    """Return what the system or SQLite says of a fault, in one line."""
    return str(getattr(fault, "strerror", None) or fault).splitlines()[0]


def _faults_of_source(folder: Path, database: Path | None) -> list[str]:
    needed = [folder / KEY_FILE, folder / SPEAKER_FILE, *([database] if database is not None else [])]
    return [f"{one} is missing" for one in needed if not one.is_file()]


def _faults_of_target(out: Path) -> list[str]:
    if out.exists() and not out.is_dir():
        return [f"{out} is no folder"]
    return [f"{out} is not empty"] if out.is_dir() and any(out.iterdir()) else []


def _refuse(faults: list[str]) -> None:
    if faults:
        raise StartError(f"There is no backup: {'; '.join(faults)}.")


def _remove(out: Path, *, is_kept: bool) -> None:
    """Leave no half of a backup behind; the folder stays if it was there before."""
    if is_kept:
        for one in out.iterdir():
            one.unlink(missing_ok=True)
    else:
        shutil.rmtree(out, ignore_errors=True)
