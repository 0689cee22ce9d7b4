"""Queries for persons and the external ids that lead to them."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from skill.domain.person import ExternalId, ExternalIdKind, Person
from skill.domain.private_words import DRAFT_FOR
from skill.storage.encryption.cells import CellCipher
from skill.storage.queries.base import SealedRows, Transaction
from skill.storage.tables.people import external_ids, key_proofs, persons

LISTENING_RENEWED_AFTER = timedelta(seconds=30)
"""A speaker that asks every half second does not write every half second."""


@dataclass(frozen=True)
class KnownPerson:
    """A person behind an id.

    Attributes:
        is_proven: was it shown that what comes in here is this person?
    """

    person: Person
    is_proven: bool


_BY_LOOKUP = (
    select(external_ids.c.lookup, Person, external_ids.c.is_proven)
    .join(persons, external_ids.c.person_id == persons.c.id)
    .where(external_ids.c.lookup.in_(bindparam("lookups", expanding=True)))
    .order_by(persons.c.created_at, persons.c.id)
    .execution_options(autoflush=False)
)
_HOLD = (
    select(persons.c.id)
    .where(
        persons.c.id.in_(
            select(external_ids.c.person_id).where(external_ids.c.lookup.in_(bindparam("lookups", expanding=True)))
        )
    )
    .order_by(persons.c.id)
    .with_for_update(key_share=True)
    .execution_options(autoflush=False)
)
"""Lets turns of one person in several processes wait for each other, always in the same order; only afterwards is
looked at what there is, so that nothing is made twice. SQLite's writers wait for each other anyway."""
_ON_SPEAKER = (
    select(func.count(func.distinct(external_ids.c.person_id)))
    .join(persons, external_ids.c.person_id == persons.c.id)
    .where(external_ids.c.speaker_lookup == bindparam("lookup"), persons.c.onboarded_at.is_not(None))
    .execution_options(autoflush=False)
)
"""Asked at every turn: built once, and without writing first what other turns of the group have to keep. A new id
is written at once (`create_person`), so that nobody is missed."""


class People(SealedRows):
    """Persons and external ids inside one transaction."""

    table = persons

    def __init__(self, transaction: Transaction, session: Session) -> None:
        super().__init__(transaction, session)
        # The name that the table had in 0.1.0: it is part of what every sealed value is bound to.
        self._ids = CellCipher(self._ring, "doors")
        self._met: dict[bytes, list[KnownPerson]] = {}

    def meet(self, outside_ids: Iterable[str]) -> None:
        """Fetch at once whoever is behind these outside ids, so that each turn of a group need not ask."""
        lookups = {self._print(one) for one in outside_ids}
        if self._session.get_bind().dialect.name != "sqlite":
            self._session.execute(_HOLD, {"lookups": lookups})
        # That nobody was found is remembered too: whoever is made then is made as the first, and another process that
        # made one meanwhile is noticed, instead of being looked up again and passed over.
        found: dict[bytes, list[KnownPerson]] = {lookup: [] for lookup in lookups}
        for lookup, person, is_proven in self._session.execute(_BY_LOOKUP, {"lookups": lookups}):
            found[lookup].append(KnownPerson(person, is_proven))
        self._met |= found

    def at(self, outside_id: str) -> list[KnownPerson]:
        """Return everybody behind an outside id, whoever came first first."""
        lookup = self._print(outside_id)
        if lookup not in self._met:
            self.meet([outside_id])
        return self._met.get(lookup, [])

    def by_account(self, user_id: str) -> Person | None:
        """Return the person behind an outside account id, or None; of several the first that moved in."""
        behind = [one.person for one in self.at(user_id)]
        return next((one for one in behind if one.onboarded_at is not None), behind[0] if behind else None)

    def by_name(self, user_id: str, name: str) -> Person | None:
        """Return the person of that name behind an outside account id, or None."""
        wanted = _folded(name)
        behind = (one.person for one in self.at(user_id))
        return next((one for one in behind if _folded(self.name(one) or "") == wanted), None)

    def get(self, person_id: UUID) -> Person | None:
        """Return the person of that id, or None."""
        return self._session.get(Person, person_id)

    def create_person(self, user_id: str, device_id: str | None, *, zone: str | None, now: datetime) -> Person:
        """Make a person, with a data key of its own, behind an account.

        Raises:
            IntegrityError: another process made the first person of this account in the same moment.
        """
        is_first = not self.at(user_id)
        person_id = uuid4()
        held = select(key_proofs.c.key_id).where(key_proofs.c.key_id == self._ring.current)
        if self._session.scalar(held.with_for_update(read=True)) is None:
            # Another process has put a fresh key in its place: nobody is to move in under one that is destroyed.
            self._ring.reread()
        person = Person(person_id, now, self._ring.new_data_key(person_id), self._ring.current, zone=zone)
        self._session.add(person)
        self._session.flush()
        self.add_external_id(person, user_id, device_id=device_id, now=now, is_sole=is_first)
        return person

    def add_external_id(
        self,
        person: Person,
        outside_id: str,
        *,
        kind: ExternalIdKind = ExternalIdKind.ACCOUNT,
        device_id: str | None = None,
        is_proven: bool = True,
        now: datetime | None = None,
        is_new: bool = False,
        is_sole: bool = False,
    ) -> ExternalId:
        """Let an outside id lead to a person, beside whoever it leads to already.

        Args:
            now: when, or None where that is not to be noted.
            is_new: is its person still to be told of it, at another id?
            is_sole: may no other process open one for the same outside id at the same time?
        """
        row_id = uuid4()
        lookup = self._print(outside_id)
        sealed = self._ids.seal(person, row_id, column="sealed_id", text=outside_id)
        speaker = self._print(device_id) if device_id else None
        row = ExternalId(row_id, person.id, kind, lookup, sealed, speaker, is_proven=is_proven, is_sole=is_sole)
        if now is not None:
            self.note_since(row, person, person.local(now).date(), is_new=is_new)
        self._session.add(row)
        self._session.flush()
        self._met.pop(lookup, None)
        return row

    def give_voice(
        self, person: Person, voice_id: str, *, is_proven: bool, now: datetime | None = None, is_new: bool = False
    ) -> None:
        """Let a recognised voice lead to this person and to nobody else; what was proven is not undone by a claim."""
        lookup, behind = self._print(voice_id), self.at(voice_id)
        if any(one.is_proven and (not is_proven or one.person.id == person.id) for one in behind):
            return
        self._session.execute(delete(ExternalId).where(external_ids.c.lookup == lookup))
        self.add_external_id(
            person, voice_id, kind=ExternalIdKind.VOICE, is_proven=is_proven, now=now, is_new=is_new, is_sole=True
        )

    def note_since(self, row: ExternalId, person: Person, since: date | None, *, is_new: bool) -> None:
        """Note the day from which an id leads to its person, and whether that is still to be told; nobody else can
        read either from the row.
        """
        text = f"{since.isoformat() if since is not None else ''} {'new' if is_new else ''}"
        row.sealed_since = self._ids.seal(person, row.id, column="sealed_since", text=text)

    def since(self, row: ExternalId, person: Person) -> tuple[date | None, bool]:
        """Return from which day an id leads to its person, None where nobody noted it, and whether it is untold."""
        if row.sealed_since is None:
            return None, False
        day, _, new = self._ids.open(person, row.id, column="sealed_since", sealed=row.sealed_since).partition(" ")
        return (date.fromisoformat(day) if day else None), bool(new)

    def remove_external_id(self, row: ExternalId, *, is_rung: bool) -> None:
        """Let an id lead to its person no longer, from this instant on.

        Args:
            is_rung: what the account behind it still rings is to be taken away first: the row stays, found by nobody.
        """
        self._met.pop(row.lookup, None)
        if not is_rung:
            self._session.delete(row)
        else:
            row.kind, row.lookup, row.is_proven = ExternalIdKind.ENDED, self._print(f"ended|{row.id}"), False
            row.speaker_lookup = row.listening_until = None
        self._session.flush()

    def has_voice(self, person: Person) -> bool:
        """Is some voice known to be this person's?"""
        own = (
            external_ids.c.person_id == person.id,
            external_ids.c.kind == ExternalIdKind.VOICE,
            external_ids.c.is_proven,
        )
        return self._session.scalar(select(external_ids.c.id).where(*own).limit(1)) is not None

    def name(self, person: Person) -> str | None:
        """Return what the person wants to be called, or None."""
        return self._safe.read(person, person, "sealed_name")

    def is_called(self, person: Person, name: str) -> bool:
        """Is that this person's name?"""
        return bool(name) and _folded(self.name(person) or "") == _folded(name)

    def rename(self, person: Person, name: str) -> None:
        """Keep what the person wants to be called."""
        self._safe.write(person, person, "sealed_name", name)

    def keep_wish(self, person: Person, wish: str, now: datetime) -> None:
        """Keep a wish that waits for the person's city, sealed as a draft is; an earlier one gives way."""
        self._safe.write(person, person, "sealed_wish", wish)
        person.wished_at = now

    def wish(self, person: Person, now: datetime) -> str | None:
        """Return the wish that waits for the person's city, while it lies, or None."""
        if person.wished_at is None or now - person.wished_at >= DRAFT_FOR:
            return None
        return self._safe.read(person, person, "sealed_wish")

    def drop_wish(self, person: Person) -> None:
        """Let the waiting wish go."""
        person.sealed_wish = person.wished_at = None

    def forget_wishes(self, now: datetime) -> None:
        """Let every wish go whose city was not said in time."""
        old = update(persons).where(persons.c.wished_at <= now - DRAFT_FOR)
        self._session.execute(old.values(sealed_wish=None, wished_at=None))

    def outside_id(self, row: ExternalId, person: Person) -> str:
        """Return the outside account id behind an id."""
        return self._ids.open(person, row.id, column="sealed_id", sealed=row.sealed_id)

    def external_ids(self, person: Person) -> list[ExternalId]:
        """Return every id that leads to the person."""
        return list(self._session.scalars(select(ExternalId).where(external_ids.c.person_id == person.id)))

    def count_on_speaker(self, device_id: str) -> int:
        """Return how many persons have moved in at this speaker; who only said a word once does not count."""
        return self._session.scalar(_ON_SPEAKER, {"lookup": self._print(device_id)}) or 0

    def note_listening(self, user_id: str, until: datetime | None) -> list[UUID]:
        """Note that a local speaker listens for this account until then (None: no longer); return its persons' ids."""
        behind = list(self._session.scalars(select(ExternalId).where(external_ids.c.lookup == self._print(user_id))))
        for row in behind:
            was = row.listening_until
            if until is None or was is None or abs(until - was) > LISTENING_RENEWED_AFTER:
                row.listening_until = until
        return [row.person_id for row in behind]

    def must_note_listening(self, user_id: str, until: datetime) -> bool:
        """Would `listen` write something for this account?"""
        found = self._session.scalars(
            select(external_ids.c.listening_until).where(external_ids.c.lookup == self._print(user_id))
        )
        return any(was is None or abs(until - was) > LISTENING_RENEWED_AFTER for was in found)

    def _print(self, outside_id: str) -> bytes:
        return self._ring.keyed_hash(outside_id)


def _folded(name: str) -> str:
    """Return a name as names are compared: an accent is the same accent however it is written down."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name.strip()).casefold())
