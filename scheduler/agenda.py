"""The agenda: which occurrences should exist for the next day and a half; running it twice is harmless."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from skill.domain.occurrence import Reason
from skill.storage.store import Store

BATCH = 200
CHECKINS_KEPT = timedelta(days=90)
LEDGER_KEPT = timedelta(days=30)
"""How long rows are kept (safety.md 6)."""
SHORTEST_GRACE = timedelta(days=1)
"""No commitment falls silent earlier than this after its due time; the exact end is the commitment's own."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Round:
    """What one round of the agenda did."""

    made: int
    silent: int
    unanswered: int


class Agenda:
    """Keeps the rows of the near future in step with the rules."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def round(self, now: datetime) -> Round:
        """Make what is missing, let commitments past their grace fall silent, end what nobody came to.

        Args:
            now: UTC.
        """
        with self._store.work() as work:
            unanswered = work.calendar.expire_unanswered(now)
            work.calendar.refill_after_new_tables()
            work.calendar.forget_before(now - LEDGER_KEPT)
            work.checkins.forget_before(now - CHECKINS_KEPT)
        done = Round(self._fill(now), self._fall_silent(now), unanswered)
        if done.made or done.silent or done.unanswered:
            log.info("the agenda was brought up to date", action="agenda_round", **done.__dict__)
        return done

    def _fill(self, now: datetime) -> int:
        made = 0
        while True:
            with self._store.work() as work:
                due = work.calendar.to_fill(now, BATCH)
                made += sum(work.calendar.fill(rule, person, now) for rule, person in due)
            if len(due) < BATCH:
                return made

    def _fall_silent(self, now: datetime) -> int:
        """Nobody said how it went within the grace: 'not heard', said by nobody (product.md R8)."""
        silent = 0
        before = now - SHORTEST_GRACE
        while True:
            with self._store.work() as work:
                due = [one for one in work.commitments.past_grace(before, BATCH) if one.grace_ends() <= now]
                for one in due:
                    one.fall_silent()
                    work.calendar.end_asking(one, now, Reason.UNANSWERED)
            silent += len(due)
            if len(due) < BATCH:
                return silent
