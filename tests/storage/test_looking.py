"""Whoever only reads takes no writer's lock on SQLite, and a speaker that nothing is said to is such a reader."""

from datetime import timedelta

import pytest
from support.local_speaker import LocalSpeakerApp
from support.sql import begun, sql

from skill.domain.room import Room
from skill.storage.announcements import AnnouncementInbox


@pytest.fixture
def mara(app: LocalSpeakerApp) -> LocalSpeakerApp:
    """The house after Mara's first start."""
    app.move_in()
    return app


def test_a_speaker_that_is_idle_takes_no_writers_lock_but_to_say_that_it_listens(mara: LocalSpeakerApp) -> None:
    mara.speaker.due()
    with begun(mara.application.database) as found:
        for _ in range(40):
            mara.clock.set(mara.clock.now() + timedelta(milliseconds=500))
            assert mara.speaker.due() == []
    assert found.count("BEGIN") == 40
    assert found.count("BEGIN IMMEDIATE") == 0
    with begun(mara.application.database) as found:
        for _ in range(240):
            mara.clock.set(mara.clock.now() + timedelta(milliseconds=500))
            mara.speaker.due()
    assert found.count("BEGIN IMMEDIATE") <= 4, "once in half a minute it notes that it listens"


def test_what_is_due_is_heard_by_a_speaker_that_was_idle(mara: LocalSpeakerApp) -> None:
    heard = [one.words for one in mara.wait(timedelta(hours=3))]
    assert "Your evening minute." in heard


def test_reading_waits_for_no_writer_and_keeps_none_waiting(mara: LocalSpeakerApp) -> None:
    tray = AnnouncementInbox(mara.application.database)
    mara.speaker.due()
    with mara.application.database.work() as work:
        sql(work).connection()
        with begun(mara.application.database) as found:
            assert mara.application.pictures("", Room.ALONE) == ()
            assert mara.application.account_here("Nora")
            assert tray.take(mara.application.account(""), mara.clock.now()) == []
        assert set(found) == {"BEGIN"}
    with mara.application.database.look() as looking:
        assert looking.people.get(mara.person().id) is not None
        assert mara.say("I feel hurt").is_open
