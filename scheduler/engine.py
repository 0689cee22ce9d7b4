"""The only file that knows APScheduler: one alarm that wakes the clock, and the watchdog that starts it anew."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from scheduler.dispatcher import Dispatcher
from scheduler.planner import Planner
from skill.clock import Clock
from skill.log import described

LONGEST_SLEEP = timedelta(seconds=15)
"""The alarm rings at least this often, so that a jump of the wall clock is noticed (rules.md T5)."""
SHORTEST_SLEEP = timedelta(milliseconds=50)
SILENT_AFTER = timedelta(seconds=30)
"""Without a tick for this long the watchdog starts the alarm anew."""
RED_AFTER = timedelta(seconds=60)
"""Without a tick for this long the installation says that it is not well."""
SHARE_SECONDS = 0.002
"""The least pause between two batches, so that turns get their share of the one writer (rules.md T7)."""

log = structlog.get_logger()


class Engine:
    """Rings the dispatcher at the next due instant and brings the agenda up to date now and then.

    Args:
        clock: what time it is.
        background_task: done every quarter of a minute on a thread of its own, so that slow hosts elsewhere hold up
            no prompt.
        silent_after: without a tick for this long the alarm is started anew.
        seconds: a clock that only runs forward, in seconds; for measuring silence.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        planner: Planner,
        clock: Clock,
        *,
        background_task: Callable[[datetime], None] | None = None,
        silent_after: timedelta = SILENT_AFTER,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._dispatcher = dispatcher
        self._planner = planner
        self._clock = clock
        self._background_task = background_task
        self._silent_after = silent_after.total_seconds()
        self._seconds = seconds
        self._alarm: BackgroundScheduler | None = None
        self._watchdog: threading.Thread | None = None
        self._is_ending = threading.Event()
        self._ticked = seconds()
        self._ringing = threading.Lock()
        self._arming = threading.Lock()

    def start(self) -> None:
        """Start ringing; the first tick comes at once."""
        self._is_ending.clear()
        self._ticked = self._seconds()
        self._arm_anew()
        self._watchdog = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        self._watchdog.start()

    def stop(self) -> None:
        """Stop ringing; what is under way is finished first."""
        with self._arming:
            self._is_ending.set()
        if self._watchdog is not None:
            self._watchdog.join()
        if self._alarm is not None:
            # APScheduler waits for its jobs with its locks held: no ring may want to set an alarm any more.
            self._alarm.remove_all_jobs()
            self._alarm.shutdown(wait=True)
            self._alarm = None

    def wait(self) -> None:
        """Wait until somebody stops it."""
        self._is_ending.wait()

    def is_healthy(self) -> bool:
        """Did it tick within the last minute?"""
        return self._seconds() - self._ticked < RED_AFTER.total_seconds()

    def tick(self) -> None:
        """Do what is due now and set the alarm anew; a fault is survived and tried again at the next ring."""
        if not self._ringing.acquire(blocking=False):
            return  # An earlier ring is still at it and will set the alarm itself.
        try:
            self._work(self._clock.now())
            self._ticked = self._seconds()
        except Exception as fault:
            log.warning("a tick failed and will be tried again", action="tick_failed", **described(fault))
        finally:
            self._ringing.release()
            self._set_alarm()

    def _work(self, now: datetime) -> None:
        """Hand over what is due before anything else; the agenda has time until the minute after."""
        share = _Share()
        self._dispatcher.tick(now, between=share.give)
        if self._planner.next_round(now) <= now and self._planner.round(now, between=share.give).made:
            self._dispatcher.tick(now, between=share.give)

    def _run_background_task(self) -> None:
        assert self._background_task is not None
        try:
            self._background_task(self._clock.now())
        except Exception as fault:
            log.warning("what is done beside failed", action="beside_failed", **described(fault))

    def _set_alarm(self) -> None:
        if self._is_ending.is_set() or self._alarm is None:
            return
        now = self._clock.now()
        wait = LONGEST_SLEEP
        try:
            due = self._dispatcher.next_due()
            if due is not None:
                wait = min(max(due - now, SHORTEST_SLEEP), LONGEST_SLEEP)
        except Exception as fault:
            log.warning("the next due instant is not known", action="next_due_failed", **described(fault))
        with self._arming:
            if not self._is_ending.is_set():
                self._arm(self._alarm, at=now + wait)

    def _arm(self, alarm: BackgroundScheduler, *, at: datetime) -> None:
        alarm.add_job(self.tick, "date", run_date=at, id="alarm", replace_existing=True, misfire_grace_time=None)

    def _arm_anew(self) -> None:
        old, fresh = self._alarm, BackgroundScheduler(jobstores={"default": MemoryJobStore()}, timezone="UTC")
        fresh.start()
        self._alarm = fresh
        self._arm(fresh, at=self._clock.now())
        if self._background_task is not None:
            often = {"seconds": LONGEST_SLEEP.total_seconds(), "next_run_time": self._clock.now()}
            fresh.add_job(self._run_background_task, "interval", id="beside", misfire_grace_time=None, **often)
        if old is not None:
            old.shutdown(wait=False)

    def _watch(self) -> None:
        while not self._is_ending.wait(self._silent_after / 3):
            if self._seconds() - self._ticked > self._silent_after and not self._ringing.locked():
                log.warning("the alarm was silent and is started anew", action="alarm_restarted")
                try:
                    self._arm_anew()
                except Exception as fault:
                    log.warning("the alarm did not start", action="alarm_not_started", **described(fault))


class _Share:
    """Leaves the writer to the turns for as long as the last batch had it, and a moment at least."""

    def __init__(self) -> None:
        self._since = time.monotonic()

    def give(self) -> None:
        """Pause between two batches."""
        time.sleep(max(SHARE_SECONDS, time.monotonic() - self._since))
        self._since = time.monotonic()
