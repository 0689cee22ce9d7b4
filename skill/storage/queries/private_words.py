"""Queries for private words; every one of them is sealed, a draft too."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete

from skill.domain.person import Person
from skill.domain.private_words import DRAFT_FOR, LONGEST, PrivateWords
from skill.storage.encryption.cells import CellCipher
from skill.storage.encryption.locking import lock, unlock
from skill.storage.queries.base import OwnedRows
from skill.storage.tables.people import persons, private_words


class PrivateWordsQueries(OwnedRows[PrivateWords]):
    """Private words inside one transaction."""

    kind, table = PrivateWords, private_words
    words_in = "sealed"

    def begin(self, person: Person, text: str, now: datetime, *, by_name: bool = False) -> PrivateWords:
        """Take words down as a draft, which is gone after a while unless it is kept."""
        row_id = uuid4()
        draft = PrivateWords(row_id, person.id, now, person.day(now), self._seal(person, row_id, text[:LONGEST]))
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
        entry.sealed = self._seal(person, entry.id, lock(person, entry.id, self.text(person, entry)))
        entry.is_locked = True

    def lock_all(self, person: Person) -> None:
        """Lock all that was kept so far."""
        for entry in self._all(person, private_words.c.kept_at.is_not(None), by=[private_words.c.id]):
            self.lock(person, entry)

    def text(self, person: Person, entry: PrivateWords, key: bytes | None = None) -> str:
        """Return the words.

        Args:
            key: what opens them where they are locked.

        Raises:
            NotReadableError: they do not open for this person, or are locked and `key` does not open them.
        """
        opened = self._open(person, entry)
        return unlock(person, entry.id, opened, key) if entry.is_locked else opened

    def let_alexa_read(self, person: Person, key: bytes | None) -> None:
        """Keep the key also where an Echo can use it, sealed as everything is; with None take it away again."""
        CellCipher(self._ring, persons.name).write(
            person, person, "words_key_on_echo", key.hex() if key is not None else None
        )

    def key_on_echo(self, person: Person) -> bytes | None:
        """Return the key of the words where this person lets Alexa read them."""
        key = CellCipher(self._ring, persons.name).read(person, person, "words_key_on_echo")
        return bytes.fromhex(key) if key is not None else None

    def last_kept(self, person: Person) -> PrivateWords | None:
        """Return what the person kept last, or None."""
        return self._last(person, private_words.c.kept_at.is_not(None), by=private_words.c.kept_at)

    def discard(self, entry: PrivateWords) -> None:
        """Let words go for good."""
        self._session.delete(entry)
        self._session.flush()

    def forget_drafts(self, now: datetime) -> None:
        """Let every draft go that nobody said to keep in time."""
        lain = private_words.c.kept_at.is_(None), private_words.c.said_at < now - DRAFT_FOR
        self._session.execute(delete(private_words).where(*lain))
