"""The same house on PostgreSQL: its schema, a word that is kept, a clock, and two clocks that share one database."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, make_url, select, text
from support.clock_only import Clockwork
from support.local_speaker import LocalSpeakerApp
from support.postgres import running_postgres
from support.sql import sql

from scheduler.dispatcher import DispatchStep
from skill.domain.errors import StartError
from skill.domain.occurrence import OccurrenceState
from skill.storage.open_database import DATABASE_FILE, open_database
from skill.storage.seen_requests import DatabaseSeenRequests
from skill.storage.tables.people import mapper

NOW = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
DUE = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
"""Half past eight in New York."""
EVENING = 20 * 60 + 30
GUESTS = 40


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """One PostgreSQL for all of these."""
    with running_postgres() as url:
        yield url


@pytest.fixture
def url(server: str, tmp_path: Path) -> str:
    """An empty database of one's own."""
    name = f"ground_{abs(hash(str(tmp_path)))}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.mark.slow
def test_migrations_make_these_very_tables_and_a_second_start_changes_nothing(url: str, tmp_path: Path) -> None:
    for _ in range(2):
        database = open_database(tmp_path / "data", url)
        with database.engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), mapper.metadata) == []
        database.engine.dispose()


@pytest.mark.slow
def test_a_key_file_of_another_house_is_refused(url: str, tmp_path: Path) -> None:
    open_database(tmp_path / "mine", url).engine.dispose()
    open_database(tmp_path / "nora", None).engine.dispose()
    with pytest.raises(StartError, match="key file"):
        open_database(tmp_path / "nora", url)


def test_an_evening_is_spoken_and_kept_and_no_word_lies_open(url: str, tmp_path: Path) -> None:
    with LocalSpeakerApp(tmp_path / "data", NOW, url=url) as app:
        app.move_in("Mara")
        heard = app.say("I feel hurt, strength four")
        assert "a heavy day" in heard.words
        assert [word.mood for word in app.words_of_checkins()] == ["hurt"]
        rows = []
        with app.application.database.work() as work:
            assert work.people.name(app.person()) == "Mara"
            for table in mapper.metadata.sorted_tables:
                rows += [repr(tuple(row)) for row in sql(work).execute(select(table))]
        assert len(rows) > 4
        assert [word for word in ("Mara", "hurt", "amzn1") if any(word in row for row in rows)] == []
    assert not (tmp_path / "data" / DATABASE_FILE).exists()


@pytest.mark.slow
def test_two_clocks_share_one_database_and_every_evening_is_heard_once(url: str, tmp_path: Path) -> None:
    with Clockwork(tmp_path / "data", NOW, url=url) as clockwork:
        names = [f"guest {number}" for number in range(GUESTS)]
        for name in names:
            clockwork.person(name, evening=EVENING)
        clockwork.tick(DUE - timedelta(seconds=1))
        clockwork.clock.set(DUE)
        both_are_in = threading.Barrier(2)

        def meet(step: DispatchStep) -> None:
            """Both hold rows of their own at the same time, or the other would wait for ever."""
            if step is DispatchStep.FOUND and not met.is_set():
                both_are_in.wait(timeout=30)
                met.set()

        met = threading.Event()
        clocks = [clockwork.another(f"clock {number}", at_step=meet, batch=GUESTS // 2) for number in range(2)]
        with ThreadPoolExecutor(2) as pool:
            looked_at = list(pool.map(lambda one: one.tick(DUE), clocks))
        assert sum(looked_at) == GUESTS
        assert all(looked_at)
        heard = clockwork.listen() + clockwork.let_pass(DUE + timedelta(hours=2))
        assert Counter(one.name for one in heard) == Counter(names)


@pytest.mark.slow
def test_what_a_dead_clock_held_is_taken_up_by_the_other_when_its_lease_is_over(url: str, tmp_path: Path) -> None:
    with Clockwork(tmp_path / "data", NOW, url=url) as clockwork:
        clockwork.person("mara", evening=EVENING)
        clockwork.tick(DUE - timedelta(seconds=1))

        def die(step: DispatchStep) -> None:
            if step is DispatchStep.CLAIMED:
                raise KeyboardInterrupt

        clockwork.clock.set(DUE)
        with pytest.raises(KeyboardInterrupt):
            clockwork.another("doomed", at_step=die).tick(DUE)
        assert clockwork.counts()[OccurrenceState.LEASED, None] == 1
        assert clockwork.tick(DUE + timedelta(seconds=1)) == []
        heard = clockwork.let_pass(DUE + timedelta(minutes=10))
        assert [one.name for one in heard] == ["mara"]


@pytest.mark.slow
def test_a_request_that_one_worker_heard_is_a_repeat_to_the_other_until_its_window_is_over(
    url: str, tmp_path: Path
) -> None:
    stores = [open_database(tmp_path / "data", url) for _ in range(2)]
    first, second = map(DatabaseSeenRequests, stores)
    window = timedelta(seconds=150)
    assert first.note(b"seen", NOW, since=NOW - window)
    assert not second.note(b"seen", NOW, since=NOW - window)
    second.forget(b"seen")
    assert first.note(b"seen", NOW, since=NOW - window)
    later = NOW + timedelta(minutes=5)
    assert second.note(b"seen", later, since=later - window)
    for database in stores:
        database.engine.dispose()


@pytest.mark.slow
def test_of_many_workers_that_hear_one_request_at_once_a_single_one_takes_it(url: str, tmp_path: Path) -> None:
    stores = [open_database(tmp_path / "data", url) for _ in range(8)]
    workers = [DatabaseSeenRequests(database) for database in stores]
    together = threading.Barrier(len(workers))

    def hear(memory: DatabaseSeenRequests) -> bool:
        together.wait()
        return memory.note(b"seen", NOW, since=NOW - timedelta(seconds=150))

    with ThreadPoolExecutor(len(workers)) as pool:
        assert sum(pool.map(hear, workers)) == 1
    for database in stores:
        database.engine.dispose()


@pytest.mark.slow
def test_erasing_takes_every_row_and_changes_the_key(url: str, tmp_path: Path) -> None:
    with LocalSpeakerApp(tmp_path / "data", NOW, url=url) as app:
        app.move_in()
        app.say("I promise to mend the fern by nine")
        app.say("yes")
        mara = app.person().id
        assert app.application.database.erase(mara, NOW)["commitments"] == 1
        with app.application.database.engine.connect() as connection:
            for table in mapper.metadata.sorted_tables:
                left = connection.execute(select(table)).all()
                assert not any(mara in row for row in left), table.name
        app.move_in("Jonas")
        assert app.person().key_id == "k2"
    again = open_database(tmp_path / "data", url)
    again.engine.dispose()


def test_a_database_that_takes_no_more_rows_is_a_fault(url: str, tmp_path: Path) -> None:
    with LocalSpeakerApp(tmp_path / "data", NOW, url=url) as app:
        assert app.application.database.faults() == []
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            name = make_url(url).database
            connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
        engine.dispose()
        app.application.database.engine.dispose()
        assert app.application.database.faults() == ["the database takes no more rows"]
