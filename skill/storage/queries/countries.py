"""Queries for the country of a device, kept for its help lines; whom it was asked of, nobody else learns."""

from uuid import UUID

from sqlalchemy import ColumnElement, select, update

from skill.storage.queries.base import Queries
from skill.storage.tables.alexa import alexa_devices
from skill.storage.tables.columns import insert_if_absent
from skill.storage.tables.people import device_countries


class Countries(Queries):
    """Countries of devices inside one transaction. A device is known by its outside id, kept as a keyed hash."""

    def of(self, device_id: str) -> str | None:
        """Return the country that was said for a device, or None."""
        found = select(device_countries.c.country).where(self._is(device_id))
        return self._session.scalar(found)

    def was_asked(self, device_id: str, person_id: UUID) -> bool:
        """Was the question for the country asked of this person at this device before?"""
        found = select(device_countries.c.lookup).where(self._is(_of(device_id, person_id)))
        return self._session.scalar(found) is not None

    def ask(self, device_id: str, person_id: UUID) -> None:
        """Note that the question is asked, so that this person is asked once; nobody else is told by it."""
        self._put(_of(device_id, person_id))

    def keep(self, device_id: str, country: str) -> None:
        """Keep the country of a device, two capitals."""
        self._put(device_id)
        self._session.execute(update(device_countries).where(self._is(device_id)).values(country=country))

    def answered(self, device_id: str, person_id: UUID) -> str | None:
        """Return the country that this person answered with at this device, or None."""
        return self.of(_of(device_id, person_id))

    def keep_answer(self, device_id: str, person_id: UUID, country: str) -> None:
        """Keep what this person answered here, for this person alone: it tells that help was asked for."""
        self.keep(_of(device_id, person_id), country)

    def zone(self, device_id: str) -> str | None:
        """Return the time zone that Alexa told for a device, or None."""
        found = select(alexa_devices.c.zone).where(alexa_devices.c.lookup == self._ring.keyed_hash(device_id))
        return self._session.scalar(found)

    def _put(self, name: str) -> None:
        row = {"lookup": self._ring.keyed_hash(name), "country": None}
        insert_if_absent(self._session, device_countries, [row])

    def _is(self, name: str) -> ColumnElement[bool]:
        return device_countries.c.lookup == self._ring.keyed_hash(name)


def _of(device_id: str, person_id: UUID) -> str:
    return f"asked|{device_id}|{person_id}"
