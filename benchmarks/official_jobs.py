"""The official road of the calendar: one APScheduler job per prompt in its SQLAlchemyJobStore.

Usage, in the official road's environment: official_jobs.py DATABASE COUNT GRACE, where GRACE is "default" or
"lifted". It prints one JSON line with the due instant as soon as the scheduler runs, and goes on until it is
ended. Each job leaves one row with a commit.
"""

import json
import os
import pickle
import sqlite3
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import create_engine, event, insert

LEAD = timedelta(seconds=4)
"""From the filled store to the instant at which every job is due; the scheduler starts in between."""

_of_thread = threading.local()


def _ledger(path: str) -> sqlite3.Connection:
    """Return this thread's connection to the ledger."""
    if not hasattr(_of_thread, "connection"):
        _of_thread.connection = sqlite3.connect(path, timeout=30, isolation_level=None)
        _of_thread.connection.execute("PRAGMA journal_mode=WAL")
        _of_thread.connection.execute("PRAGMA synchronous=FULL")
    return _of_thread.connection


def deliver(path: str, number: int) -> None:
    """Leave the prompt's row, as a skill has to before anything is said."""
    _ledger(path).execute("INSERT INTO delivered (number, at) VALUES (?, ?)", (number, time.time()))


def store_of(path: str) -> SQLAlchemyJobStore:
    """Return APScheduler's job store on a SQLite file of its own, synced at every commit."""
    engine = create_engine(f"sqlite:///{path}.jobs", connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def _prepare(connection, _entry):
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    return SQLAlchemyJobStore(engine=engine)


def fill(path: str, count: int, due: datetime, *, options: dict) -> None:
    """Put `count` date jobs into the store, in one transaction instead of one each: the same rows, sooner."""
    store = store_of(path)
    draft = BackgroundScheduler(timezone=UTC)
    draft.start(paused=True)
    try:
        for number in range(count):
            draft.add_job(deliver, "date", run_date=due, args=(path, number), **options)
        rows = [
            {
                "id": job.id,
                "next_run_time": job.next_run_time.timestamp(),
                "job_state": pickle.dumps(job.__getstate__(), store.pickle_protocol),
            }
            for job in draft.get_jobs()
        ]
    finally:
        draft.shutdown(wait=False)
    store.jobs_t.create(store.engine, checkfirst=True)
    with store.engine.begin() as connection:
        connection.execute(insert(store.jobs_t), rows)
    store.engine.dispose()


def prepare(path: str, count: int, *, grace: str) -> datetime:
    """Make the ledger and fill the store, the due instant far enough ahead; return that instant."""
    _ledger(path).execute("CREATE TABLE delivered (number INTEGER PRIMARY KEY, at REAL NOT NULL)")
    options = {"misfire_grace_time": None} if grace == "lifted" else {}
    began = time.monotonic()
    sample = min(count, 500)
    fill(f"{path}.trial", sample, datetime.now(UTC) + timedelta(days=1), options=options)
    filling = timedelta(seconds=(time.monotonic() - began) * count / sample * 2)
    due = datetime.now(UTC) + filling + LEAD
    fill(path, count, due, options=options)
    return due


def run(path: str, due: datetime) -> None:
    """Start the scheduler as its documentation shows, and let it run until the process is ended."""
    scheduler = BackgroundScheduler(jobstores={"default": store_of(path)}, timezone=UTC)
    scheduler.start()
    print(json.dumps({"due": due.timestamp()}), flush=True)
    threading.Event().wait()


def main() -> None:
    """Fill the store, then start anew in the same process, so that its peak memory is the scheduler's own."""
    if sys.argv[1] == "run":
        run(sys.argv[2], datetime.fromtimestamp(float(sys.argv[3]), UTC))
    path, count, grace = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    due = prepare(path, count, grace=grace)
    os.execv(sys.executable, [sys.executable, __file__, "run", path, str(due.timestamp())])


if __name__ == "__main__":
    main()
