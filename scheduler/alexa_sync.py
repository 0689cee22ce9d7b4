"""The reconciler: notices where the calendar and what Alexa was told differ, and wakes our own endpoint to mend it.

Only a request of the account carries a token that may change its reminders, so that a skill message with a row's id is
sent, and the rest happens when it comes back (intents/alexa/reminder_sync.py). No call is made inside a transaction.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from skill.alexa.api.client import CallFailed, CallFault
from skill.alexa.api.messaging import Messaging
from skill.alexa.api.proactive import Proactive
from skill.domain.account import Account
from skill.domain.backoff import again_after
from skill.domain.person import Person
from skill.domain.reminder import ATTEMPTS, EndReason, Reminder, ReminderState
from skill.storage.database import Database
from skill.storage.queries.notices import Notice
from skill.storage.unit_of_work import UnitOfWork

BATCH = 100
LEASE = timedelta(minutes=1)
MESSAGE_LASTS = timedelta(hours=1)
"""How long Amazon tries to bring a message; what is then still to be done is sent again."""
WAITS = frozenset({CallFault.BREAKER, CallFault.THROTTLED, CallFault.NOT_LOGGED_IN})
"""Faults that say nothing about this account: they use up no attempt."""

log = structlog.get_logger()


class AlexaSync:
    """Keeps Alexa in step; running it twice, or in several processes, is harmless."""

    def __init__(self, database: Database, messaging: Messaging, proactive: Proactive) -> None:
        self._database = database
        self._messaging = messaging
        self._proactive = proactive

    def round(self, now: datetime) -> None:
        """Compare, send what must be told, and show what waits to be shown; where there is nothing, only look."""
        with self._database.look() as work:
            has_changed = bool(work.reminders.to_compare(now, 1))
        if has_changed:
            self._compare(now)
        due = self.next_due()
        if due is not None and due <= now:
            self._repeat(lambda: self._tell(now))
            self._repeat(lambda: self._show(now))

    def next_due(self) -> datetime | None:
        """Return the earliest instant at which a round has something to send, or None."""
        with self._database.look() as work:
            found = (work.reminders.next_try(), work.notices.next_try())
        return min((at for at in found if at is not None), default=None)

    def _repeat(self, act: Callable[[], int]) -> None:
        while act() == BATCH:
            pass

    def _compare(self, now: datetime) -> None:
        while True:
            with self._database.work() as work:
                found = work.reminders.to_compare(now, BATCH)
                # What rings within the minute comes up again and again; a round ends all the same.
                changed = sum(work.reminders.compare(one, person, now) for one, person in found)
            if len(found) < BATCH or not changed:
                return

    def _tell(self, now: datetime) -> int:
        with self._database.work() as work:
            claimed = work.reminders.claim(now, until=now + LEASE, limit=BATCH)
            told = [(one, *self._reach(one, work, now)) for one in claimed]
        for reminder, account, user_id in told:
            if account is not None and user_id is not None:
                self._send(reminder, account, user_id, now)
        return len(claimed)

    def _reach(self, reminder: Reminder, work: UnitOfWork, now: datetime) -> tuple[Account | None, str | None]:
        """Return by which account a reminder is reached; one that cannot be reached any more ends."""
        account, person = work.accounts.by_lookup(reminder.lookup), work.people.get(reminder.person_id)
        user_id = work.accounts.user_id(reminder.lookup, person, work.people) if person is not None else None
        if account is None or account.is_disabled or user_id is None:
            reminder.end(EndReason.DISABLED, now)
            return None, None
        if reminder.standing is ReminderState.RINGS and not self._is_needed(reminder, person, work, now):
            return None, None
        return account, user_id

    def _is_needed(self, reminder: Reminder, person: Person | None, work: UnitOfWork, now: datetime) -> bool:
        """Is there still something to tell? The person may have changed it back, or it has rung for the last time."""
        return person is not None and work.reminders.compare(reminder, person, now)

    def _send(self, reminder: Reminder, account: Account, user_id: str, now: datetime) -> None:
        failed: CallFailed | None = None
        try:
            self._messaging.send(
                user_id, account.region, {"job": "reminder", "id": str(reminder.id)}, lasts=MESSAGE_LASTS
            )
        except CallFailed as fault:
            failed = fault
            log.warning("a message was not taken", action="message_not_taken", fault=fault.fault)
        with self._database.work() as work:
            kept = work.reminders.get(reminder.id)
            if kept is None or not kept.is_due:
                return  # it came back already, and all is done
            kept.attempts += failed is None or failed.fault not in WAITS
            if kept.attempts >= ATTEMPTS:
                kept.end(EndReason.LOST, now)
                return
            kept.next_try_at = now + _wait(kept.attempts, failed)

    def _show(self, now: datetime) -> int:
        with self._database.work() as work:
            claimed = work.notices.claim(now, until=now + LEASE, limit=BATCH)
            shown = [(one, *self._account(one, work)) for one in claimed]
        for notice, account, user_id in shown:
            self._notify(notice, account, user_id, now)
        return len(claimed)

    def _account(self, notice: Notice, work: UnitOfWork) -> tuple[Account | None, str | None]:
        person = work.people.get(notice.person_id)
        account = next((one for one in work.accounts.of_person(notice.person_id) if one.notifies), None)
        if person is None or account is None:
            return None, None
        return account, work.accounts.user_id(account.lookup, person, work.people)

    def _notify(self, notice: Notice, account: Account | None, user_id: str | None, now: datetime) -> None:
        failed: CallFailed | None = None
        is_of_use = notice.is_wanted and now < notice.until
        if account is not None and user_id is not None and is_of_use:
            try:
                self._proactive.send(user_id, account.region, notice.occurrence_id, until=notice.until, now=now)
            except CallFailed as fault:
                failed = fault
                log.warning("a notice was not taken", action="notice_not_taken", fault=fault.fault)
        with self._database.work() as work:
            if account is None or user_id is None:
                work.notices.give_up(notice.occurrence_id)
            elif failed is None:
                work.notices.done(notice.occurrence_id)
            elif failed.fault in (CallFault.LIMIT, CallFault.REFUSED) or notice.attempts >= ATTEMPTS:
                work.notices.give_up(notice.occurrence_id)
            else:
                work.notices.again(notice.occurrence_id, now + _wait(notice.attempts, failed))


def _wait(attempts: int, failed: CallFailed | None) -> timedelta:
    if failed is None:
        return again_after(attempts, accepted=True)
    return again_after(attempts, is_unavailable=failed.fault in WAITS, retry_after=failed.retry_after)
