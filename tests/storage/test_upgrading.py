"""A database of 0.1.0, and one at the last unreleased revision, go on with every row and the present schema."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Engine, TableClause, column, create_engine, insert, inspect, make_url, select, table, text
from support.echo import YES
from support.local_speaker import LocalSpeakerApp
from support.postgres import running_postgres
from support.sampling import slow_but
from support.two_people import two_in

from skill.domain.errors import StartError
from skill.storage.backup import FILES
from skill.storage.database import Database, open_engine
from skill.storage.open_database import DATABASE_FILE, open_database
from skill.storage.schema import BEFORE, LAST_UNRELEASED, MIGRATIONS, UNRELEASED
from skill.storage.tables.people import mapper

EVENING = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
OLD_NAMES = {"external_ids": "doors", "locks": "turnstiles"}
SCHEMA_0020 = (Path(__file__).parent / "schema_0020.sql").read_text()
SPOKEN = 1_795_474_800_000_000
"""An instant, as 0.1.0 kept it of what was spoken."""
Rows = dict[str, list[dict[str, Any]]]


def first_evening(app: LocalSpeakerApp) -> None:
    """Live what 0.1.0 can keep: a check-in, a promise, an evening prompt with words, and a label that was spoken."""
    app.move_in("Mara")
    app.say("I feel hurt, strength four")
    app.say("stop")
    app.say("I promise to water the fern by nine")
    app.say("yes")
    app.say("stop")
    for said in ("tonight's question", "alone", "keep it", "write down I slept"):
        app.say(said)
    app.wait(timedelta(hours=3))


def whole_life(app: LocalSpeakerApp) -> None:
    """Live what lies in many tables: two people who are linked, what they share and plan, and what repeats."""
    first_evening(app)
    app.say("I promise to be home by six on weekdays")
    app.say("yes")
    app.say("stop")
    two = two_in(app)
    two.sad()
    two.act(two.mara, "SharingDayIntent", pin=True)
    two.act(two.jonas, "SharingSeenIntent")
    two.act(two.mara, "JointTalkProposeIntent", plan="tomorrow at seven in the evening")
    two.mara.say(YES)
    two.ask(two.jonas, "JointTalkProposedIntent")
    app.wait(timedelta(hours=1))


def tables_in(engine: Engine, names: dict[str, str]) -> dict[str, TableClause]:
    """Return, by its present name, each of our tables that is there, with those of our columns that it has."""
    there = inspect(engine)
    has = {name: {one["name"] for one in there.get_columns(name)} for name in there.get_table_names()}
    return {
        one.name: table(name, *(column(each.name, each.type) for each in one.columns if each.name in has[name]))
        for one in mapper.metadata.sorted_tables
        if (name := names.get(one.name, one.name)) in has
    }


def rows(engine: Engine, names: dict[str, str] | None = None) -> Rows:
    """Return every row by the present name of its table, its columns as the present schema reads them.

    Args:
        names: how tables are called there, where not as at present.
    """
    tables = tables_in(engine, names or {})
    with engine.connect() as connection:
        return {name: [dict(row) for row in connection.execute(select(one)).mappings()] for name, one in tables.items()}


def fill(engine: Engine, lived: Rows, names: dict[str, str]) -> Rows:
    """Put these rows into an older schema, as far as it has their tables and columns; return what stands there now."""
    tables = tables_in(engine, names)
    with engine.begin() as connection:
        for one in reversed(tables.values()):
            connection.execute(one.delete())
        for name, one in tables.items():
            for row in lived[name]:
                connection.execute(insert(one).values({key: row[key] for key in set(one.c.keys())}))
    return rows(engine, names)


BACK_TO_0019 = (
    "DROP INDEX doors_sole",
    "ALTER TABLE doors DROP COLUMN is_sole",
    "UPDATE alembic_version SET version_num = '0019'",
)
"""What revision 0020 did, undone."""


def at_0_1_0(engine: Engine) -> None:
    """Make the schema of 0.1.0 by its own migration."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")


def at_0020(folder: Path) -> Engine:
    """Make the schema of the last unreleased revision in a data folder."""
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as raw:
        raw.executescript(SCHEMA_0020)
    return open_engine(URL.create("sqlite", database=str(folder / DATABASE_FILE)))


def folder_like(app: LocalSpeakerApp, target: Path) -> Path:
    """Make a data folder with the same keys and speaker, and no database."""
    target.mkdir(mode=0o700)
    for name in FILES:
        if (app.folder / name).exists():
            shutil.copyfile(app.folder / name, target / name)
            (target / name).chmod(0o600)
    return target


def reflected(engine: Engine) -> dict[str, Any]:
    """Return what a database says of its tables, in an order that does not hang on when a column came."""
    there = inspect(engine)
    return {
        name: {
            "columns": sorted(
                (one["name"], str(one["type"]), one["nullable"], str(one["default"])) for one in there.get_columns(name)
            ),
            "keys": str(there.get_pk_constraint(name)),
            "indexes": sorted(_index(one) for one in there.get_indexes(name)),
            "unique": sorted(map(str, there.get_unique_constraints(name))),
            "foreign": sorted(map(str, there.get_foreign_keys(name))),
        }
        for name in there.get_table_names()
    }


def _index(one: Any) -> str:
    # The condition is an object that reads otherwise each time.
    conditions = {key: str(value) for key, value in one.get("dialect_options", {}).items()}
    return str({**one, "dialect_options": conditions})


def is_as_fresh(database: Database, fresh: Database) -> None:
    """The schema is that of a database that was made today."""
    assert database.revision() == fresh.revision()
    assert reflected(database.engine) == reflected(fresh.engine)
    fresh.engine.dispose()


def of_0_1_0(before: Rows) -> Rows:
    """Return what rows of 0.1.0 have to be afterwards, as far as it had their columns."""
    for one in before["announcements"]:
        one["spoken_at"] = one["spoken_at"] and datetime(1970, 1, 1, tzinfo=UTC)
    return before


def cut(now: Rows, before: Rows) -> Rows:
    """Return today's rows with only the tables and columns of an earlier schema."""
    return {
        name: [{key: value for key, value in row.items() if key in was[0]} for row in now[name]] if was else now[name]
        for name, was in before.items()
    }


def same(now: Rows, before: Rows) -> bool:
    """Are these the same rows, in whatever order?"""
    return {name: sorted(map(repr, found)) for name, found in now.items()} == {
        name: sorted(map(repr, found)) for name, found in before.items()
    }


def latest_mood(app: LocalSpeakerApp) -> str | None:
    """Return what the person of this house said last of how it was."""
    with app.application.database.work() as work:
        found = work.checkins.latest(app.person(), EVENING)
        return found and found.mood


def sounds_as_before(app: LocalSpeakerApp, folder: Path) -> None:
    """Mara hears in this folder what she hears at home: she is known, and what is sealed opens."""
    wishes = ("what is coming up", "what did I promise", "how have these weeks been")
    with LocalSpeakerApp(folder, app.clock.now()) as again:
        assert asdict(again.person()) == asdict(app.person())
        assert latest_mood(again) == latest_mood(app) == "hurt"
        heard = [[(one.say(wish), one.say("I'm alone"), one.say("stop")) for wish in wishes] for one in (app, again)]
        assert heard[0] == heard[1]
        assert "water the fern" in str(heard[1])


def test_a_database_of_0_1_0_goes_on_with_every_row_and_is_like_a_fresh_one(
    app: LocalSpeakerApp, tmp_path: Path
) -> None:
    first_evening(app)
    old = folder_like(app, tmp_path / "old")
    engine = open_engine(URL.create("sqlite", database=str(old / DATABASE_FILE)))
    at_0_1_0(engine)
    before = fill(engine, rows(app.application.database.engine), OLD_NAMES)
    with engine.begin() as connection:
        assert connection.execute(text(f"UPDATE announcements SET spoken_at = {SPOKEN}")).rowcount
    engine.dispose()
    assert {name for name, found in before.items() if not found} == set(), "each table of 0.1.0 has rows"

    database = open_database(old, None)
    is_as_fresh(database, open_database(tmp_path / "fresh", None))
    now = rows(database.engine)
    assert same(cut(now, before), of_0_1_0(before))
    assert [(one["is_proven"], one["is_sole"]) for one in now["external_ids"]] == [(True, False)]
    assert [(one["id"], one["passed_at"]) for one in now["locks"]] == [(1, None)]
    database.engine.dispose()
    with closing(sqlite3.connect(old / DATABASE_FILE)) as raw:
        assert raw.execute("SELECT DISTINCT spoken_at FROM announcements").fetchall() == [(0,)]
        assert raw.execute("SELECT welcomed_at, name_asks, evening_asks, city_asks FROM persons").fetchall() == [
            (0, 0, 0, 0)
        ]
    assert not (old / f"{DATABASE_FILE}{BEFORE}").exists()
    sounds_as_before(app, old)


@pytest.mark.parametrize("revision", slow_but(LAST_UNRELEASED, LAST_UNRELEASED[-1:]))
def test_a_database_at_one_of_the_last_unreleased_revisions_goes_on_with_every_row_and_is_like_a_fresh_one(
    app: LocalSpeakerApp, tmp_path: Path, revision: str
) -> None:
    whole_life(app)
    old = folder_like(app, tmp_path / "old")
    engine = at_0020(old)
    lived = rows(app.application.database.engine)
    if revision == "0019":
        for one in lived["external_ids"]:
            one["is_sole"] = False
    before = fill(engine, lived, OLD_NAMES)
    if revision == "0019":
        with engine.begin() as connection:
            for statement in BACK_TO_0019:
                connection.execute(text(statement))
    engine.dispose()
    assert same(before, lived), "the old schema has all that the present one has"
    assert len([name for name, found in before.items() if found]) > 12

    database = open_database(old, None)
    is_as_fresh(database, open_database(tmp_path / "fresh", None))
    assert same(rows(database.engine), before)
    database.engine.dispose()
    assert not (old / f"{DATABASE_FILE}{BEFORE}").exists()
    sounds_as_before(app, old)


def test_a_database_between_the_two_is_refused_in_one_line_that_says_what_to_do_and_nothing_changes(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "data"
    open_database(folder, None).engine.dispose()
    for revision in UNRELEASED:
        with closing(sqlite3.connect(folder / DATABASE_FILE)) as raw, raw:
            raw.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        before = (folder / DATABASE_FILE).read_bytes()
        with pytest.raises(StartError, match=f"revision {revision} of an unreleased version: run") as fault:
            open_database(folder, None)
        assert "\n" not in str(fault.value)
        assert (folder / DATABASE_FILE).read_bytes() == before
        assert not (folder / f"{DATABASE_FILE}{BEFORE}").exists()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """One PostgreSQL for all of these."""
    with running_postgres() as url:
        yield url


def new_database(server: str, name: str) -> str:
    """Make an empty database on this server and return its address."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


RENAMED_BACK = (
    "ALTER TABLE external_ids RENAME TO doors",
    "ALTER TABLE doors RENAME CONSTRAINT one_external_id_per_person TO one_door_per_person",
    "ALTER TABLE doors RENAME CONSTRAINT external_ids_pkey TO doors_pkey",
    "ALTER TABLE doors RENAME CONSTRAINT external_ids_person_id_fkey TO doors_person_id_fkey",
    *(
        f"ALTER INDEX ix_external_ids_{name} RENAME TO ix_doors_{name}"
        for name in ("person_id", "lookup", "speaker_lookup")
    ),
    "ALTER INDEX external_ids_sole RENAME TO doors_sole",
    "ALTER TABLE locks RENAME TO turnstiles",
    "ALTER TABLE turnstiles RENAME CONSTRAINT locks_pkey TO turnstiles_pkey",
    f"UPDATE alembic_version SET version_num = '{LAST_UNRELEASED[-1]}'",
)
"""What leads on PostgreSQL from 0.2.0 back to the last unreleased revision."""


@pytest.mark.slow
def test_on_postgresql_a_database_of_0_1_0_and_one_at_the_last_unreleased_revision_go_on_too(
    app: LocalSpeakerApp, tmp_path: Path, server: str
) -> None:
    first_evening(app)
    lived = rows(app.application.database.engine)
    first, last = new_database(server, "first"), new_database(server, "last")
    engine = open_engine(first)
    at_0_1_0(engine)
    before = fill(engine, lived, OLD_NAMES)
    engine.dispose()
    database = open_database(folder_like(app, tmp_path / "first"), first)
    is_as_fresh(database, open_database(tmp_path / "fresh", new_database(server, "fresh")))
    assert same(cut(rows(database.engine), before), of_0_1_0(before))
    database.engine.dispose()

    database = open_database(folder_like(app, tmp_path / "last"), last)
    before = fill(database.engine, lived, {})
    with database.engine.begin() as connection:
        for statement in RENAMED_BACK:
            connection.execute(text(statement))
    database.engine.dispose()
    database = open_database(tmp_path / "last", last)
    is_as_fresh(database, open_database(tmp_path / "newer", new_database(server, "newer")))
    assert same(rows(database.engine), before)
    database.engine.dispose()
