"""Destroying a key: everybody else's data key is wrapped by a fresh one, and the old one leaves the key file.

So a backup of the database made before somebody was erased stays shut for that person, while its other rows open by
the copies that the key file carries (docs/why/erasing.md).
"""

import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from skill.domain.errors import StartError
from skill.storage.encryption.cells import KEY_BYTES, Keyring, as_text
from skill.storage.queries.erasing import NO_KEY
from skill.storage.schema import one_at_a_time
from skill.storage.tables.people import key_proofs, persons
from skill.storage.unit_of_work import UnitOfWork

Begin = Callable[[], AbstractContextManager[Session]]


def destroy_retired(begin: Begin, ring: Keyring) -> bool:
    """Destroy every key that is marked to be destroyed, or that nobody's data key is wrapped by any more.

    Each step may be the last one before a crash; the next call goes on from there, and no data key is ever without a
    key that opens it.

    Returns:
        was there one?

    Raises:
        StartError: the key file cannot be written; the mark stays, and it is tried again at the next start.
    """
    with one_at_a_time(ring.path.parent) if ring.path is not None else nullcontext():
        ring.reread()
        with begin() as session:
            retired = set(session.scalars(select(key_proofs.c.key_id).where(key_proofs.c.retires)))
        if ring.current in retired:
            fresh = f"k{1 + max(_number(name) for name in {*ring.keys, *ring.destroyed_key_checks})}"
            keys = {**ring.keys, fresh: secrets.token_bytes(KEY_BYTES)}
            ring.replace(fresh, keys, past=ring.destroyed_key_checks, copies=ring.rewrapped_keys)
            _write(ring)
        with begin() as session:
            if retired:
                _wrap_all(session, ring, retired)
            wrapped = {one.id: one.wrapped_key for one in session.execute(_WRAPPED) if one.key_id == ring.current}
            used = set(session.scalars(select(persons.c.key_id))) | set(session.scalars(select(key_proofs.c.key_id)))
        unused = ring.keys.keys() - used - {ring.current}
        if not unused:
            return bool(retired)
        past = {**ring.destroyed_key_checks, **{name: ring.check_value(name) for name in unused}}
        kept = {name: key for name, key in ring.keys.items() if name not in unused}
        ring.replace(ring.current, kept, past=past, copies=wrapped)
        _write(ring)
        return True


_WRAPPED = select(persons.c.id, persons.c.wrapped_key, persons.c.key_id).where(persons.c.key_id != NO_KEY)


def open_backup(session: Session, ring: Keyring, kept: Mapping[str, bytes]) -> None:
    """Make an old backup of this installation whole: whoever is still here opens, whoever was erased is erased anew.

    Args:
        kept: the proofs that this database carries, by the key's id.
    """
    gone = kept.keys() & ring.destroyed_key_checks.keys() - ring.keys.keys()
    if not gone:
        return
    for one in session.execute(select(persons).where(persons.c.key_id.in_(gone))).all():
        if (copy := ring.rewrapped_keys.get(one.id)) is None:
            UnitOfWork(session, ring).erasing.erase(one.id, one.created_at)
        else:
            mine = update(persons).where(persons.c.id == one.id)
            session.execute(mine.values(wrapped_key=copy, key_id=ring.current))
    session.execute(delete(key_proofs).where(key_proofs.c.key_id.in_(gone)))


def _wrap_all(session: Session, ring: Keyring, retired: set[str]) -> None:
    """Wrap by the current key whatever one of these wraps; who moves in meanwhile waits (`People.create_person`)."""
    session.execute(delete(key_proofs).where(key_proofs.c.key_id.in_(retired)))
    if session.scalar(select(key_proofs.c.key_id).where(key_proofs.c.key_id == ring.current)) is None:
        proof = ring.check_value(ring.current)
        session.execute(insert(key_proofs).values(key_id=ring.current, proof=proof, retires=False))
    rows: list[dict[str, object]] = [
        {"one": row.id, "wrapped": ring.wrapped_anew(row.id, row.wrapped_key, row.key_id)}
        for row in session.execute(_WRAPPED)
        if row.key_id in retired
    ]
    if rows:
        anew = update(persons).where(persons.c.id == bindparam("one", type_=persons.c.id.type))
        anew = anew.values(wrapped_key=bindparam("wrapped"), key_id=ring.current)
        session.connection().execute(anew, rows)


def _number(name: str) -> int:
    digits = name.removeprefix("k")
    return int(digits) if digits.isascii() and digits.isdigit() else 0


def _write(ring: Keyring) -> None:
    """Put the ring in place of its key file, if it has one."""
    if ring.path is not None:
        write_key_file(ring, ring.path)


def write_key_file(ring: Keyring, path: Path) -> None:
    """Put the ring in place of a key file in one stroke, and blank the bytes of the old file.

    Raises:
        StartError: the file cannot be written; it is as it was.
    """
    fresh = path.with_name(f"{path.name}.new")
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(as_text(ring))
            file.flush()
            os.fsync(file.fileno())
        with path.open("r+b") as old:
            length = os.fstat(old.fileno()).st_size
            fresh.replace(path)
            _sync(path.parent)
            old.write(b"\0" * length)
            old.flush()
            os.fsync(old.fileno())
    except OSError as fault:
        raise StartError(f"The key file {path} cannot be written: {fault.strerror}.") from fault


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
