"""What came in with an export is read back as imported: somebody else may have written the file."""

import json
from pathlib import Path

import pytest
from sqlalchemy import update
from support.local_speaker import House

from skill.storage.local_pin import Pins
from skill.storage.personal_data.service import JSON_FILE
from skill.storage.tables.people import commitment_series, commitments, hard_talks, private_words

PIN = "2468"
OWN = ("the heron slept", "water the moss", "mend the fern", "the summer")
FORGED = ("i lied again", "see somebody else", "forget my ring", "my leaving")


@pytest.fixture
def mara(house: House, tmp_path: Path) -> House:
    """Mara, who has said things of her own, with a file of things beside them that she never said."""
    house.move_in("Mara")
    speak(house, OWN)
    house.ground.leaving("").write(tmp_path / "taken", house.clock.now())
    text = (tmp_path / "taken" / JSON_FILE).read_text()
    for own, forged in zip(OWN, FORGED, strict=True):
        assert own in text
        text = text.replace(own, forged)
    (tmp_path / "forged.json").write_text(json.dumps(json.loads(text)))
    Pins(house.ground.store).set(house.ground.account(""), PIN)
    return house


def speak(house: House, words: tuple[str, ...]) -> None:
    kept, daily, once, topic = words
    for said in (
        f"keep a few words|{kept}|keep it|I promise to {daily} at noon every day|yes|I promise to {once} by nine|yes"
        f"|plan a talk tomorrow at two about {topic}|yes|no"
    ).split("|"):
        house.say(said)


def bring_in(house: House, file: Path) -> None:
    house.ground.leaving("").bring_in(file, house.clock.now(), device=house.ground.device, zone=None, given=PIN)


def read_back(house: House) -> list[str]:
    """Return what is read back to Mara, who is alone and has given her PIN."""
    heard = []
    for asked in ("read my last words back", "what did I promise", "when is my talk"):
        house.speaker.confirm(PIN)
        answer = house.say(asked).words
        heard.append(house.say("alone").words if answer == "Are you alone, or in company?" else answer)
        house.say("stop")
    return heard


def said_as_hers(heard: list[str]) -> list[str]:
    """Return the forged words that were read back without a word of where they came from."""
    sentences = [sentence.lower() for one in heard for sentence in one.replace("You said:", "|You said:").split("|")]
    parts = [part for sentence in sentences for part in sentence.replace("imported:", "|imported:").split("|")]
    return [forged for forged in FORGED for part in parts if forged in part and not part.startswith("imported:")]


def test_what_she_said_herself_is_read_back_as_hers(mara: House) -> None:
    heard = " ".join(read_back(mara))
    assert "Imported" not in heard
    for own in OWN:
        assert own in heard


def test_forged_words_say_that_they_were_imported(mara: House, tmp_path: Path) -> None:
    delete_own(mara)
    bring_in(mara, tmp_path / "forged.json")
    heard = read_back(mara)
    for forged in FORGED:
        assert forged in " ".join(heard).lower()
    assert said_as_hers(heard) == []
    assert heard[0] == f"Imported: {FORGED[0]}"


def test_the_check_notices_imported_rows_without_their_mark(mara: House, tmp_path: Path) -> None:
    delete_own(mara)
    bring_in(mara, tmp_path / "forged.json")
    with mara.ground.store.work() as work:
        for table in (private_words, commitments, commitment_series, hard_talks):
            work.session.execute(update(table).values(is_imported=False))
    assert set(said_as_hers(read_back(mara))) == set(FORGED)


def delete_own(house: House) -> None:
    """Let what she said herself go, so that the forged words alone are read back."""
    house.ground.leaving("").erase(house.clock.now())
    house.move_in("Mara")
    Pins(house.ground.store).set(house.ground.account(""), PIN)
