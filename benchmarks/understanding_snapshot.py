"""Everything that is kept, as plain rows by table, with check-in words opened: what the evaluator compares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table
from sqlalchemy.dialects import registry
from support.sql import sql

from skill.domain.checkin import CheckIn
from skill.domain.errors import NotReadableError
from skill.storage.database import Database
from skill.storage.tables.people import checkins, mapper
from skill.storage.unit_of_work import UnitOfWork

Row = Mapping[str, Any]
Rows = Mapping[tuple[Any, ...], Row]
Snapshot = Mapping[str, Rows]
"""Per table the rows by primary key."""
WORD = "word"
"""The column that stands in place of a check-in's sealed bytes."""
UNREADABLE = "unreadable"


def snapshot(store: Database) -> Snapshot:
    """Return every row of every table as it stands now."""
    with store.work() as work:
        found = {name: _rows(work, table) for name, table in mapper.metadata.tables.items()}
        found[checkins.name] = _words(work, found[checkins.name])
    return found


def _rows(work: UnitOfWork, table: Table) -> dict[tuple[Any, ...], Row]:
    keys = [column.name for column in table.primary_key]
    readers = _readers(table, sql(work).connection().dialect.name)
    names = list(readers)
    # Read as text and opened by the columns' own readers: a select would be compiled anew in each of 900 houses.
    found = sql(work).connection().exec_driver_sql(f"SELECT {', '.join(names)} FROM {table.name}")
    rows = [
        {name: value if read is None else read(value) for (name, read), value in zip(readers.items(), row, strict=True)}
        for row in found
    ]
    return {tuple(row[key] for key in keys): row for row in rows}


@cache
def _readers(table: Table, dialect: str) -> dict[str, Callable[[Any], Any] | None]:
    """Return what turns each column's stored value into ours, or None where it is ours already."""
    spoken = registry.load(dialect)()
    return {one.name: one.type.dialect_impl(spoken).result_processor(spoken, None) for one in table.columns}


def _words(work: UnitOfWork, rows: Mapping[tuple[Any, ...], Row]) -> dict[tuple[Any, ...], Row]:
    """Put what a check-in means in place of its sealed bytes, which differ whenever they are sealed anew."""
    opened = {}
    for key, row in rows.items():
        person, checkin = work.people.get(row["person_id"]), sql(work).get(CheckIn, row["id"])
        try:
            word: Any = (
                work.checkins.word(person, checkin) if person is not None and checkin is not None else UNREADABLE
            )
        except NotReadableError:
            word = UNREADABLE
        opened[key] = {name: value for name, value in row.items() if name != "sealed"} | {WORD: word}
    return opened


def by_clock(instant: datetime, zone: str) -> frozenset[str]:
    """Return the ways in which an annotation may name an instant: "20:15" and "wed-20:15"."""
    local = instant.astimezone(ZoneInfo(zone))
    return frozenset({f"{local:%H:%M}", f"{local:%a-%H:%M}".lower(), f"{local:%a}".lower()})
