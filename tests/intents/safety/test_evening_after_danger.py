"""After words of danger nothing unasked is heard until the morning, in any process; a skip looks the same."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from support.echo import NO, YES, Echo
from support.local_speaker import Heard, LocalSpeakerApp
from support.sql import sql

from skill.storage.tables.people import mapper

SIX = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
"""Six in the evening in New York."""
SEVEN_NEXT = SIX + timedelta(hours=13)
"""Seven the next morning: the end of the quiet hours."""
LABEL = Heard("Your evening minute.", False)


@pytest.fixture
def promised(mara: LocalSpeakerApp) -> LocalSpeakerApp:
    """Mara promised something for seven, and has her evening minute at half past eight."""
    mara.say("I promise to call my sister by seven in the evening")
    mara.say("yes")
    return mara


def shapes(app: LocalSpeakerApp) -> list[str]:
    """Return every row without its ids and sealed parts: what somebody who opens the file could compare."""
    with app.application.database.work() as work:
        found = []
        for table in mapper.metadata.sorted_tables:
            plain = [one for one in table.columns if one.type.python_type in (int, str, bool, datetime)]
            plain = [one for one in plain if one.name not in ("key_id", "owner")]
            found += [f"{table.name} {tuple(row)}" for row in sql(work).execute(select(*plain))] if plain else []
    return sorted(found)


def heard_at_a_visit(app: LocalSpeakerApp) -> str:
    return app.open().words


def test_nothing_is_heard_that_evening_and_the_next_one_rings_as_usual(promised: LocalSpeakerApp) -> None:
    promised.say("he hit me")
    promised.say("yes")
    assert promised.wait_until(SEVEN_NEXT) == []
    assert promised.wait_until(SIX + timedelta(hours=26, minutes=29)) == []
    assert promised.wait_until(SIX + timedelta(hours=26, minutes=31))[0] == LABEL


def test_a_promise_due_that_evening_is_asked_about_at_the_next_visit(promised: LocalSpeakerApp) -> None:
    promised.say("I want to die")
    promised.say("stop")
    assert promised.wait(timedelta(hours=2)) == []
    assert heard_at_a_visit(promised) == "About your seven o'clock plan: did it happen?"
    promised.say("yes")
    assert [one.state.value for one in promised.commitments()] == ["kept"]


def test_it_holds_after_a_restart_in_another_process(promised: LocalSpeakerApp) -> None:
    promised.say("I feel unsafe")
    promised.say("stop")
    promised.application.close()
    with LocalSpeakerApp(promised.folder, promised.clock.now()) as again:
        assert again.wait_until(SEVEN_NEXT) == []
        assert heard_at_a_visit(again) == "About your seven o'clock plan: did it happen?"
        again.say("yes")
        assert again.wait_until(SIX + timedelta(hours=26, minutes=31))[0] == LABEL


@pytest.mark.parametrize("danger", [(), ("he shoved me", "stop")], ids=["without danger", "after danger"])
def test_the_label_of_a_talk_is_let_go_too(mara: LocalSpeakerApp, danger: tuple[str, ...]) -> None:
    for said in ("plan a talk at eight this evening", "yes", "stop", *danger):
        mara.say(said)
    heard = [one.words for one in mara.wait(timedelta(minutes=115))]
    assert ("Ten quiet minutes until eight." in heard) is not bool(danger)


@pytest.mark.parametrize("danger", [(), ("he shoved me", "stop")], ids=["without danger", "after danger"])
def test_the_end_of_a_time_out_is_let_go_too(mara: LocalSpeakerApp, danger: tuple[str, ...]) -> None:
    for said in ("plan a talk at seven in the evening about the summer", "yes"):
        mara.say(said)
    mara.wait(timedelta(minutes=50))
    for said in ("we are ready", "next", "pause", *danger):
        mara.say(said)
    heard = [one.words for one in mara.wait(timedelta(minutes=31))]
    assert ("It's seven twenty. Your break is over." in heard) is not bool(danger)


def test_no_row_tells_danger_from_a_skipped_evening(tmp_path: Path) -> None:
    shape = []
    for said in (("I want to die", "yes"), ("skip tonight",)):
        with LocalSpeakerApp(tmp_path / said[0].replace(" ", "-"), SIX) as app:
            app.move_in()
            app.say("I promise to call my sister by seven in the evening")
            app.say("yes")
            for one in said:
                app.say(one)
            app.wait(timedelta(hours=3))
            shape.append(shapes(app))
    assert shape[0] == shape[1]


def test_who_feels_heavy_and_says_it_can_be_carried_keeps_the_evening(mara: LocalSpeakerApp) -> None:
    mara.say("I feel hopeless")
    mara.say("no")
    assert mara.wait(timedelta(hours=2, minutes=31))[0] == LABEL


def test_danger_in_the_night_leaves_the_next_evening_alone(mara: LocalSpeakerApp) -> None:
    mara.wait_until(SIX + timedelta(hours=8))
    mara.say("I want to die")
    mara.say("stop")
    assert mara.wait_until(SIX + timedelta(hours=26, minutes=31))[0] == LABEL


@pytest.fixture
def both(app: LocalSpeakerApp) -> Iterator[LocalSpeakerApp]:
    """Mara and Jonas on one speaker, each by name; Mara's evening minute is at half past eight."""
    for name in ("Jonas", "Mara"):
        app.speaker.become(name)
        app.move_in(name)
    yield app


def test_a_name_alone_and_an_unknown_voice_change_nobodys_rows(both: LocalSpeakerApp) -> None:
    kept = shapes(both)
    assert both.say("he hit me").words.endswith("Are you safe right now?")
    assert both.say("yes").words == "Okay. I'm glad. You can say I need help anytime."
    assert shapes(both) == kept
    assert LABEL in both.wait(timedelta(hours=2, minutes=31))


def test_an_unknown_voice_on_a_shared_echo_changes_nobodys_rows(app: LocalSpeakerApp) -> None:
    echo = Echo(lambda body: json.loads(app.application.hear(body)), app.clock.now)
    echo.as_voice("MARA").move_in("Mara")
    echo.as_voice("GUEST").hang_up()
    kept = shapes(app)
    assert echo.say("DangerAtHomeIntent").words.endswith("Are you safe right now?")
    assert echo.say(NO).words.startswith("Please call now")
    assert echo.say(YES).words
    assert shapes(app) == kept
