"""The dispatcher: lease what is due, decide, compose, hand to a channel, stamp; try again or end with a reason."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from uuid import UUID

import structlog

from scheduler.channels import Channel, Delivery
from scheduler.compose import Say, label
from skill.domain.backoff import spread
from skill.domain.delivery_policy import Action, DecideDeliveries, DeliveryDecision, PastDelivery, decide_deliveries
from skill.domain.errors import DeliveryFailed, StorageBusyError
from skill.domain.occurrence import ChannelName, OccurrenceReason, OccurrenceState
from skill.domain.person import Recipient
from skill.log import described
from skill.storage.database import Database
from skill.storage.queries.dispatch import Claimed
from skill.storage.unit_of_work import UnitOfWork

LEASE = timedelta(seconds=60)
BATCH = 200
ATTEMPTS = 3

log = structlog.get_logger()


class DispatchStep(IntEnum):
    """The numbered steps of a delivery; a process may die at each of them."""

    FOUND = 1
    CLAIMED = 2
    COMPOSED = 3
    HANDED_OVER = 4
    STAMPING = 5
    STAMPED = 6


@dataclass(frozen=True)
class Ready:
    """One claimed occurrence that goes out.

    Attributes:
        silent: why it must not be spoken unasked, or None; it still waits for the next visit.
    """

    one: Claimed
    delivery: Delivery
    silent: OccurrenceReason | None


@dataclass
class BatchOutcome:
    """What becomes of a batch."""

    sent: dict[tuple[ChannelName, OccurrenceReason | None], list[UUID]] = field(
        default_factory=lambda: defaultdict(list)
    )
    ended: dict[tuple[OccurrenceState, OccurrenceReason], list[UUID]] = field(default_factory=lambda: defaultdict(list))
    again: list[tuple[UUID, int, datetime]] = field(default_factory=list)
    faults: Counter[tuple[str, tuple[str, ...]]] = field(default_factory=Counter)


class Dispatcher:
    """Hands over what is due.

    Args:
        channels: the ways to a person, in the order in which they are tried.
        say: says a key of the catalogue with a seed and values.
        owner: this dispatcher's name in the rows; no two that run at once may share it.
        at_step: called at every numbered step; a test kills the process there.
        batch: how many occurrences one lease takes at most, or a few more of the same persons.
        decide: says what becomes of everything that is due for one person.
    """

    def __init__(
        self,
        database: Database,
        channels: Sequence[Channel],
        *,
        say: Say,
        owner: str,
        at_step: Callable[[DispatchStep], None] = lambda _step: None,
        batch: int = BATCH,
        decide: DecideDeliveries = decide_deliveries,
    ) -> None:
        self._database = database
        self._channels = channels
        self._say = say
        self._owner = owner
        self._at_step = at_step
        self._batch = batch
        self._decide = decide

    def tick(self, now: datetime, *, between: Callable[[], None] = lambda: None) -> int:
        """Hand over everything that is due at `now`; return how many occurrences were looked at.

        Args:
            between: called between two batches, so that turns get their share of the one writer.

        Raises:
            StorageBusyError: the database did not take it in time; the next tick takes up what is left.
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
        with self._database.look() as work:
            return work.dispatch.next_due()

    def _batch_at(self, now: datetime) -> int:
        with self._database.look() as work:
            if not work.dispatch.has_work(now, owner=self._owner, lease=LEASE):
                return 0
        with self._database.work() as work:
            claimed = work.dispatch.claim(now, owner=self._owner, lease=LEASE, limit=self._batch)
            if not claimed:
                return 0
            ids = {one.person_id for one in claimed}
            people = work.dispatch.recipients(ids)
            heard = work.dispatch.heard_lately(ids, now)
            self._at_step(DispatchStep.FOUND)
        self._at_step(DispatchStep.CLAIMED)
        outcome = BatchOutcome()
        ready = self._prepare(claimed, people, heard, now=now, outcome=outcome)
        self._at_step(DispatchStep.COMPOSED)
        with self._database.work() as work:
            self._hand_over(ready, work, now, outcome=outcome)
            self._at_step(DispatchStep.HANDED_OVER)
            self._stamp(outcome, work, now)
            self._at_step(DispatchStep.STAMPING)
        self._at_step(DispatchStep.STAMPED)
        for (fault, at), number in outcome.faults.items():
            where = {"fault": fault, "at": list(at)}
            log.warning("prompts were not handed over", action="not_handed_over", number=number, **where)
        return len(claimed)

    def _prepare(
        self,
        claimed: Sequence[Claimed],
        people: Mapping[UUID, Recipient],
        heard: Mapping[UUID, Sequence[PastDelivery]],
        *,
        now: datetime,
        outcome: BatchOutcome,
    ) -> list[Ready]:
        """Decide for each person and compose the words; a row that cannot be read holds up nobody else."""
        by_person: dict[UUID, list[Claimed]] = defaultdict(list)
        for one in claimed:
            by_person[one.person_id].append(one)
        ready: list[Ready] = []
        for person_id, due in by_person.items():
            try:
                person = people[person_id]
                decisions = self._decide(due, person, now=now, heard=heard.get(person_id, ()))
                ready += self._compose(due, decisions, person, outcome=outcome)
            except Exception as fault:
                for one in due:
                    self._failed(one, fault, now, outcome=outcome)
        return ready

    def _compose(
        self, due: Sequence[Claimed], decisions: Sequence[DeliveryDecision], person: Recipient, *, outcome: BatchOutcome
    ) -> list[Ready]:
        ready: list[Ready] = []
        waiting: list[tuple[UUID, int, datetime]] = []
        expired: list[tuple[OccurrenceReason, UUID]] = []
        for one, decision in zip(due, decisions, strict=True):
            if decision.way is Action.EXPIRE:
                expired.append((decision.reason or OccurrenceReason.LATE, one.id))
            elif decision.way is Action.WAIT and decision.until is not None:
                waiting.append((one.id, one.attempts, decision.until))
            else:
                several = decision.stands_for_several
                words = label(one.kind, one.due_at, person, say=self._say, stands_for_several=several)
                until = decision.until or one.window_end
                ready.append(Ready(one, Delivery(one.id, one.person_id, words, until), decision.reason))
        outcome.again += waiting
        for reason, of in expired:
            outcome.ended[OccurrenceState.EXPIRED, reason].append(of)
        return ready

    def _hand_over(self, ready: Sequence[Ready], work: UnitOfWork, now: datetime, *, outcome: BatchOutcome) -> None:
        """Give each delivery to the first channel that serves its person."""
        left = list(ready)
        for channel in self._channels:
            serves = channel.reaches([one.delivery.person_id for one in left], work, now) if left else set()
            mine = {
                one.one.id: one
                for one in left
                if one.delivery.person_id in serves and not (channel.speaks_unasked and one.silent)
            }
            faults = self._deliver(channel, [one.delivery for one in mine.values()], work, now)
            for of, one in mine.items():
                fault = faults.get(of)
                if fault is None:
                    outcome.sent[channel.name, one.silent].append(of)
                elif not _is_permanent(fault):
                    self._failed(one.one, fault, now, outcome=outcome)
            left = [one for one in left if one.one.id not in mine or _is_permanent(faults.get(one.one.id))]
        for one in left:
            self._failed(one.one, DeliveryFailed("no channel took it", permanent=False), now, outcome=outcome)

    def _deliver(
        self, channel: Channel, deliveries: Sequence[Delivery], work: UnitOfWork, now: datetime
    ) -> Mapping[UUID, Exception]:
        """Deliver together; where that raises, one by one, so that a single delivery spoils only itself."""
        if not deliveries:
            return {}
        try:
            with work.nested():
                return channel.deliver(deliveries, work, now)
        except StorageBusyError:
            raise
        except Exception as fault:
            if len(deliveries) == 1:
                return {deliveries[0].occurrence_id: fault}
            each = [self._deliver(channel, [delivery], work, now) for delivery in deliveries]
            return {of: fault for faults in each for of, fault in faults.items()}

    def _stamp(self, outcome: BatchOutcome, work: UnitOfWork, now: datetime) -> None:
        for (channel, silent), ids in outcome.sent.items():
            work.dispatch.stamp_sent(ids, owner=self._owner, channel=channel, why_silent=silent, now=now)
        for (state, reason), ids in outcome.ended.items():
            work.dispatch.stamp_ended(ids, owner=self._owner, state=state, reason=reason, now=now)
        for of, attempts, at in outcome.again:
            work.dispatch.stamp_again(of, owner=self._owner, attempts=attempts, at=at)

    def _failed(self, one: Claimed, fault: Exception, now: datetime, *, outcome: BatchOutcome) -> None:
        """Try again a little later, or set the row aside after some attempts; others are not held up."""
        attempts = one.attempts + 1
        outcome.faults[type(fault).__name__, tuple(described(fault)["at"])] += 1
        if attempts >= ATTEMPTS:
            why = OccurrenceReason.ATTEMPTS if isinstance(fault, DeliveryFailed) else OccurrenceReason.UNREADABLE
            outcome.ended[OccurrenceState.QUARANTINED, why].append(one.id)
        else:
            outcome.again.append((one.id, attempts, now + spread(one.id, attempts)))


def _is_permanent(fault: Exception | None) -> bool:
    return isinstance(fault, DeliveryFailed) and fault.permanent
