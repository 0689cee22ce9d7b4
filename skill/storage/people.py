"""Named questions about persons and the doors that lead to them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from skill.domain.person import Certainty, Door, DoorKind, Person
from skill.storage.sealing import Keyring, Safe
from skill.storage.tables import doors, persons

LISTENING_RENEWED_AFTER = timedelta(seconds=30)
"""A speaker that asks every half second does not write every half second."""


_BY_LOOKUP = (
    select(doors.c.lookup, Person)
    .join(persons, doors.c.person_id == persons.c.id)
    .where(doors.c.lookup.in_(bindparam("lookups", expanding=True)))
    .execution_options(autoflush=False)
)
_ON_SPEAKER = (
    select(func.count(func.distinct(doors.c.person_id)))
    .join(persons, doors.c.person_id == persons.c.id)
    .where(doors.c.speaker_lookup == bindparam("lookup"), persons.c.onboarded_at.is_not(None))
    .execution_options(autoflush=False)
)
"""Asked at every turn: built once, and without writing first what other turns of the group have to keep. A new door
is written at once (`enrol`), so that nobody is missed."""


class People:
    """Persons and doors inside one transaction."""

    def __init__(self, session: Session, ring: Keyring) -> None:
        self._session = session
        self._ring = ring
        self._names = Safe(ring, "persons")
        self._ids = Safe(ring, "doors")
        self._met: dict[bytes, Person] = {}

    def meet(self, user_ids: Iterable[str]) -> None:
        """Fetch at once whoever is behind these outside account ids, so that each turn of a group need not ask."""
        lookups = {self._print(user_id) for user_id in user_ids}
        self._met |= dict(self._session.execute(_BY_LOOKUP, {"lookups": lookups}).all())

    def by_account(self, user_id: str) -> Person | None:
        """Return the person behind an outside account id, or None."""
        lookup = self._print(user_id)
        if lookup not in self._met:
            self.meet([user_id])
        return self._met.get(lookup)

    def get(self, person_id: UUID) -> Person | None:
        """Return the person of that id, or None."""
        return self._session.get(Person, person_id)

    def enrol(self, user_id: str, device_id: str | None, *, zone: str | None, now: datetime) -> Person:
        """Make a person, with a data key of its own, behind an account that nobody owns yet."""
        person_id = uuid4()
        person = Person(person_id, now, self._ring.new_data_key(person_id), self._ring.current, zone=zone)
        self._session.add(person)
        self._session.flush()
        door_id = uuid4()
        sealed = self._ids.seal(person, door_id, column="sealed_id", text=user_id)
        speaker = self._print(device_id) if device_id else None
        self._session.add(Door(door_id, person_id, DoorKind.ACCOUNT, self._print(user_id), sealed, speaker))
        self._session.flush()
        return person

    def certainty(self, person: Person, user_id: str, speaker_id: str | None, now: datetime) -> Certainty:
        """Return how sure it is that this account's voice is its person (DESIGN.md section 4).

        Args:
            speaker_id: the local speaker it came by, or None for any other device.
        """
        if speaker_id is not None and person.pin_hash is not None and self.is_confirmed(user_id, now):
            return Certainty.CONFIRMED
        if speaker_id is not None and self.count_on_speaker(speaker_id) > 1:
            return Certainty.NAMED
        return Certainty.CLAIMED

    def name(self, person: Person) -> str | None:
        """Return what the person wants to be called, or None."""
        if person.sealed_name is None:
            return None
        return self._names.open(person, person.id, column="sealed_name", sealed=person.sealed_name)

    def rename(self, person: Person, name: str) -> None:
        """Keep what the person wants to be called."""
        person.sealed_name = self._names.seal(person, person.id, column="sealed_name", text=name)

    def outside_id(self, door: Door, person: Person) -> str:
        """Return the outside account id behind a door."""
        return self._ids.open(person, door.id, column="sealed_id", sealed=door.sealed_id)

    def doors(self, person: Person) -> list[Door]:
        """Return every door that leads to the person."""
        return list(self._session.scalars(select(Door).where(doors.c.person_id == person.id)))

    def count_on_speaker(self, device_id: str) -> int:
        """Return how many persons have moved in at this speaker; who only said a word once does not count."""
        return self._session.scalar(_ON_SPEAKER, {"lookup": self._print(device_id)}) or 0

    def listen(self, user_id: str, until: datetime | None) -> UUID | None:
        """Note that a local speaker listens for this account until then (None: no longer); return its person's id."""
        door = self._session.scalars(select(Door).where(doors.c.lookup == self._print(user_id))).one_or_none()
        if door is None:
            return None
        was = door.listening_until
        if until is None or was is None or abs(until - was) > LISTENING_RENEWED_AFTER:
            door.listening_until = until
        return door.person_id

    def confirm(self, user_id: str, until: datetime) -> None:
        """Note that whoever speaks for this account has proved to be its person, until that instant."""
        door = self._session.scalars(select(Door).where(doors.c.lookup == self._print(user_id))).one()
        door.confirmed_until = until

    def is_confirmed(self, user_id: str, now: datetime) -> bool:
        """Has whoever speaks for this account lately proved to be its person?"""
        found = select(doors.c.confirmed_until).where(doors.c.lookup == self._print(user_id))
        until = self._session.scalar(found)
        return until is not None and now < until

    def _print(self, outside_id: str) -> bytes:
        return self._ring.fingerprint(outside_id)
