"""A PIN counts for one person, at one speaker, in one conversation: whoever speaks next has to give an own one."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from support.local_speaker import Heard, LocalSpeakerApp
from support.prepared_folders import watch_stretching
from support.sql import sql

from skill.domain.pin import CONFIRMED_FOR
from skill.storage.local_pin import Pins
from skill.storage.pin_proof import DatabasePinProof
from skill.storage.pin_windows import PinWindows
from skill.storage.tables.people import pin_tries

HERS, HIS = "I saw the letters", "I sold the boat"
PINS = {"Mara": "4711", "Jonas": "2806"}
BEGIN = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
NOTHING = Heard("I have nothing to tell you right now.", False)


def shared(app: LocalSpeakerApp) -> LocalSpeakerApp:
    """Let Mara and Jonas live behind one name of the speaker, each with a PIN and with words that you kept."""
    app.move_in()
    keep(app, HERS)
    for words in ("I'm new here", "Jonas", "no", "stop"):
        app.say(words)
    for name, pin in PINS.items():
        pins = Pins(app.application.database)
        pins.set(app.application.account(name), pin, shared_account=app.application.account(""), name=name)
    app.say("this is Jonas")
    keep(app, HIS)
    return app


def keep(app: LocalSpeakerApp, words: str) -> None:
    """Say words and keep them."""
    for said in ("keep a few words", words, "keep it"):
        app.say(said)


def prove(app: LocalSpeakerApp, name: str) -> None:
    """Say a name, and give this person's PIN."""
    app.say(f"this is {name}")
    assert app.speaker.confirm(PINS[name])


def read(app: LocalSpeakerApp) -> str:
    """Ask for the last words, alone; return all that was heard."""
    heard = app.say("read my last words back")
    return heard.words + (app.say("alone").words if heard.is_open else "")


def his_pin(app: LocalSpeakerApp) -> None:
    """He gives his own PIN, after his name."""
    app.say("stop")
    prove(app, "Jonas")


ENDS: dict[str, Callable[[LocalSpeakerApp], object]] = {
    "stop": lambda app: app.say("stop"),
    "quit": lambda app: app.speaker.leave(),
    "his PIN": his_pin,
    "his PIN without a name": lambda app: (app.say("stop"), app.speaker.confirm(PINS["Jonas"])),
    "a wrong PIN": lambda app: app.speaker.confirm("0000"),
    "his name": lambda app: app.say("this is Jonas"),
    "his name and then hers": lambda app: (app.say("this is Jonas"), app.say("this is Mara")),
    "somebody new": lambda app: app.say("I'm new here"),
    "another name at the speaker": lambda app: (app.speaker.become("Jonas"), app.speaker.become("")),
    "five minutes": lambda app: app.clock.set(app.clock.now() + CONFIRMED_FOR),
    "her words, once read": read,
    "the skill opened anew": lambda app: app.open(),
}
"""What ends a window."""


def what_is_still_read(app: LocalSpeakerApp) -> dict[str, str]:
    """Return what is heard after each end, where it is her words."""
    heard = {}
    for end, act in ENDS.items():
        app.say("stop")
        prove(app, "Mara")
        act(app)
        if HERS in (told := read(app)):
            heard[end] = told
    return heard


def test_her_words_are_read_in_the_conversation_in_which_she_gave_her_pin(app: LocalSpeakerApp) -> None:
    shared(app)
    prove(app, "Mara")
    assert HERS in read(app)


def test_whatever_ends_a_conversation_ends_the_window_of_her_pin(app: LocalSpeakerApp) -> None:
    assert what_is_still_read(shared(app)) == {}


class LastingWindows(PinWindows):
    """Planted: whoever gave a PIN counts at the speaker until five minutes have passed, as rows once had it."""

    def holder(self, device_id: str, user_id: str, mark: str, now: datetime) -> UUID | None:
        found = self._open.get(device_id)
        return found.person_id if found is not None and now < found.until else None

    def end(self, device_id: str) -> None:
        """Let it stand."""


def test_a_window_that_outlives_its_conversation_is_noticed(app: LocalSpeakerApp) -> None:
    app.application.handler.windows.__class__ = LastingWindows
    caught = what_is_still_read(shared(app)).keys()
    assert caught >= {"his name and then hers", "somebody new"}, "unless this is caught, nothing is proven"


def test_the_pin_that_is_given_is_held_against_whoever_was_named(app: LocalSpeakerApp) -> None:
    shared(app)
    app.say("this is Mara")
    assert not app.speaker.confirm(PINS["Jonas"])
    app.say("stop")
    prove(app, "Jonas")
    told = read(app)
    assert HIS in told
    assert HERS not in told


def test_a_wrong_pin_counts_against_nobody_but_whoever_was_named(app: LocalSpeakerApp) -> None:
    shared(app)
    app.say("this is Mara")
    app.speaker.confirm("0000")
    account = app.application.account("")
    with app.application.database.work() as work:
        mara = work.people.by_name(account, "Mara")
        against = list(sql(work).scalars(select(pin_tries.c.person_id)))
    assert mara is not None
    assert against == [mara.id]


def test_where_two_live_behind_one_name_it_is_said_first_who_speaks(app: LocalSpeakerApp) -> None:
    shared(app)
    assert not app.speaker.is_one_claimed
    app.say("this is Mara")
    assert app.speaker.is_one_claimed


def test_a_restart_ends_the_window_even_where_the_ids_of_the_speaker_begin_anew(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    with LocalSpeakerApp(folder, BEGIN) as app:
        shared(app)
        prove(app, "Mara")
        sessions = app.speaker._session
        mark = app.speaker._mark
    with LocalSpeakerApp(folder, app.clock.now() + timedelta(seconds=1)) as again:
        again.say("this is Mara")
        again.speaker._session, again.speaker._mark = sessions, mark
        assert HERS not in read(again)


def test_another_speaker_is_not_opened_by_her_pin(app: LocalSpeakerApp) -> None:
    app.move_in()
    keep(app, HERS)
    Pins(app.application.database).set(app.application.account(""), PINS["Mara"])
    other = app.application.speaker("")
    assert app.speaker.confirm(PINS["Mara"])
    assert "letters" not in other.hear("read my last words back").ssml
    assert "letters" not in other.hear("alone").ssml


def test_no_answer_carries_the_mark_of_a_window(app: LocalSpeakerApp) -> None:
    shared(app)
    prove(app, "Mara")
    app.say("read my last words back")
    assert app.speaker._mark is not None
    assert app.speaker._session is not None
    assert app.speaker._mark not in json.dumps(dict(app.speaker._session.attributes))


@pytest.mark.parametrize("has_pin", [True, False])
def test_a_pin_that_is_set_nowhere_is_refused_after_the_same_work(app: LocalSpeakerApp, has_pin: bool) -> None:
    app.move_in()
    if has_pin:
        pins = Pins(app.application.database)
        pins.set(app.application.account(""), PINS["Mara"])
    worked, application = watch_stretching(app.application.database), app.application
    proving = DatabasePinProof(
        application.database, application.handler.windows, application.clock, device_id=application.device
    )
    assert proving.prove(application.account(""), "0000", None) is None
    assert len(worked) == 1
