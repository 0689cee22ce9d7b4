"""One transaction as a value: the queries that a turn can ask, and what concerns all of them at once."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from skill.domain.couple import Couple, Side
from skill.domain.person import Person
from skill.storage.encryption.cells import Keyring
from skill.storage.encryption.locking import Stretch
from skill.storage.queries.accounts import Accounts
from skill.storage.queries.alexa_reminders import Reminders
from skill.storage.queries.alexa_rings import AlexaRings
from skill.storage.queries.calendar import Calendar
from skill.storage.queries.checkins import CheckIns
from skill.storage.queries.claims import Claims
from skill.storage.queries.commitment_series import Series
from skill.storage.queries.commitments import Commitments
from skill.storage.queries.countries import Countries
from skill.storage.queries.couples import Couples
from skill.storage.queries.deleting import Deleting
from skill.storage.queries.erasing import erase
from skill.storage.queries.evenings import Evenings
from skill.storage.queries.hard_talks import HardTalks
from skill.storage.queries.joint_talks import JointTalks
from skill.storage.queries.notices import Notices
from skill.storage.queries.people import People
from skill.storage.queries.private_words import PrivateWordsQueries
from skill.storage.queries.recognition import Recognitions
from skill.storage.queries.reflections import Reflections
from skill.storage.queries.schedules import Schedules
from skill.storage.queries.shares import Shares


class UnitOfWork:
    """The queries of one transaction; nothing is kept until it ends well."""

    def __init__(self, session: Session, ring: Keyring, draw: Callable[[int], int], stretch: Stretch) -> None:
        self.session = session
        self.ring = ring
        self.stretch = stretch
        self.people = People(session, ring)
        self.checkins = CheckIns(session, ring)
        self.commitments = Commitments(session, ring)
        self.reflections = Reflections(session, ring)
        self.private_words = PrivateWordsQueries(session, ring)
        self.hard_talks = HardTalks(session, ring)
        self.calendar = Calendar(session)
        self.evenings = Evenings(session, self.calendar)
        self.series = Series(session, ring, self.calendar)
        self.schedules = Schedules(session, self.calendar, self.series)
        self.claims = Claims(session, self.commitments, self.series, self.calendar)
        self.accounts = Accounts(session, ring)
        self.countries = Countries(session, ring)
        self.reminders = Reminders(session, ring)
        self.alexa_rings = AlexaRings(session, ring, self.reminders)
        self.notices = Notices(session)
        self.couples = Couples(session, ring, draw)
        self.recognitions = Recognitions(session, self.people, self.accounts, self.reminders, self.couples)
        self.joint_talks = JointTalks(
            session,
            people=self.people,
            couples=self.couples,
            hard_talks=self.hard_talks,
            calendar=self.calendar,
        )
        self.shares = Shares(session, self.people, self.couples, self.checkins, self.commitments)
        self.deleting = Deleting(session, self.calendar, self.series, self.claims)

    def leave(self, person: Person, now: datetime, *, for_good: bool) -> None:
        """Withdraw, unshare and call off whatever binds a person to another, silently (rules.md R3, F4)."""
        self.couples.withdraw(person)
        self.couples.leave_said(person)
        self.shares.end_all(person)
        couple = self.couples.of(person)
        if couple is not None:
            self.joint_talks.leave(person, couple, now)
            couple.leave(person.id, for_good=for_good)

    def link(self, person: Person, invitation_id: UUID, now: datetime) -> Couple | None:
        """Confirm an invitation; between two who were linked before everything begins anew, whoever had left or not.

        What either shared, and what they planned, ends with the old link in every case: if it ended only where one of
        them had left, the other one would hear of the leaving when they link again. Whoever stands in a link with
        somebody else by now loses nothing there.
        """
        couple = self.couples.confirm(person, invitation_id, now)
        if couple is None:
            return None
        ids = [one for one in (couple.first_id, couple.second_id) if couple.side(one) is not Side.LEFT]
        for owner in filter(None, map(self.people.get, ids)):
            self.shares.end_all(owner)
            for old in self.couples.before(couple):
                self.joint_talks.leave(owner, old, now)
        return couple

    def erase(self, person_id: UUID, now: datetime) -> Counter[str]:
        """Leave for good and erase whatever is a person's; `Database.finish_erasing` is due then.

        Returns:
            how many rows went, by table.
        """
        person = self.people.get(person_id)
        if person is not None:
            self.leave(person, now, for_good=True)
        return erase(self.session, person_id, now)
