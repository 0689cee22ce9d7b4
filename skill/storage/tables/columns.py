"""Types of columns: instants, that something happened, words of a closed list, and an index over one state alone."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import BigInteger, Dialect, Enum, Index, text
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


def named(names: type[StrEnum]) -> Enum:
    """Return the type of a column that holds one word of a closed list, kept as its value."""
    return Enum(names, native_enum=False, length=24, values_callable=lambda them: [one.value for one in them])


def only(name: str, column: str, condition: str, *, unique: bool = False) -> Index:
    """Index only the rows of one state: a clock that looks for what is due does not pay for what has been."""
    return Index(name, column, unique=unique, sqlite_where=text(condition), postgresql_where=text(condition))
