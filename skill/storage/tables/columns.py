"""Types of columns (instants, that something happened, words of a closed list), partial indexes, rows made once."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Dialect, Enum, Index, Table, text
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept as whole microseconds since 1970 in UTC; a naive one is refused."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Turn an aware instant into microseconds."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a time zone cannot be kept")
        return (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Turn microseconds into an instant in UTC."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


class Happened(Instant):
    """That something happened, and not when: whatever instant is given, the same one is kept."""

    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Turn any aware instant into the one that is kept."""
        return None if super().process_bind_param(value, dialect) is None else 0


def insert_if_absent(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; where one with the same primary key is there already, that one stays as it is."""
    if not rows:
        return
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = sqlite_insert(table) if is_sqlite else postgresql_insert(table)
    session.execute(insert.on_conflict_do_nothing(index_elements=[*table.primary_key]), list(rows))


def named(names: type[StrEnum]) -> Enum:
    """Return the type of a column that holds one word of a closed list, kept as its value."""
    return Enum(names, native_enum=False, length=24, values_callable=lambda them: [one.value for one in them])


def only(name: str, column: str, condition: str, *, unique: bool = False) -> Index:
    """Index only the rows of one state: a clock that looks for what is due does not pay for what has been."""
    return Index(name, column, unique=unique, sqlite_where=text(condition), postgresql_where=text(condition))
