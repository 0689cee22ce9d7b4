"""What came in with an export is read back as imported: somebody else may have written the file."""

import json
from pathlib import Path

import pytest
from sqlalchemy import update
from support.local_speaker import LocalSpeakerApp
from support.sql import sql

from skill.storage.local_pin import Pins
from skill.storage.personal_data.service import JSON_FILE
from skill.storage.tables.people import commitment_series, commitments, hard_talks, private_words

PIN = "2468"
OWN = ("the heron slept", "water the moss", "mend the fern", "the summer")
FORGED = ("i lied again", "see somebody else", "forget my ring", "my leaving")


@pytest.fixture
def mara(app: LocalSpeakerApp, tmp_path: Path) -> LocalSpeakerApp:
    """Mara, who has said things of her own, with a file of things beside them that she never said."""
    app.move_in("Mara")
    speak(app, OWN)
    app.application.personal_data("").write(tmp_path / "taken", app.clock.now())
    text = (tmp_path / "taken" / JSON_FILE).read_text()
    for own, forged in zip(OWN, FORGED, strict=True):
        assert own in text
        text = text.replace(own, forged)
    (tmp_path / "forged.json").write_text(json.dumps(json.loads(text)))
    Pins(app.application.database).set(app.application.account(""), PIN)
    return app


def speak(app: LocalSpeakerApp, words: tuple[str, ...]) -> None:
    kept, daily, once, topic = words
    for said in (
        f"keep a few words|{kept}|keep it|I promise to {daily} at noon every day|yes|I promise to {once} by nine|yes"
        f"|plan a talk tomorrow at two about {topic}|yes|no"
    ).split("|"):
        app.say(said)


def bring_in(app: LocalSpeakerApp, file: Path) -> None:
    along = app.application.personal_data("")
    along.bring_in(file, app.clock.now(), device=app.application.device, zone=None, given=PIN)


def read_back(app: LocalSpeakerApp) -> list[str]:
    """Return what is read back to Mara, who is alone and has given her PIN."""
    heard = []
    for asked in ("read my last words back", "what did I promise", "when is my talk"):
        app.speaker.confirm(PIN)
        answer = app.say(asked).words
        heard.append(app.say("alone").words if answer == "Just you, or is someone there?" else answer)
        app.say("stop")
    return heard


def said_as_hers(heard: list[str]) -> list[str]:
    """Return the forged words that were read back without a word of where they came from."""
    sentences = [
        sentence.lower() for one in heard for sentence in one.replace("You promised:", ("|You promised:")).split("|")
    ]
    parts = [part for sentence in sentences for part in sentence.replace("imported:", "|imported:").split("|")]
    return [forged for forged in FORGED for part in parts if forged in part and not part.startswith("imported:")]


def test_what_she_said_herself_is_read_back_as_hers(mara: LocalSpeakerApp) -> None:
    heard = " ".join(read_back(mara))
    assert "Imported" not in heard
    for own in OWN:
        assert own in heard


def test_forged_words_say_that_they_were_imported(mara: LocalSpeakerApp, tmp_path: Path) -> None:
    delete_own(mara)
    bring_in(mara, tmp_path / "forged.json")
    heard = read_back(mara)
    for forged in FORGED:
        assert forged in " ".join(heard).lower()
    assert said_as_hers(heard) == []
    assert heard[0] == f"Imported: {FORGED[0]}"


def test_the_check_notices_imported_rows_without_their_mark(mara: LocalSpeakerApp, tmp_path: Path) -> None:
    delete_own(mara)
    bring_in(mara, tmp_path / "forged.json")
    with mara.application.database.work() as work:
        for table in (private_words, commitments, commitment_series, hard_talks):
            sql(work).execute(update(table).values(is_imported=False))
    assert set(said_as_hers(read_back(mara))) == set(FORGED)


def delete_own(app: LocalSpeakerApp) -> None:
    """Let what she said herself go, so that the forged words alone are read back."""
    app.application.personal_data("").erase(app.clock.now())
    app.move_in("Mara")
    Pins(app.application.database).set(app.application.account(""), PIN)
