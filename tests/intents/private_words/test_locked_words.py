"""Private words of a person with a PIN: sealed for a key that only the PIN or its recovery code opens."""

import json
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select
from support.echo import Echo
from support.local_speaker import LocalSpeakerApp
from support.prepared_folders import stretch_little
from support.sql import sql

from skill.domain.errors import NotReadableError, StartError
from skill.domain.private_words import PrivateWords
from skill.storage.encryption.locking import lock, open_lock, unlock
from skill.storage.local_pin import Pins

SECRET = "I saw the letters and could not breathe"
PIN, NEXT_PIN = "4711", "a whole sentence"


def keep(app: LocalSpeakerApp, words: str = SECRET) -> None:
    """Say words and keep them."""
    app.say("keep a few words")
    app.say(words)
    app.say("keep it")


def set_pin(app: LocalSpeakerApp, pin: str = PIN, *, given: str = "", on_echo: bool = False) -> str:
    """Set a PIN as the command does; return the recovery code."""
    return Pins(app.application.database).set(app.application.account(""), pin, given=given, on_echo=on_echo)


def read(app: LocalSpeakerApp) -> str:
    """Ask for the last words, alone."""
    app.say("read my last words back")
    return app.say("alone").words


def opened_with_the_files(app: LocalSpeakerApp) -> list[str]:
    """Return the private words that files and key file alone give away, as somebody who owns the machine tries it."""
    person = app.person()
    found = []
    with app.application.database.work() as work:
        for entry in sql(work).scalars(select(PrivateWords)):
            for key in (None, work.private_words.key_on_echo(person)):
                try:
                    found.append(work.private_words.text(person, entry, key))
                except NotReadableError:
                    continue
    return found


def test_words_from_before_and_after_the_pin_open_with_no_file(mara: LocalSpeakerApp) -> None:
    keep(mara)
    assert opened_with_the_files(mara) == [SECRET] * 2, "without a PIN the key file opens them"
    set_pin(mara)
    keep(mara, "and it rained")
    assert opened_with_the_files(mara) == []


def test_a_lock_that_keeps_its_key_beside_it_is_noticed(mara: LocalSpeakerApp) -> None:
    keep(mara)
    set_pin(mara, on_echo=True)
    assert opened_with_the_files(mara) == [SECRET], "unless this is caught, nothing is proven"


def test_the_pin_and_the_recovery_code_open_them(mara: LocalSpeakerApp) -> None:
    code = set_pin(mara)
    keep(mara)
    for given in (PIN, code, code.lower().replace("-", "")):
        assert mara.speaker.confirm(given)
        assert read(mara) == SECRET
        mara.say("stop")


@pytest.mark.parametrize("is_forgotten", [False, True])
def test_after_a_new_pin_the_old_words_open_with_it_and_with_the_old_one_no_more(
    mara: LocalSpeakerApp, is_forgotten: bool
) -> None:
    code = set_pin(mara)
    keep(mara)
    fresh = set_pin(mara, NEXT_PIN, given=code if is_forgotten else PIN)
    assert not mara.speaker.confirm(PIN)
    assert not mara.speaker.confirm(code)
    for given in (NEXT_PIN, fresh):
        assert mara.speaker.confirm(given)
        assert read(mara) == SECRET
        mara.say("stop")
    assert [open_lock(mara.person(), given, stretch_little) for given in (PIN, code, "0000")] == [None] * 3


def test_a_lock_that_does_not_open_is_never_replaced(mara: LocalSpeakerApp) -> None:
    code = set_pin(mara)
    keep(mara)
    with mara.application.database.work() as work:
        person = work.people.get(mara.person().id)
        assert person is not None
        person.words_key_by_code = None
    with pytest.raises(StartError, match="everything is as it was"):
        set_pin(mara, NEXT_PIN, given=code)
    assert mara.speaker.confirm(PIN)
    assert read(mara) == SECRET


def test_words_are_said_on_and_let_go_without_the_pin(mara: LocalSpeakerApp) -> None:
    set_pin(mara)
    mara.say("keep a few words")
    mara.say(SECRET)
    mara.say("and it rained")
    mara.say("keep it")
    assert mara.say("let my last words go").words.startswith("Your private words from six o'clock are gone.")
    assert mara.speaker.confirm(PIN)
    assert read(mara) == "I have nothing to tell you right now."


def test_an_export_takes_locked_words_along_and_brings_them_in_again(mara: LocalSpeakerApp, tmp_path: Path) -> None:
    set_pin(mara)
    keep(mara)
    ways = mara.application.personal_data("")
    for given in ("", "0000"):
        with pytest.raises(StartError, match="nothing was written"):
            ways.write(tmp_path / "out", mara.clock.now(), given=given)
    taken, _ = ways.write(tmp_path / "out", mara.clock.now(), given=PIN)
    assert SECRET in taken.read_text()
    mara.say("let my last words go")
    along = mara.application.personal_data("")
    along.bring_in(taken, mara.clock.now(), device=mara.application.device, zone=None, given=PIN)
    assert opened_with_the_files(mara) == []
    assert mara.speaker.confirm(PIN)
    assert read(mara) == f"Imported: {SECRET}"


def test_a_pin_from_before_words_were_locked_locks_them_when_it_is_given(mara: LocalSpeakerApp) -> None:
    keep(mara)
    set_pin(mara)
    with mara.application.database.work() as work:
        person = work.people.get(mara.person().id)
        assert person is not None
        entry = work.private_words.last_kept(person)
        assert entry is not None
        text = work.private_words.text(person, entry, open_lock(person, PIN, stretch_little))
        person.words_lock = person.words_key_by_pin = person.words_key_by_code = None
        entry.is_locked, entry.sealed = False, work.private_words._seal(person, entry.id, text)
    assert opened_with_the_files(mara) == [SECRET] * 2
    assert mara.speaker.confirm(PIN)
    assert opened_with_the_files(mara) == []
    assert read(mara) == SECRET


def test_locked_words_of_one_row_or_person_open_in_no_other_place(mara: LocalSpeakerApp) -> None:
    set_pin(mara)
    person, jonas = mara.person(), mara.person()
    key, row, other_row = open_lock(person, PIN, stretch_little), uuid4(), uuid4()
    jonas.id = uuid4()
    locked = lock(person, row, SECRET)
    assert unlock(person, row, locked, key) == SECRET
    for where, at, given in ((person, other_row, key), (jonas, row, key), (person, row, None)):
        with pytest.raises(NotReadableError):
            unlock(where, at, locked, given)


@pytest.mark.parametrize(("on_echo", "heard"), [(True, SECRET), (False, "Those open only where you type your PIN.")])
def test_alexa_reads_them_to_her_own_voice_only_where_she_said_so(
    mara: LocalSpeakerApp, on_echo: bool, heard: str
) -> None:
    set_pin(mara, on_echo=on_echo)
    keep(mara)
    with mara.application.database.work() as work:
        person = work.people.get(mara.person().id)
        assert person is not None
        work.people.add_external_id(person, "amzn1.ask.account.MARA")
        work.people.give_voice(person, "voice|amzn1.ask.account.MARA|amzn1.ask.person.MARA", is_proven=True)
    echo = Echo(
        lambda body: json.loads(mara.application.hear(body)),
        mara.clock.now,
        "amzn1.ask.account.MARA",
        "amzn1.ask.person.MARA",
        400,
    )
    echo.say("RoomAloneIntent")
    assert echo.say("PrivateWordsReadIntent").words == heard
