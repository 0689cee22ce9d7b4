"""Taking a PIN at a local speaker: it is held against the one person who is claimed to speak, and nobody else."""

import secrets
from uuid import UUID

from skill.clock import Clock
from skill.domain.errors import StartError
from skill.domain.person import Person
from skill.storage.database import Database
from skill.storage.local_pin import (
    REFUSED,
    is_opened,
    keep_pin,
    key_of_words,
    speaks_on_echo,
)
from skill.storage.pin_windows import PinWindows
from skill.storage.unit_of_work import UnitOfWork


class DatabasePinProof:
    """Takes PINs at one local speaker.

    Args:
        device_id: the speaker.
        sets_pins: a PIN that is given where there is none is set first; for a script in a folder of its own, where
            there is nothing that it could open.
    """

    def __init__(
        self,
        database: Database,
        windows: PinWindows,
        clock: Clock,
        *,
        device_id: str,
        sets_pins: bool = False,
    ) -> None:
        self._database = database
        self._windows = windows
        self._clock = clock
        self._device_id = device_id
        self._sets_pins = sets_pins

    def is_one_claimed(self, user_id: str, named: str | None) -> bool:
        """Is it said who speaks: by a name in this conversation, or because only one person is behind the account?"""
        with self._database.look() as work:
            return not work.people.at(user_id) or _claimed(work, user_id, named) is not None

    def prove(self, user_id: str, pin: str, named: str | None) -> str | None:
        """Check a PIN; where it is right, return the mark of the window that it opens.

        Whatever comes of it, the window before is over. The same work is done whether a PIN is set or not, so that
        neither the answer nor its time tells which.

        Args:
            named: the id of whoever was named in the conversation that is open, or None.
        """
        self._windows.end(self._device_id)
        with self._database.work() as work:
            person = _claimed(work, user_id, named)
            if self._sets_pins:
                if person is None:
                    raise StartError("Nobody of that name has spoken to this speaker yet.")
                if person.pin_hash is None:
                    keep_pin(work, person, pin)
            now = self._clock.now()
            if not is_opened(work, user_id, person, pin, now) or person is None:
                return None
            mark, key = secrets.token_hex(16), key_of_words(work, person, pin)
            self._windows.open(self._device_id, user_id, person.id, mark=mark, now=now, key=key)
            return mark

    def setting(self, user_id: str, named: str | None) -> "SpeakerPin":
        """Return where the PIN of whoever is claimed to speak is set."""
        return SpeakerPin(self._database, self._clock, user_id, named)

    def end(self) -> None:
        """End the window of this speaker: what was open has ended."""
        self._windows.end(self._device_id)


class SpeakerPin:
    """Sets the PIN of the one person who is claimed to speak; wrong tries count as when a PIN is given there.

    Args:
        user_id: the account of the speaker.
        named: the id of whoever was named in the conversation, or None.
    """

    def __init__(self, database: Database, clock: Clock, user_id: str, named: str | None) -> None:
        self._database = database
        self._clock = clock
        self._user_id = user_id
        self._named = named

    def check(self, given: str) -> None:
        """Hold what was given against the PIN that stands, if one does; the same work is done where none does.

        Raises:
            StartError: it is neither the PIN nor its recovery code, or nobody is meant.
        """
        with self._database.work() as work:
            person = self._person(work)
            is_right = is_opened(work, self._user_id, person, given, self._clock.now())
            # Not raised in here: the wrong try would be undone with everything else.
            is_right = is_right or person.pin_hash is None
        if not is_right:
            raise StartError(REFUSED)

    def speaks_on_echo(self) -> bool:
        """Does this person speak on an Echo too?"""
        with self._database.look() as work:
            return speaks_on_echo(work, self._person(work))

    def keep(self, pin: str, *, given: str, on_echo: bool) -> str:
        """Keep a new PIN in place of the one that was given; return its recovery code.

        Raises:
            StartError: what was given does not open what is locked, or nobody is meant.
        """
        with self._database.work() as work:
            return keep_pin(work, self._person(work), pin, given=given, on_echo=on_echo)

    def _person(self, work: UnitOfWork) -> Person:
        person = _claimed(work, self._user_id, self._named)
        if person is None:
            raise StartError("Nobody of that name has spoken to this speaker yet.")
        return person


def _claimed(work: UnitOfWork, user_id: str, named: str | None) -> Person | None:
    """Return whoever is claimed to speak; None where several live behind the account and nobody was named."""
    behind = [one.person for one in work.people.at(user_id)]
    if named is not None:
        return next((one for one in behind if one.id == _id(named)), None)
    moved_in = [one for one in behind if one.onboarded_at is not None]
    if len(moved_in) > 1 or not behind:
        return None
    return moved_in[0] if moved_in else behind[0]


def _id(raw: str) -> UUID | None:
    try:
        return UUID(raw)
    except ValueError:
        return None
