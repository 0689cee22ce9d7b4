"""The rules of a hard talk: never near the night, a kept length, a time-out with a return, silence if missed."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.domain.hard_talk import (
    BEFORE_BEDTIME,
    LONGEST_TIME_OUT,
    SHORTEST_TIME_OUT,
    STANDING,
    HardTalk,
    TalkState,
    back_from_time_out,
    latest_start,
    length_within,
    may_start,
)
from skill.domain.occurrence import quiet_begins
from skill.domain.person import Person

NEW_YORK = "America/New_York"
SEVEN = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)
"""Seven in the evening in New York on the Tuesday."""
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def mara(quiet: tuple[int, int] = (22 * 60, 7 * 60), zone: str = NEW_YORK) -> Person:
    """Mara, who is quiet from ten to seven."""
    return Person(UUID(int=1), SEVEN, b"", "key", zone=zone, quiet_from=quiet[0], quiet_until=quiet[1])


def a_talk(minutes: int = 30) -> HardTalk:
    """A talk planned for seven, with something it is about."""
    until = SEVEN + minutes * MINUTE
    return HardTalk(UUID(int=2), UUID(int=1), SEVEN - HOUR, SEVEN, minutes, NEW_YORK, until, sealed_topic=b"sealed")


@pytest.mark.parametrize(
    ("after_seven", "works"),
    [(-14 * 60, False), (-13 * 60, False), (-12 * 60, True), (0, True), (90, True), (91, False), (180, False)],
)
def test_no_talk_starts_within_ninety_minutes_of_bedtime_or_in_the_night(after_seven: int, *, works: bool) -> None:
    assert may_start(mara(), SEVEN + after_seven * MINUTE) is works


def test_who_has_no_quiet_hours_has_no_bedtime() -> None:
    assert may_start(mara((0, 0)), SEVEN + 4 * HOUR)


def test_the_latest_start_that_works_is_that_evenings_and_else_the_next_ones() -> None:
    half_past_eight = SEVEN + 90 * MINUTE
    assert latest_start(mara(), SEVEN + 2 * HOUR, SEVEN) == half_past_eight
    assert latest_start(mara(), SEVEN + 8 * HOUR, SEVEN) == half_past_eight
    assert latest_start(mara(), SEVEN + 2 * HOUR, SEVEN + 100 * MINUTE) == half_past_eight + timedelta(days=1)


def test_quiet_hours_that_leave_no_room_leave_no_start() -> None:
    assert latest_start(mara((8 * 60, 7 * 60)), SEVEN, SEVEN - HOUR) is None


@given(
    st.integers(0, 1439), st.integers(0, 1439), st.integers(0, 60 * 24 * 400), st.sampled_from([NEW_YORK, "Asia/Tokyo"])
)
def test_whatever_is_offered_works_and_lies_ahead(quiet_from: int, until: int, ahead: int, zone: str) -> None:
    person = mara((quiet_from, until), zone)
    wanted = SEVEN + ahead * MINUTE
    if may_start(person, wanted):
        assert person.quiet_from == person.quiet_until or quiet_begins(person, wanted) - wanted >= BEFORE_BEDTIME
        return
    offered = latest_start(person, wanted, wanted - HOUR)
    assert offered is None or (may_start(person, offered) and offered > wanted - HOUR)


@pytest.mark.parametrize(("said", "minutes"), [(5, 10), (10, 10), (45, 45), (60, 60), (61, 60), (600, 60)])
def test_a_talk_lasts_an_hour_at_most(said: int, minutes: int) -> None:
    assert length_within(said * MINUTE) == minutes


@pytest.mark.parametrize(
    ("said", "minutes"), [(None, 30), (5 * MINUTE, 20), (45 * MINUTE, 45), (2 * HOUR, 120), (40 * HOUR, 24 * 60)]
)
def test_a_time_out_lasts_half_an_hour_twenty_minutes_at_least_and_a_day_at_most(
    said: timedelta | None, minutes: int
) -> None:
    assert back_from_time_out(mara((0, 0)), SEVEN, said) == SEVEN + minutes * MINUTE


def test_a_return_inside_the_quiet_hours_waits_for_the_morning() -> None:
    back = back_from_time_out(mara(), SEVEN + 170 * MINUTE, None)
    assert mara().local(back).strftime("%d %H:%M") == "25 07:00"


@given(st.integers(0, 60 * 48), st.integers(1, 60 * 30), st.integers(0, 59))
def test_every_return_is_a_whole_minute_outside_the_quiet_hours_and_never_too_soon(
    begins: int, length: int, second: int
) -> None:
    now = SEVEN + begins * MINUTE + timedelta(seconds=second)
    back = back_from_time_out(mara(), now, length * MINUTE)
    assert back.second == 0
    assert not mara().is_quiet(back)
    assert back - now >= SHORTEST_TIME_OUT
    assert back - now <= LONGEST_TIME_OUT + timedelta(hours=10)


def test_turns_use_up_the_length_and_a_time_out_uses_none() -> None:
    talk = a_talk(10)
    talk.begin(SEVEN)
    assert talk.go_on(SEVEN + 4 * MINUTE)
    talk.time_out(SEVEN + 5 * MINUTE, SEVEN + 40 * MINUTE)
    talk.begin(SEVEN + 40 * MINUTE)
    assert talk.go_on(SEVEN + 43 * MINUTE)
    assert not talk.go_on(SEVEN + 46 * MINUTE)


def test_a_talk_that_was_stopped_may_be_taken_up_and_its_silence_counts_as_one_turn_at_most() -> None:
    talk = a_talk(10)
    talk.begin(SEVEN)
    assert talk.calls(SEVEN + 2 * HOUR)
    assert talk.go_on(SEVEN + 2 * HOUR)
    assert not talk.calls(SEVEN + 6 * HOUR)


def test_it_is_its_time_from_fifteen_minutes_before_until_its_planned_end() -> None:
    talk = a_talk()
    heard = [minute for minute in range(-30, 60) if talk.calls(SEVEN + minute * MINUTE)]
    assert (heard[0], heard[-1]) == (-15, 29)


def test_what_it_is_about_is_let_go_of_as_soon_as_it_is_over() -> None:
    ended, cancelled, lapsed = a_talk(), a_talk(), a_talk()
    ended.begin(SEVEN)
    ended.end(SEVEN + HOUR)
    cancelled.cancel(SEVEN)
    lapsed.fall_away(SEVEN + HOUR)
    assert {one.sealed_topic for one in (ended, cancelled, lapsed)} == {None}
    assert [one.state for one in (ended, cancelled, lapsed)] == [
        TalkState.ENDED,
        TalkState.CANCELLED,
        TalkState.LAPSED,
    ]
    assert [one.asks_until is not None for one in (ended, cancelled, lapsed)] == [True, False, False]


def test_a_talk_that_was_opened_and_left_has_ended_and_may_be_asked_about() -> None:
    talk = a_talk()
    talk.begin(SEVEN)
    talk.fall_away(SEVEN + 4 * HOUR)
    assert (talk.state, talk.asks_until is not None) == (TalkState.ENDED, True)


@pytest.mark.parametrize(
    "state", [one for one in TalkState if one not in (*STANDING, TalkState.PROPOSED, TalkState.CLAIMED)]
)
def test_what_is_over_stays_over(state: TalkState) -> None:
    for act in (
        lambda talk: talk.move(SEVEN),
        lambda talk: talk.last(20),
        lambda talk: talk.begin(SEVEN),
        lambda talk: talk.go_on(SEVEN),
        lambda talk: talk.time_out(SEVEN, SEVEN),
        lambda talk: talk.rest(),
        lambda talk: talk.end(SEVEN),
        lambda talk: talk.cancel(SEVEN),
        lambda talk: talk.fall_away(SEVEN),
    ):
        talk = a_talk()
        talk.state = state
        with pytest.raises(ValueError, match=f"a talk that is {state}"):
            act(talk)
        assert not talk.stands(SEVEN)
        assert not talk.calls(SEVEN)
