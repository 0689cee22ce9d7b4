"""Arrow up brings known sentences of one person's open session: nobody's own words, and nothing of whoever sat here."""

import pytest
from support.fake_speaker_parts import Door
from support.local_speaker import LocalSpeakerApp
from support.simulated_terminal import ASKS, Room

from skill.speaker.speaker import PATIENCE
from skill.speaker.terminal.terminal import Terminal

SECRET = "I saw the letters"


def typed(app: LocalSpeakerApp, *lines: str) -> Room:
    """Type lines at the speaker of a house; return what it shows, before it is left."""
    room = Room([(float(at), line) for at, line in enumerate([*lines, "^D"], 1)])
    Terminal(app.speaker, room, monotonic=room.monotonic).run()
    return room


@pytest.fixture
def mara(app: LocalSpeakerApp) -> LocalSpeakerApp:
    app.move_in()
    return app


def test_known_sentences_of_the_open_session_come_back(mara: LocalSpeakerApp) -> None:
    room = typed(mara, "open steady ground", "breathe with me")
    assert room.remembered == ["open steady ground", "breathe with me"]


@pytest.mark.parametrize(
    "lines",
    [
        ("keep a few words", SECRET),
        (f"keep a few words {SECRET}",),
        (f"I promise to say that {SECRET} by nine tonight",),
        (f"how is it that {SECRET}",),
        ("open steady ground", f"I feel hurt because {SECRET}"),
        ("open steady ground", SECRET),
        ("/pin", SECRET),
        ("/alone", "/pin new", SECRET, SECRET, SECRET),
    ],
)
def test_words_of_ones_own_never_come_back(mara: LocalSpeakerApp, lines: tuple[str, ...]) -> None:
    assert SECRET not in " ".join(typed(mara, *lines).ever_remembered)


@pytest.mark.parametrize("words", ["he hits me", "I want to die", "I am afraid of him", "I can't breathe"])
def test_danger_never_comes_back(mara: LocalSpeakerApp, words: str) -> None:
    assert typed(mara, "open steady ground", words).ever_remembered == ["open steady ground"]


@pytest.mark.parametrize("words", ["my code is 12 34 56 78", "my recovery code is 12 34 56 78"])
def test_a_code_never_comes_back(mara: LocalSpeakerApp, words: str) -> None:
    assert typed(mara, "open steady ground", words).ever_remembered == ["open steady ground"]


@pytest.mark.parametrize("ending", ["/as Jonas", "stop", "open steady ground", "this is Jonas"])
def test_nothing_of_a_person_or_session_before_comes_back(mara: LocalSpeakerApp, ending: str) -> None:
    for words in ("I'm new here", "Jonas", "no", "stop"):
        mara.say(words)
    room = typed(mara, "open steady ground", "this is Mara", "breathe with me", ending)
    assert "breathe with me" in room.ever_remembered
    assert "breathe with me" not in room.remembered


def test_when_a_session_ends_by_itself_nothing_of_it_comes_back() -> None:
    room = Room([(1.0, "open steady ground"), (PATIENCE.total_seconds() + 60.0, "^D")])
    room.talk(Door({"LaunchRequest": ASKS}))
    assert room.ever_remembered == ["open steady ground"]
    assert room.remembered == []
