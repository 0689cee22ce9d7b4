"""One transaction as a value: the queries that a turn can ask, and what concerns all of them at once."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from uuid import UUID

from sqlalchemy.exc import OperationalError

from skill.domain.couple import Couple, Side
from skill.domain.errors import StorageBusyError
from skill.domain.person import Person
from skill.storage.queries.accounts import Accounts
from skill.storage.queries.alexa_reminders import Reminders
from skill.storage.queries.alexa_rings import AlexaRings
from skill.storage.queries.base import Kind, Transaction
from skill.storage.queries.calendar import Calendar
from skill.storage.queries.checkins import CheckIns
from skill.storage.queries.claims import Claims
from skill.storage.queries.commitment_series import Series
from skill.storage.queries.commitments import Commitments
from skill.storage.queries.countries import Countries
from skill.storage.queries.couples import Couples
from skill.storage.queries.deleting import Deleting
from skill.storage.queries.dispatch import Dispatch
from skill.storage.queries.erasing import Erasing
from skill.storage.queries.evenings import Evenings
from skill.storage.queries.hard_talks import HardTalks
from skill.storage.queries.joint_talks import JointTalks
from skill.storage.queries.notices import Notices
from skill.storage.queries.occurrence_planning import Planning
from skill.storage.queries.people import People
from skill.storage.queries.personal_rows import PersonalRows
from skill.storage.queries.pin_tries import PinTries
from skill.storage.queries.private_words import PrivateWordsQueries
from skill.storage.queries.recognition import Recognitions
from skill.storage.queries.reflections import Reflections
from skill.storage.queries.requests import Requests
from skill.storage.queries.schedules import Schedules
from skill.storage.queries.shared_speaker import SharedSpeaker
from skill.storage.queries.shares import Shares


def _asked(kind: type[Kind]) -> cached_property[Kind]:
    return cached_property(lambda work: work.ask(kind))


class UnitOfWork(Transaction):
    """The queries of one transaction; nothing is kept until it ends well."""

    people = _asked(People)
    checkins = _asked(CheckIns)
    commitments = _asked(Commitments)
    reflections = _asked(Reflections)
    private_words = _asked(PrivateWordsQueries)
    hard_talks = _asked(HardTalks)
    calendar = _asked(Calendar)
    evenings = _asked(Evenings)
    series = _asked(Series)
    schedules = _asked(Schedules)
    claims = _asked(Claims)
    accounts = _asked(Accounts)
    countries = _asked(Countries)
    reminders = _asked(Reminders)
    alexa_rings = _asked(AlexaRings)
    notices = _asked(Notices)
    couples = _asked(Couples)
    recognitions = _asked(Recognitions)
    joint_talks = _asked(JointTalks)
    shares = _asked(Shares)
    deleting = _asked(Deleting)
    erasing = _asked(Erasing)
    planning = _asked(Planning)
    dispatch = _asked(Dispatch)
    shared_speaker = _asked(SharedSpeaker)
    pin_tries = _asked(PinTries)
    requests = _asked(Requests)
    personal_rows = _asked(PersonalRows)

    @contextmanager
    def nested(self) -> Iterator["UnitOfWork"]:
        """Open a savepoint: what is done in the block is undone alone when it raises.

        It hands out a unit of work that has looked up nothing yet: what was found before may be stale.

        Raises:
            StorageBusyError: the database did not take it in time; the whole transaction is over.
        """
        try:
            with self._session.begin_nested():
                yield UnitOfWork(self._session, self.ring, self.draw, self.stretch)
        except OperationalError as fault:
            raise StorageBusyError("the database did not take it") from fault

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
        return self.erasing.erase(person_id, now)
