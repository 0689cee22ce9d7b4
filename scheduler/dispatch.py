"""The dispatcher: lease what is due, decide, compose, hand to a courier, stamp; try again or end with a reason."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from uuid import UUID

import structlog

from scheduler.compose import Say, label
from scheduler.couriers import Courier, Parcel
from skill.domain.errors import DeliveryFailed
from skill.domain.occurrence import Reason, State, is_late
from skill.domain.person import UNASKED_A_DAY, Person
from skill.domain.rule import Kind
from skill.storage import dispatching
from skill.storage.dispatching import Claimed, Spoken
from skill.storage.store import Store

LEASE = timedelta(seconds=60)
BATCH = 200
ATTEMPTS = 3
BACK_OFF_AT_MOST = 60.0
"""Seconds; 1 * 2^n with full jitter (safety.md 4.4)."""
ONE_LATE_WITHIN = timedelta(hours=1)
"""Late prompts this close to each other come from one outage."""

log = structlog.get_logger()


class Step(IntEnum):
    """The numbered steps of a delivery; a process may die at each of them."""

    FOUND = 1
    CLAIMED = 2
    COMPOSED = 3
    HANDED_OVER = 4
    STAMPING = 5
    STAMPED = 6


@dataclass(frozen=True)
class Choice:
    """What was decided about one claimed occurrence.

    Attributes:
        silent: why it must not be spoken unasked, or None; it still waits for the next visit.
        stands_for_several: others of this person were merged into it.
    """

    one: Claimed
    person: Person
    silent: Reason | None = None
    stands_for_several: bool = False


@dataclass
class Outcome:
    """What becomes of a batch."""

    parcels: list[tuple[Choice, Parcel]] = field(default_factory=list)
    ended: list[tuple[UUID, State, Reason]] = field(default_factory=list)
    again: list[tuple[UUID, int, datetime]] = field(default_factory=list)


class Dispatcher:
    """Hands over what is due.

    Args:
        couriers: the roads, in the order in which they are tried.
        say: says a key of the catalogue with a seed and values.
        owner: this dispatcher's name in the rows.
        at_step: called at every numbered step; a test kills the process there.
    """

    def __init__(
        self,
        store: Store,
        couriers: Sequence[Courier],
        *,
        say: Say,
        owner: str,
        at_step: Callable[[Step], None] = lambda _step: None,
        batch: int = BATCH,
    ) -> None:
        self._store = store
        self._couriers = couriers
        self._say = say
        self._owner = owner
        self._at_step = at_step
        self._batch = batch

    def tick(self, now: datetime, *, between: Callable[[], None] = lambda: None) -> int:
        """Hand over everything that is due at `now`; return how many occurrences were looked at.

        Args:
            between: called between two batches, so that turns get their share of the one writer.
        """
        looked_at = 0
        while True:
            number = self._batch_at(now)
            looked_at += number
            if number < self._batch:
                return looked_at
            between()

    def next_due(self) -> datetime | None:
        """Return the earliest instant at which a tick has something to do, or None."""
        with self._store.work() as work:
            return dispatching.next_due(work.session)

    def _batch_at(self, now: datetime) -> int:
        with self._store.work() as work:
            claimed = dispatching.claim(work.session, now, owner=self._owner, lease=LEASE, limit=self._batch)
            if not claimed:
                return 0
            people = dispatching.people_of(work.session, (one.person_id for one in claimed))
            spoken = dispatching.spoken_lately(work.session, people, now)
            self._at_step(Step.FOUND)
        self._at_step(Step.CLAIMED)
        outcome = Outcome()
        choices = self._decide(claimed, people, spoken, now, outcome)
        self._compose(choices, now, outcome)
        self._at_step(Step.COMPOSED)
        self._hand_over(outcome, now)
        self._at_step(Step.STAMPED)
        return len(claimed)

    def _decide(
        self,
        claimed: Sequence[Claimed],
        people: dict[UUID, Person],
        spoken: dict[UUID, Spoken],
        now: datetime,
        outcome: Outcome,
    ) -> list[Choice]:
        choices: list[Choice] = []
        by_person: dict[UUID, list[Claimed]] = {}
        for one in claimed:
            person = people[one.person_id]
            if now >= one.window_end:
                outcome.ended.append((one.id, State.EXPIRED, Reason.LATE))
            elif person.is_paused(now):
                outcome.ended.append((one.id, State.EXPIRED, Reason.PAUSED))
            else:
                by_person.setdefault(one.person_id, []).append(one)
        for person_id, due in by_person.items():
            try:
                choices += _choose(due, people[person_id], spoken[person_id], now)
            except Exception as fault:
                for one in due:
                    self._failed(one, fault, now, outcome)
        return choices

    def _compose(self, choices: Sequence[Choice], now: datetime, outcome: Outcome) -> None:
        for choice in choices:
            one = choice.one
            try:
                words = label(
                    one.kind,
                    one.due_at,
                    choice.person,
                    say=self._say,
                    stands_for_several=choice.stands_for_several,
                )
            except Exception as fault:
                self._failed(one, fault, now, outcome)
            else:
                outcome.parcels.append((choice, Parcel(one.id, one.person_id, words, one.window_end)))

    def _hand_over(self, outcome: Outcome, now: datetime) -> None:
        """Give each parcel to the first courier that serves its person, then stamp all outcomes in one transaction."""
        left = outcome.parcels
        sent: list[tuple[Courier, list[Choice]]] = []
        for courier in self._couriers:
            serves = courier.serves([parcel.person_id for _, parcel in left], now) if left else set()
            mine = [
                (choice, parcel)
                for choice, parcel in left
                if parcel.person_id in serves and not (courier.speaks_unasked and choice.silent)
            ]
            if not mine:
                continue
            failed = courier.deliver([parcel for _, parcel in mine], now)
            sent.append((courier, [choice for choice, parcel in mine if parcel.occurrence_id not in failed]))
            taken = {parcel.occurrence_id for _, parcel in mine}
            for choice, parcel in mine:
                fault = failed.get(parcel.occurrence_id)
                if fault is not None and fault.permanent:
                    taken.discard(parcel.occurrence_id)
                elif fault is not None:
                    self._failed(choice.one, fault, now, outcome)
            left = [(choice, parcel) for choice, parcel in left if parcel.occurrence_id not in taken]
        self._at_step(Step.HANDED_OVER)
        with self._store.work() as work:
            for courier, choices in sent:
                stamps = [(choice.one.id, choice.silent) for choice in choices]
                dispatching.stamp_sent(work.session, stamps, owner=self._owner, road=courier.road, now=now)
            dispatching.stamp_ended(work.session, outcome.ended, owner=self._owner, now=now)
            dispatching.stamp_again(work.session, outcome.again, owner=self._owner)
            self._at_step(Step.STAMPING)

    def _failed(self, one: Claimed, fault: Exception, now: datetime, outcome: Outcome) -> None:
        """Try again a little later, or set the row aside after some attempts; others are not held up."""
        attempts = one.attempts + 1
        log.warning(
            "a prompt was not handed over",
            action="not_handed_over",
            fault=type(fault).__name__,
            tries=attempts,
        )
        if attempts >= ATTEMPTS:
            why = Reason.ATTEMPTS if isinstance(fault, DeliveryFailed) else Reason.UNREADABLE
            outcome.ended.append((one.id, State.QUARANTINED, why))
        else:
            outcome.again.append((one.id, attempts, now + back_off(one.id, attempts)))


def back_off(occurrence_id: UUID, attempts: int) -> timedelta:
    """Return how long to wait before the next try: up to 2^attempts seconds, at most a minute, spread by the id."""
    digest = hashlib.blake2b(occurrence_id.bytes + bytes([attempts]), digest_size=4).digest()
    share = (int.from_bytes(digest, "big") + 1) / 2**32
    return timedelta(seconds=min(2.0**attempts, BACK_OFF_AT_MOST) * share)


def _choose(due: Sequence[Claimed], person: Person, spoken: Spoken, now: datetime) -> list[Choice]:
    """Decide what of one person's due prompts may break a silence: quiet hours, three a day, one late one."""
    today = person.local(now).date()
    left_today = UNASKED_A_DAY - spoken.by_date.get(today, 0)
    is_quiet = person.is_quiet(now)
    late = [one for one in due if is_late(one.due_at, now)]
    had_late = spoken.late_at is not None and now - spoken.late_at < ONE_LATE_WITHIN
    spoken_late = late[-1] if late and not had_late else None
    several = sum(one.kind is Kind.COMMITMENT for one in late) > 1
    choices: list[Choice] = []
    for one in due:
        silent: Reason | None = None
        if is_quiet:
            silent = Reason.QUIET
        elif one in late and one is not spoken_late:
            silent = Reason.MERGED
        elif left_today <= 0:
            silent = Reason.ENOUGH_TODAY
        else:
            left_today -= 1
        stands = several and one is spoken_late and one.kind is Kind.COMMITMENT
        choices.append(Choice(one, person, silent, stands))
    return choices
