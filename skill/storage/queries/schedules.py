"""Everything that follows a person's clock: the one way in which a person's time zone changes."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from skill.domain.commitment import Commitment
from skill.domain.first_start import FirstStartStep, settle
from skill.domain.hard_talk import HardTalk
from skill.domain.person import Person
from skill.domain.rule import is_same_clock
from skill.storage.queries.base import Queries
from skill.storage.queries.calendar import Calendar
from skill.storage.queries.commitment_series import Series
from skill.storage.tables.people import commitments, hard_talks


class Schedules(Queries):
    """Daily times, single dates and recurring promises of a person, inside one transaction."""

    def follow_device(self, persons: Iterable[Person], left: str | None, zone: str, now: datetime) -> None:
        """Let everybody behind an account follow its device who lives by its clock, or by none that is known.

        A city that a person named is no device's clock, and a second device elsewhere is no move.

        Args:
            left: the time zone in which the device stood before, or None where it did not move.
            zone: where it stands now.
        """
        for person in persons:
            lives_by_it = left is not None and person.zone is not None and is_same_clock(person.zone, left, now)
            if person.zone is None or (lives_by_it and person.zone != zone):
                self.change_time_zone(person, zone, now)

    def change_time_zone(self, person: Person, zone: str, now: datetime) -> None:
        """Keep where a person's clock stands, and let all that is planned follow it.

        Whoever tells the zone comes through here, the person's own city and a device that moved alike: a way that
        sets the zone alone leaves what repeats at the hours of the old one.
        """
        person.zone = zone
        settle(person, FirstStartStep.CITY)
        self._ask(Calendar).rezone(person, now)
        self._ask(Series).rezone(person, now)
        # What has a single date keeps its instant; its hour is named by the person's clock, as a label names it.
        self._session.flush()
        open_promises = commitments.c.person_id == person.id, commitments.c.decided_at.is_(None)
        for promise in self._session.scalars(select(Commitment).where(*open_promises)):
            promise.zone = zone
        open_talks = hard_talks.c.person_id == person.id, hard_talks.c.ended_at.is_(None)
        for talk in self._session.scalars(select(HardTalk).where(*open_talks)):
            talk.zone = zone
