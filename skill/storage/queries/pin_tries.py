"""Wrong PINs, counted per place and person; after some, each further try has to wait longer, and nothing is undone."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, delete, insert, select, update

from skill.domain.pin import wait_after
from skill.storage.queries.base import Queries
from skill.storage.tables.people import pin_tries


class PinTries(Queries):
    """Wrong tries inside one transaction.

    A try belongs to a place (an account of a speaker, the command line) and to the person who was meant there, so that
    guesses at one place never make anybody wait at another.
    """

    def waits_until(self, place: str, person_id: UUID, now: datetime) -> datetime | None:
        """Return until when no PIN of that person is looked at there, or None."""
        until = self._session.scalar(select(pin_tries.c.waits_until).where(*self._is(place, person_id)))
        return until if until is not None and now < until else None

    def wrong(self, place: str, person_id: UUID, now: datetime) -> None:
        """Count a wrong try."""
        tries = 1 + (self._session.scalar(select(pin_tries.c.tries).where(*self._is(place, person_id))) or 0)
        found = {"tries": tries, "waits_until": now + wait_after(tries)}
        if tries > 1:
            self._session.execute(update(pin_tries).where(*self._is(place, person_id)).values(found))
            return
        row = {"id": uuid4(), "door_lookup": self._ring.keyed_hash(place), "person_id": person_id}
        self._session.execute(insert(pin_tries).values(row | found))

    def right(self, place: str, person_id: UUID) -> None:
        """Forget the wrong tries at a place."""
        self._session.execute(delete(pin_tries).where(*self._is(place, person_id)))

    def forget(self, person_id: UUID) -> None:
        """Forget the wrong tries against a person at every place."""
        self._session.execute(delete(pin_tries).where(pin_tries.c.person_id == person_id))

    def _is(self, place: str, person_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return pin_tries.c.door_lookup == self._ring.keyed_hash(place), pin_tries.c.person_id == person_id
