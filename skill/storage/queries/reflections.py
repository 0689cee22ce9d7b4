"""Queries for evening prompts heard and kept; which prompt it was and the words kept with it are sealed."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from skill.domain.person import Person
from skill.domain.reflection import HeardPrompt, Reflection
from skill.storage.encryption.cells import Keyring
from skill.storage.queries.owned_rows import OwnedRows
from skill.storage.tables.people import reflections


class Reflections(OwnedRows[Reflection]):
    """Evening prompts inside one transaction."""

    def __init__(self, session: Session, ring: Keyring) -> None:
        super().__init__(session, ring, Reflection, reflections.name)

    def note(self, person: Person, prompt_id: str, now: datetime, *, by_name: bool = False) -> Reflection:
        """Note that the person hears this prompt at `now`; `by_name`: somebody who only said the name does."""
        row_id = uuid4()
        sealed = self._safe.seal(person, row_id, column="sealed_prompt", text=prompt_id)
        heard = Reflection(row_id, person.id, now, person.day(now), sealed, kept=False, sealed_words=None)
        heard.by_name = by_name
        self._session.add(heard)
        self._session.flush()
        return heard

    def heard(self, person: Person, since: datetime) -> list[HeardPrompt]:
        """Return the prompts the person heard since then, the oldest first."""
        found = (
            select(Reflection)
            .where(
                reflections.c.person_id == person.id,
                reflections.c.heard_at >= since,
                reflections.c.by_name.is_(False),
            )
            .order_by(reflections.c.heard_at)
        )
        return [HeardPrompt(self.prompt_id(person, one), one.local_date) for one in self._session.scalars(found)]

    def prompt_id(self, person: Person, reflection: Reflection) -> str:
        """Return which prompt it was."""
        return self._safe.open(person, reflection.id, column="sealed_prompt", sealed=reflection.sealed_prompt)

    def keep(self, reflection: Reflection) -> None:
        """Keep the prompt, as its person asked."""
        reflection.kept = True

    def keep_words(self, person: Person, reflection: Reflection, words: str) -> None:
        """Keep a few words with the prompt, after those that were kept with it before."""
        reflection.kept = True
        before = self.words(person, reflection)
        words = words if before is None else f"{before}\n{words}"
        self._safe.write(person, reflection, "sealed_words", words)

    def words(self, person: Person, reflection: Reflection) -> str | None:
        """Return the words kept with the prompt, or None."""
        return self._safe.read(person, reflection, "sealed_words")

    def last(self, person: Person, since: datetime) -> Reflection | None:
        """Return the reflection heard last since then, or None."""
        found = (
            select(Reflection)
            .where(
                reflections.c.person_id == person.id,
                reflections.c.heard_at >= since,
                reflections.c.by_name.is_(False),
            )
            .order_by(reflections.c.heard_at.desc())
            .limit(1)
        )
        return self._session.scalars(found).one_or_none()
