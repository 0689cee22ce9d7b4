"""The PIN of a local speaker: set at the command line, given without echo, and gone after three wrong ones."""

import os

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from skill.domain.errors import StartError
from skill.domain.person import Person
from skill.storage.store import Store

SHORTEST, LONGEST = 4, 64
TRIES = 3
SALT_BYTES = 16
KEY_BYTES = 32
NO_PIN = bytes(SALT_BYTES + KEY_BYTES)
"""What a PIN is held against where none is set: it fits nothing, and takes as long."""


class Pins:
    """Sets the PIN of whoever is behind an account of a local speaker."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def set(self, user_id: str, pin: str, *, house: str = "", name: str = "") -> None:
        """Keep a new PIN, hashed; the tries begin anew.

        Args:
            user_id: whose account; where nobody has spoken by that name, it is looked for among those who share one.
            house: the account that several share.
            name: what the person is called there.

        Raises:
            StartError: it is too short or too long, or nobody has moved in there yet; one plain line.
        """
        _check_length(pin)
        with self._store.work() as work:
            person = work.people.by_account(user_id) or work.people.by_name(house, name)
            if person is None:
                raise StartError("Nobody of that name has spoken to this speaker yet.")
            self.keep(person, pin)

    @staticmethod
    def keep(person: Person, pin: str) -> None:
        """Keep a new PIN of that person."""
        _check_length(pin)
        salt = os.urandom(SALT_BYTES)
        person.pin_hash, person.pin_tries = salt + _argon(salt).derive(pin.encode()), 0

    def opens(self, person: Person, pin: str) -> bool:
        """Is this the PIN of that person? Nothing is counted: who may run commands here may copy the file."""
        return fits(person.pin_hash, pin)


def count_wrong(person: Person) -> None:
    """Count a wrong PIN against the person whose it was said to be; after three running there is none any more."""
    if person.pin_hash is None:
        return
    person.pin_tries += 1
    if person.pin_tries >= TRIES:
        person.pin_hash, person.pin_tries = None, 0


def fits(hashed: bytes | None, pin: str) -> bool:
    """Is this the PIN of that hash? Where there is none, the same work is done before the no."""
    hashed = NO_PIN if hashed is None else hashed
    salt, key = hashed[:SALT_BYTES], hashed[SALT_BYTES:]
    try:
        _argon(salt).verify(pin.encode(errors="replace"), key)
    except InvalidKey:
        return False
    return True


def _check_length(pin: str) -> None:
    if not SHORTEST <= len(pin) <= LONGEST:
        raise StartError(f"A PIN has {SHORTEST} to {LONGEST} signs.")


def _argon(salt: bytes) -> Argon2id:
    """RFC 9106, second recommended choice, on one lane: 64 MiB, about a tenth of a second."""
    return Argon2id(salt=salt, length=KEY_BYTES, iterations=3, lanes=1, memory_cost=64 * 1024)
