"""The PIN of a local speaker and its recovery code: set at the command line, given without echo, guessed slowly."""

import os
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from skill.domain.errors import StartError
from skill.domain.person import Person
from skill.storage.pin_tries import PinTries
from skill.storage.store import Store
from skill.storage.work import Work

SHORTEST, LONGEST = 4, 64
CONFIRMED_FOR = timedelta(minutes=5)
"""How long a PIN counts (DESIGN.md section 4)."""
SALT_BYTES = 16
COMMANDS = "command line"
"""The door at which the commands count wrong tries; no account is called so, since those of a speaker have a dot."""
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Signs of a recovery code: none that is mistaken for another when it is read from paper."""
MISREAD = str.maketrans("OIL", "011", "- ")
CODE_SIGNS, CODE_GROUP = 20, 5
"""Twenty signs of thirty-two are a hundred bits: nobody guesses them, so that no wait need hold for them."""


class Pins:
    """Sets and checks the PIN of whoever is behind an account of a local speaker."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def set(self, user_id: str, pin: str, *, given: str = "", house: str = "", name: str = "") -> str:
        """Keep a new PIN, hashed, and a new recovery code; the tries begin anew.

        Args:
            user_id: whose account; where nobody has spoken by that name, it is looked for among those who share one.
            given: the PIN that stands, or its recovery code, where there is one.
            house: the account that several share.
            name: what the person is called there.

        Returns:
            the recovery code; it is kept hashed, so that it can be shown only now.

        Raises:
            StartError: it is too short or too long, nobody has moved in there yet, or what was given does not open
                the PIN that stands; one plain line.
        """
        if not SHORTEST <= len(pin) <= LONGEST:
            raise StartError(f"A PIN has {SHORTEST} to {LONGEST} signs.")
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_SIGNS))
        hashed, hashed_code = _hashed(pin), _hashed(code)
        with self._store.work() as work:
            person = work.people.by_account(user_id) or work.people.by_name(house, name)
            if person is None:
                raise StartError("Nobody of that name has spoken to this speaker yet.")
            if person.pin_hash is not None and not (_is_pin(person, given) or _is_code(person, given)):
                raise StartError("That isn't the PIN; everything is as it was.")
            person.pin_hash, person.recovery_hash = hashed, hashed_code
            PinTries(work.session, work.ring).forget(person.id)
        return "-".join(code[at : at + CODE_GROUP] for at in range(0, CODE_SIGNS, CODE_GROUP))

    def is_set(self, user_id: str) -> bool:
        """Has whoever is behind an account a PIN?"""
        with self._store.work() as work:
            person = work.people.by_account(user_id)
            return person is not None and person.pin_hash is not None

    def opens(self, person_id: UUID, given: str, now: datetime) -> bool:
        """Check what is given to a command: the PIN of that person or its recovery code; a wrong one is counted."""
        with self._store.work() as work:
            person = work.people.get(person_id)
            return person is not None and _opened_by(work, COMMANDS, [person], given, now) is not None

    def waits_until(self, person_id: UUID, now: datetime) -> datetime | None:
        """Return until when no PIN is looked at by the commands after wrong ones, or None."""
        with self._store.work() as work:
            return PinTries(work.session, work.ring).waits_until(COMMANDS, person_id, now)

    def is_right(self, user_id: str, pin: str, now: datetime) -> bool:
        """Check a PIN or recovery code; where it is right, whoever speaks there counts as confirmed for a while.

        A PIN that was given wrong some times running is not looked at for a while, and never taken away: whoever
        guesses must not be able to undo it.
        """
        with self._store.work() as work:
            with_pin = [one.person for one in work.people.at(user_id) if one.person.pin_hash is not None]
            person = _opened_by(work, user_id, with_pin, pin, now)
            if person is not None:
                work.people.confirm(user_id, person, now + CONFIRMED_FOR)
            return person is not None


def _opened_by(work: Work, door: str, persons: list[Person], given: str, now: datetime) -> Person | None:
    """Return whose PIN or recovery code was given at a door; wrong tries count there, against who was meant.

    Where several stand behind a door and nobody said who speaks, a wrong try counts against none of them: the door
    alone waits.
    """
    if not persons:
        return None
    tries = PinTries(work.session, work.ring)
    meant = persons[0].id if len(persons) == 1 else None
    is_waiting = tries.waits_until(door, meant, now) is not None
    found = next((one for one in persons if _is_code(one, given) or (not is_waiting and _is_pin(one, given))), None)
    if found is not None:
        tries.right(door, {meant, found.id})
    elif not is_waiting:
        tries.wrong(door, meant, now)
    return found


def _is_pin(person: Person, given: str) -> bool:
    return person.pin_hash is not None and _fits(person.pin_hash, given)


def _is_code(person: Person, given: str) -> bool:
    code = given.upper().translate(MISREAD)
    return len(code) == CODE_SIGNS and person.recovery_hash is not None and _fits(person.recovery_hash, code)


def _hashed(secret: str) -> bytes:
    salt = os.urandom(SALT_BYTES)
    return salt + _argon(salt).derive(secret.encode(errors="replace"))


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
