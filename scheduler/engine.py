"""The only file that knows APScheduler: one alarm, one agenda round, and the watchdog that restarts them."""

import threading
import time
from datetime import datetime, timedelta

import structlog
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from scheduler.agenda import Agenda
from scheduler.dispatch import Dispatcher
from skill.clock import Clock

LONGEST_SLEEP = timedelta(seconds=15)
"""The alarm rings at least this often, so that a jump of the wall clock is noticed (safety.md 4.1)."""
AGENDA_EVERY = timedelta(minutes=5)
SILENT_AFTER = timedelta(seconds=30)
"""Without a tick for this long the watchdog starts the alarm anew."""
RED_AFTER = 60.0
"""Seconds without a tick after which the house says that it is not well."""
SHARE_SECONDS = 0.002
"""The least pause between two batches, so that turns get their share of the one writer (performance.md B)."""

log = structlog.get_logger()


class Engine:
    """Rings the dispatcher at the next due instant and brings the agenda up to date now and then."""

    def __init__(self, dispatcher: Dispatcher, agenda: Agenda, clock: Clock) -> None:
        self._dispatcher = dispatcher
        self._agenda = agenda
        self._clock = clock
        self._alarm: BackgroundScheduler | None = None
        self._watchdog: threading.Thread | None = None
        self._is_ending = threading.Event()
        self._ticked = time.monotonic()
        self._agenda_due: datetime | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """Start ringing; the first tick comes at once."""
        self._is_ending.clear()
        self._ticked = time.monotonic()
        self._arm_anew()
        self._watchdog = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        self._watchdog.start()

    def wait(self) -> None:
        """Wait until somebody stops it."""
        self._is_ending.wait()

    def stop(self) -> None:
        """Stop ringing; what is under way is finished first."""
        self._is_ending.set()
        if self._watchdog is not None:
            self._watchdog.join()
        if self._alarm is not None:
            self._alarm.shutdown(wait=True)
            self._alarm = None

    def is_healthy(self) -> bool:
        """Did it tick within the last minute?"""
        return time.monotonic() - self._ticked < RED_AFTER

    def ring(self) -> None:
        """Do what is due now and set the alarm anew; a fault is survived and tried again at the next ring."""
        with self._lock:
            now = self._clock.now()
            try:
                if self._agenda_due is None or now >= self._agenda_due or self._agenda_due - now > AGENDA_EVERY:
                    self._agenda.round(now)
                    self._agenda_due = now + AGENDA_EVERY
                began = time.monotonic()
                self._dispatcher.tick(
                    now, between=lambda: time.sleep(max(SHARE_SECONDS, (time.monotonic() - began) / 100))
                )
                self._ticked = time.monotonic()
            except Exception as fault:
                log.warning("a tick failed and will be tried again", action="tick_failed", fault=type(fault).__name__)
            finally:
                self._set_alarm(now)

    def _set_alarm(self, now: datetime) -> None:
        if self._is_ending.is_set() or self._alarm is None:
            return
        wait = LONGEST_SLEEP
        try:
            due = self._dispatcher.next_due()
            if due is not None:
                wait = min(max(due - now, timedelta(milliseconds=50)), LONGEST_SLEEP)
        except Exception as fault:
            log.warning("the next due instant is not known", action="next_due_failed", fault=type(fault).__name__)
        self._alarm.add_job(
            self.ring,
            "date",
            run_date=self._clock.now() + wait,
            id="alarm",
            replace_existing=True,
            misfire_grace_time=None,
        )

    def _arm_anew(self) -> None:
        old = self._alarm
        self._alarm = BackgroundScheduler(jobstores={"default": MemoryJobStore()}, timezone="UTC", daemon=True)
        self._alarm.start()
        self._alarm.add_job(self.ring, id="alarm", replace_existing=True, misfire_grace_time=None)
        if old is not None:
            old.shutdown(wait=False)

    def _watch(self) -> None:
        while not self._is_ending.wait(SILENT_AFTER.total_seconds() / 3):
            if time.monotonic() - self._ticked > SILENT_AFTER.total_seconds():
                log.warning("the alarm was silent and is started anew", action="alarm_restarted")
                self._arm_anew()
