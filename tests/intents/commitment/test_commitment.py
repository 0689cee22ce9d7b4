"""Making, confirming and moving a promise: said back with its time, kept sealed, and never graded."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support.local_speaker import Heard, LocalSpeakerApp

from skill.domain.commitment import CommitmentState
from skill.domain.room import Room

Send = Callable[..., dict[str, Any]]
SIX = datetime(2026, 11, 25, 23, 0, tzinfo=UTC)
"""Six in the evening in New York on the Wednesday."""
ODD_PROMISES = ("bring the book " * 27, "<speak>&amp;</speak>", "\U0001f600", '"\'<break time="9s"/>')
ODD_DAYS = ("2020-01-01", "2026-02-30", "9999-12-31", "2026-W99", "XXXX-SU", "yesterday", "\U0001f600")


def promised(app: LocalSpeakerApp) -> list[tuple[str, datetime]]:
    """Return every promise that is kept, in the person's words, with its due time."""
    person = app.person()
    found = app.commitments()
    with app.application.database.work() as work:
        return [(work.commitments.words(person, one), one.due_at) for one in found]


def states(app: LocalSpeakerApp) -> list[CommitmentState]:
    return [one.state for one in app.commitments()]


@pytest.fixture
def due(mara: LocalSpeakerApp) -> LocalSpeakerApp:
    """Mara has promised to bring the book by seven, and it is twenty minutes past."""
    mara.say("I promise to bring the book by seven in the evening")
    mara.say("yes")
    assert mara.wait(timedelta(minutes=80))[-1] == Heard("Did it happen?", True)
    return mara


def test_a_promise_is_said_back_with_its_time_and_kept(mara: LocalSpeakerApp) -> None:
    said = mara.say("I promise to be home on wednesday by six in the evening")
    assert said.words == "Okay, six o'clock on Wednesday evening. Is that right?"
    assert mara.say("yes") == Heard("I'll ask you about it afterward.", False)
    assert promised(mara) == [("be home", SIX)]


def test_a_promise_without_a_time_waits_for_one_and_remembers_its_day(mara: LocalSpeakerApp) -> None:
    assert mara.say("I promise to bring the book on wednesday").words == "What time? Say it like six, or six thirty."
    assert promised(mara) == []
    mara.say("by six in the evening")
    assert promised(mara) == [("bring the book", SIX)]


def test_a_time_that_was_misheard_is_asked_again_and_moves_the_same_promise(mara: LocalSpeakerApp) -> None:
    mara.say("I promise to call by seven in the evening")
    assert mara.say("no").words == "What time? Say it like six, or six thirty."
    assert mara.say("by eight in the evening").words == "Okay, now it's eight o'clock this evening. Is that right?"
    assert len(promised(mara)) == 1


def test_it_is_asked_about_ten_minutes_after_by_a_label_that_gives_nothing_away(mara: LocalSpeakerApp) -> None:
    mara.say("I promise to bring the book by seven in the evening")
    mara.say("yes")
    assert mara.wait(timedelta(minutes=69)) == []
    unasked = mara.wait(timedelta(minutes=3))
    assert [one.words for one in unasked] == ["Your seven o'clock plan.", "Did it happen?"]


def test_what_happened_is_noted_as_kept_and_never_asked_again(due: LocalSpeakerApp) -> None:
    assert "ou kept it" in due.say("yes").words
    assert states(due) == [CommitmentState.KEPT]
    assert [one.words for one in due.wait(timedelta(days=3)) if "plan" in one.words] == []


def test_what_did_not_happen_is_owned_and_given_a_new_time(due: LocalSpeakerApp) -> None:
    assert due.say("no").words.startswith("Thanks for being straight about it. It didn't happen this time.")
    assert states(due) == [CommitmentState.MISSED_OWNED]
    due.say("no")
    assert due.say("move it to nine in the evening").words.startswith("Okay, now it's nine o'clock this evening.")
    assert states(due) == [CommitmentState.PROMISED]


def test_what_did_not_happen_may_rest(due: LocalSpeakerApp) -> None:
    due.say("no")
    assert due.say("no").words.endswith("make the promise smaller, or let it rest?")
    assert due.say("no") == Heard("That's fine. It can rest.", False)
    assert states(due) == [CommitmentState.MISSED_OWNED]


@pytest.mark.parametrize("way_out", ["stop", "not now", "that's all", "cancel"])
def test_whoever_does_not_want_to_say_whether_it_happened_need_not(due: LocalSpeakerApp, way_out: str) -> None:
    assert not due.say(way_out).is_open
    assert states(due) == [CommitmentState.PROMISED]


def test_whoever_says_nothing_is_asked_again_at_the_next_visit_and_then_no_more(due: LocalSpeakerApp) -> None:
    assert due.wait(timedelta(minutes=35)) == []
    assert due.open().words == "About your seven o'clock plan: did it happen?"
    due.say("stop")
    due.wait(timedelta(days=3))
    assert states(due) == [CommitmentState.NOT_HEARD]


def test_a_feeling_in_the_middle_is_heard_and_the_promise_stays_unanswered(due: LocalSpeakerApp) -> None:
    assert "ounds like" in due.say("I feel calm").words
    assert states(due) == [CommitmentState.PROMISED]


def test_a_promise_is_taken_back_and_rings_no_more(mara: LocalSpeakerApp) -> None:
    mara.say("I promise to call by seven in the evening")
    assert mara.say("take it back") == Heard("Okay, your seven o'clock plan is off.", False)
    assert states(mara) == [CommitmentState.WITHDRAWN]
    assert mara.wait(timedelta(minutes=90)) == []


def test_with_nothing_promised_there_is_nothing_to_answer(mara: LocalSpeakerApp) -> None:
    for words in ("I kept it", "I didn't make it", "move it to seven", "take it back"):
        assert mara.say(words) == Heard("You don't have an open plan right now.", False)


@pytest.mark.parametrize("room", ["company", "no"])
def test_in_company_only_the_next_clock_time_is_said(mara: LocalSpeakerApp, room: str) -> None:
    mara.say("I promise to bring the book by seven in the evening")
    mara.say("yes")
    mara.say("what did I promise")
    assert mara.say(room) == Heard("Your next plan is for seven o'clock this evening.", False)


def test_a_speaker_that_knows_of_company_does_not_even_ask(mara: LocalSpeakerApp) -> None:
    mara.say("I promise to bring the book by seven in the evening")
    mara.speaker.enter(Room.COMPANY)
    assert mara.say("what did I promise") == Heard("Your next plan is for seven o'clock this evening.", False)


def test_alone_three_promises_are_read_and_the_rest_counted(mara: LocalSpeakerApp) -> None:
    for hour in ("seven", "eight", "nine", "ten", "eleven"):
        mara.say(f"I promise to call by {hour} in the evening")
        mara.say("yes")
    mara.say("what did I promise")
    heard = mara.say("alone").words
    assert heard.count("You promised: call.") == 3
    assert heard.endswith("And two more.")


@pytest.mark.parametrize(
    "text", ["bring the book " * 27, "<speak>&amp;</speak>", "\U0001f600", '"\'<break time="9s"/>']
)
def test_a_promise_in_any_words_is_kept_and_read_back_as_it_was_said(
    mara: LocalSpeakerApp, send: Send, text: str
) -> None:
    send("CommitmentIntent", commitment=f"{text} tomorrow by six in the evening")
    assert [one[0] for one in promised(mara)] == [" ".join(text.split())]
    mara.say("what did I promise")
    assert "You promised: " in mara.say("alone").words


@pytest.mark.parametrize(
    "day", ["2020-01-01", "2026-02-30", "9999-12-31", "2026-W99", "XXXX-SU", "yesterday", "\U0001f600"]
)
def test_a_day_that_is_past_or_does_not_exist_still_leads_to_a_time_ahead(
    mara: LocalSpeakerApp, send: Send, day: str
) -> None:
    asked = {"question": "commitment.when", "data": {"text": "call", "day": None}, "misses": 0}
    send("TimeIntent", {"version": 1, "awaiting": asked}, day=day, time="18:00")
    assert all(due_at > mara.clock.now() for _, due_at in promised(mara))
    assert len(promised(mara)) == 1


def test_a_time_that_does_not_exist_is_asked_for_again(mara: LocalSpeakerApp, send: Send) -> None:
    asked = {"question": "commitment.when", "data": {"text": "call", "day": None}, "misses": 0}
    for time in ("25:00", "99", "noonish", "<speak>", "\U0001f600"):
        answered = send("TimeIntent", {"version": 1, "awaiting": asked}, time=time)
        assert "What time? Say it like six, or six thirty." in answered["response"]["outputSpeech"]["ssml"], time
    assert promised(mara) == []


def test_a_promise_is_asked_for_where_none_was_said(mara: LocalSpeakerApp, send: Send) -> None:
    asked = send("CommitmentIntent")
    assert "What do you want to promise?" in asked["response"]["outputSpeech"]["ssml"]
    assert asked["response"]["directives"][0]["slotToElicit"] == "commitment"


@pytest.mark.parametrize("way_out", ["no thanks", "not now"])
def test_whoever_is_asked_for_a_new_time_may_leave_it(mara: LocalSpeakerApp, way_out: str) -> None:
    mara.say("I promise to call by seven in the evening")
    mara.say("no")
    assert mara.say(way_out) == Heard("Okay, your seven o'clock plan is off.", False)


def test_not_now_to_a_question_about_promises_does_not_skip_the_evening(mara: LocalSpeakerApp) -> None:
    mara.wait(timedelta(hours=2, minutes=35))
    mara.say("what did I promise")
    mara.say("not now")
    assert mara.open().words.endswith("Just you, or is someone there?")


def test_a_new_hour_keeps_the_half_of_the_day_of_the_old_one(mara: LocalSpeakerApp) -> None:
    mara.say("I promise to call by nine tomorrow morning")
    mara.say("yes")
    assert mara.say("move my nine o'clock plan to ten").words.startswith("Okay, now it's ten o'clock tomorrow morning.")
    mara.say("yes")
    mara.say("I promise to be home by six tomorrow")
    assert mara.say("move it to seven").words.startswith("Okay, now it's seven o'clock tomorrow evening.")
