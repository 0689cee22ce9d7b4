"""Where only counts that something happened, no row tells when it did."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.exc import StatementError
from support.echo import YES
from support.local_speaker import LocalSpeakerApp
from support.sql import sql
from support.two_people import two_in

from skill.storage.open_database import DATABASE_FILE
from skill.storage.tables.columns import Happened
from skill.storage.tables.people import mapper

COLUMNS = {
    f"{table.name}.{column.name}"
    for table in mapper.metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, Happened)
}


def instants_in(file: Path) -> dict[str, set[int]]:
    """Return what stands in these columns, as whoever has the file reads it; nothing where nothing happened."""
    raw = sqlite3.connect(file)
    found: dict[str, set[int]] = {}
    for one in sorted(COLUMNS):
        table, name = one.split(".")
        rows = raw.execute(f"SELECT {name} FROM {table} WHERE {name} IS NOT NULL")
        found[one] = {value for (value,) in rows}
    raw.close()
    return found


def live(app: LocalSpeakerApp) -> None:
    """Let each of these things happen by the real door."""
    app.move_in()
    app.wait(timedelta(hours=3))
    two = two_in(app)
    two.sad()
    two.act(two.mara, "SharingDayIntent", pin=True)
    two.act(two.jonas, "SharingSeenIntent")
    two.act(two.mara, "JointTalkProposeIntent", plan="tomorrow at seven in the evening")
    two.mara.say(YES)
    two.ask(two.jonas, "JointTalkProposedIntent")
    with app.application.database.work() as work:
        mara = two.person("Mara")
        work.accounts.device_moved(mara, "amzn1.ask.device.HERS", "America/New_York", app.clock.now())
        work.shares.hold_all(mara, app.clock.now())


def test_of_what_happened_the_file_holds_no_instant(app: LocalSpeakerApp) -> None:
    live(app)
    assert instants_in(app.folder / DATABASE_FILE) == {key: {0} for key in sorted(COLUMNS)}


def test_a_column_that_keeps_the_instant_as_it_did_is_caught(app: LocalSpeakerApp) -> None:
    live(app)
    raw = sqlite3.connect(app.folder / DATABASE_FILE)
    raw.execute("UPDATE shares SET seen_at = ?", (1_795_474_800_000_000,))
    raw.commit()
    raw.close()
    told = instants_in(app.folder / DATABASE_FILE)
    assert [one for one, found in told.items() if found != {0}] == ["shares.seen_at"]


def test_an_instant_without_a_zone_is_refused_there_too(app: LocalSpeakerApp) -> None:
    with pytest.raises(StatementError, match="without a time zone"), app.application.database.work() as work:
        naive = app.clock.now().replace(tzinfo=None)
        sql(work).execute(update(mapper.metadata.tables["persons"]).values(welcomed_at=naive))
