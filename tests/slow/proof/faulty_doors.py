"""Faulty windows, claims, doors, PINs and page doors: what leaked once, built in again."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from starlette.requests import Request
from support.sql import sql

from intents.dialog.turn import Reply, Turn
from intents.router import answer
from skill.content import country_of
from skill.domain.claim import STOPPED, ClaimKind
from skill.domain.person import Person
from skill.domain.risk import Sureness
from skill.speaker.browser.loopback_guard import Admission
from skill.storage.pin_windows import PinWindows, _Window
from skill.storage.queries.claims import Claims
from skill.storage.queries.people import People
from skill.storage.queries.recognition import Recognition, Recognitions
from skill.storage.tables.people import persons, pin_tries
from skill.storage.unit_of_work import UnitOfWork


class LastingWindows(PinWindows):
    """Windows that last their five minutes, whatever conversation goes on."""

    def holder(self, device_id: str, user_id: str, mark: str, now: datetime) -> UUID | None:
        """Ask for no mark."""
        found = self._open.get(device_id)
        return super().holder(device_id, user_id, found.mark if found is not None else mark, now)

    def end(self, device_id: str) -> None:
        """End nothing."""


class WindowsSideBySide(PinWindows):
    """Windows of which another's PIN ends none."""

    def __init__(self) -> None:
        super().__init__()
        self._marks: dict[str, _Window] = {}

    def open(
        self, device_id: str, user_id: str, person_id: UUID, *, mark: str, now: datetime, key: bytes | None = None
    ) -> None:
        """Keep the ones before."""
        super().open(device_id, user_id, person_id, mark=mark, now=now, key=key)
        self._marks[mark] = self._open[device_id]

    def holder(self, device_id: str, user_id: str, mark: str, now: datetime) -> UUID | None:
        """Find any of them."""
        if mark in self._marks:
            self._open[device_id] = self._marks[mark]
        return super().holder(device_id, user_id, mark, now)


class ClaimsAtOnce(Claims):
    """What a name alone says of promises is done at once."""

    def add(
        self,
        person: Person,
        kind: ClaimKind,
        now: datetime,
        *,
        subject_id: UUID | None = None,
        due_at: datetime | None = None,
    ) -> None:
        """Wait for nobody."""
        super().add(person, kind, now, subject_id=subject_id, due_at=due_at)
        if kind not in STOPPED:
            self.take_up(person, now)


def claims_at_once(work: UnitOfWork) -> None:
    """Swap what waits for its person."""
    work.claims = ClaimsAtOnce(work, sql(work))


class LenientDoors(Recognitions):
    """Doors with one rule left out."""

    def __init__(self, honest: Recognitions, without: str) -> None:
        vars(self).update(vars(honest))
        self.without = without

    def ways(self, person: Person, here: Collection[str]) -> list[Recognition]:
        """Count the doors of everybody here."""
        if self.without != "whose":
            return super().ways(person, here)
        behind = {one.person.id: one.person for outside in here for one in self._ask(People).at(outside)}
        return [way for one in behind.values() for way in super(LenientDoors, self).ways(one, here)]

    def untold(self, person: Person, here: Collection[str]) -> list[Recognition]:
        """Tell it wherever somebody asks."""
        if self.without != "age":
            return super().untold(person, here)
        return [one for one in self.ways(person, here) if one.is_new]

    def is_too_new(self, person: Person, here: Collection[str]) -> bool:
        """No door is."""
        return self.without != "age" and super().is_too_new(person, here)


def doors_without(rule: str) -> Callable[[UnitOfWork], None]:
    """Return what swaps doors for ones with that rule left out."""

    def parts(work: UnitOfWork) -> None:
        work.recognitions = LenientDoors(work.recognitions, rule)

    return parts


def guesses_undo_the_pin(work: UnitOfWork) -> None:
    """Take away a PIN after three wrong ones."""
    found = select(pin_tries.c.person_id).group_by(pin_tries.c.person_id).having(func.sum(pin_tries.c.tries) >= 3)
    sql(work).execute(update(persons).where(persons.c.id.in_(found)).values(pin_hash=None))


def where_somebody_lives(turn: Turn, work: UnitOfWork) -> Reply:
    """Name help lines for the country in which whoever else is at this account lives."""
    others = (one.person for one in work.people.at(turn.ids.user_id) if one.person.id != turn.person.id)
    zone = next((one.zone for one in others), None)
    return answer(replace(turn, find_country=lambda: country_of(zone)), work)


def nearly_is_exactly(turn: Turn, work: UnitOfWork) -> Reply:
    """Take what was only like a sentence for that sentence."""
    is_near = turn.sureness is Sureness.NEAR
    return answer(replace(turn, sureness=Sureness.EXACT, sample="end the link") if is_near else turn, work)


class OpenAdmission(Admission):
    """A page that lets in whoever asks."""

    def is_admitted(self, request: Request) -> bool:
        """Ask for no cookie."""
        return True


def voices_cut_in(hear: Callable[..., Any]) -> Callable[..., Any]:
    """Forget in each open session how sure it was who spoke, so that an unknown voice goes on in it."""

    def heard(requests: Any) -> Any:
        answers = hear(requests)
        for one in answers:
            if one.get("sessionAttributes"):
                one["sessionAttributes"] |= {"sure": "none"}
        return answers

    return heard
