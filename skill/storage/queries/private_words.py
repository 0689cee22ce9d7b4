"""Queries for private words; every one of them is sealed, a draft too."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from skill.domain.person import Person
from skill.domain.private_words import DRAFT_FOR, LONGEST, PrivateWords
from skill.storage.encryption.cells import CellCipher, Keyring
from skill.storage.encryption.locking import lock, unlock
from skill.storage.queries.owned_rows import OwnedRows
from skill.storage.tables.people import private_words


class PrivateWordsQueries(OwnedRows[PrivateWords]):
    """Private words inside one transaction."""

    def __init__(self, session: Session, ring: Keyring) -> None:
        super().__init__(session, ring, PrivateWords, private_words.name)
        self._persons = CellCipher(ring, "persons")

    def begin(self, person: Person, text: str, now: datetime, *, by_name: bool = False) -> PrivateWords:
        """Take words down as a draft, which is gone after a while unless it is kept."""
        row_id = uuid4()
        draft = PrivateWords(row_id, person.id, now, person.day(now), self._seal(person, row_id, text))
        draft.by_name = by_name
        self._session.add(draft)
        self._session.flush()
        return draft

    def draft(self, person: Person, row_id: UUID | None, now: datetime) -> PrivateWords | None:
        """Return this person's draft of that id while it lies, or None."""
        found = self.get(person, row_id)
        return found if found is not None and found.kept_at is None and now - found.said_at < DRAFT_FOR else None

    def add(self, person: Person, draft: PrivateWords, text: str) -> None:
        """Add what was said next, on a line of its own."""
        whole = f"{self.text(person, draft)}\n{text}"
        draft.sealed = self._seal(person, draft.id, whole[:LONGEST])

    def keep(self, person: Person, draft: PrivateWords, now: datetime) -> None:
        """Keep a draft; where its person has a PIN, it is locked from here on."""
        draft.kept_at = now
        self.lock(person, draft)

    def lock(self, person: Person, entry: PrivateWords) -> None:
        """Seal kept words for the key that only a PIN or its recovery code opens, where there is one."""
        if person.words_lock is None or entry.is_locked:
            return
        entry.sealed = self._sealed(person, entry.id, lock(person, entry.id, self.text(person, entry)))
        entry.is_locked = True

    def lock_all(self, person: Person) -> None:
        """Lock all that was kept so far."""
        kept = private_words.c.person_id == person.id, private_words.c.kept_at.is_not(None)
        for entry in self._session.scalars(select(PrivateWords).where(*kept)):
            self.lock(person, entry)

    def text(self, person: Person, entry: PrivateWords, key: bytes | None = None) -> str:
        """Return the words.

        Args:
            key: what opens them where they are locked.

        Raises:
            NotReadableError: they do not open for this person, or are locked and `key` does not open them.
        """
        opened = self._safe.open(person, entry.id, column="sealed", sealed=entry.sealed)
        return unlock(person, entry.id, opened, key) if entry.is_locked else opened

    def let_alexa_read(self, person: Person, key: bytes | None) -> None:
        """Keep the key also where an Echo can use it, sealed as everything is; with None take it away again."""
        self._persons.write(person, person, "words_key_on_echo", key.hex() if key is not None else None)

    def key_on_echo(self, person: Person) -> bytes | None:
        """Return the key of the words where this person lets Alexa read them."""
        key = self._persons.read(person, person, "words_key_on_echo")
        return bytes.fromhex(key) if key is not None else None

    def last_kept(self, person: Person) -> PrivateWords | None:
        """Return what the person kept last, or None."""
        found = (
            select(PrivateWords)
            .where(private_words.c.person_id == person.id, private_words.c.kept_at.is_not(None))
            .order_by(private_words.c.kept_at.desc())
            .limit(1)
        )
        return self._session.scalars(found).one_or_none()

    def discard(self, entry: PrivateWords) -> None:
        """Let words go for good."""
        self._session.delete(entry)
        self._session.flush()

    def forget_drafts(self, now: datetime) -> None:
        """Let every draft go that nobody said to keep in time."""
        lain = private_words.c.kept_at.is_(None), private_words.c.said_at < now - DRAFT_FOR
        self._session.execute(delete(PrivateWords).where(*lain))

    def _seal(self, person: Person, row_id: UUID, text: str) -> bytes:
        return self._sealed(person, row_id, text[:LONGEST])

    def _sealed(self, person: Person, row_id: UUID, text: str) -> bytes:
        return self._safe.seal(person, row_id, column="sealed", text=text)
