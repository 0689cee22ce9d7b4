"""Every column of every table keeps what it is given, no open text is kept, and migrations make these very tables."""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import (
    Column,
    Dialect,
    Engine,
    Enum,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
    types,
)
from sqlalchemy.orm import Mapper
from support.local_speaker import LocalSpeakerApp

from skill.storage.database import open_engine
from skill.storage.open_database import DATABASE_FILE
from skill.storage.schema import migrate
from skill.storage.tables.columns import EPOCH, Happened, Instant
from skill.storage.tables.people import mapper

METADATA = mapper.metadata
TABLES = METADATA.sorted_tables
NUMBERS = count(7_000)
Row = dict[str, Any]
Samples = Mapping[type[types.TypeEngine[Any]], Callable[[int], Any]]
MAPPED = sorted(mapper.mappers, key=lambda one: one.class_.__name__)

SAMPLES: Samples = {
    types.Uuid: lambda number: uuid5(NAMESPACE_DNS, str(number)),
    # Odd microseconds and a year beyond 2038: what a coarser or shorter column would lose.
    Instant: lambda number: EPOCH + timedelta(days=30_000 + number, microseconds=999_999),
    Happened: lambda number: EPOCH,
    types.LargeBinary: lambda number: b"\x00\xff\x80" + str(number).encode(),
    types.Boolean: lambda number: True,
    types.SmallInteger: lambda number: number,
    types.Integer: lambda number: 2_000_000_000 + number,
    types.Date: lambda number: date(2026, 1, 1) + timedelta(days=number),
    types.String: lambda number: f"Zoë 'n' {number}",
    types.Text: lambda number: f"Zoë 'n' {number}\n" * 100,
}
"""For each type a value that no default gives, another one each time."""

OPEN_TEXT = {
    "key_proofs.key_id",
    "persons.key_id",
    "persons.zone",
    "commitment_series.zone",
    "commitments.zone",
    "hard_talks.zone",
    "rules.zone",
    "occurrences.tz_version",
    "occurrences.owner",
    "announcements.words",
    "alexa_devices.zone",
    "alexa_reminders.zone",
    "device_countries.country",
}
"""Texts that may lie open: names of keys, zones, countries, processes; neutral labels. What a person says is sealed."""


def sample(column: Column[Any], samples: Samples) -> Any:
    """Return a value that no other column gets; a type that has no sample is an error."""
    if isinstance(column.type, Enum):
        assert column.type.enum_class is not None
        return list(column.type.enum_class)[-1]
    return samples[type(column.type)](next(NUMBERS))


def full_rows(metadata: MetaData, samples: Samples = SAMPLES) -> dict[str, Row]:
    """Return one row for each table with every column filled; foreign keys lead to the rows before."""
    rows: dict[str, Row] = {}
    for table in metadata.sorted_tables:
        row: Row = {}
        for column in table.columns:
            parents = [key.column for key in column.foreign_keys]
            row[column.name] = rows[parents[0].table.name][parents[0].name] if parents else sample(column, samples)
        rows[table.name] = row
    return rows


def kept(engine: Engine, table: Table) -> list[Row]:
    """Read a table over a connection that saw nothing being written."""
    engine.dispose()
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def lost(engine: Engine, metadata: MetaData, samples: Samples = SAMPLES) -> list[str]:
    """Write a full row into every table and return the columns that give back something else."""
    rows = full_rows(metadata, samples)
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            connection.execute(insert(table).values(rows[table.name]))
    return [
        f"{table.name}.{name}"
        for table in metadata.sorted_tables
        for found in kept(engine, table)
        for name, value in rows[table.name].items()
        if type(found[name]) is not type(value) or found[name] != value
    ]


def open_texts(metadata: MetaData) -> set[str]:
    """Return every column that could hold somebody's words as they were said."""
    return {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String | types.JSON | types.PickleType) and not isinstance(column.type, Enum)
    }


def schema(file: Path) -> set[str]:
    """Return what a SQLite file says about its tables, columns, indexes (with their conditions) and keys."""
    raw = sqlite3.connect(file)
    says = {f"{name}: {sql}" for name, sql in raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index'")}
    for (table,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        for question in ("table_xinfo", "foreign_key_list", "index_list"):
            # Without the first number: it only counts.
            says |= {f"{table} {question} {row[1:]}" for row in raw.execute(f"PRAGMA {question}('{table}')")}
    raw.close()
    return {one for one in says if not one.startswith(("alembic_version", "sqlite_autoindex_alembic"))}


def made_from(metadata: MetaData, file: Path) -> Engine:
    """Make a database straight from tables, without any migration."""
    engine = open_engine(f"sqlite:///{file}")
    metadata.create_all(engine)
    return engine


def test_every_column_gives_back_what_it_was_given(app: LocalSpeakerApp) -> None:
    with app.application.database.engine.begin() as connection:
        for table in reversed(TABLES):
            connection.execute(delete(table))
    assert lost(app.application.database.engine, METADATA) == []


def test_a_column_that_loses_something_or_that_nobody_has_a_sample_for_is_noticed(tmp_path: Path) -> None:
    class Rounded(types.TypeDecorator[int]):
        """A planted type that forgets the seconds."""

        impl, cache_ok = Integer, True

        def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
            return value and value // 60 * 60

    planted = MetaData()
    Table("planted", planted, Column("at", Rounded))
    engine = made_from(planted, tmp_path / "planted.sqlite")
    assert lost(engine, planted, {**SAMPLES, Rounded: lambda number: number * 60 + 1}) == ["planted.at"]
    engine.dispose()
    with pytest.raises(KeyError):
        full_rows(planted)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_word_of_every_list_fits_its_column_and_comes_back(table: Table, tmp_path: Path) -> None:
    engine = made_from(METADATA, tmp_path / "private_words.sqlite")
    for column in (one for one in table.columns if isinstance(one.type, Enum)):
        for word in column.type.enum_class or ():
            with engine.begin() as connection:
                rows = full_rows(METADATA)
                rows[table.name][column.name] = word
                for other in TABLES:
                    connection.execute(insert(other).values(rows[other.name]))
            assert rows[table.name] in kept(engine, table)
            assert len(word.value) <= (column.type.length or 0)
    engine.dispose()


@pytest.mark.parametrize("plain", MAPPED, ids=lambda plain: plain.class_.__name__)
def test_nothing_that_the_domain_knows_of_a_thing_is_left_unkept(plain: Mapper[Any]) -> None:
    assert {one.name for one in fields(plain.class_)} == {column.key for column in plain.columns}


def test_a_column_that_could_hold_open_words_is_named_here_or_sealed() -> None:
    assert open_texts(METADATA) == OPEN_TEXT


@pytest.mark.parametrize("kind", [String(40), Text(), types.Unicode(), types.JSON(), types.PickleType()])
def test_a_planted_column_for_open_words_is_caught(kind: types.TypeEngine[Any]) -> None:
    planted = MetaData()
    Table("planted", planted, Column("note", kind))
    assert open_texts(planted) == {"planted.note"}


def test_migrations_make_the_very_tables_that_the_code_means(app: LocalSpeakerApp, tmp_path: Path) -> None:
    with app.application.database.engine.connect() as connection:
        told = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(told, METADATA) == []
    made_from(METADATA, tmp_path / "meant.sqlite").dispose()
    assert schema(app.folder / DATABASE_FILE) == schema(tmp_path / "meant.sqlite")


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE persons ADD COLUMN mood TEXT",
        "DROP INDEX occurrences_due",
        "DROP INDEX occurrences_due; CREATE INDEX occurrences_due ON occurrences (due_at) WHERE state = 'sent'",
        "ALTER TABLE checkins RENAME COLUMN sealed TO opened",
    ],
)
def test_a_planted_difference_between_migrations_and_tables_is_seen(tmp_path: Path, change: str) -> None:
    file = tmp_path / "meant.sqlite"
    made_from(METADATA, file).dispose()
    meant = schema(file)
    raw = sqlite3.connect(file)
    raw.executescript(change)
    raw.close()
    assert schema(file) != meant


def test_migrating_twice_changes_nothing_and_leaves_no_copy_behind(app: LocalSpeakerApp) -> None:
    app.move_in()
    before = {table.name: kept(app.application.database.engine, table) for table in TABLES}
    found = schema(app.folder / DATABASE_FILE)
    revision = app.application.database.revision()
    for _ in range(2):
        assert migrate(app.application.database.engine) == (revision, revision)
    assert {table.name: kept(app.application.database.engine, table) for table in TABLES} == before
    assert schema(app.folder / DATABASE_FILE) == found
    assert not list(app.folder.glob("*.before-migration"))
