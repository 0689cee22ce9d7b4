"""Alexa's side of a reminder, brought in step with the calendar: made, moved, taken away, or found again.

The calendar is the truth. Each act may come twice and leaves the same: what is asked of Amazon is worked out anew from
the rows each time.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from intents.alexa.pending_response import RequestAccess
from intents.dialog.alexa_tasks import TaskOutcome
from skill.alexa.api.client import ALL_SECONDS, UNCERTAIN, CallFailed, CallFault
from skill.alexa.api.reminders import FULL, NOT_HERE, ReminderCalls, is_same
from skill.clock import Clock
from skill.domain.person import SchedulePreferences
from skill.domain.reminder import ATTEMPTS, Alert, EndReason, Reminder, ReminderState, again_after
from skill.domain.rule import PromptKind
from skill.storage.database import Database
from skill.storage.unit_of_work import UnitOfWork

Label = Callable[[PromptKind, datetime, SchedulePreferences], str]
SHORTEST_CALL = 0.5
"""Seconds below which no further call is begun."""
LONGEST_PATIENCE = 1.0
"""Seconds of a `Retry-After` for which a turn still waits."""

log = structlog.get_logger()


@dataclass(frozen=True, repr=False)
class Task:
    """What is to be done about one reminder.

    Attributes:
        alert: what shall ring, or None for nothing.
        alert_id: Alexa's own id, or None as long as nobody knows whether it exists.
        label: what it says.
    """

    id: UUID
    alert: Alert | None
    alert_id: str | None
    label: str


class ReminderSync:
    """Does what the calendar wants of one reminder, with the access of a request of its account.

    Args:
        label: the neutral words for a kind and an instant.
        seconds, sleep: a clock that only runs forward, and waiting, in seconds.
    """

    def __init__(
        self,
        database: Database,
        calls: ReminderCalls,
        clock: Clock,
        *,
        label: Label,
        seconds: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._database = database
        self._calls = calls
        self._clock = clock
        self._label = label
        self._seconds = seconds
        self._sleep = sleep

    def create(self, of: UUID, live: RequestAccess, *, until: float) -> TaskOutcome:
        """Make a reminder that a person said yes to, within a session.

        Args:
            until: when the turn stops waiting, on the clock that only runs forward.
        """
        task = self._task(of, live, ReminderState.MAKING)
        if task is None or task.alert is None:
            return self._over(of, EndReason.NOT_WANTED, TaskOutcome.LATER)
        try:
            alert_id = self._create(task, task.alert, live, until)
        except CallFailed as failed:
            return self._not_made(of, failed)
        self._made(of, live, alert_id, task.alert)
        return TaskOutcome.DONE

    def sync(self, of: UUID, live: RequestAccess) -> TaskOutcome:
        """Bring Alexa in step with the calendar, whatever is the matter; nothing where it is in step already.

        Raises:
            CallFailed: it is tried again later.
        """
        task = self._task(of, live, ReminderState.MAKING, ReminderState.RINGS)
        if task is None:
            return TaskOutcome.DONE
        try:
            if task.alert_id is None:
                self._find(task, live)
            elif task.alert is None:
                self._delete(task, task.alert_id, live)
            else:
                self._update(task, task.alert_id, task.alert, live)
        except CallFailed as failed:
            self._again(of, failed)
            raise
        return TaskOutcome.DONE

    def _task(self, of: UUID, live: RequestAccess, *standings: ReminderState) -> Task | None:
        """Work out from the rows what is to be done; None where it is nothing."""
        now = self._clock.now()
        with self._database.work() as work:
            reminder = work.reminders.get(of)
            account = work.accounts.get(live.user_id)
            person = work.people.get(reminder.person_id) if reminder is not None else None
            if reminder is None or person is None or account is None or reminder.lookup != account.lookup:
                return None
            if reminder.standing not in standings:
                return None
            if reminder.standing is ReminderState.RINGS and not work.reminders.compare(reminder, person, now):
                return None
            alert = work.reminders.wanted(reminder, person, now)
            rings = alert.next_ring(now) if alert is not None else None
            label = self._label(reminder.kind, rings, person) if rings is not None else ""
            return Task(of, alert, work.reminders.alert_id(reminder, person), label)

    def _create(self, task: Task, alert: Alert, live: RequestAccess, until: float) -> str:
        """Make it; after a doubtful answer look first whether it is there, so that nothing rings twice."""
        try:
            return self._try_to_create(task, alert, live, until)
        except CallFailed as failed:
            patience = failed.retry_after if failed.retry_after is not None else LONGEST_PATIENCE
            if failed.fault is CallFault.THROTTLED and patience <= LONGEST_PATIENCE:
                self._sleep(patience)
            elif failed.fault not in UNCERTAIN or self._left(until) < SHORTEST_CALL:
                raise
            else:
                found = self._look(task, alert, live, self._left(until))
                if found is not None:
                    return found
                if failed.fault is CallFault.TIMEOUT:
                    raise  # Amazon may still be at it: a second one would ring beside the first
            if self._left(until) < SHORTEST_CALL:
                raise
            return self._try_to_create(task, alert, live, until)

    def _try_to_create(self, task: Task, alert: Alert, live: RequestAccess, until: float) -> str:
        now = self._clock.now()
        return self._calls.create(live.access, alert, task.label, now, seconds=self._left(until))

    def _left(self, until: float) -> float:
        return min(max(until - self._seconds(), 0.0), ALL_SECONDS)

    def _look(self, task: Task, alert: Alert, live: RequestAccess, seconds: float = ALL_SECONDS) -> str | None:
        """Return Alexa's id of the alert that was to be made, or None where it is not there."""
        kept = self._calls.kept(live.access, seconds=seconds)
        now = self._clock.now()
        same = [one.id for one in kept if is_same(one, alert, task.label, now)]
        with self._database.look() as work:
            return next((one for one in same if work.reminders.by_alert(one) is None), None)

    def _find(self, task: Task, live: RequestAccess) -> None:
        """Nobody heard how making it went: look for it; where it is not there, it was not made."""
        found = self._look(task, task.alert, live) if task.alert is not None else None
        if found is not None and task.alert is not None:
            self._made(task.id, live, found, task.alert)
        else:
            self._over(task.id, EndReason.NOT_MADE, TaskOutcome.LATER)

    def _update(self, task: Task, alert_id: str, alert: Alert, live: RequestAccess) -> None:
        now = self._clock.now()
        try:
            self._calls.update(live.access, alert_id, alert, task.label, now)
        except CallFailed as failed:
            if failed.fault is not CallFault.UNKNOWN:
                raise
            if not self._is_there(alert_id, live):
                self._over(task.id, EndReason.REMOVED, TaskOutcome.DONE)
                return
            self._calls.update(live.access, alert_id, alert, task.label, now)
        self._change(task.id, lambda reminder, _work: reminder.tell(alert, now))

    def _delete(self, task: Task, alert_id: str, live: RequestAccess) -> None:
        try:
            self._calls.delete(live.access, alert_id)
        except CallFailed as failed:
            if failed.fault is not CallFault.UNKNOWN:
                raise
            if self._is_there(alert_id, live):
                self._calls.delete(live.access, alert_id)
        self._over(task.id, EndReason.NOT_WANTED, TaskOutcome.DONE)

    def _is_there(self, alert_id: str, live: RequestAccess) -> bool:
        """A 404 alone is not believed: what still rings must not be forgotten."""
        return any(one.id == alert_id and one.is_on for one in self._calls.kept(live.access))

    def _made(self, of: UUID, live: RequestAccess, alert_id: str, alert: Alert) -> None:
        now = self._clock.now()

        def keep(reminder: Reminder, work: UnitOfWork) -> None:
            person = work.people.get(reminder.person_id)
            if person is not None and reminder.standing is ReminderState.MAKING:
                work.reminders.made(reminder, person, alert_id, alert, now)
                work.accounts.of(live.user_id).allow_reminders(True, now)

        self._change(of, keep)

    def _not_made(self, of: UUID, failed: CallFailed) -> TaskOutcome:
        """Say how making it failed; where nobody knows, Alexa is asked a minute later, by a message (`bring`)."""
        log.warning("a reminder was not made", action="reminder_not_made", fault=failed.fault, code=failed.code)
        if failed.fault in UNCERTAIN:
            return TaskOutcome.UNCERTAIN
        if failed.code == FULL:
            return self._over(of, EndReason.NOT_MADE, TaskOutcome.FULL)
        if failed.code == NOT_HERE:
            return self._over(of, EndReason.NOT_MADE, TaskOutcome.NOT_HERE)
        if failed.fault in (CallFault.UNAUTHORISED, CallFault.FORBIDDEN):
            return self._over(of, EndReason.NOT_ALLOWED, TaskOutcome.NOT_ALLOWED)
        return self._over(of, EndReason.NOT_MADE, TaskOutcome.LATER)

    def _again(self, of: UUID, failed: CallFailed) -> None:
        """Let it be tried again a little later; after some attempts it is given up, and other channels serve again."""
        now = self._clock.now()

        def later(reminder: Reminder, _work: UnitOfWork) -> None:
            reminder.attempts += 1
            if reminder.attempts >= ATTEMPTS:
                reminder.end(EndReason.LOST, now)
            else:
                wait = timedelta(seconds=failed.retry_after) if failed.retry_after is not None else timedelta(0)
                reminder.next_try_at = now + max(wait, again_after(reminder.attempts))

        self._change(of, later)

    def _over(self, of: UUID, ending: EndReason, outcome: TaskOutcome) -> TaskOutcome:
        now = self._clock.now()
        self._change(of, lambda reminder, _work: reminder.end(ending, now))
        return outcome

    def _change(self, of: UUID, act: Callable[[Reminder, UnitOfWork], None]) -> None:
        with self._database.work() as work:
            reminder = work.reminders.get(of)
            if reminder is not None and reminder.standing is not ReminderState.ENDED:
                act(reminder, work)
