"""Which one thing is meant to be deleted: named by kind and time, asked about, and called gone only where it went."""

from datetime import timedelta

import pytest
from sqlalchemy import Table, func, select
from support.local_speaker import Heard, LocalSpeakerApp
from support.sql import sql

from skill.storage.tables.people import checkins, private_words

CHECKIN_GONE = Heard("Your check-in from six o'clock is gone. I don't tell anyone.", False)
NOTHING_JUST_NOW = Heard(
    "There's nothing from the last fifteen minutes. You can say: delete my last check-in, or delete what I said today.",
    False,
)


def number(app: LocalSpeakerApp, table: Table) -> int:
    with app.application.database.work() as work:
        return sql(work).scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize(
    ("words", "nothing"),
    [
        ("delete that", NOTHING_JUST_NOW.words),
        ("delete what I said", "There's nothing to delete. I haven't kept anything you said."),
        ("delete my last check in", "There's no check-in to delete. You can say: delete what I said."),
        ("delete my promise", "There's no promise to delete. You can say: delete what I said."),
        ("delete my planned talk", "There's no planned talk to delete. You can say: delete what I said."),
        (
            "delete what I said today",
            "There's nothing from today to delete. You can say: delete what I said, or delete my last check-in.",
        ),
    ],
)
def test_where_there_is_nothing_nothing_is_called_gone(mara: LocalSpeakerApp, words: str, nothing: str) -> None:
    assert mara.say(words) == Heard(nothing, False)


def test_delete_that_means_what_came_last_and_not_what_was_said_an_hour_ago(mara: LocalSpeakerApp) -> None:
    for words in ("I feel hurt", "rest"):
        mara.say(words)
    mara.wait(timedelta(minutes=5))
    for words in ("keep a few words", "nobody needs to know", "keep it"):
        mara.say(words)
    assert mara.say("delete that").words == "Your private words from six oh five. Delete them?"
    assert mara.say("yes") == Heard("Your private words from six oh five are gone. I don't tell anyone.", False)
    assert (number(mara, checkins), number(mara, private_words)) == (1, 0)
    mara.wait(timedelta(minutes=20))
    assert mara.say("delete that") == NOTHING_JUST_NOW
    assert number(mara, checkins) == 1


@pytest.mark.parametrize("words", ["delete what I said", "forget what I said"])
@pytest.mark.parametrize(("answer", "left"), [("yes", 0), ("no", 1), ("never mind", 1)])
def test_what_i_said_means_the_newest_however_long_ago_and_is_asked_first(
    mara: LocalSpeakerApp, words: str, answer: str, left: int
) -> None:
    for said in ("I feel hurt", "rest"):
        mara.say(said)
    mara.wait(timedelta(minutes=40))
    assert mara.say(words) == Heard("Your check-in from six o'clock. Delete it?", True)
    assert number(mara, checkins) == 1
    heard = mara.say(answer)
    assert number(mara, checkins) == left
    assert ("gone" in heard.words) == (left == 0)


@pytest.mark.parametrize("agrees", ["yes", "delete it", "delete that"])
def test_what_i_said_a_moment_ago_is_named_and_asked_too(mara: LocalSpeakerApp, agrees: str) -> None:
    for said in ("I feel hurt", "rest"):
        mara.say(said)
    assert mara.say("delete what I said") == Heard("Your check-in from six o'clock. Delete it?", True)
    assert mara.say(agrees) == CHECKIN_GONE
    assert number(mara, checkins) == 0


def test_a_yes_deletes_what_was_named_and_nothing_that_came_meanwhile(mara: LocalSpeakerApp) -> None:
    for said in ("I feel hurt", "rest"):
        mara.say(said)
    mara.say("delete what I said")
    with mara.application.database.work() as work:
        later = work.private_words.begin(
            mara.person(), "said at another speaker", mara.clock.now() + timedelta(minutes=1)
        )
        later.kept_at = later.said_at
    assert mara.say("yes") == CHECKIN_GONE
    assert (number(mara, checkins), number(mara, private_words)) == (0, 1)


def test_delete_that_to_the_question_about_the_day_is_asked_on_its_own(mara: LocalSpeakerApp) -> None:
    for said in ("I feel hurt", "rest"):
        mara.say(said)
    mara.say("delete what I said today")
    assert mara.say("delete that") == Heard("Your check-in from six o'clock. Delete it?", True)
    assert number(mara, checkins) == 1


def test_what_i_said_on_another_day_is_named_with_its_day(mara: LocalSpeakerApp) -> None:
    for said in ("I feel hurt", "rest"):
        mara.say(said)
    mara.wait(timedelta(days=1))
    assert mara.say("delete what I said").words == "Your check-in from six o'clock yesterday. Delete it?"


def test_words_left_lying_that_nobody_kept_are_let_go_without_a_question(mara: LocalSpeakerApp) -> None:
    for said in ("keep a few words", "nobody needs to know", "stop"):
        mara.say(said)
    mara.wait(timedelta(minutes=40))
    assert "gone" in mara.say("delete what I said").words
    assert number(mara, private_words) == 0


def test_what_went_meanwhile_is_not_called_gone_a_second_time(mara: LocalSpeakerApp) -> None:
    for said in ("I feel hurt", "rest"):
        mara.say(said)
    mara.wait(timedelta(minutes=40))
    mara.say("delete what I said")
    with mara.application.database.work() as work:
        sql(work).execute(checkins.delete())
    assert mara.say("yes") == Heard("There was nothing left to delete.", False)
