"""The quiet picture of weeks: the voice's own facts as marks, beside the answer of who is alone, and only there."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

import pytest
from slow.year.four_weeks import live_four_weeks
from support.local_speaker import LocalSpeakerApp

from skill.domain.room import Room
from skill.speaker.browser.pictures import LOOKS_BACK, SAYS_ALONE, Picture, PictureGate
from skill.speaker.speaker import Spoken
from skill.speech.ssml import plain

MODEL = Path(__file__).parents[2] / "interaction_models" / "en-US.json"
ASK = "how have these weeks been"
ALONE = [
    [ASK, "alone"],
    [ASK, "I'm alone"],
    ["/alone", ASK],
    ["how were the last two weeks", "alone"],
]
"""Evenings on which the picture comes with the last sentence."""
NOT_ALONE = [
    [ASK],
    [ASK, "company"],
    [ASK, "no"],
    [ASK, "yes"],
    [ASK, "stop"],
    [ASK, "what is coming up"],
    [ASK, "stop", "alone"],
    ["/company", ASK],
    ["/alone", "what is coming up"],
    ["alone"],
    ["alone", "what is coming up"],
    [ASK, "I want to kill myself", "alone"],
    ["quiet question", "alone"],
]
"""Evenings on which nothing is shown, whatever is said last."""


@pytest.fixture
def weeks(app: LocalSpeakerApp) -> LocalSpeakerApp:
    """Mara's house after four weeks."""
    app.begin(live_four_weeks)
    return app


def shown(app: LocalSpeakerApp, evening: Sequence[str], beside: PictureGate | None = None) -> list[list[Picture]]:
    """Live an evening; return what is shown beside each answer."""
    beside = beside or PictureGate(partial(app.application.pictures, ""))
    found = []
    for words in evening:
        if words.startswith("/"):
            app.speaker.enter(Room(words[1:]))
            continue
        found.append(beside.after(app.speaker.hear(words)))
    return found


@pytest.mark.parametrize("evening", ALONE, ids=" | ".join)
def test_the_picture_comes_with_the_answer_to_who_is_alone(weeks: LocalSpeakerApp, evening: list[str]) -> None:
    *before, last = shown(weeks, evening)
    assert not any(before)
    assert [one.span for one in last] == ["Two weeks", "Four weeks"]


@pytest.mark.parametrize("evening", NOT_ALONE, ids=" | ".join)
def test_nothing_is_shown_where_nobody_said_that_they_are_alone(weeks: LocalSpeakerApp, evening: list[str]) -> None:
    assert not any(shown(weeks, evening))


def leaks(app: LocalSpeakerApp, beside: Callable[[], PictureGate]) -> list[str]:
    """Return the evenings on which something is shown that must not be."""
    found = []
    for evening in NOT_ALONE:
        app.speaker.leave()
        if any(shown(app, evening, beside())):
            found.append(" | ".join(evening))
    return found


class Forgetful(PictureGate):
    """A planted leak: it shows the picture whenever somebody is alone, asked for or not."""

    def after(self, spoken: Spoken) -> list[Picture]:
        return list(self._draw(Room.ALONE)) if spoken.heard == SAYS_ALONE or spoken.room is Room.ALONE else []


class Eager(PictureGate):
    """A planted leak: it shows the picture as soon as it is asked for."""

    def after(self, spoken: Spoken) -> list[Picture]:
        return list(self._draw(Room.ALONE)) if spoken.heard == LOOKS_BACK else []


class Trusting(PictureGate):
    """A planted leak: every answer to the question shows it."""

    def after(self, spoken: Spoken) -> list[Picture]:
        was_asked, self._is_asked = self._is_asked, spoken.heard == LOOKS_BACK
        return list(self._draw(Room.ALONE)) if was_asked else []


@pytest.mark.parametrize("leak", [Forgetful, Eager, Trusting])
def test_every_planted_leak_is_caught(weeks: LocalSpeakerApp, leak: type[PictureGate]) -> None:
    draw = partial(weeks.application.pictures, "")
    assert leaks(weeks, lambda: PictureGate(draw)) == []
    assert leaks(weeks, lambda: leak(draw))


@pytest.mark.parametrize("room", [Room.COMPANY, Room.UNKNOWN])
def test_whoever_draws_decides_anew_who_is_there(weeks: LocalSpeakerApp, room: Room) -> None:
    assert weeks.application.pictures("", Room.ALONE)
    assert weeks.application.pictures("", room) == ()
    assert weeks.application.pictures("nobody", Room.ALONE) == ()


def test_a_name_alone_is_shown_nothing_and_neither_is_nora(weeks: LocalSpeakerApp) -> None:
    weeks.speaker.become("Nora")
    for words in ("hello", "no", "no", "stop"):
        weeks.say(words)
    assert not any(shown(weeks, [ASK, "alone"], PictureGate(partial(weeks.application.pictures, "Nora"))))
    weeks.speaker.become("")
    assert not any(shown(weeks, ["/alone", ASK]))


def test_before_two_weeks_there_is_no_picture(app: LocalSpeakerApp) -> None:
    app.move_in()
    app.say("I promise to call by nine in the evening")
    app.say("yes")
    assert not any(shown(app, [ASK, "alone"]))


def test_the_picture_holds_what_the_voice_says_and_nothing_else(weeks: LocalSpeakerApp) -> None:
    four = weeks.application.pictures("", Room.ALONE)[-1]
    weeks.say(ASK)
    said = plain(weeks.speaker.hear("alone").ssml)
    assert said.startswith(four.heading)
    kinds = {one.kind: (one.number, one.words) for one in four.rows if one.kind != "day"}
    assert kinds == {
        "kept": (4, "Four you kept."),
        "owned": (1, "One you told me didn't happen."),
        "not_heard": (1, "There's one I never heard about."),
    }
    assert all(words in said for _, words in kinds.values())
    days = [(one.number, one.words) for one in four.rows if one.kind == "day"]
    assert days == [(6, "Six heavy days."), (1, "One steady day.")]


def test_a_picture_grades_nothing_and_tells_no_day(weeks: LocalSpeakerApp) -> None:
    drawn = json.dumps([asdict(one) for one in weeks.application.pictures("", Room.ALONE)])
    assert not re.search(r"percent|%|score|streak|in a row|202\d|monday|sad|call", drawn, re.IGNORECASE)


def test_the_words_that_it_waits_for_are_in_the_model() -> None:
    model = json.loads(MODEL.read_text())
    names = {one["name"] for one in model["interactionModel"]["languageModel"]["intents"]}
    assert {LOOKS_BACK, SAYS_ALONE} <= names
