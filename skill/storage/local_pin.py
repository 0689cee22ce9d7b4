"""The PIN of a local speaker and its recovery code: set at the command line, given without echo, guessed slowly."""

import os
import secrets
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidKey

from skill.domain.errors import StartError
from skill.domain.person import ExternalIdKind, Person
from skill.domain.pin import LONGEST, SHORTEST
from skill.storage.database import Database
from skill.storage.encryption.locking import (
    ALPHABET,
    CODE_SIGNS,
    KEY_BYTES,
    SALT_BYTES,
    Stretch,
    argon,
    as_code,
    open_lock,
    set_lock,
)
from skill.storage.unit_of_work import UnitOfWork

NO_PIN = bytes(SALT_BYTES + KEY_BYTES)
"""What a PIN is held against where none is set: it fits nothing, and takes as long."""
REFUSED = "That isn't the PIN; everything is as it was."
COMMANDS = "command line"
"""The place at which the commands count wrong tries; no account is called so, since those of a speaker have a dot."""
CODE_GROUP = 5


class Pins:
    """Sets the PIN of whoever is behind an account of a local speaker."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set(
        self,
        user_id: str,
        pin: str,
        *,
        given: str = "",
        shared_account: str = "",
        name: str = "",
        on_echo: bool = False,
    ) -> str:
        """Keep a new PIN, hashed, and a new recovery code; the tries begin anew, and private words are locked.

        Args:
            user_id: whose account; where nobody has spoken by that name, it is looked for among those who share one.
            given: the PIN that stands, or its recovery code, where there is one.
            shared_account: the account that several share.
            name: what the person is called there.
            on_echo: may Alexa read the private words to this person? Then the server can open them too.

        Returns:
            the recovery code; it is kept hashed, so that it can be shown only now.

        Raises:
            StartError: it is too short or too long, nobody has moved in there yet, or what was given does not open
                the PIN that stands; one plain line.
        """
        with self._database.work() as work:
            person = work.people.by_account(user_id) or work.people.by_name(shared_account, name)
            if person is None:
                raise StartError("Nobody of that name has spoken to this speaker yet.")
            if person.pin_hash is not None and not (
                fits(person.pin_hash, given, work.stretch) or _is_code(person, given, work.stretch)
            ):
                raise StartError(REFUSED)
            return keep_pin(work, person, pin, given=given, on_echo=on_echo)

    def opens(self, person_id: UUID, given: str, now: datetime) -> bool:
        """Check what is given to a command: the PIN of that person or its recovery code; a wrong one is counted."""
        with self._database.work() as work:
            return is_opened(work, COMMANDS, work.people.get(person_id), given, now)

    def waits_until(self, person_id: UUID, now: datetime) -> datetime | None:
        """Return until when no PIN is looked at by the commands after wrong ones, or None."""
        with self._database.look() as work:
            return work.pin_tries.waits_until(COMMANDS, person_id, now)


def keep_pin(work: UnitOfWork, person: Person, pin: str, *, given: str = "", on_echo: bool = False) -> str:
    """Keep a new PIN of that person and lock the private words with it; return its recovery code.

    Args:
        given: the PIN that stands, or its recovery code, where there is one: it opens what is locked.
        on_echo: may Alexa read the private words?

    Raises:
        StartError: it is too short or too long, or what was given does not open what is locked.
    """
    check_length(pin)
    key = open_lock(person, given, work.stretch) if person.words_lock is not None else None
    if person.words_lock is not None and key is None:
        # A new lock beside words that are sealed for the old one would lose them for good.
        raise StartError(REFUSED)
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_SIGNS))
    person.pin_hash, person.recovery_hash = _hashed(pin, work.stretch), _hashed(code, work.stretch)
    key = set_lock(person, pin, code, key, stretch=work.stretch)
    work.private_words.lock_all(person)
    work.private_words.let_alexa_read(person, key if on_echo else None)
    work.pin_tries.forget(person.id)
    return "-".join(code[at : at + CODE_GROUP] for at in range(0, CODE_SIGNS, CODE_GROUP))


def check_length(pin: str) -> None:
    """Refuse a PIN that is too short or too long.

    Raises:
        StartError: one plain line.
    """
    if not SHORTEST <= len(pin) <= LONGEST:
        raise StartError(f"A PIN has {SHORTEST} to {LONGEST} characters.")


def speaks_on_echo(work: UnitOfWork, person: Person) -> bool:
    """Does this person speak on an Echo too, where nobody types a PIN?"""
    has_voice = any(one.kind is ExternalIdKind.VOICE for one in work.people.external_ids(person))
    return has_voice or bool(work.accounts.of_person(person.id))


def is_opened(work: UnitOfWork, place: str, person: Person | None, given: str, now: datetime) -> bool:
    """Is this the PIN of that person, or its recovery code? A wrong one is counted at that place, against nobody else.

    A PIN that was given wrong some times running is not looked at for a while, and never taken away: whoever guesses
    must not be able to undo it. The same work is done for nobody and where no PIN is set.
    """
    is_code = _is_code(person, given, work.stretch)
    is_pin = fits(person.pin_hash if person is not None else None, given, work.stretch)
    if person is None or person.pin_hash is None:
        return False
    tries = work.pin_tries
    is_waiting = tries.waits_until(place, person.id, now) is not None
    if is_code or (is_pin and not is_waiting):
        tries.right(place, person.id)
        return True
    if not is_waiting:
        tries.wrong(place, person.id, now)
    return False


def key_of_words(work: UnitOfWork, person: Person, given: str) -> bytes | None:
    """Return what opens the private words of whoever has just given a PIN or recovery code that is right.

    A PIN from before words were locked locks them now; its recovery code comes with the next new PIN.
    """
    if person.words_lock is not None:
        return open_lock(person, given, work.stretch)
    key = set_lock(person, given, None, stretch=work.stretch)
    work.private_words.lock_all(person)
    return key


def fits(hashed: bytes | None, given: str, stretch: Stretch = argon) -> bool:
    """Is this what was hashed? Where there is nothing, the same work is done before the no."""
    hashed = NO_PIN if hashed is None else hashed
    salt, key = hashed[:SALT_BYTES], hashed[SALT_BYTES:]
    try:
        stretch(salt).verify(given.encode(errors="replace"), key)
    except InvalidKey:
        return False
    return True


def _is_code(person: Person | None, given: str, stretch: Stretch) -> bool:
    code = as_code(given)
    return code is not None and fits(person.recovery_hash if person is not None else None, code, stretch)


def _hashed(secret: str, stretch: Stretch) -> bytes:
    salt = os.urandom(SALT_BYTES)
    return salt + stretch(salt).derive(secret.encode(errors="replace"))
