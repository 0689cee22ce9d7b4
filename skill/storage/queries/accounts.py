"""Queries for accounts of Amazon's and their devices; outside ids only as keyed hashes."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from skill.domain.account import KEPT_AFTER_DISABLING, Account, Device, Region
from skill.domain.person import ExternalIdKind, Person
from skill.storage.queries.base import Queries
from skill.storage.queries.people import People
from skill.storage.tables.alexa import alexa_accounts, alexa_reminders
from skill.storage.tables.people import external_ids


class Accounts(Queries):
    """Accounts inside one transaction."""

    def get(self, user_id: str) -> Account | None:
        """Return what is known of an outside account id, or None."""
        return self._session.get(Account, self._ring.keyed_hash(user_id))

    def of(self, user_id: str) -> Account:
        """Return what is known of an outside account id; an event may tell of it before anybody speaks."""
        found = self.get(user_id)
        if found is None:
            lookup = self._ring.keyed_hash(user_id)
            person_id = self._session.scalar(select(external_ids.c.person_id).where(external_ids.c.lookup == lookup))
            found = Account(lookup, person_id)
            self._session.add(found)
            self._session.flush()
        return found

    def speaks(self, user_id: str, person: Person, region: Region, now: datetime) -> Account:
        """Note at the start of a session whose account this is and where its APIs are; whoever speaks has the skill."""
        account = self.of(user_id)
        if account.person_id != person.id:
            account.person_id = person.id
        if account.region is not region:
            account.region = region
        if account.is_disabled:
            account.enable(now)
        return account

    def of_person(self, person_id: UUID) -> list[Account]:
        """Return the accounts by which a person may be reached; what was disabled is none of them."""
        found = self._session.scalars(select(Account).where(alexa_accounts.c.person_id == person_id))
        return [one for one in found if not one.is_disabled]

    def by_lookup(self, lookup: bytes) -> Account | None:
        """Return the account of a keyed hash, or None."""
        return self._session.get(Account, lookup)

    def user_id(self, lookup: bytes, person: Person, people: People) -> str | None:
        """Return the outside id behind a keyed hash, or None where that id is gone; an ended one is still told."""
        behind = (
            one for one in people.external_ids(person) if one.lookup == lookup or one.kind is ExternalIdKind.ENDED
        )
        ids = (people.outside_id(row, person) for row in behind)
        return next((one for one in ids if self._ring.keyed_hash(one) == lookup), None)

    def id_hash(self, user_id: str) -> bytes:
        """Return the keyed hash by which an account is found."""
        return self._ring.keyed_hash(user_id)

    def let_go(self, lookup: bytes, person_id: UUID) -> None:
        """Let an account be noted as another one's who lives behind it, or as nobody's: it leads there no longer."""
        account = self.by_lookup(lookup)
        if account is not None and account.person_id == person_id:
            others = select(external_ids.c.person_id).where(
                external_ids.c.lookup == lookup, external_ids.c.person_id != person_id
            )
            account.person_id = self._session.scalar(others.limit(1))

    def notified(self, person_ids: Iterable[UUID]) -> set[UUID]:
        """Return who of these persons subscribed to notices and has not switched the skill off."""
        found = self._session.scalars(
            select(Account).where(alexa_accounts.c.person_id.in_(tuple(person_ids)), alexa_accounts.c.notifies)
        )
        return {one.person_id for one in found if one.person_id is not None and not one.is_disabled}

    def device_moved(self, person: Person, device_id: str, zone: str, now: datetime) -> str | None:
        """Keep the time zone that a device was said to stand in; return where it stood before, if that was elsewhere.

        Args:
            person: of several behind the account, whoever moved in first.
        """
        lookup = self._ring.keyed_hash(device_id)
        known = self._session.get(Device, lookup)
        if known is None:
            self._session.add(Device(lookup, person.id, zone, now))
            return None
        left, known.person_id, known.zone, known.told_at = known.zone, person.id, zone, now
        return left if left != zone else None

    def shred(self, now: datetime, limit: int, *, erase: Callable[[UUID, datetime], object]) -> int:
        """Shred what was kept of up to `limit` accounts that were disabled long enough ago; return how many.

        A person who has another way in keeps everything, and loses only this id (rules.md F6).
        """
        old = select(Account).where(
            alexa_accounts.c.disabled_at.is_not(None), alexa_accounts.c.disabled_at <= now - KEPT_AFTER_DISABLING
        )
        gone = 0
        for account in self._session.scalars(old.order_by(alexa_accounts.c.disabled_at).limit(limit)):
            if not account.is_disabled:
                account.disabled_at = None  # enabled again since: nothing to look at any more
                continue
            self._forget(account, lambda person_id: erase(person_id, now))
            gone += 1
        return gone

    def _forget(self, account: Account, erase: Callable[[UUID], object]) -> None:
        """Forget an account: its ids, what rings by it, and whoever has no other way in; a voice alone is none."""
        lookup = account.lookup
        behind = list(self._session.scalars(select(external_ids.c.person_id).where(external_ids.c.lookup == lookup)))
        self._session.delete(account)
        self._session.flush()
        self._session.execute(delete(external_ids).where(external_ids.c.lookup == lookup))
        self._session.execute(delete(alexa_reminders).where(alexa_reminders.c.lookup == lookup))
        for person_id in behind:
            other = select(external_ids.c.id).where(
                external_ids.c.person_id == person_id, external_ids.c.kind == ExternalIdKind.ACCOUNT
            )
            if self._session.scalar(other.limit(1)) is None:
                erase(person_id)
