"""Taking words along and deleting everything, as somebody runs it: export, import, erase."""

import json
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.command_line import Run
from support.local_speaker import LocalSpeakerApp
from support.prepared_folders import stretch_fully

from skill.storage.local_pin import Pins
from skill.storage.open_database import DATABASE_FILE
from skill.storage.personal_data.service import JSON_FILE, TEXT_FILE

OUT = "Quillonia"
EMPTY = {"daily_times", "check_ins", "recurring_promises", "promises", "evening_prompts", "private_words", "hard_talks"}


def an_evening(app: LocalSpeakerApp) -> None:
    """Live through an evening of which something of every kind is kept."""
    for words in (
        f"I feel {OUT}|hurt|a song set it off|stop|I promise to mend the fern by seven|yes"
        "|I promise to call home at noon every day|yes|keep a few words|the heron slept|keep it"
        "|plan a talk tomorrow at noon about the summer|yes|no"
    ).split("|"):
        app.say(words)
    app.wait(timedelta(minutes=75))
    for words in ("no", "I forgot the fern", "by nine", "yes"):
        app.say(words)
    app.wait(timedelta(minutes=76))
    for words in ("alone", "keep it", "what I noticed is that it rains"):
        app.say(words)


@pytest.fixture
def lived(app: LocalSpeakerApp) -> LocalSpeakerApp:
    """Mara after that evening."""
    app.move_in()
    app.begin(an_evening)
    return app


def exported(run: Run, app: LocalSpeakerApp, to: Path, *more: str) -> dict[str, Any]:
    code, out, err = run("export", "--out", to, "--data", app.folder, *more)
    assert (code, err) == (0, "")
    assert out.split() == [str(to / JSON_FILE), str(to / TEXT_FILE)]
    return json.loads((to / JSON_FILE).read_text())  # type: ignore[no-any-return]


def test_everything_of_hers_is_taken_along_for_her_eyes_alone(run: Run, lived: LocalSpeakerApp, tmp_path: Path) -> None:
    found = exported(run, lived, tmp_path / "out")
    assert {name for name in EMPTY if found[name]} == EMPTY
    assert found["shared_to_me"] == []
    for file in (tmp_path / "out").iterdir():
        assert file.stat().st_mode & 0o777 == 0o600
        words = file.read_text()
        for own in (OUT, "a song", "mend the fern", "call home", "the heron slept", "the summer", "it rains"):
            assert own in words
        assert "forgot the fern" in words
        assert str(lived.person().id) not in words
        assert "local-speaker" not in words


def test_export_erase_import_export_are_equal(run: Run, lived: LocalSpeakerApp, tmp_path: Path) -> None:
    first = exported(run, lived, tmp_path / "one")
    code, out, err = run("erase", "--yes", "--data", lived.folder)
    assert (code, err) == (0, "")
    assert out.startswith("It is gone: ")
    assert OUT not in out
    code, out, err = run("import", tmp_path / "one" / JSON_FILE, "--data", lived.folder)
    assert (code, err) == (0, "")
    assert "check ins 1" in out
    again = exported(run, lived, tmp_path / "two")
    things = [one for name in EMPTY - {"daily_times"} for one in again[name]]
    assert all(one.pop("imported") for one in things), "each thing that came in says so"
    for name in EMPTY - {"daily_times"}:
        assert not any(one.pop("imported") for one in first[name])
    assert again == first
    texts = [(tmp_path / folder / TEXT_FILE).read_text() for folder in ("one", "two")]
    assert texts[1].replace("Imported: ", "") == texts[0]
    assert texts[1].count("Imported: ") >= len(EMPTY) - 1


def test_taken_in_twice_it_is_there_once(run: Run, lived: LocalSpeakerApp, tmp_path: Path) -> None:
    first = exported(run, lived, tmp_path / "one")
    code, out, _ = run("import", tmp_path / "one" / JSON_FILE, "--data", lived.folder)
    assert (code, out) == (0, "Taken in: nothing new.\n")
    assert exported(run, lived, tmp_path / "two") == first


def test_an_export_that_an_editor_gave_a_byte_order_mark_is_taken_in(
    run: Run, lived: LocalSpeakerApp, tmp_path: Path
) -> None:
    run("export", "--out", tmp_path / "out", "--data", lived.folder)
    file = tmp_path / "out" / JSON_FILE
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    code, out, err = run("import", file, "--data", tmp_path / "new")
    assert (code, err) == (0, "") and "promises 1" in out


def test_what_was_taken_in_elsewhere_rings_there(run: Run, lived: LocalSpeakerApp, tmp_path: Path) -> None:
    exported(run, lived, tmp_path / "out")
    with LocalSpeakerApp(tmp_path / "elsewhere", lived.clock.now()) as other:
        other.application.personal_data("").bring_in(
            tmp_path / "out" / JSON_FILE, other.clock.now(), device=other.application.device, zone=None
        )
        heard = " ".join(one.words for one in other.wait(timedelta(days=1)))
        assert "Your noon plan." in heard
        assert "Your evening minute." in heard


@pytest.mark.parametrize("command", [("export", "--out", "out"), ("erase", "--yes")])
def test_who_is_not_here_is_said_in_one_line(run: Run, app: LocalSpeakerApp, command: tuple[str, ...]) -> None:
    code, out, err = run(*command, "--name", "Nobody", "--data", app.folder)
    assert (code, out) == (2, "")
    assert err == "steady-ground: Nobody of that name has spoken to this speaker yet.\n"


def test_where_several_share_a_speaker_a_name_is_needed(run: Run, lived: LocalSpeakerApp) -> None:
    lived.say("I'm new here")
    lived.say("Jonas")
    lived.say("no")
    code, _, err = run("erase", "--yes", "--data", lived.folder)
    assert (code, err) == (2, "steady-ground: Several share this speaker: say whose with --name.\n")
    assert run("erase", "--yes", "--name", "jonas", "--data", lived.folder)[0] == 0
    assert lived.words_of_checkins()


def test_another_word_or_another_pin_leaves_everything_as_it_was(run: Run, lived: LocalSpeakerApp) -> None:
    code, out, err = run("erase", "--data", lived.folder, typed=("yes",))
    assert (code, err) == (2, "steady-ground: That was another word; everything is as it was.\n")
    assert "nobody is told" in out
    stretch_fully(lived.application.database)
    Pins(lived.application.database).set(lived.application.account(""), "2468")
    for command in (("erase", "--yes"), ("export", "--out", str(lived.folder / "out"))):
        code, _, err = run(*command, "--data", lived.folder, typed=("1357",))
        assert (code, err) == (2, "steady-ground: That isn't the PIN; everything is as it was.\n")
    assert lived.words_of_checkins()
    assert run("erase", "--data", lived.folder, typed=("2468", "mara"))[0] == 0
    raw = sqlite3.connect(lived.folder / DATABASE_FILE)
    assert raw.execute("SELECT count(*) FROM persons").fetchone() == (0,)
    raw.close()


def test_a_file_that_is_there_is_not_written_over(run: Run, lived: LocalSpeakerApp, tmp_path: Path) -> None:
    (tmp_path / TEXT_FILE).write_text("a letter")
    code, out, err = run("export", "--out", tmp_path, "--data", lived.folder)
    assert (code, out) == (2, "")
    assert TEXT_FILE in err
    assert (tmp_path / TEXT_FILE).read_text() == "a letter"
    assert not (tmp_path / JSON_FILE).exists()


@pytest.mark.parametrize("kind", ["missing", "a folder", "not text", "not json"])
def test_a_file_that_is_no_export_is_refused(run: Run, app: LocalSpeakerApp, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "private_words.json"
    if kind == "a folder":
        file.mkdir()
    if kind == "not text":
        file.write_bytes(b"\xff\xfe")
    if kind == "not json":
        file.write_text("Dear diary")
    code, out, err = run("import", file, "--data", app.folder)
    assert (code, out) == (2, "")
    assert err.startswith("steady-ground: The file") and str(file) in err
    assert len(err.splitlines()) == 1
    assert "diary" not in err


def test_every_fault_of_a_file_is_named_at_once_without_a_word_of_it(
    run: Run, lived: LocalSpeakerApp, tmp_path: Path
) -> None:
    found = exported(run, lived, tmp_path / "out")
    found["about_me"]["time_zone"] = "Atlantis/Secret"
    found["about_me"]["step"] = 9
    found["check_ins"][0]["said_at"] = "secretly"
    found["promises"][0]["diary"] = "secret"
    (tmp_path / "bad.json").write_text(json.dumps(found))
    code, _, err = run("import", tmp_path / "bad.json", "--data", lived.folder)
    assert code == 2
    for place in ("about_me.time_zone", "about_me.step", "check_ins.0.said_at", "promises.0.diary"):
        assert f"{place}: " in err
    assert "secret" not in err.lower()
    found = exported(run, lived, tmp_path / "again")
    found["promises"][0]["makes_good"] = 77
    found["promises"][-1]["of_series"] = 78
    (tmp_path / "loose.json").write_text(json.dumps(found))
    code, _, err = run("import", tmp_path / "loose.json", "--data", lived.folder)
    assert code == 2
    assert "promises.0.makes_good" in err and "of_series: there is no such recurring promise" in err


@pytest.mark.parametrize("command", ["export", "import", "erase"])
def test_each_command_tells_what_it_does(run: Run, command: str) -> None:
    code, out, err = run(command, "--help")
    assert (code, err) == (0, "")
    assert "--name" in out and "--data" in out


def test_where_nobody_is_there_to_type_nothing_is_deleted(run: Run, lived: LocalSpeakerApp) -> None:
    ended = run("erase", "--data", lived.folder)
    assert (ended.code, ended.err) == (2, "steady-ground: That was another word; everything is as it was.\n")
    assert lived.words_of_checkins()
