"""Queries for check-ins; the word, its strength and its family are sealed together."""

from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, delete

from skill.domain.checkin import CheckIn, MoodEntry
from skill.domain.person import Person
from skill.storage.queries.base import OwnedRows
from skill.storage.tables.people import checkins


class CheckIns(OwnedRows[CheckIn]):
    """Check-ins inside one transaction."""

    kind, table = CheckIn, checkins
    words_in = "sealed"

    def keep(self, person: Person, word: MoodEntry, now: datetime, *, by_name: bool = False) -> CheckIn:
        """Keep how a person is at `now`; `by_name`: said under a name alone."""
        row_id = uuid4()
        sealed = self._seal(person, row_id, word.to_json())
        checkin = CheckIn(row_id, person.id, now, person.day(now), sealed, by_name)
        self._session.add(checkin)
        return checkin

    def add_strength(self, person: Person, strength: int, *, since: datetime) -> bool:
        """Add how strong it is to the person's last check-in since then; False when there is none."""
        newest = self._newest(person)
        if newest is None or newest.said_at < since:
            return False
        word = self.word(person, newest)
        self.reword(person, newest, replace(word, strength=strength))
        return True

    def reword(self, person: Person, checkin: CheckIn, word: MoodEntry) -> None:
        """Put `word` in place of what a check-in said: it was misheard, or more was said."""
        self._safe.write(person, checkin, "sealed", word.to_json())

    def newest(self, person: Person, since: datetime, *, is_own: bool = False) -> CheckIn | None:
        """Return the person's last check-in since then, or None.

        Args:
            is_own: only what the person said itself, or took up: what a name alone said is never handed on.
        """
        newest = self._newest(person, *((checkins.c.by_name.is_(False),) if is_own else ()))
        return newest if newest is not None and newest.said_at >= since else None

    def latest(self, person: Person, since: datetime) -> MoodEntry | None:
        """Return the last word the person said since then, or None."""
        newest = self._newest(person)
        return self.word(person, newest) if newest is not None and newest.said_at >= since else None

    def families(self, person: Person, since: datetime) -> set[str]:
        """Return the families of every feeling the person said since then, those beside others too."""
        return {family for one in self._since(person, since) for family in self.word(person, one).families}

    def by_date(self, person: Person, since: datetime) -> list[tuple[date, str]]:
        """Return local date and leading family of each check-in since then that has one, the oldest first."""
        words = ((one.local_date, self.word(person, one).family) for one in self._since(person, since))
        return [(on, family) for on, family in words if family is not None]

    def word(self, person: Person, checkin: CheckIn) -> MoodEntry:
        """Open one check-in.

        Raises:
            NotReadableError: it does not open.
        """
        return MoodEntry.from_json(self._open(person, checkin))

    def forget_before(self, instant: datetime) -> None:
        """Delete check-ins older than `instant` (rules.md K4)."""
        self._session.execute(delete(CheckIn).where(checkins.c.said_at < instant))

    def _since(self, person: Person, since: datetime) -> list[CheckIn]:
        return self._all(person, checkins.c.said_at >= since, by=[checkins.c.said_at])

    def _newest(self, person: Person, *more: ColumnElement[bool]) -> CheckIn | None:
        return self._last(person, *more, by=checkins.c.said_at)
