"""Wrong PINs, counted per door and person; after some, each further try has to wait longer, and nothing is undone."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.orm import Session

from skill.storage.encryption.cells import Keyring
from skill.storage.tables.people import pin_tries

FREE_TRIES = 2
"""So many slips of a finger cost nothing."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
"""Each further wrong try doubles the wait. At the longest, four digits take a hundred days of guessing without a
break; and whoever is made to wait by another's guesses waits no longer than this."""


class PinTries:
    """Wrong tries inside one transaction.

    A try belongs to a door (an account of a speaker, the command line) and to the person who was meant there, so that
    guesses at one door never make anybody wait at another.
    """

    def __init__(self, session: Session, ring: Keyring) -> None:
        self._session = session
        self._ring = ring

    def waits_until(self, door: str, person_id: UUID, now: datetime) -> datetime | None:
        """Return until when no PIN of that person is looked at there, or None."""
        until = self._session.scalar(select(pin_tries.c.waits_until).where(*self._is(door, person_id)))
        return until if until is not None and now < until else None

    def wrong(self, door: str, person_id: UUID, now: datetime) -> None:
        """Count a wrong try."""
        tries = 1 + (self._session.scalar(select(pin_tries.c.tries).where(*self._is(door, person_id))) or 0)
        found = {"tries": tries, "waits_until": now + wait_after(tries)}
        if tries > 1:
            self._session.execute(update(pin_tries).where(*self._is(door, person_id)).values(found))
            return
        row = {"id": uuid4(), "door_lookup": self._ring.keyed_hash(door), "person_id": person_id}
        self._session.execute(insert(pin_tries).values(row | found))

    def right(self, door: str, person_id: UUID) -> None:
        """Forget the wrong tries at a door."""
        self._session.execute(delete(pin_tries).where(*self._is(door, person_id)))

    def forget(self, person_id: UUID) -> None:
        """Forget the wrong tries against a person at every door."""
        self._session.execute(delete(pin_tries).where(pin_tries.c.person_id == person_id))

    def _is(self, door: str, person_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return pin_tries.c.door_lookup == self._ring.keyed_hash(door), pin_tries.c.person_id == person_id


def wait_after(tries: int) -> timedelta:
    """Return how long no PIN is looked at after so many wrong ones running."""
    beyond = tries - FREE_TRIES
    doublings = min(max(beyond - 1, 0), 16)
    return min(FIRST_WAIT * 2**doublings, LONGEST_WAIT) if beyond > 0 else timedelta()
