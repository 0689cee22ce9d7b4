"""What is due is heard once, at its time, by the one it is for; what must not be heard is counted with a reason."""

from datetime import UTC, datetime, timedelta

import pytest
from support.clock_only import NEW_YORK, Clockwork, Heard
from support.sampling import slow_but

from skill.domain.rule import PromptKind

EVENING = 20 * 60 + 30
YOUR_EVENING = "Your evening minute."
SEVERAL = "A few things are waiting for you."
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def at(hour: int, minute: int = 0, *, day: int = 23) -> datetime:
    """Return an instant of November 2026 by New York's clock (five hours behind)."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) + 5 * HOUR


def test_an_evening_prompt_is_heard_at_its_minute_and_by_its_person_alone(clockwork: Clockwork) -> None:
    clockwork.person("mara", evening=EVENING)
    clockwork.person("nora")
    assert clockwork.let_pass(at(20, 29)) == []
    assert clockwork.let_pass(at(23)) == [Heard("mara", "2026-11-23 20:30", YOUR_EVENING)]


def test_a_promise_is_asked_about_ten_minutes_after_its_time(clockwork: Clockwork) -> None:
    clockwork.promise(clockwork.person(), at(18))
    heard = clockwork.let_pass(at(23))
    assert heard == [Heard("mara", "2026-11-23 18:10", "Your six o'clock plan.")]


def test_whoever_has_no_speaker_finds_the_prompt_at_the_next_visit(clockwork: Clockwork) -> None:
    mara = clockwork.person(evening=EVENING)
    clockwork.deaf.add("mara")
    assert clockwork.let_pass(at(20, 40)) == []
    with clockwork.database.work() as work:
        waiting = work.calendar.current_prompt(mara, clockwork.now)
    assert waiting is not None
    clockwork.let_pass(at(22, 30))
    assert clockwork.ended() == {"expired unanswered": 1}


CHANGES_OF_THE_CLOCK = [
    (NEW_YORK, 150, "2026-03-07T12:00+00:00", ["08T03:00-04:00", "09T02:30-04:00", "10T02:30-04:00"]),
    (NEW_YORK, 90, "2026-10-31T12:00+00:00", ["01T01:30-04:00", "02T01:30-05:00", "03T01:30-05:00"]),
    ("Europe/Berlin", 150, "2026-03-28T12:00+00:00", ["29T03:00+02:00", "30T02:30+02:00", "31T02:30+02:00"]),
    ("Europe/Berlin", 150, "2026-10-24T12:00+00:00", ["25T02:30+02:00", "26T02:30+01:00", "27T02:30+01:00"]),
    ("Australia/Lord_Howe", 135, "2026-10-03T12:00+00:00", ["04T02:30+11:00", "05T02:15+11:00", "06T02:15+11:00"]),
    ("Australia/Lord_Howe", 105, "2026-04-04T12:00+00:00", ["05T01:45+11:00", "06T01:45+10:30", "07T01:45+10:30"]),
]


@pytest.mark.parametrize(
    ("zone", "minute", "start", "heard"),
    slow_but(CHANGES_OF_THE_CLOCK, CHANGES_OF_THE_CLOCK[:1], is_rows=True),
)
def test_when_the_clocks_change_each_date_is_heard_once(
    clockwork: Clockwork, zone: str, minute: int, start: str, heard: list[str]
) -> None:
    clockwork.clock.set(datetime.fromisoformat(start))
    mara = clockwork.person(zone=zone)
    clockwork.change(mara, quiet_from=0, quiet_until=0)
    with clockwork.database.work() as work:
        work.calendar.set_daily(mara, PromptKind.REFLECTION, minute, clockwork.now)
    said: list[str] = []
    end = clockwork.now + 3 * DAY - 2 * HOUR
    while clockwork.now < end:
        due = clockwork.dispatcher.next_due()
        step = min(end, clockwork.now + HOUR, due or end)
        said += [_stamp(mara.local(step)) for _ in clockwork.tick(step)]
    assert said == heard


def test_three_are_heard_on_one_day_and_the_fourth_waits_in_silence(clockwork: Clockwork) -> None:
    mara = clockwork.person(evening=EVENING)
    for hour in (13, 14, 15, 16):
        clockwork.promise(mara, at(hour))
    heard = clockwork.let_pass(at(21))
    assert [one.at[-5:] for one in heard] == ["13:10", "14:10", "15:10"]
    assert [one.at for one in clockwork.let_pass(at(21, day=24))] == ["2026-11-24 20:30"]
    assert clockwork.ended()["expired enough_today"] == 2


def test_in_quiet_hours_a_promise_waits_for_the_morning(clockwork: Clockwork) -> None:
    clockwork.promise(clockwork.person(), at(6, day=24))
    heard = clockwork.let_pass(at(12, day=24))
    assert heard == [Heard("mara", "2026-11-24 07:00", "Your six o'clock plan.")]


def test_late_at_night_a_promise_is_not_heard_at_all(clockwork: Clockwork) -> None:
    clockwork.promise(clockwork.person(), at(22, 30))
    assert clockwork.let_pass(at(12, day=24)) == []
    assert clockwork.ended() == {"expired quiet": 1}


def test_a_prompt_left_lying_is_not_heard_once_quiet_hours_begin(clockwork: Clockwork) -> None:
    clockwork.promise(clockwork.person(), at(21, 45))
    clockwork.let_pass(at(21, 54))
    clockwork.clock.set(at(21, 55))
    clockwork.dispatcher.tick(clockwork.now)
    clockwork.clock.set(at(22, 1))
    assert clockwork.listen() == []
    assert clockwork.let_pass(at(12, day=24)) == []


def test_in_a_pause_nothing_is_heard_and_nothing_comes_after_it(clockwork: Clockwork) -> None:
    mara = clockwork.person(evening=EVENING)
    clockwork.promise(mara, at(18))
    clockwork.change(mara, paused_until=at(12, day=25))
    assert clockwork.let_pass(at(13, day=25)) == []
    assert clockwork.ended() == {"expired paused": 3}
    assert [one.at for one in clockwork.let_pass(at(21, day=25))] == ["2026-11-25 20:30"]


def test_a_pause_silences_what_already_lies_before_the_speaker(clockwork: Clockwork) -> None:
    mara = clockwork.person(evening=EVENING)
    clockwork.let_pass(at(20, 29))
    clockwork.clock.set(at(20, 30))
    clockwork.dispatcher.tick(clockwork.now)
    clockwork.change(mara, muted=True)
    assert clockwork.listen() == []


def test_after_nine_hours_of_outage_one_prompt_is_heard_the_latest(clockwork: Clockwork) -> None:
    mara = clockwork.person(evening=EVENING)
    for hour in (12, 14, 16):
        clockwork.promise(mara, at(hour))
    assert clockwork.tick(at(20, 50)) == [Heard("mara", "2026-11-23 20:50", YOUR_EVENING)]
    assert clockwork.let_pass(at(12, day=24)) == []
    assert clockwork.ended() == {"expired merged": 3, "expired unanswered": 1}


def test_several_promises_left_from_an_outage_are_one_neutral_sentence(clockwork: Clockwork) -> None:
    mara = clockwork.person()
    for hour in (12, 14, 16):
        clockwork.promise(mara, at(hour))
    assert clockwork.tick(at(17)) == [Heard("mara", "2026-11-23 17:00", SEVERAL)]
    assert clockwork.let_pass(at(21)) == []


def test_an_outage_over_the_whole_window_is_counted_and_silent(clockwork: Clockwork) -> None:
    clockwork.promise(clockwork.person(evening=EVENING), at(18))
    assert clockwork.tick(at(7, 30, day=24)) == []
    assert clockwork.ended() == {"expired late": 2}


def test_after_three_days_every_missed_evening_is_counted_and_tonight_is_heard(clockwork: Clockwork) -> None:
    clockwork.person(evening=EVENING)
    assert clockwork.tick(at(20, 45, day=26)) == [Heard("mara", "2026-11-26 20:45", YOUR_EVENING)]
    assert clockwork.ended() == {"expired late": 3}


def test_one_late_prompt_is_heard_even_when_batches_are_small(clockwork: Clockwork) -> None:
    people = [clockwork.person(name) for name in ("mara", "jonas", "nora")]
    for hour in (12, 13, 14, 15):
        for person in people:
            clockwork.promise(person, at(hour))
    clockwork.dispatcher = clockwork.another("small", batch=2)
    heard = clockwork.tick(at(17))
    assert sorted(one.name for one in heard) == ["jonas", "mara", "nora"]
    assert {one.words for one in heard} == {SEVERAL}


def test_a_clock_set_back_an_hour_says_nothing_twice_and_is_not_silent_for_long(clockwork: Clockwork) -> None:
    mara = clockwork.person(evening=EVENING)
    clockwork.promise(mara, at(19, 50))
    assert len(clockwork.let_pass(at(20, 31))) == 2
    clockwork.tick(at(19, 31))
    clockwork.promise(mara, at(19, 40))
    assert [one.at[-5:] for one in clockwork.let_pass(at(21, 55))] == ["19:50"]
    assert len(clockwork.let_pass(at(21, day=24))) == 1


def test_a_clock_set_forward_a_day_brings_no_storm(clockwork: Clockwork) -> None:
    mara = clockwork.person(evening=EVENING)
    for hour in (13, 14, 15):
        clockwork.promise(mara, at(hour))
    clockwork.tick()
    assert clockwork.tick(at(12, day=24)) == []
    assert clockwork.ended() == {"expired late": 4}
    assert [one.at for one in clockwork.let_pass(at(21, day=24))] == ["2026-11-24 20:30"]


def test_several_left_lying_by_a_deaf_speaker_come_back_as_one(clockwork: Clockwork) -> None:
    mara = clockwork.person()
    clockwork.promise(mara, at(13))
    clockwork.promise(mara, at(13, 1))
    clockwork.listen()
    for minute in (10, 11):
        with clockwork.database.work() as work:
            work.people.note_listening("mara", at(14))
        clockwork.clock.set(at(13, minute))
        clockwork.dispatcher.tick(clockwork.now)
    clockwork.clock.set(at(13, 30))
    assert [one.words for one in clockwork.listen()] == ["Your one oh one plan."]


def _stamp(local: datetime) -> str:
    offset = local.strftime("%z")
    return f"{local:%dT%H:%M}{offset[:3]}:{offset[3:]}"
