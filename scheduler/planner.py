"""The agenda: which occurrences should exist for the next day and a half; running it twice is harmless."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

import structlog

from skill.domain.commitment import Commitment
from skill.domain.occurrence import OccurrenceReason
from skill.domain.person import Person
from skill.domain.retention import CHECKINS_KEPT, LEDGER_KEPT, TALKS_KEPT
from skill.log import described
from skill.storage.database import Database
from skill.storage.seen_requests import forget_seen
from skill.storage.unit_of_work import UnitOfWork

BATCH = 200
ROUND_EVERY = timedelta(minutes=5)
SHORTEST_GRACE = timedelta(days=1)
"""No commitment falls silent earlier than this after its due time; the exact end is the commitment's own."""

log = structlog.get_logger()


@dataclass(frozen=True)
class PlannerRound:
    """What one round of the agenda did.

    Attributes:
        made: occurrences made or corrected, and commitments of series made.
        silent: commitments not heard of.
        unanswered: prompts nobody came to.
    """

    made: int
    silent: int
    unanswered: int


class Fillable(Protocol):
    """Queries for what repeats: rules, and promises that recur."""

    def to_fill(self, now: datetime, limit: int) -> list[tuple[Any, Person]]:
        """Return up to `limit` whose next day is not all made, with their persons."""
        ...

    def fill(self, filled: list[tuple[Any, Person]], now: datetime) -> int:
        """Make what they yield; return how much."""
        ...

    def put_off_filling(self, one: Any, now: datetime) -> None:
        """Leave one that cannot be filled alone until the next filling."""
        ...


class Planner:
    """Keeps the rows of the near future in step with the rules, in short transactions."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._knows_tables = False
        self._forgot_on: date | None = None
        self._round_at: datetime | None = None

    def next_round(self, now: datetime) -> datetime:
        """Return when to bring the agenda up to date: now, unless it was done within five minutes before."""
        last = self._round_at
        return now if last is None or not timedelta(0) <= now - last < ROUND_EVERY else last + ROUND_EVERY

    def round(self, now: datetime, *, between: Callable[[], None] = lambda: None) -> PlannerRound:
        """Make what is missing, let commitments past their grace fall silent, end what nobody came to.

        Args:
            between: called between two transactions, so that turns get their share of the one writer.
        """
        unanswered = self._repeat(lambda work: work.planning.expire_unanswered(now, BATCH), between)
        if not self._knows_tables:
            with self._database.work() as work:
                work.planning.refill_after_new_tables()
                work.series.replan_after_new_tables(now)
            self._knows_tables = True
        made = self._fill(now, between)
        done = PlannerRound(made, self._fall_silent(now, between), unanswered)
        self._let_talks_go(now, between)
        with self._database.work() as work:
            work.private_words.forget_drafts(now)
            work.people.forget_wishes(now)
            work.recognitions.forget_ended()
            work.couples.forget_before(now)
            work.shares.forget_before(now)
            forget_seen(work, now)
        self._forget(now, between)
        self._round_at = now
        if done != PlannerRound(0, 0, 0):
            log.info("the agenda was brought up to date", action="planner_round", **asdict(done))
        return done

    def _repeat(self, act: Callable[[UnitOfWork], int], between: Callable[[], None]) -> int:
        """Do `act` in transactions of its own until it does less than a whole batch; return how many in all."""
        total = 0
        while True:
            with self._database.work() as work:
                number = act(work)
            total += number
            if number < BATCH:
                return total
            between()

    def _fill(self, now: datetime, between: Callable[[], None]) -> int:
        changed = 0

        def fill(work: UnitOfWork, queries: Fillable) -> int:
            nonlocal changed
            due = queries.to_fill(now, BATCH)
            changed += _fill_all(work, queries, due, now)
            return len(due)

        self._repeat(lambda work: fill(work, work.planning), between)
        self._repeat(lambda work: fill(work, work.series), between)
        return changed

    def _fall_silent(self, now: datetime, between: Callable[[], None]) -> int:
        """Nobody said how it went within the grace: 'not heard', said by nobody (rules.md R8)."""

        def fall_silent(work: UnitOfWork) -> int:
            old = work.commitments.past_grace(now - SHORTEST_GRACE, BATCH)
            over = [one for one in old if one.grace_ends() <= now]
            for one in over:
                _let_be(work, one, now)
                work.calendar.cancel_follow_ups(one, now, OccurrenceReason.UNANSWERED)
            return len(over)

        return self._repeat(fall_silent, between)

    def _let_talks_go(self, now: datetime, between: Callable[[], None]) -> None:
        """A talk nobody came to falls away in silence (rules.md R12)."""

        def let_go(work: UnitOfWork) -> int:
            past = work.hard_talks.past(now, BATCH)
            for one in past:
                one.fall_away(now)
                work.calendar.cancel_follow_ups(one, now, OccurrenceReason.UNANSWERED)
            return len(past)

        self._repeat(let_go, between)
        self._repeat(lambda work: work.joint_talks.let_lapse(now, BATCH), between)

    def _forget(self, now: datetime, between: Callable[[], None]) -> None:
        """Once a day delete what has been kept long enough."""
        if self._forgot_on == now.date():
            return
        self._repeat(lambda work: work.planning.forget_before(now - LEDGER_KEPT, BATCH), between)
        with self._database.work() as work:
            work.checkins.forget_before(now - CHECKINS_KEPT)
            work.hard_talks.forget_before(now - TALKS_KEPT)
            work.joint_talks.forget_before(now - TALKS_KEPT)
            work.deleting.forget_claimed(now - LEDGER_KEPT)
            work.erasing.forget_nameless(now)
        if self._repeat(lambda work: work.accounts.shred(now, BATCH, erase=work.erase), between):
            self._database.finish_erasing()
        self._forgot_on = now.date()


def _let_be(work: UnitOfWork, one: Commitment, now: datetime) -> None:
    """The grace is over. One of a series whose owner is still in a pause rests: silence was asked for beforehand."""
    owner = work.people.get(one.person_id) if one.series_id is not None else None
    if owner is not None and owner.is_paused(now):
        one.rest()
    else:
        one.mark_not_heard()


def _fill_all(work: UnitOfWork, queries: Fillable, due: list[tuple[Any, Person]], now: datetime) -> int:
    """Fill all of these together; where one cannot be filled, each alone, so that it spoils only itself."""
    try:
        with work.nested():
            return queries.fill(due, now) if due else 0
    except (ValueError, KeyError, OSError) as fault:
        if len(due) > 1:
            return sum(_fill_all(work, queries, [one], now) for one in due)
        log.warning("what repeats could not be filled", action="not_filled", **described(fault))
        queries.put_off_filling(due[0][0], now)
        return 0
