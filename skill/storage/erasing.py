"""Erasing a person: every row that is theirs, and with it the key that opened what is left in old copies."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from skill.storage.tables import mapper, persons


def erase(session: Session, person_id: UUID) -> None:
    """Delete every row of a person, the data key included (crypto-shredding, safety.md F3).

    On SQLite the bytes are gone once the write-ahead log is cut as well (`Store.cut_log`).
    """
    session.expire_all()
    for table in reversed(mapper.metadata.sorted_tables):
        if "person_id" in table.columns:
            session.execute(delete(table).where(table.c.person_id == person_id))
    session.execute(delete(persons).where(persons.c.id == person_id))
