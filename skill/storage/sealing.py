"""Sealing: a data key per person, wrapped by a key from outside the database; each value bound to its row."""

import base64
import hashlib
import hmac
import json
import os
import secrets
import stat
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from skill.domain.errors import NotReadableError, StartError
from skill.domain.person import Person

FORMAT = b"\x01"
NONCE_BYTES = 12
KEY_BYTES = 32
BLOCK = 32
"""Sealed texts are padded to a multiple of this many bytes, so that their length says little."""


@dataclass(frozen=True)
class Keyring:
    """The keys that live outside the database (safety.md 2.3).

    Attributes:
        current: id of the key that wraps new data keys.
        keys: every key-encryption key by its id; older ones stay for reading until all is wrapped anew.
        lookup: key of the hashes by which outside ids are found (safety.md D5).
    """

    current: str
    keys: dict[str, bytes]
    lookup: bytes

    def fingerprint(self, outside_id: str) -> bytes:
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
        if person.key_id == self.current:
            return
        opened = _open(self._key(person.key_id), person.wrapped_key, _wrap_binding(person.id))
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(self.keys[self.current]).encrypt(nonce, opened, _wrap_binding(person.id))
        person.wrapped_key, person.key_id = FORMAT + nonce + sealed, self.current

    def proof(self, key_id: str) -> bytes:
        """Return a value that only the same key of that id gives again; kept in the database to notice a wrong file."""
        return hmac.new(self._key(key_id), b"steady-ground key proof", hashlib.sha256).digest()

    def _key(self, key_id: str) -> bytes:
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


class Safe:
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
        raw = text.encode()
        raw += b"\x80" + b"\x00" * (-(len(raw) + 1) % BLOCK)
        nonce = os.urandom(NONCE_BYTES)
        binding = _bound(self._table, column, person.id, row_id)
        return FORMAT + nonce + self._ring.data_key(person).encrypt(nonce, raw, binding)

    def open(self, person: Person, row_id: UUID, *, column: str, sealed: bytes) -> str:
        """Open what `seal` closed for the same cell.

        Raises:
            NotReadableError: another key or cell, or a changed byte.
        """
        raw = _open(self._ring.data_key(person), sealed, _bound(self._table, column, person.id, row_id))
        return raw[: raw.rindex(b"\x80")].decode()


def create_keyring(path: Path) -> Keyring:
    """Make a new key file, readable by its owner alone, and return its ring.

    Raises:
        StartError: the file is there already or cannot be written.
    """
    ring = Keyring("k1", {"k1": secrets.token_bytes(KEY_BYTES)}, secrets.token_bytes(KEY_BYTES))
    text = json.dumps(
        {
            "current": ring.current,
            "keys": {name: base64.b64encode(key).decode() for name, key in ring.keys.items()},
            "lookup": base64.b64encode(ring.lookup).decode(),
        }
    )
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError as fault:
        raise StartError(f"The key file {path} cannot be made: {fault.strerror}.") from fault
    return ring


def read_keyring(path: Path) -> Keyring:
    """Read a key file.

    Raises:
        StartError: it is missing, open to others, or not a key file.
    """
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_text()
    except FileNotFoundError as fault:
        raise StartError(f"The key file {path} is missing: without it what is kept cannot be read.") from fault
    except (OSError, UnicodeDecodeError) as fault:
        raise StartError(f"The key file {path} cannot be read.") from fault
    if mode & 0o077:
        raise StartError(f"The key file {path} can be read by others: run chmod 600 on it.")
    try:
        raw = json.loads(text)
        keys = {str(name): base64.b64decode(key, validate=True) for name, key in raw["keys"].items()}
        ring = Keyring(str(raw["current"]), keys, base64.b64decode(raw["lookup"], validate=True))
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise StartError(f"The key file {path} is damaged.") from fault
    if ring.current not in ring.keys or any(len(key) != KEY_BYTES for key in (*keys.values(), ring.lookup)):
        raise StartError(f"The key file {path} is damaged.")
    return ring
