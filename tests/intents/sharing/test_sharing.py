"""Sharing: chosen each time, opened for nobody but the other one, ended by itself or in one sentence, never graded."""

from datetime import timedelta

import pytest
from sqlalchemy import delete
from support.echo import YES
from support.local_speaker import Heard
from support.sql import sql
from support.two_people import ALONE, COMPANY, Two

from skill.domain.checkin import CheckIn
from skill.domain.share import ITEM_FOR, STANDING_FOR

NOTHING = Heard("I have nothing to tell you right now.", False)
UNDONE = Heard("That's yours alone. I don't tell anyone.", False)
STOPPED = Heard("You're not sharing anything now. I don't tell anyone.", False)
HEAVY = Heard("Shared with you today: a heavy day.", False)
PROMISE = Heard("Promised to you: to bring the green book. That's for seven o'clock tomorrow evening.", False)
SHARED_DAY = "Okay, shared: a heavy day. It lasts one day. To take it back, say unshare that."


def test_what_was_not_shared_is_heard_by_nobody(two: Two) -> None:
    two.sad()
    assert two.ask() == NOTHING
    assert two.rows() == []


def test_the_kind_of_a_day_is_shared_with_the_pin_and_heard_by_him_alone(two: Two) -> None:
    two.sad()
    assert two.act(two.mara, "SharingDayIntent") == Heard("", False), "Alexa asks for the PIN first"
    assert two.rows() == []
    assert two.act(two.mara, "SharingDayIntent", pin=True).words == SHARED_DAY
    assert two.ask() == HEAVY
    assert two.ask(two.nora) == NOTHING
    assert two.ask(two.mara) == NOTHING, "what she shares is not shared with her"


def test_in_company_or_without_his_voice_he_hears_nothing(two: Two) -> None:
    two.sad()
    two.act(two.mara, "SharingDayIntent", pin=True)
    two.act(two.jonas, "SharingHearIntent")
    assert two.jonas.say(COMPANY) == NOTHING
    two.jonas.voice = None
    assert two.act(two.jonas, "SharingHearIntent") == NOTHING


def test_the_one_word_is_heard_only_where_it_was_chosen_and_own_words_never(two: Two) -> None:
    two.sad()
    two.act(two.mara, "SharingDayIntent", pin=True)
    assert "sad" not in two.ask().words
    two.act(two.mara, "SharingWordIntent", pin=True)
    assert two.ask().words == "Shared with you today, one word: sad."
    two.act(two.mara, "CheckInIntent", mood="wobbly about the letters")
    told = two.act(two.mara, "SharingWordIntent", pin=True).words
    assert told == "You said that in your own words, and those stay with you. Nothing is shared."
    assert "letters" not in two.ask().words


def test_what_is_said_of_a_day_later_than_a_quarter_of_an_hour_shares_nothing(two: Two) -> None:
    two.sad()
    two.later(timedelta(minutes=16))
    told = two.act(two.mara, "SharingDayIntent", pin=True).words
    assert told == "I don't have a check-in from the last few minutes, so nothing is shared."


def test_the_next_day_it_was_yesterday_and_then_it_is_gone(two: Two) -> None:
    two.sad()
    two.act(two.mara, "SharingDayIntent", pin=True)
    two.later(timedelta(hours=20))
    assert two.ask().words == "Shared with you yesterday: a heavy day."
    two.later(ITEM_FOR - timedelta(hours=20))
    assert two.ask() == NOTHING


def test_a_correction_and_a_deletion_reach_him_at_once(two: Two) -> None:
    two.act(two.mara, "CheckInIntent", mood="hurt")
    two.act(two.mara, "SharingDayIntent", pin=True)
    assert two.ask() == HEAVY
    with two.app.application.database.work() as work:
        sql(work).execute(delete(CheckIn))
    assert two.ask() == NOTHING


def test_a_standing_share_ends_by_itself_after_thirty_days_and_only_a_fresh_act_renews_it(two: Two) -> None:
    made = two.act(two.mara, "SharingStandingIntent", pin=True).words
    assert "ends by itself on" in made
    two.later(STANDING_FOR - timedelta(hours=1))
    two.sad()
    assert two.ask() == HEAVY
    two.later(timedelta(hours=1))
    assert two.ask() == NOTHING
    assert "I've stopped sharing your kind of day." in _opened(two)
    assert "stopped sharing" not in _opened(two), "told once"
    two.sad()
    assert two.ask() == NOTHING
    two.act(two.mara, "SharingStandingIntent", pin=True)
    assert two.ask() == NOTHING, "what was said before is not shared afterwards"
    two.later(timedelta(minutes=1))
    two.sad()
    assert two.ask() == HEAVY


def _opened(two: Two) -> str:
    heard = two.act(two.mara, "Launch")
    return two.mara.say(ALONE).words if "only for you" in heard.words else heard.words


def test_of_a_standing_share_one_day_may_be_held_back(two: Two) -> None:
    two.act(two.mara, "SharingStandingIntent", pin=True)
    two.later(timedelta(hours=1))
    two.sad()
    assert two.act(two.mara, "SharingUndoIntent") == UNDONE
    assert two.ask() == NOTHING
    two.later(timedelta(hours=1))
    two.sad()
    assert two.ask() == HEAVY


@pytest.mark.parametrize("ends", ["SharingUndoIntent", "SharingStopIntent", "LinkingLeaveIntent"])
def test_taking_back_works_without_the_pin_at_once_and_sounds_alike_with_nothing_shared(two: Two, ends: str) -> None:
    silent = two.act(two.mara, ends)
    assert silent in (UNDONE, STOPPED) or silent.words.startswith("Okay. I'm quiet now")
    if ends == "LinkingLeaveIntent":
        return
    two.sad()
    two.act(two.mara, "SharingDayIntent", pin=True)
    assert two.ask() == HEAVY
    assert two.act(two.mara, ends) == silent
    assert two.ask() == NOTHING


def test_the_last_thing_that_was_shared_is_taken_back_whatever_was_said_since(two: Two) -> None:
    two.sad()
    two.act(two.mara, "SharingDayIntent", pin=True)
    two.later(timedelta(minutes=30))
    two.sad("furious")
    assert two.ask() == HEAVY
    two.act(two.mara, "SharingUndoIntent")
    assert two.ask() == NOTHING


def test_leaving_ends_every_share_in_the_same_turn(two: Two) -> None:
    two.sad()
    two.act(two.mara, "SharingDayIntent", pin=True)
    two.act(two.mara, "SharingStandingIntent", pin=True)
    two.act(two.mara, "LinkingLeaveIntent")
    assert two.rows() == []
    assert two.ask() == NOTHING


def promised(two: Two) -> None:
    """Let Mara promise Jonas something and share it."""
    heard = two.act(two.mara, "CommitmentTowardsIntent", commitment="bring the green book by seven tomorrow evening")
    assert heard.words.startswith("This one's just yours for now.")
    two.mara.say(YES)
    assert two.ask() == NOTHING, "a promise is her own until she shares it"
    assert two.act(two.mara, "SharingCommitmentIntent", pin=True).words.startswith("Okay, shared: your promise")


def test_a_promise_is_heard_until_its_time_and_a_keeping_only_as_her_own_statement(two: Two) -> None:
    promised(two)
    assert two.ask() == PROMISE
    two.later(timedelta(days=1, hours=2))
    assert two.ask() == NOTHING
    two.act(two.mara, "CommitmentKeptIntent")
    assert two.ask() == NOTHING
    assert two.act(two.mara, "SharingKeptIntent", pin=True).words.startswith("Okay, shared: that you kept it.")
    assert two.ask() == Heard("A promise to you was kept: to bring the green book.", False)


@pytest.mark.parametrize("how", ["CommitmentMissedIntent", "CommitmentKeptIntent", "ScheduleStopIntent"])
def test_how_a_promise_goes_reaches_him_in_no_other_way(two: Two, how: str) -> None:
    promised(two)
    two.act(two.mara, how)
    assert two.ask() == PROMISE


def test_a_promise_that_is_taken_back_is_gone_for_him(two: Two) -> None:
    promised(two)
    two.act(two.mara, "CommitmentDropIntent")
    assert two.ask() == NOTHING


def test_what_is_named_is_taken_back_alone(two: Two) -> None:
    promised(two)
    two.sad()
    two.act(two.mara, "SharingDayIntent", pin=True)
    assert two.act(two.mara, "SharingUndoIntent", shared="promise") == UNDONE
    assert two.ask().words == "Shared with you today: a heavy day."
    assert two.act(two.mara, "SharingUndoIntent", shared="promise") == UNDONE, "in the same words where there is none"
    assert two.ask().words == "Shared with you today: a heavy day."
    assert two.act(two.mara, "SharingUndoIntent", shared="checkin") == UNDONE
    assert two.ask() == NOTHING


def test_i_saw_it_reaches_the_author_who_asks_and_says_nothing_more(two: Two) -> None:
    assert two.act(two.jonas, "SharingSeenIntent") == Heard("Thanks. I'll note that.", False)
    two.sad()
    two.act(two.mara, "SharingDayIntent", pin=True)
    assert two.ask(two.mara, "SharingWasSeenIntent") == NOTHING
    assert two.act(two.jonas, "SharingSeenIntent") == Heard("Thanks. I'll note that.", False)
    assert two.ask(two.mara, "SharingWasSeenIntent") == Heard("Yes, it was seen.", False)
    two.act(two.mara, "SharingWordIntent", pin=True)
    assert two.ask(two.mara, "SharingWasSeenIntent") == NOTHING, "what he saw was something else"


def test_an_ask_comes_from_a_short_list_waits_and_makes_no_promise(two: Two) -> None:
    asked = two.act(two.jonas, "SharingAskIntent")
    assert asked.is_open
    assert two.jonas.say("SharingAskIntent", ask="my own words for her") == Heard(
        "That's fine. I didn't do anything.", False
    )
    two.act(two.jonas, "SharingAskIntent", ask="walk")
    two.act(two.jonas, "SharingAskIntent", ask="call")
    told = two.ask(two.mara).words
    assert told.startswith("Here's something you've been asked for: a call during the day. It's up to you.")
    assert two.app.commitments() == []


def test_the_list_names_kinds_and_ends_and_not_what_is_said(two: Two) -> None:
    assert two.ask(two.mara, "SharingListIntent").words == "You're not sharing anything."
    promised(two)
    two.later(timedelta(minutes=1))
    two.sad()
    two.act(two.mara, "SharingWordIntent", pin=True)
    told = two.ask(two.mara, "SharingListIntent").words
    assert told == (
        "Here's what you're sharing. A promise, until seven o'clock tomorrow evening. One word, for one day. "
        "Say stop sharing to end all of it."
    )


def test_once_a_month_she_hears_in_her_own_session_how_much_she_shares(two: Two) -> None:
    two.act(two.mara, "SharingStandingIntent", pin=True)
    assert "only for you" not in two.act(two.mara, "Launch").words
    two.later(timedelta(days=29))
    two.act(two.mara, "SharingStandingIntent", pin=True)
    two.later(timedelta(days=1))
    assert two.act(two.mara, "Launch").words.startswith("I have something short that's only for you.")
    assert "share" not in two.mara.say(COMPANY).words
    assert "only for you" not in two.act(two.mara, "Launch").words, "it waits a week"
    two.later(timedelta(days=7))
    two.act(two.mara, "Launch")
    assert two.mara.say(ALONE).words == "You're sharing one thing. Want to hear it?"
    assert two.mara.say(YES).words.startswith(
        "Here's what you're sharing. What kind of day each one is. It ends by itself"
    )
    assert "only for you" not in two.act(two.mara, "Launch").words
