"""Who is to be left in peace for the rest of the evening, remembered in this process and written down nowhere."""

from collections import OrderedDict
from datetime import datetime
from uuid import UUID

from skill.domain.person import Person

REMEMBERED_AT_MOST = 10_000


class LightEvenings:
    """Remembers for whom evening questions stay light after words of danger, which are not stored (rules.md R23).

    It is forgotten with the process. That is the price of keeping nothing; the evening is then like any other.
    """

    def __init__(self) -> None:
        self._until: OrderedDict[UUID, datetime] = OrderedDict()

    def mark(self, person: Person, now: datetime) -> None:
        """Let the rest of this person's evening stay light."""
        self._until[person.id] = person.evening_ends(now)
        self._until.move_to_end(person.id)
        while len(self._until) > REMEMBERED_AT_MOST:
            self._until.popitem(last=False)

    def is_light(self, person: Person, now: datetime) -> bool:
        """Shall this person's evening questions stay light at `now`?"""
        return now < self._until.get(person.id, now)
