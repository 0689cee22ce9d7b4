"""Setting a PIN at the speaker in a terminal: typed unseen, by the command's rules, and its code shown once, alone."""

import re
import sqlite3
from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from support.local_speaker import LocalSpeakerApp
from support.prepared_folders import watch_stretching
from support.simulated_terminal import Room

from skill.speaker.pin_setting import IS_SET, LOCKS, ON_ECHO
from skill.speaker.script import PIN_OF_WHOM, ScriptError, parse
from skill.speaker.speaker import Speaker
from skill.speaker.terminal.terminal import CODE_IS_GONE, OLD_PIN, PIN_ALONE, Terminal
from skill.storage.local_pin import Pins
from skill.storage.open_database import DATABASE_FILE

PIN, NEW, SECRET = "2468-canary", "a-new-canary", "I saw the letters"
REFUSED = "That isn't the PIN; everything is as it was."
CODE = re.compile(r"(?:[0-9A-Z]{5}-){3}[0-9A-Z]{5}")


class Screen(Room):
    """A room that also remembers the line at the bottom, which goes when it is drawn anew."""

    def __init__(self, *lines: str, is_live: bool = True) -> None:
        super().__init__([(float(at), line) for at, line in enumerate(lines, 1)], is_live=is_live)
        self.drafts: list[str] = []

    def draw(self, level: object, code: str | None, *, is_open: bool, is_secret: bool) -> None:
        self.drafts.append(code or "")


def typed(app: LocalSpeakerApp, *lines: str, is_live: bool = True) -> Screen:
    """Type lines at the speaker of a house, and leave; return what was seen."""
    screen = Screen(*lines, "^D", is_live=is_live)
    Terminal(app.speaker, screen, monotonic=screen.monotonic).run()
    return screen


def set_anew(app: LocalSpeakerApp, old: str, new: str = NEW, same: str = NEW, *more: str) -> list[str]:
    """Set a PIN at the speaker, alone; return the notes that came of it."""
    return typed(app, "/alone", "/pin new", old, new, same, *more).words("note")


def opens(app: LocalSpeakerApp, *pins: str) -> list[bool]:
    """Say which of these the commands take."""
    return [Pins(app.application.database).opens(app.person().id, one, app.clock.now()) for one in pins]


@pytest.fixture
def mara(app: LocalSpeakerApp) -> LocalSpeakerApp:
    """A house that Mara has moved into, with words that she kept."""
    app.move_in()
    for words in ("keep a few words", SECRET, "keep it"):
        app.say(words)
    return app


def test_a_first_pin_is_set_and_opens_her_words_and_its_code_is_shown_until_enter(mara: LocalSpeakerApp) -> None:
    seen = typed(mara, "/alone", "/pin new", "", NEW, NEW, "", "read my last words back")
    notes = seen.words("note")
    assert [OLD_PIN, LOCKS.replace("\n", " "), "New PIN:", "Same PIN:", IS_SET] == [
        one for one in notes if one in {OLD_PIN, LOCKS.replace("\n", " "), "New PIN:", "Same PIN:", IS_SET}
    ]
    [code] = {one for one in seen.drafts if CODE.fullmatch(one)}
    assert CODE_IS_GONE in notes
    assert seen.drafts[-1] == ""
    assert code not in " ".join(words for _, _, words in seen.seen), "it stays nowhere above"
    assert opens(mara, NEW, code, PIN) == [True, True, False]
    again = typed(mara, "/pin", NEW, "read my last words back", "alone")
    assert SECRET in " ".join(again.words("say"))


def test_what_the_pin_is_wanted_for_is_said_as_soon_as_it_is_typed(mara: LocalSpeakerApp) -> None:
    set_anew(mara, "")
    seen = typed(mara, "/alone", "read my last words back", "/pin", NEW).words("say")
    assert seen == ["I have nothing to tell you right now.", SECRET]


def test_in_a_pipe_the_code_is_printed_once(mara: LocalSpeakerApp) -> None:
    seen = typed(mara, "/alone", "/pin new", "", NEW, NEW, is_live=False)
    [code] = [one for words in seen.words("note") for one in CODE.findall(words)]
    assert opens(mara, code) == [True]


@pytest.mark.parametrize("is_code", [False, True])
def test_the_pin_so_far_or_its_code_is_needed_for_a_new_one(mara: LocalSpeakerApp, is_code: bool) -> None:
    code = Pins(mara.application.database).set(mara.application.account(""), PIN)
    for old in ("", NEW):
        assert REFUSED in set_anew(mara, old)
        assert opens(mara, PIN, NEW) == [True, False]
    assert IS_SET in set_anew(mara, code if is_code else PIN)
    assert opens(mara, NEW, PIN) == [True, False]


def test_wrong_ones_make_the_next_one_wait_as_everywhere(mara: LocalSpeakerApp) -> None:
    code = Pins(mara.application.database).set(mara.application.account(""), PIN)
    for _ in range(3):
        set_anew(mara, "1111")
    assert REFUSED in set_anew(mara, PIN), "it isn't looked at for a while"
    assert IS_SET in set_anew(mara, code), "the code is"
    for _ in range(3):
        set_anew(mara, "1111")
    mara.clock.set(mara.clock.now() + timedelta(seconds=31))
    assert IS_SET in set_anew(mara, NEW)


@pytest.mark.parametrize(
    ("new", "same", "said"),
    [
        (NEW, "another", "The two did not agree; the PIN is as it was."),
        ("abc", "abc", "A PIN has 4 to 64 characters."),
        ("", "", "A PIN has 4 to 64 characters."),
    ],
)
def test_a_new_one_that_is_none_changes_nothing(mara: LocalSpeakerApp, new: str, same: str, said: str) -> None:
    Pins(mara.application.database).set(mara.application.account(""), PIN)
    assert said in set_anew(mara, PIN, new, same)
    assert opens(mara, PIN) == [True]


@pytest.mark.parametrize("lines", [("/pin new",), ("/company", "/pin new"), ("/alone", "/company", "/pin new")])
def test_a_code_is_never_shown_unless_she_said_that_she_is_alone(mara: LocalSpeakerApp, lines: Sequence[str]) -> None:
    seen = typed(mara, *lines, "what is coming up")
    assert PIN_ALONE in seen.words("note")
    assert seen.words("echo") == [*lines, "what is coming up"], "nothing is taken for a PIN"
    assert mara.person().pin_hash is None


def test_where_several_share_the_name_it_is_set_for_whoever_was_named(mara: LocalSpeakerApp) -> None:
    for words in ("I'm new here", "Jonas", "no", "stop"):
        mara.say(words)
    assert PIN_OF_WHOM in set_anew(mara, "")
    seen = typed(mara, "this is Mara", "/alone", "/pin new", "", NEW, NEW)
    assert IS_SET in seen.words("note")
    with mara.application.database.work() as work:
        behind = {work.people.name(one.person): one.person for one in work.people.at(mara.application.account(""))}
    assert behind["Mara"].pin_hash is not None
    assert behind["Jonas"].pin_hash is None


@pytest.mark.parametrize(("answer", "is_read"), [("yes", True), ("no", False), ("", False)])
def test_who_speaks_on_an_echo_too_is_asked_whether_alexa_may_read(
    app: LocalSpeakerApp, answer: str, is_read: bool
) -> None:
    app.move_in()
    with app.application.database.work() as work:
        mara = work.people.get(app.person().id)
        assert mara is not None
        work.people.give_voice(mara, "voice|amzn1.ask.account.HERS|amzn1.ask.person.MARA", is_proven=True)
    assert ON_ECHO.replace("\n", " ") in set_anew(app, "", NEW, NEW, answer)
    assert (app.person().words_key_on_echo is not None) is is_read


def everything(seen: Screen, app: LocalSpeakerApp) -> str:
    """Return all that was shown, and what lies in the files."""
    files = b"".join(one.read_bytes() for one in app.folder.rglob("*") if one.is_file())
    return " ".join((*(words for _, _, words in seen.seen), *seen.drafts, files.decode(errors="replace")))


def test_neither_pin_is_shown_or_kept_in_the_open(mara: LocalSpeakerApp) -> None:
    Pins(mara.application.database).set(mara.application.account(""), PIN)
    seen = typed(mara, "/alone", "/pin new", PIN, NEW, NEW, "")
    assert "canary" not in everything(seen, mara)


def test_a_pin_that_is_shown_is_caught(mara: LocalSpeakerApp) -> None:
    seen = typed(mara, "/alone", "/pin new", "", NEW, f"/pin {NEW}", NEW)
    assert "canary" in everything(seen, mara), "said into an open conversation it stands there"


def probed(app: LocalSpeakerApp, *, has_pin: bool) -> tuple[list[str], int]:
    """Try to find out whether a PIN stands, changing nothing; return the notes and the number of stretchings."""
    app.move_in()
    if has_pin:
        Pins(app.application.database).set(app.application.account(""), PIN)
    worked = watch_stretching(app.application.database)
    notes = [note for old in ("", "1111") for note in set_anew(app, old, NEW, "another")]
    notes += set_anew(app, "1111", "abc", "abc")
    return notes + typed(app, "/pin", "1111").words("note"), len(worked)


def test_who_changes_nothing_does_not_learn_whether_a_pin_stands(app: LocalSpeakerApp) -> None:
    with LocalSpeakerApp(app.folder.parent / "other", app.clock.now()) as other:
        assert probed(app, has_pin=True) == probed(other, has_pin=False)


def test_a_speaker_that_tells_at_once_whether_a_pin_stands_is_caught(
    app: LocalSpeakerApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: what was given is held against the PIN before anything is asked for."""
    as_it_is = Speaker.pin_setting

    def eager(self: Speaker) -> object:
        desk = as_it_is(self)
        desk.check("1111")
        return desk

    monkeypatch.setattr(Speaker, "pin_setting", eager)
    with LocalSpeakerApp(app.folder.parent / "other", app.clock.now()) as other:
        told = []
        for one, has_pin in ((app, True), (other, False)):
            try:
                told.append(repr(probed(one, has_pin=has_pin)))
            except Exception as refused:
                told.append(repr(refused))
        assert told[0] != told[1]


def test_wrong_tries_at_the_speaker_are_kept_though_nothing_else_is(mara: LocalSpeakerApp) -> None:
    Pins(mara.application.database).set(mara.application.account(""), PIN)
    set_anew(mara, "1111")
    raw = sqlite3.connect(mara.folder / DATABASE_FILE)
    assert raw.execute("SELECT tries FROM pin_tries").fetchall() == [(1,)]
    raw.close()


def test_a_script_sets_none_by_that_word() -> None:
    with pytest.raises(ScriptError, match="4 to 64 characters"):
        parse("/pin new", ZoneInfo("America/New_York"))


def test_a_pin_that_is_typed_on_before_it_is_said_whose_is_neither_shown_nor_heard(mara: LocalSpeakerApp) -> None:
    for words in ("I'm new here", "Jonas", "no", "stop"):
        mara.say(words)
    seen = typed(mara, "what did I promise", "/pin", PIN, "yes", "/pin new", PIN, "geheim99", "stop")
    assert PIN_OF_WHOM in seen.words("note")
    heard = [*seen.words("echo"), *seen.words("say")]
    assert not [words for words in heard if PIN in words]
    with mara.application.database.work() as work:
        assert work.people.by_name(mara.application.account(""), PIN) is None
