"""Which ways lead to a person, since when, and how they end; each is told and ended by its own person alone."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select

from skill.domain.couple import Purpose
from skill.domain.person import ExternalId, ExternalIdKind, Person
from skill.storage.queries.accounts import Accounts
from skill.storage.queries.alexa_reminders import Reminders
from skill.storage.queries.base import Queries
from skill.storage.queries.couples import Couples
from skill.storage.queries.people import People
from skill.storage.tables.people import external_ids, persons


class RecognitionPlace(StrEnum):
    """What a way in is, as far as it is told."""

    HERE = "here"
    SAME_SPEAKER = "same_speaker"
    """The same local speaker under another name."""
    LOCAL = "local"
    ECHO = "echo"
    """An account of Amazon's with all its Echos."""
    VOICE = "voice"
    """One more voice that counts as this person on such an account."""


@dataclass(frozen=True)
class Recognition:
    """One way in to a person.

    Attributes:
        rows: the rows that end with it.
        since: the person's local day from which it leads there, or None where nobody noted it.
        is_new: has its person not been told of it yet?
    """

    place: RecognitionPlace
    rows: tuple[ExternalId, ...]
    since: date | None
    is_new: bool


@dataclass(frozen=True)
class _Known:
    row: ExternalId
    account: str
    outside_id: str
    since: date | None
    is_new: bool


class Recognitions(Queries):
    """The ways in to persons inside one transaction."""

    def ways(self, person: Person, here: Collection[str]) -> list[Recognition]:
        """Return every way in to a person, the one that is gone right now first, then the oldest first.

        A voice goes with its account, except where one more voice counts as this person there.

        Args:
            here: the outside ids by which the person comes in now.
        """
        known = self._known(person)
        ways: list[Recognition] = []
        for account in (one for one in known if one.row.kind is ExternalIdKind.ACCOUNT):
            voices = [one for one in known if one.row.kind is ExternalIdKind.VOICE and one.account == account.account]
            own = _own_voice(account, voices, here)
            ways.append(_way(_place(account, known, here), [account] if own is None else [account, own]))
            ways += [_way(RecognitionPlace.VOICE, [one]) for one in voices if one is not own and one.row.is_proven]
        return sorted(
            ways, key=lambda one: (one.place is not RecognitionPlace.HERE, one.since or date.min, one.rows[0].id)
        )

    def untold(self, person: Person, here: Collection[str]) -> list[Recognition]:
        """Return what is to be told of here: the ways in that are new; nothing at one that is new itself."""
        ways = self.ways(person, here)
        return [one for one in ways if one.is_new] if any(_is_old_here(one) for one in ways) else []

    def is_too_new(self, person: Person, here: Collection[str]) -> bool:
        """Is this way in too new to tell of older ones, or to end them? Else whoever overheard a key would shut out
        the very person whom it leads to.
        """
        ways = self.ways(person, here)
        is_old_here = any(_is_old_here(one) for one in ways)
        return not is_old_here and any(not one.is_new and one.place is not RecognitionPlace.HERE for one in ways)

    def told(self, person: Person) -> None:
        """Note that the person was told of every way in."""
        for one in self._known(person):
            if one.is_new:
                self._ask(People).note_since(one.row, person, one.since, is_new=False)

    def end(self, person: Person, ways: Iterable[Recognition], now: datetime) -> None:
        """End these ways in, at once: what is open there goes on with nobody."""
        for one in ways:
            for row in one.rows:
                self._end(person, row, now)

    def end_others(self, person: Person, here: Collection[str], now: datetime) -> None:
        """End every way in but this one, whatever voice only said the name, and keys that were not used yet."""
        kept = {row.id for one in self.ways(person, here) if one.place is RecognitionPlace.HERE for row in one.rows}
        for one in self._known(person):
            if one.row.id not in kept:
                self._end(person, one.row, now)
        self._ask(Couples).withdraw(person, Purpose.RECOVERY_CODE)

    def forget_ended(self) -> None:
        """Forget the external ids that have ended once their account rings nothing any more."""
        found = select(ExternalId, Person).join(persons, persons.c.id == external_ids.c.person_id)
        for row, person in self._session.execute(found.where(external_ids.c.kind == ExternalIdKind.ENDED)).all():
            account = self._ask(Accounts).id_hash(self._ask(People).outside_id(row, person))
            if not self._ask(Reminders).is_rung(account, person.id):
                self._session.delete(row)

    def _end(self, person: Person, row: ExternalId, now: datetime) -> None:
        lookup, is_rung = row.lookup, False
        if row.kind is ExternalIdKind.ACCOUNT:
            is_rung = self._ask(Reminders).let_go(lookup, person.id, now)
            self._ask(Accounts).let_go(lookup, person.id)
        self._ask(People).remove_external_id(row, is_rung=is_rung)

    def _known(self, person: Person) -> list[_Known]:
        found = []
        for row in self._ask(People).external_ids(person):
            if row.kind is ExternalIdKind.ENDED:
                continue
            outside_id = self._ask(People).outside_id(row, person)
            account = outside_id.split("|")[1] if row.kind is ExternalIdKind.VOICE else outside_id
            found.append(_Known(row, account, outside_id, *self._ask(People).since(row, person)))
        return sorted(found, key=lambda one: (one.is_new, one.since or date.min, one.row.id))


def _own_voice(account: _Known, voices: list[_Known], here: Collection[str]) -> _Known | None:
    """Return the voice that goes with an account: the one that speaks, else the oldest; one that is newer is told."""
    speaks = next((one for one in voices if one.outside_id in here), None)
    as_old = (one for one in voices if one.row.is_proven and (account.is_new or not one.is_new))
    return speaks or next(as_old, None)


def _place(account: _Known, known: list[_Known], here: Collection[str]) -> RecognitionPlace:
    if account.account in here:
        return RecognitionPlace.HERE
    speaker = account.row.speaker_lookup
    if speaker is None:
        return RecognitionPlace.ECHO  # only a local speaker is known by its device
    speakers_here = {one.row.speaker_lookup for one in known if one.account in here}
    return RecognitionPlace.SAME_SPEAKER if speaker in speakers_here else RecognitionPlace.LOCAL


def _way(place: RecognitionPlace, known: list[_Known]) -> Recognition:
    newest, is_new = known[-1], any(one.is_new for one in known)
    return Recognition(place, tuple(one.row for one in known), newest.since if is_new else known[0].since, is_new)


def _is_old_here(way: Recognition) -> bool:
    return way.place is RecognitionPlace.HERE and not way.is_new
