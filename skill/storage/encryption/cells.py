"""Sealing: a data key per person, wrapped by a key from outside the database; each value bound to its row."""

import base64
import hashlib
import hmac
import json
import os
import secrets
import stat
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from skill.domain.errors import NotReadableError, StartError
from skill.domain.person import Person
from skill.storage.encryption.padding import padded, unpadded

FORMAT = b"\x01"
NONCE_BYTES = 12
KEY_BYTES = 32


@dataclass
class Keyring:
    """The keys that live outside the database (rules.md K2).

    Attributes:
        current: id of the key that wraps new data keys.
        keys: every key-encryption key by its id; older ones stay for reading until all is wrapped anew.
        lookup: key of the hashes by which outside ids are found (rules.md D5).
        destroyed_key_checks: proofs of the keys that were destroyed, by their id: an old backup of this installation is
            known by them.
        rewrapped_keys: per person who was here when the last key was destroyed, the data key as the current key wraps
            it; with it an old backup opens for everybody but whoever was erased (docs/why/erasing.md).
        path: the key file, or None where the ring is in memory only.
    """

    current: str
    keys: dict[str, bytes]
    lookup: bytes
    destroyed_key_checks: dict[str, bytes] = field(default_factory=dict)
    rewrapped_keys: dict[UUID, bytes] = field(default_factory=dict)
    path: Path | None = None

    def keyed_hash(self, outside_id: str) -> bytes:
        """Return the keyed hash (32 bytes) by which an outside id is found."""
        return hmac.new(self.lookup, outside_id.encode(), hashlib.sha256).digest()

    def new_data_key(self, person_id: UUID) -> bytes:
        """Return a fresh data key for a person, wrapped by the current key."""
        nonce = os.urandom(NONCE_BYTES)
        key = AESGCM.generate_key(bit_length=KEY_BYTES * 8)
        return FORMAT + nonce + AESGCM(self.keys[self.current]).encrypt(nonce, key, _wrap_binding(person_id))

    def data_key(self, person: Person) -> AESGCM:
        """Return a person's data key, ready for use.

        Raises:
            NotReadableError: the key that wraps it is not in the ring, or the bytes were changed.
        """
        return _unwrap(self, person.id, person.wrapped_key, person.key_id)

    def rewrap(self, person: Person) -> None:
        """Wrap a person's data key by the current key; nothing sealed with it is touched.

        Raises:
            NotReadableError: the data key does not open.
        """
        if person.key_id != self.current:
            person.wrapped_key = self.wrapped_anew(person.id, person.wrapped_key, person.key_id)
            person.key_id = self.current

    def wrapped_anew(self, person_id: UUID, wrapped: bytes, key_id: str) -> bytes:
        """Return a data key, wrapped by the key of that id, as the current key wraps it.

        Raises:
            NotReadableError: the data key does not open.
        """
        opened = _open(self._key(key_id), wrapped, _wrap_binding(person_id))
        nonce = os.urandom(NONCE_BYTES)
        return FORMAT + nonce + AESGCM(self.keys[self.current]).encrypt(nonce, opened, _wrap_binding(person_id))

    def check_value(self, key_id: str) -> bytes:
        """Return a value that only the same key of that id gives again; kept in the database to notice a wrong file."""
        return hmac.new(self._key(key_id), b"steady-ground key proof", hashlib.sha256).digest()

    def reread(self) -> None:
        """Take the key file as it stands now: another process may have put a fresh key in place of an old one.

        Raises:
            NotReadableError: it cannot be read now.
        """
        if self.path is None:
            return
        try:
            found = read_keyring(self.path)
        except StartError as fault:
            raise NotReadableError("no key file") from fault
        self.replace(found.current, found.keys, past=found.destroyed_key_checks, copies=found.rewrapped_keys)

    def replace(
        self, current: str, keys: dict[str, bytes], *, past: dict[str, bytes], copies: dict[UUID, bytes]
    ) -> None:
        """Hold these keys from now on; data keys that were opened before are opened anew."""
        self.current, self.keys, self.destroyed_key_checks, self.rewrapped_keys = current, keys, past, copies
        _unwrap.cache_clear()

    def _key(self, key_id: str) -> bytes:
        if key_id not in self.keys and key_id:
            self.reread()
        try:
            return self.keys[key_id]
        except KeyError as fault:
            raise NotReadableError(f"no key {key_id}") from fault

    def __hash__(self) -> int:
        return hash((self.current, self.lookup))


@lru_cache(maxsize=4096)
def _unwrap(ring: Keyring, person_id: UUID, wrapped: bytes, key_id: str) -> AESGCM:
    return AESGCM(_open(ring._key(key_id), wrapped, _wrap_binding(person_id)))


def _wrap_binding(person_id: UUID) -> bytes:
    return _bound("persons", "wrapped_key", person_id, person_id)


def _bound(table: str, column: str, person_id: UUID, row_id: UUID) -> bytes:
    return b"|".join((FORMAT, table.encode(), column.encode(), person_id.bytes, row_id.bytes))


def _open(key: bytes | AESGCM, sealed: bytes, binding: bytes) -> bytes:
    cipher = key if isinstance(key, AESGCM) else AESGCM(key)
    if sealed[:1] != FORMAT:
        raise NotReadableError("another format")
    try:
        return cipher.decrypt(sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :], binding)
    except (InvalidTag, ValueError) as fault:
        raise NotReadableError("does not open") from fault


class Sealed(Protocol):
    """A row with sealed columns."""

    id: UUID


class CellCipher:
    """What seals and opens the cells of one table.

    Args:
        ring: the keys from outside the database.
        table: the table's name; a value moved to another table, column, row or person does not open.
    """

    def __init__(self, ring: Keyring, table: str) -> None:
        self._ring = ring
        self._table = table

    def seal(self, person: Person, row_id: UUID, *, column: str, text: str) -> bytes:
        """Close `text` for one cell of one row of this person."""
        raw = padded(text)
        nonce = os.urandom(NONCE_BYTES)
        binding = _bound(self._table, column, person.id, row_id)
        return FORMAT + nonce + self._ring.data_key(person).encrypt(nonce, raw, binding)

    def open(self, person: Person, row_id: UUID, *, column: str, sealed: bytes) -> str:
        """Open what `seal` closed for the same cell.

        Raises:
            NotReadableError: another key or cell, or a changed byte.
        """
        return unpadded(_open(self._ring.data_key(person), sealed, _bound(self._table, column, person.id, row_id)))

    def read(self, person: Person, row: Sealed, column: str) -> str | None:
        """Open one cell of a row, or return None where nothing is kept in it.

        Raises:
            NotReadableError: it does not open for this person.
        """
        sealed = getattr(row, column)
        return None if sealed is None else self.open(person, row.id, column=column, sealed=sealed)

    def write(self, person: Person, row: Sealed, column: str, text: str | None) -> None:
        """Close `text` for one cell of a row and put it there; None empties the cell."""
        setattr(row, column, None if text is None else self.seal(person, row.id, column=column, text=text))


def create_keyring(path: Path) -> Keyring:
    """Make a new key file, readable by its owner alone, and return its ring.

    Raises:
        StartError: the file is there already or cannot be written.
    """
    ring = Keyring("k1", {"k1": secrets.token_bytes(KEY_BYTES)}, secrets.token_bytes(KEY_BYTES), path=path)
    text = as_text(ring)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError as fault:
        raise StartError(f"The key file {path} cannot be made: {fault.strerror}.") from fault
    return ring


def as_text(ring: Keyring) -> str:
    """Return what stands in the key file."""
    return json.dumps(
        {
            "current": ring.current,
            "keys": {name: base64.b64encode(key).decode() for name, key in ring.keys.items()},
            "lookup": base64.b64encode(ring.lookup).decode(),
            "past": {name: base64.b64encode(proof).decode() for name, proof in ring.destroyed_key_checks.items()},
            "copies": {str(one): base64.b64encode(key).decode() for one, key in ring.rewrapped_keys.items()},
        }
    )


def read_keyring(path: Path) -> Keyring:
    """Read a key file.

    Raises:
        StartError: it is missing, open to others, or not a key file.
    """
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as fault:
        raise StartError(f"The key file {path} is missing: without it what is kept cannot be read.") from fault
    except (OSError, UnicodeDecodeError) as fault:
        raise StartError(f"The key file {path} cannot be read.") from fault
    if mode & 0o077:
        raise StartError(f"The key file {path} can be read by others: run chmod 600 on it.")
    try:
        raw = json.loads(text)
        keys = {str(name): base64.b64decode(key, validate=True) for name, key in raw["keys"].items()}
        past = {str(name): base64.b64decode(proof, validate=True) for name, proof in raw.get("past", {}).items()}
        copies = {UUID(one): base64.b64decode(key, validate=True) for one, key in raw.get("copies", {}).items()}
        lookup = base64.b64decode(raw["lookup"], validate=True)
        ring = Keyring(str(raw["current"]), keys, lookup, past, copies, path)
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise StartError(f"The key file {path} is damaged.") from fault
    if ring.current not in ring.keys or any(len(key) != KEY_BYTES for key in (*keys.values(), ring.lookup)):
        raise StartError(f"The key file {path} is damaged.")
    return ring
