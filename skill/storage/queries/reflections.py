"""Queries for evening prompts heard and kept; which prompt it was and the words kept with it are sealed."""

from datetime import datetime
from uuid import uuid4

from skill.domain.person import Person
from skill.domain.reflection import HeardPrompt, Reflection
from skill.storage.queries.base import OwnedRows
from skill.storage.tables.people import reflections


class Reflections(OwnedRows[Reflection]):
    """Evening prompts inside one transaction."""

    kind, table = Reflection, reflections
    words_in = "sealed_prompt"

    def note(self, person: Person, prompt_id: str, now: datetime, *, by_name: bool = False) -> Reflection:
        """Note that the person hears this prompt at `now`; `by_name`: somebody who only said the name does."""
        row_id = uuid4()
        sealed = self._seal(person, row_id, prompt_id)
        heard = Reflection(row_id, person.id, now, person.day(now), sealed, kept=False, sealed_words=None)
        heard.by_name = by_name
        self._session.add(heard)
        self._session.flush()
        return heard

    def heard(self, person: Person, since: datetime) -> list[HeardPrompt]:
        """Return the prompts the person heard since then, the oldest first."""
        one = reflections.c
        found = self._all(person, one.heard_at >= since, one.by_name.is_(False), by=[one.heard_at])
        return [HeardPrompt(self.prompt_id(person, it), it.local_date) for it in found]

    def prompt_id(self, person: Person, reflection: Reflection) -> str:
        """Return which prompt it was."""
        return self._open(person, reflection)

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
        one = reflections.c
        return self._last(person, one.heard_at >= since, one.by_name.is_(False), by=one.heard_at)
