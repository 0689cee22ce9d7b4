"""Looking back over weeks: counted facts in words, for their own person alone, and no number that grades."""

import re
from datetime import timedelta

import pytest
from slow.year.four_weeks import live_four_weeks
from support.local_speaker import NEEDS_PIN, Heard, LocalSpeakerApp

NOTHING = Heard("I have nothing to tell you right now.", False)
DAY = timedelta(days=1)


def promise(app: LocalSpeakerApp, answer: str) -> None:
    """Promise something for nine this evening, say afterwards how it went, and sleep a night over it."""
    app.say("I promise to call by nine in the evening")
    app.say("yes")
    app.clock.set(app.clock.now() + timedelta(hours=3, minutes=20))
    if answer:
        app.say(answer)
        app.say("no")
    app.clock.set(app.clock.now() + DAY - timedelta(hours=3, minutes=20))


@pytest.fixture
def weeks(app: LocalSpeakerApp) -> LocalSpeakerApp:
    """Mara's house after four weeks with six promises and some words."""
    app.begin(live_four_weeks)
    return app


def test_facts_are_counted_aloud_to_who_is_alone(weeks: LocalSpeakerApp) -> None:
    assert weeks.say("how have these weeks been").words == "Just you, or is someone there?"
    heard = weeks.say("alone").words
    assert heard.startswith("Here are your last four weeks. Promises that came due: six. Four you kept.")
    assert "One you told me didn't happen." in heard
    assert "There's one I never heard about." in heard
    assert "six heavy days and one steady day" in heard


def test_two_weeks_are_the_least_and_what_is_asked_for_counts(weeks: LocalSpeakerApp) -> None:
    weeks.say("alone")
    assert weeks.say("how have the last twelve weeks been").words.startswith("Here are your last four weeks")
    weeks.say("alone")
    assert weeks.say("how were the last two weeks").words.startswith("In the last two weeks, no promise came due")


def test_under_two_weeks_it_is_too_early(mara: LocalSpeakerApp) -> None:
    promise(mara, "I kept it")
    mara.say("alone")
    assert mara.say("how have these weeks been").words.startswith("It's too soon to look back")


@pytest.mark.parametrize("room", ["company", "my husband is here"])
def test_in_company_there_is_nothing(weeks: LocalSpeakerApp, room: str) -> None:
    weeks.say("how have these weeks been")
    assert weeks.say(room) == NOTHING


def test_nora_hears_nothing_and_neither_does_a_name_alone(weeks: LocalSpeakerApp) -> None:
    weeks.speaker.become("Nora")
    for words in ("hello", "no", "no", "stop"):
        weeks.say(words)
    assert weeks.say("how have these weeks been") == Heard(NEEDS_PIN, False)
    weeks.speaker.become("")
    assert weeks.say("how have these weeks been") == Heard(NEEDS_PIN, False)


def test_no_share_no_score_and_nothing_in_a_row_is_said(weeks: LocalSpeakerApp) -> None:
    weeks.say("alone")
    heard = weeks.say("how have these weeks been").words
    assert not re.search(r"percent|score|streak|in a row|out of|\d", heard)
