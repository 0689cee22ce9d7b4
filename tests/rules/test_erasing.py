"""No table is forgotten when a person is erased: each says whose its rows are, or why they need no erasing."""

import pytest
from sqlalchemy import Column, ForeignKey, MetaData, Table, Uuid

from skill.storage.personal_data.export_form import Export
from skill.storage.personal_data.exporting import EXPORTED
from skill.storage.queries.erasing import OTHERWISE, POINTS_OTHERWISE
from skill.storage.tables.people import mapper
from skill.storage.unit_of_work import UnitOfWork

PERSON = "persons.id"


def forgotten(metadata: MetaData) -> set[str]:
    """Return the tables whose rows erasing would leave without a reason, and columns that lead to a person unseen."""
    tables = {table.name for table in metadata.sorted_tables if "person_id" not in table.columns}
    columns = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name != "person_id" and any(key.target_fullname == PERSON for key in column.foreign_keys)
    }
    return (tables - set(OTHERWISE)) | (columns - POINTS_OTHERWISE)


def test_every_table_is_erased_or_says_why_not() -> None:
    assert UnitOfWork is not None, "every table is known once the store is"
    assert forgotten(mapper.metadata) == set()
    assert all(len(reason) > 10 for reason in OTHERWISE.values())
    assert set(OTHERWISE) <= set(mapper.metadata.tables), "no reason outlives its table"


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        ([Column("id", Uuid, primary_key=True)], {"planted"}),
        ([Column("owner_id", ForeignKey(PERSON), primary_key=True)], {"planted", "planted.owner_id"}),
        ([Column("person_id", Uuid, primary_key=True), Column("to_id", ForeignKey(PERSON))], {"planted.to_id"}),
        ([Column("person_id", ForeignKey(PERSON), primary_key=True)], set()),
    ],
)
def test_a_planted_table_that_would_be_forgotten_is_found(columns: list[Column[object]], found: set[str]) -> None:
    planted = MetaData()
    Table("persons", planted, Column("id", Uuid, primary_key=True))
    Table("planted", planted, *columns)
    assert forgotten(planted) == found


def unexported(metadata: MetaData) -> set[str]:
    """Return the tables that hold something sealed of a person and are in no part of the export."""
    sealed = {
        table.name
        for table in metadata.sorted_tables
        if any(column.name.startswith("sealed") for column in table.columns)
    }
    return sealed - set(EXPORTED) - {"external_ids", "alexa_reminders", "invitations"}


def test_every_table_with_somebody_s_words_is_taken_along() -> None:
    """Doors and Alexa's reminders are left: sealed there are outside ids, bearer secrets and nobody's words; and
    invitations, with what the other one was called, until the code is over."""
    assert unexported(mapper.metadata) == set()
    assert set(EXPORTED.values()) | {"format", "shared_to_me"} == set(Export.model_fields)


def test_a_planted_table_of_words_that_would_be_left_behind_is_found() -> None:
    planted = MetaData()
    Table("planted", planted, Column("person_id", Uuid, primary_key=True), Column("sealed_dream", Uuid))
    assert unexported(planted) == {"planted"}
