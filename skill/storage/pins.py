"""The PIN of a local speaker: set at the command line, given without echo, and gone after three wrong ones."""

import os
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from skill.domain.errors import StartError
from skill.domain.person import Person
from skill.storage.store import Store

SHORTEST, LONGEST = 4, 64
TRIES = 3
CONFIRMED_FOR = timedelta(minutes=5)
"""How long a PIN counts (DESIGN.md section 4)."""
SALT_BYTES = 16


class Pins:
    """Sets and checks the PIN of whoever is behind an account of a local speaker."""

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
        if not SHORTEST <= len(pin) <= LONGEST:
            raise StartError(f"A PIN has {SHORTEST} to {LONGEST} signs.")
        salt = os.urandom(SALT_BYTES)
        hashed = salt + _argon(salt).derive(pin.encode())
        with self._store.work() as work:
            person = work.people.by_account(user_id) or work.people.by_name(house, name)
            if person is None:
                raise StartError("Nobody of that name has spoken to this speaker yet.")
            person.pin_hash, person.pin_tries = hashed, 0

    def opens(self, person: Person, pin: str) -> bool:
        """Is this the PIN of that person? Nothing is counted: who may run commands here may copy the file."""
        return person.pin_hash is not None and _fits(person.pin_hash, pin)

    def is_right(self, user_id: str, pin: str, now: datetime) -> bool:
        """Check a PIN; where it is right, whoever speaks there counts as confirmed for a while.

        A PIN that was given wrong three times running is gone and must be set anew.
        """
        with self._store.work() as work:
            with_pin = [one.person for one in work.people.at(user_id) if one.person.pin_hash is not None]
            for person in with_pin:
                if person.pin_hash is not None and _fits(person.pin_hash, pin):
                    person.pin_tries = 0
                    work.people.confirm(user_id, person, now + CONFIRMED_FOR)
                    return True
            for person in with_pin:
                _wrong(person)
            return False


def _wrong(person: Person) -> None:
    person.pin_tries += 1
    if person.pin_tries >= TRIES:
        person.pin_hash, person.pin_tries = None, 0


def _fits(hashed: bytes, pin: str) -> bool:
    salt, key = hashed[:SALT_BYTES], hashed[SALT_BYTES:]
    try:
        _argon(salt).verify(pin.encode(errors="replace"), key)
    except InvalidKey:
        return False
    return True


def _argon(salt: bytes) -> Argon2id:
    """RFC 9106, second recommended choice, on one lane: 64 MiB, about a tenth of a second."""
    return Argon2id(salt=salt, length=32, iterations=3, lanes=1, memory_cost=64 * 1024)
