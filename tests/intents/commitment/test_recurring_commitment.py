"""A promise for certain days of every week: made, asked about once each time, left out beforehand, taken back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from support.local_speaker import NEEDS_PIN, Heard, LocalSpeakerApp

from skill.domain.commitment import CommitmentState

Send = Callable[..., dict[str, Any]]
DAY = timedelta(days=1)
PROMISED, SKIPPED, WITHDRAWN = CommitmentState.PROMISED, CommitmentState.SKIPPED, CommitmentState.WITHDRAWN
BEFOREHAND = "Thanks for saying so ahead of time. I'll skip your nine o'clock plan this once."


def states(app: LocalSpeakerApp) -> list[CommitmentState]:
    return [one.state for one in sorted(app.commitments(), key=lambda one: one.first_due_at)]


def active(app: LocalSpeakerApp) -> list[tuple[str, int]]:
    """Return what Mara promised for certain days, in her words, with the minute of the day."""
    person = app.person()
    with app.application.database.work() as work:
        return [(work.series.words(person, one), one.minute) for one in work.series.active(person)]


@pytest.fixture
def nine(mara: LocalSpeakerApp) -> LocalSpeakerApp:
    """Mara has promised to put the phone away each evening at nine; it is before six."""
    mara.say("I promise to put the phone away each evening at nine")
    mara.say("yes")
    return mara


def test_days_and_time_are_said_back_and_kept(mara: LocalSpeakerApp) -> None:
    said = mara.say("I promise to be home by six on weekdays").words
    assert said == "Okay, six o'clock on weekday evenings. Is that right?"
    assert mara.say("yes") == Heard("I'll ask you each time, a little afterward.", False)
    assert active(mara) == [("be home", 18 * 60)]


def test_the_time_of_a_recurring_promise_is_asked_for_and_may_be_corrected(mara: LocalSpeakerApp) -> None:
    assert mara.say("I promise to be up every morning").words == "About what time is that?"
    assert mara.say("at seven").words == "Okay, seven o'clock every morning. Is that right?"
    assert mara.say("no").words == "What time? Say it like six, or six thirty."
    assert mara.say("by eight").words == "Okay, now it's eight o'clock every morning. Is that right?"
    assert active(mara) == [("be up", 8 * 60)]
    assert {one.local_due().hour for one in mara.commitments()} == {8}


@pytest.mark.parametrize("way_out", ["not now", "that's all", "cancel"])
def test_whoever_does_not_confirm_it_has_promised_nothing(mara: LocalSpeakerApp, way_out: str) -> None:
    mara.say("I promise to be home by six on weekdays")
    mara.say(way_out)
    assert active(mara) == []
    assert set(states(mara)) == {WITHDRAWN}


def test_another_rhythm_than_weekdays_is_not_misheard_as_one_day(mara: LocalSpeakerApp) -> None:
    assert "certain days of the week" in mara.say("I promise to call every other sunday at noon").words
    assert mara.say("I promise to call every sunday at noon").words.startswith("Okay, noon every Sunday.")
    assert len(active(mara)) == 1


def test_it_is_asked_about_each_evening_by_one_label_and_yesterday_is_not_mentioned(nine: LocalSpeakerApp) -> None:
    asked = [[one.words for one in nine.wait(DAY) if "plan" in one.words] for _ in range(3)]
    assert asked == [["Your nine o'clock plan."]] * 3
    assert nine.say("I kept it").words.startswith("You kept it.")
    assert nine.open().words.startswith("How"), "what was not answered yesterday is not asked today"
    nine.wait(3 * DAY)
    assert CommitmentState.NOT_HEARD in states(nine)


def test_several_at_one_time_are_one_label(nine: LocalSpeakerApp) -> None:
    nine.say("I promise to lock the door every day at nine in the evening")
    nine.say("yes")
    assert [one.words for one in nine.wait(timedelta(hours=4)) if "plan" in one.words or "few" in one.words] == [
        "A few things are waiting for you.",
        "About your nine o'clock plan: did it happen?",
    ]


@pytest.mark.parametrize("words", ["I can't today", "leave it out today", "skip my nine o'clock plan"])
def test_said_beforehand_it_is_left_out_and_nobody_asks_that_evening(nine: LocalSpeakerApp, words: str) -> None:
    assert nine.say(words).words == BEFOREHAND
    assert states(nine)[0] is SKIPPED
    assert [one.words for one in nine.wait(timedelta(hours=6)) if "plan" in one.words] == []
    assert [one.words for one in nine.wait(DAY) if "plan" in one.words] == ["Your nine o'clock plan."]


def test_said_too_late_it_is_what_did_not_happen(nine: LocalSpeakerApp) -> None:
    nine.clock.set(nine.clock.now() + timedelta(hours=4))
    assert nine.say("I can't today").words.startswith("Thanks for being straight about it.")
    assert states(nine)[0] is CommitmentState.MISSED_OWNED


@pytest.mark.parametrize(("answer", "state"), [("yes", SKIPPED), ("no", PROMISED)])
def test_not_today_out_of_nowhere_asks_once_what_is_meant(
    nine: LocalSpeakerApp, answer: str, state: CommitmentState
) -> None:
    assert nine.say("not today").words == "Do you mean skip your nine o'clock plan today?"
    assert nine.say(answer).words in (BEFOREHAND, nine.say("not tonight").words) or answer == "no"
    assert states(nine)[0] is state


def test_a_single_promise_is_not_left_out_but_given_another_time(mara: LocalSpeakerApp) -> None:
    mara.say("I promise to call by nine in the evening")
    mara.say("yes")
    assert mara.say("I can't today").words == "Thanks for telling me ahead of time. What time instead?"
    assert mara.say("by noon tomorrow").words.startswith("Okay, now it's noon tomorrow.")


@pytest.mark.parametrize(
    ("late", "moved"),
    [
        ("I'll be late, ten instead", "Okay, now it's ten o'clock tonight. Is that right?"),
        ("I'll be twenty minutes late", "Okay, now it's nine twenty this evening. Is that right?"),
        ("push it back by half an hour", "Okay, now it's half past nine this evening. Is that right?"),
    ],
)
def test_running_late_said_beforehand_moves_this_one_alone(nine: LocalSpeakerApp, late: str, moved: str) -> None:
    assert nine.say(late).words == moved
    nine.say("yes")
    first, *others = sorted(nine.commitments(), key=lambda one: one.first_due_at)
    assert (first.moved_before, first.moved_after) == (1, 0)
    assert all(one.due_at == one.first_due_at for one in others)
    assert active(nine) == [("put the phone away", 21 * 60)]


def test_taking_it_back_asks_once_whether_this_one_or_all_is_meant(nine: LocalSpeakerApp) -> None:
    assert nine.say("take it back").words == "Your nine o'clock plan: just this time, or for good?"
    assert nine.say("yes").words == "Okay. It stays the way it was."
    nine.say("take it back")
    assert nine.say("just this time").words == BEFOREHAND
    nine.say("take it back")
    assert nine.say("for good") == Heard("Okay, your plan for nine o'clock every evening is off for good.", False)
    assert active(nine) == []
    assert nine.wait(3 * DAY) == [] or all("plan" not in one.words for one in nine.wait(DAY))
    assert nine.say("end my promise").words == "You don't have a repeating plan right now."


def test_of_several_the_one_that_is_named_is_taken_back(nine: LocalSpeakerApp) -> None:
    nine.say("I promise to be home by six on weekdays")
    nine.say("yes")
    assert nine.say("end my promise").words == "You have a few. Say which one, like: end my six o'clock plan."
    assert nine.say("end my six o'clock plan").words.startswith("Okay, your plan for six o'clock on weekday evenings")
    assert active(nine) == [("put the phone away", 21 * 60)]


def test_what_was_promised_names_a_recurring_one_once_and_its_other_time_today(nine: LocalSpeakerApp) -> None:
    nine.say("I'm alone")
    said = "You promised: put the phone away. That's for nine o'clock every evening."
    assert nine.say("what did I promise").words == said
    nine.say("I'll be late, ten instead")
    nine.say("yes")
    nine.say("I'm alone")
    assert nine.say("what did I promise").words == f"{said} This time it's for ten o'clock tonight."


def test_what_is_coming_up_names_the_next_one_alone_even_if_it_is_days_ahead(mara: LocalSpeakerApp) -> None:
    mara.say("I promise to call every sunday at noon")
    mara.say("yes")
    assert mara.say("what is coming up").words.endswith("Your noon plan, on Sunday.")


def test_on_a_journey_it_follows_the_clock_of_the_place(nine: LocalSpeakerApp) -> None:
    nine.say("my city is los angeles")
    assert {one.local_due().hour for one in nine.commitments()} == {21}
    assert {one.zone for one in nine.commitments()} == {"America/Los_Angeles"}


def test_nora_hears_nothing_of_it_and_a_name_alone_changes_nothing(nine: LocalSpeakerApp) -> None:
    nine.speaker.become("Nora")
    for words in ("hello", "no", "no", "stop"):
        nine.say(words)
    nothing = ["I can't today", "end my promise", "what did I promise", "make it smaller", "make it good", "not today"]
    heard = [nine.say(words).words for words in nothing]
    assert not any("nine" in words or "phone" in words for words in heard)
    nine.speaker.become("")
    waits = "Okay. If that's about a promise I have, it waits until I know it's you."
    assert [nine.say(words).words for words in nothing[:2]] == [waits] * 2
    assert [nine.say(words).words for words in nothing[2:5]] == [NEEDS_PIN] * 3
    assert set(states(nine)) == {PROMISED}
