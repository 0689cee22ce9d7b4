"""Times that are no clock times: asked for once, then one is proposed, and never in a circle."""

import pytest
from support.local_speaker import Heard, LocalSpeakerApp

from skill.domain.commitment import CommitmentState

NO_TIME = Heard("That's fine. I haven't written anything down. Tell me again when you know the time.", False)


def hours(app: LocalSpeakerApp) -> list[tuple[int, int]]:
    return [(one.local_due().hour, one.local_due().minute) for one in app.commitments()]


@pytest.mark.parametrize(
    ("said", "day", "answer", "at"),
    [
        ("I promise to write before dinner", "tomorrow", "at six", (18, 0)),
        ("I promise to call tonight", "today", "at nine", (21, 0)),
        ("I promise to run in the morning", "tomorrow", "at seven", (7, 0)),
        ("I promise to call on friday before lunch", "on Friday", "at eleven", (11, 0)),
        ("I promise to call on friday morning", "on Friday", "at eleven", (11, 0)),
        ("I promise to call after work", "tomorrow", "half past five", (17, 30)),
        ("I promise to turn the phone off before bed", "today", "at twelve", (0, 0)),
        ("I promise to run in the morning", "tomorrow", "one in the afternoon", (13, 0)),
    ],
)
def test_the_words_are_kept_and_tell_which_half_of_the_day_is_meant(
    mara: LocalSpeakerApp, said: str, day: str, answer: str, at: tuple[int, int]
) -> None:
    assert mara.say(said).words == f"By what time {day}?"
    mara.say(answer)
    assert hours(mara) == [at]


@pytest.mark.parametrize(
    ("part", "day", "at"),
    [
        ("before lunch", "tomorrow", "24 11:00"),
        ("in the morning", "tomorrow", "24 11:00"),
        ("friday morning", "on Friday", "27 11:00"),
        ("on friday before lunch", "on Friday", "27 11:00"),
        ("tonight", "today", "23 23:00"),
    ],
)
def test_a_part_of_a_day_is_asked_for_its_hour_and_is_remembered(
    mara: LocalSpeakerApp, part: str, day: str, at: str
) -> None:
    mara.say("I promise to call the bank")
    assert mara.say(part).words == f"By what time {day}?"
    assert mara.say("at 11").words.startswith("Okay, eleven o'clock")
    assert [f"{one.local_due():%d %H:%M}" for one in mara.commitments()] == [at]


@pytest.mark.parametrize(
    ("said", "at"), [("tomorrow morning at nine", "24 09:00"), ("friday evening at nine", "27 21:00")]
)
def test_the_part_of_a_day_beside_a_time_is_meant(mara: LocalSpeakerApp, said: str, at: str) -> None:
    mara.say("I promise to call the bank")
    assert mara.say(said).words.startswith("Okay, nine o'clock")
    assert [f"{one.local_due():%d %H:%M}" for one in mara.commitments()] == [at]


def test_a_part_of_a_day_that_is_said_twice_gets_one_proposal(mara: LocalSpeakerApp) -> None:
    mara.say("I promise to call the bank")
    mara.say("in the morning")
    assert mara.say("in the morning").words == "Should I put down nine o'clock tomorrow morning?"
    assert mara.commitments() == []


def test_a_promise_that_is_moved_to_a_part_of_a_day_keeps_its_time_until_the_hour_is_said(
    mara: LocalSpeakerApp,
) -> None:
    mara.say("I promise to call the bank on friday at noon")
    assert mara.say("no").words == "What time? Say it like six, or six thirty."
    assert mara.say("move it to saturday morning").words == "By what time on Saturday?"
    assert hours(mara) == [(12, 0)]
    assert mara.say("at 11").words == "Okay, now it's eleven o'clock on Saturday morning. Is that right?"
    assert mara.say("no").words == "What time? Say it like six, or six thirty."
    assert mara.say("in the morning").words == "By what time on Saturday?"
    mara.say("no")
    assert [one.state for one in mara.commitments()] == [CommitmentState.WITHDRAWN], "it was heard wrong"


def test_the_vague_words_stay_in_the_promise(mara: LocalSpeakerApp) -> None:
    mara.say("I promise to write the letter before dinner")
    mara.say("by half past six")
    mara.say("I'm alone")
    assert mara.say("what did I promise").words.startswith("You promised: write the letter before dinner.")


@pytest.mark.parametrize("answer", ["I don't know", "before dinner", "I promise to do it before dinner"])
def test_an_answer_without_a_time_gets_one_proposal(mara: LocalSpeakerApp, answer: str) -> None:
    mara.say("I promise to write before dinner")
    proposal = mara.say(answer)
    assert proposal.words.startswith("Should I put down six o'clock")
    assert proposal.is_open
    assert mara.say("yes").words.endswith("I'll ask you about it afterward.")
    assert hours(mara) == [(18, 0)]


@pytest.mark.parametrize("answer", ["no", "not now", "I don't know", "cancel"])
def test_a_proposal_that_does_not_fit_is_let_go_kindly(mara: LocalSpeakerApp, answer: str) -> None:
    mara.say("I promise to write before dinner")
    mara.say("I don't know")
    assert mara.say(answer) == NO_TIME
    assert mara.commitments() == []


def test_another_time_than_the_proposed_one_is_taken(mara: LocalSpeakerApp) -> None:
    mara.say("I promise to write before dinner")
    mara.say("I don't know")
    assert mara.say("at five").words.startswith("Okay, five o'clock")
    assert len(hours(mara)) == 1


def test_without_any_hint_it_is_asked_twice_and_then_let_go(mara: LocalSpeakerApp) -> None:
    assert mara.say("I promise to bring the book").words == "What time? Say it like six, or six thirty."
    assert mara.say("some time").words == "What time? Say it like six, or six thirty."
    assert mara.say("some time") == NO_TIME
    assert mara.commitments() == []


def test_a_day_without_a_time_gets_the_evening_proposed(mara: LocalSpeakerApp) -> None:
    mara.say("I promise to bring the book on friday")
    assert mara.say("some time").words == "Should I put down seven o'clock on Friday evening?"


@pytest.mark.parametrize(
    ("answer", "at"), [("at ten", (10, 0)), ("ten thirty", (10, 30)), ("at eleven", (11, 0)), ("no, at seven", (7, 0))]
)
def test_another_time_than_the_proposed_one_is_taken_and_no_other_promise_is_moved(
    mara: LocalSpeakerApp, answer: str, at: tuple[int, int]
) -> None:
    mara.say("I promise to call my sister by eight tonight")
    mara.say("yes")
    mara.say("I promise to weed on Friday morning")
    assert mara.say("I don't know").words == "Should I put down nine o'clock on Friday morning?"
    assert mara.say(answer).words.startswith("Okay, "), answer
    mara.say("yes")
    assert sorted(hours(mara)) == sorted([(20, 0), at])
