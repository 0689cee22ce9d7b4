"""The list of backups of a data folder, and their key files: erasing somebody reaches into the backups too.

A backup holds the key file beside the rows, so an older one would still open for somebody who was erased since.
"""

import json
import os
from pathlib import Path

from skill.domain.errors import StartError
from skill.storage.encryption.cells import Keyring, as_text, read_keyring
from skill.storage.key_rotation import write_key_file

LIST_FILE = "backups.json"
KEY_FILE = "keys.json"


def listed(folder: Path) -> list[Path]:
    """Return where backups of this data folder were made or taken from, the oldest first.

    Raises:
        StartError: the list cannot be read.
    """
    file = folder / LIST_FILE
    try:
        return [Path(str(one)) for one in json.loads(file.read_text(encoding="utf-8"))] if file.exists() else []
    except (OSError, ValueError, TypeError) as fault:
        raise StartError(f"The list of backups {file} cannot be read.") from fault


def add_to_list(folder: Path, backup: Path) -> None:
    """Note that there is a backup of this data folder.

    Raises:
        StartError: the list cannot be read or written.
    """
    file, fresh = folder / LIST_FILE, folder / f"{LIST_FILE}.new"
    backups = [str(one) for one in listed(folder)]
    if str(backup) in backups:
        return
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as opened:
            json.dump([*backups, str(backup)], opened)
        fresh.replace(file)
    except OSError as fault:
        raise StartError(f"The list of backups {file} cannot be written: {fault.strerror}.") from fault


def refresh_key_files(ring: Keyring) -> list[Path]:
    """Give every listed backup the present key file, so that it stays shut for whoever was erased since.

    It opens for everybody else by the copies that the present key file carries.

    Returns:
        the backups that could not be reached, or the list itself: their key files are as they were.
    """
    if ring.path is None:
        return []
    missed = []
    try:
        backups = listed(ring.path.parent)
    except StartError:
        return [ring.path.parent / LIST_FILE]
    for backup in backups:
        file = backup / KEY_FILE
        try:
            theirs = read_keyring(file)
            if is_successor(ring, theirs) and as_text(ring) != as_text(theirs):
                write_key_file(ring, file)
        except StartError:
            missed.append(backup)
    return missed


def is_successor(later: Keyring, earlier: Keyring) -> bool:
    """Does one key file know every key of the other, as one that still opens or as one that was destroyed?"""
    known = _proofs(later)
    return (
        later.lookup == earlier.lookup
        and earlier.destroyed_key_checks.keys() <= later.destroyed_key_checks.keys()
        and all(known.get(name) == proof for name, proof in _proofs(earlier).items())
    )


def _proofs(ring: Keyring) -> dict[str, bytes]:
    return {name: ring.check_value(name) for name in ring.keys} | ring.destroyed_key_checks
