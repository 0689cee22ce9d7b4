"""Erasing a person: every row of theirs, and the mark that the key which wrapped theirs is to be destroyed."""

from collections import Counter
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, or_, select, update

from skill.domain.couple import VIEW_STAYS, InvitationState, Side
from skill.domain.person import Person
from skill.storage.queries.base import Queries
from skill.storage.queries.couples import WAITS
from skill.storage.tables.alexa import alexa_accounts, alexa_devices
from skill.storage.tables.couples import code_tries, couples, invitations, shared_talks
from skill.storage.tables.people import device_countries, external_ids, key_proofs, mapper, persons, pin_tries

NO_KEY = ""
"""What stands in place of a key's id where somebody has none: one who was erased, as long as a couple points there."""
OTHERWISE = {
    "persons": "the person itself, after all that points to it",
    "couples": "the other one's view stays as it was: the place is taken by somebody nameless, for 30 days",
    "code_tries": "keyed hashes of accounts, kept an hour; gone at once where nobody else has that account",
    "device_countries": "countries of devices, not of persons; gone where the device leads to nobody else",
    "key_proofs": "of keys, not of persons; the key that wrapped the person's is marked to be destroyed",
    "locks": "one row, of nobody",
    "replays": "keyed hashes of requests, kept for a little over an hour",
    "shared_talks": "what the person proposed goes, and what hangs on a couple that goes",
}
"""Tables without a `person_id`, and what becomes of them; a promise test walks every table."""
POINTS_OTHERWISE = {"couples.first_id", "couples.second_id", "invitations.invitee_id", "shared_talks.proposer_id"}
"""Columns that lead to a person under another name than `person_id`; each is seen to below."""


class Erasing(Queries):
    """Erasing persons, inside one transaction."""

    def erase(self, person_id: UUID, now: datetime) -> Counter[str]:
        """Delete every row of a person, the wrapped data key included, inside the caller's transaction (rules.md F3).

        Afterwards, outside of it, `Database.finish_erasing` destroys the key that old copies of the data key are
        wrapped by, and cuts SQLite's log. It is due from this commit on: every start does it where a crash came
        between.

        Returns:
            how many rows went, by table.
        """
        self._session.flush()
        gone: Counter[str] = Counter()
        self._session.execute(delete(shared_talks).where(shared_talks.c.proposer_id == person_id))
        self._leave_couples(person_id, now)
        self._hand_on_accounts(person_id)
        self._forget_tries(person_id)
        self._forget_countries(person_id)
        self._hand_on_invitations(person_id, now)
        for table in reversed(mapper.metadata.sorted_tables):
            if "person_id" in table.columns:
                gone[table.name] += self._count(delete(table).where(table.c.person_id == person_id))
        self._session.execute(update(key_proofs).values(retires=True))
        gone["persons"] += self._count(delete(persons).where(persons.c.id == person_id))
        self._session.expire_all()
        return +gone

    def forget_nameless(self, now: datetime) -> None:
        """Let couples go whose other half was erased long enough ago, and whoever stood there in their place."""
        old = select(persons.c.id).where(persons.c.key_id == NO_KEY, persons.c.created_at <= now - VIEW_STAYS)
        old_ids = list(self._session.scalars(old))
        theirs = select(couples.c.id).where(or_(couples.c.first_id.in_(old_ids), couples.c.second_id.in_(old_ids)))
        self._session.execute(delete(shared_talks).where(shared_talks.c.couple_id.in_(theirs)))
        self._session.execute(
            delete(couples).where(or_(couples.c.first_id.in_(old_ids), couples.c.second_id.in_(old_ids)))
        )
        self._session.execute(delete(persons).where(persons.c.id.in_(old_ids)))

    def _leave_couples(self, person_id: UUID, now: datetime) -> None:
        """Leave for good; whoever is left hears the same as when nothing was shared, and learns of nothing."""
        one = couples.c
        found = select(one.id, one.first_id, one.second_id, one.first_side, one.second_side)
        for row in self._session.execute(found.where(or_(one.first_id == person_id, one.second_id == person_id))).all():
            is_first = row.first_id == person_id
            other, other_side = (row.second_id, row.second_side) if is_first else (row.first_id, row.first_side)
            is_watched = self._session.scalar(select(persons.c.key_id).where(persons.c.id == other)) != NO_KEY
            if other_side is Side.LEFT or not is_watched:
                self._session.execute(delete(shared_talks).where(shared_talks.c.couple_id == row.id))
                self._session.execute(delete(couples).where(one.id == row.id))
                continue
            place = self._nameless(now)
            now_there = {"first_id": place, "first_side": Side.LEFT} if is_first else {}
            now_there = now_there or {"second_id": place, "second_side": Side.LEFT}
            self._session.execute(update(couples).where(one.id == row.id).values(**now_there))
        self._forget_unwatched()

    def _hand_on_invitations(self, person_id: UUID, now: datetime) -> None:
        """Let who invited find the code said as before: somebody nameless, who has left, stands for who said it."""
        waits = invitations.c.invitee_id == person_id, invitations.c.state.in_(WAITS)
        if self._session.scalar(select(invitations.c.id).where(*waits).limit(1)) is not None:
            said = update(invitations).where(*waits)
            self._session.execute(said.values(invitee_id=self._nameless(now), state=InvitationState.LEFT))
        done = update(invitations).where(invitations.c.invitee_id == person_id)
        self._session.execute(done.values(invitee_id=None, state=InvitationState.GONE))

    def _hand_on_accounts(self, person_id: UUID) -> None:
        """Let an account that several persons share be noted as another one's, so that its reminders go on."""
        noted = select(alexa_accounts.c.lookup).where(alexa_accounts.c.person_id == person_id)
        for lookup in list(self._session.scalars(noted)):
            others = select(external_ids.c.person_id).where(
                external_ids.c.lookup == lookup, external_ids.c.person_id != person_id
            )
            if (other := self._session.scalar(others.limit(1))) is not None:
                self._session.execute(
                    update(alexa_accounts).where(alexa_accounts.c.lookup == lookup).values(person_id=other)
                )

    def _nameless(self, now: datetime) -> UUID:
        """Make somebody without name, external ids, rows and key, for the place that a person had in a couple."""
        nobody = Person(uuid4(), now, b"", NO_KEY, muted=True)
        self._session.execute(
            insert(persons).values({column.name: getattr(nobody, column.key) for column in persons.columns})
        )
        return nobody.id

    def _forget_unwatched(self) -> None:
        said = select(invitations.c.invitee_id).where(invitations.c.invitee_id.is_not(None))
        pointed = select(couples.c.first_id).union(select(couples.c.second_id), said).scalar_subquery()
        self._session.execute(delete(persons).where(persons.c.key_id == NO_KEY, persons.c.id.not_in(pointed)))

    def _forget_tries(self, person_id: UUID) -> None:
        """Forget the codes and PINs that were tried at accounts that lead to nobody else."""
        own = set(self._session.scalars(select(external_ids.c.lookup).where(external_ids.c.person_id == person_id)))
        shared = select(external_ids.c.lookup).where(
            external_ids.c.person_id != person_id, external_ids.c.lookup.in_(own)
        )
        alone = own - set(self._session.scalars(shared))
        self._session.execute(delete(code_tries).where(code_tries.c.user_lookup.in_(alone)))
        self._session.execute(delete(pin_tries).where(pin_tries.c.door_lookup.in_(alone)))

    def _forget_countries(self, person_id: UUID) -> None:
        """Forget the countries of devices that lead to nobody else."""
        by_door = select(external_ids.c.speaker_lookup).where(external_ids.c.speaker_lookup.is_not(None))
        by_account = select(external_ids.c.lookup)
        own = {
            *self._session.scalars(by_door.where(external_ids.c.person_id == person_id)),
            *self._session.scalars(by_account.where(external_ids.c.person_id == person_id)),
            *self._session.scalars(select(alexa_devices.c.lookup).where(alexa_devices.c.person_id == person_id)),
        }
        others = {
            *self._session.scalars(
                by_door.where(external_ids.c.person_id != person_id, external_ids.c.speaker_lookup.in_(own))
            ),
            *self._session.scalars(
                by_account.where(external_ids.c.person_id != person_id, external_ids.c.lookup.in_(own))
            ),
        }
        self._session.execute(delete(device_countries).where(device_countries.c.lookup.in_(own - others)))

    def _count(self, statement: object) -> int:
        return int(self._session.execute(statement).rowcount)  # type: ignore[call-overload]
