"""Ten minutes after midnight it is still the same evening; after a journey one hour is named; said twice is once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from support.local_speaker import Heard, LocalSpeakerApp
from support.sql import sql
from support.two_people import ALONE, two_in

from skill.domain.commitment import CommitmentState
from skill.domain.occurrence import OccurrenceState
from skill.storage.tables.calendar import occurrences
from skill.storage.tables.people import checkins, private_words, reflections

AFTER_MIDNIGHT = datetime(2026, 11, 24, 5, 10, tzinfo=UTC)
"""Ten past twelve at night in New York."""


def kept(app: LocalSpeakerApp) -> tuple[int, int]:
    """Return how many check-ins and private words are kept."""
    with app.application.database.work() as work:
        count = [sql(work).scalar(select(func.count()).select_from(one)) or 0 for one in (checkins, private_words)]
    return count[0], count[1]


def test_what_was_said_this_evening_goes_when_today_is_forgotten_after_midnight(mara: LocalSpeakerApp) -> None:
    for words in ("I feel hurt", "stop", "keep a few words", "nobody needs to know", "keep it"):
        mara.say(words)
    mara.clock.set(AFTER_MIDNIGHT)
    mara.say("I feel sad")
    mara.say("stop")
    assert kept(mara) == (2, 1)
    mara.say("forget what I said today")
    assert mara.say("yes").words.startswith("I've deleted two check-ins, and some words.")
    assert kept(mara) == (0, 0)


def test_in_the_morning_the_evening_before_is_no_longer_today(mara: LocalSpeakerApp) -> None:
    mara.clock.set(AFTER_MIDNIGHT)
    mara.say("I feel hurt")
    mara.say("stop")
    mara.clock.set(AFTER_MIDNIGHT + timedelta(hours=7))
    assert not mara.say("forget what I said today").is_open
    assert kept(mara) == (1, 0)


def test_whatever_is_kept_after_midnight_is_of_the_day_that_has_not_ended(mara: LocalSpeakerApp) -> None:
    mara.clock.set(AFTER_MIDNIGHT)
    for words in ("I feel hurt", "stop", "keep a few words", "the heron slept", "keep it", "reflection", "alone"):
        mara.say(words)
    with mara.application.database.work() as work:
        tables = (checkins, private_words, reflections)
        days = {day for table in tables for day in sql(work).scalars(select(table.c.local_date))}
    assert days == {date(2026, 11, 23)}


def test_tonight_is_left_out_after_midnight_and_the_next_evening_is_asked(mara: LocalSpeakerApp) -> None:
    mara.clock.set(AFTER_MIDNIGHT)
    mara.say("skip tonight")
    heard = [one.words for one in mara.wait(timedelta(hours=21))]
    assert "Your evening minute." in heard


def test_an_evening_minute_after_midnight_is_tonights_before_it_comes(mara: LocalSpeakerApp) -> None:
    mara.say("quiet from two at night to nine in the morning")
    mara.say("set my evening time to half past twelve at night")
    mara.clock.set(datetime(2026, 11, 24, 4, 50, tzinfo=UTC))
    mara.say("skip tonight")
    assert [one.words for one in mara.wait(timedelta(hours=3))] == []
    with mara.application.database.work() as work:
        states = select(occurrences.c.state).where(occurrences.c.local_date == date(2026, 11, 24))
        assert OccurrenceState.CANCELLED in set(sql(work).scalars(states))


def test_what_the_other_one_shared_late_is_todays_until_the_hearers_day_ends(app: LocalSpeakerApp) -> None:
    two = two_in(app)
    two.sad()
    two.act(two.mara, "SharingDayIntent")
    app.clock.set(AFTER_MIDNIGHT)
    two.jonas.hang_up()
    two.jonas.say("SharingHearIntent")
    assert "yesterday" not in two.jonas.say(ALONE).words


@pytest.mark.parametrize("city", ["los angeles", "paris", "auckland"])
def test_after_a_journey_the_list_the_agenda_and_the_label_name_one_hour(mara: LocalSpeakerApp, city: str) -> None:
    mara.say("I promise to call the plumber tomorrow at noon")
    mara.say("yes")
    mara.say(f"I live in {city}")
    mara.say("quiet from one at night to two at night")
    hour = mara.commitments()[0].due_at.astimezone(mara.person().local(mara.clock.now()).tzinfo)
    mara.say("what did I promise")
    listed, agenda = mara.say("alone").words, mara.say("what is coming up").words
    labels = [one.words for one in mara.wait(timedelta(hours=24)) if "plan" in one.words and "Your" in one.words]
    spoken = {9: "nine o'clock", 18: "six o'clock", 6: "six o'clock"}[hour.hour]
    assert spoken in listed
    assert f"Your {spoken} plan" in agenda
    assert labels and f"Your {spoken} plan." in labels[0]


def promised(app: LocalSpeakerApp) -> int:
    return sum(one.state is CommitmentState.PROMISED for one in app.commitments())


def test_the_same_promise_said_twice_is_one(mara: LocalSpeakerApp) -> None:
    mara.say("I promise to call the plumber by nine in the evening")
    mara.say("yes")
    again = mara.say("I promise to call the plumber by nine in the evening")
    assert again == Heard("You've already promised that, for nine o'clock this evening.", False)
    assert promised(mara) == 1
    assert mara.say("I promise to Call the Plumber, by nine in the evening!").words == again.words
    mara.say("I promise to call the bank by nine in the evening")
    mara.say("yes")
    mara.say("I promise to call the plumber by nine tomorrow evening")
    mara.say("yes")
    assert promised(mara) == 3


def test_the_same_recurring_promise_said_twice_is_one(mara: LocalSpeakerApp) -> None:
    for _ in range(2):
        heard = mara.say("I promise to be home by six on weekdays")
        mara.say("yes")
    assert heard == Heard("You've already promised that, for six o'clock on weekday evenings.", False)
    with mara.application.database.work() as work:
        assert len(work.series.active(mara.person())) == 1


def test_a_promise_that_was_taken_back_may_be_made_again(mara: LocalSpeakerApp) -> None:
    for words in ("I promise to call the plumber by nine in the evening", "yes", "I take it back"):
        mara.say(words)
    assert promised(mara) == 0
    mara.say("I promise to call the plumber by nine in the evening")
    mara.say("yes")
    assert promised(mara) == 1
