"""What may be spoken unasked: the table of late, quiet, paused, enough and several, and promises over any mixture."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.domain.delivery_policy import Action, DeliveryDecision, PastDelivery, decide_deliveries, is_late
from skill.domain.occurrence import OccurrenceReason, quiet_begins, window_end
from skill.domain.person import UNASKED_A_DAY, Person
from skill.domain.rule import PromptKind

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MADE = datetime(2026, 1, 1, tzinfo=UTC)
TALK, PLAN = PromptKind.REFLECTION, PromptKind.COMMITMENT


@dataclass(frozen=True)
class Waiting:
    """Something that is due."""

    kind: PromptKind
    due_at: datetime
    window_end: datetime


def mara(quiet: tuple[int, int] = (1320, 420), zone: str = "America/New_York") -> Person:
    """Mara in New York, who is quiet from ten to seven."""
    return Person(UUID(int=1), MADE, b"", "key", zone=zone, quiet_from=quiet[0], quiet_until=quiet[1])


def at(local: str) -> datetime:
    """Return the instant of a local time in New York on 23 November 2026, a Monday: "20:30", or "24 07:00"."""
    day, _, time = local.rpartition(" ")
    wall = datetime.fromisoformat(f"2026-11-{day or '23'}T{time}")
    return wall.replace(tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)


def waiting(kind: PromptKind, due: str, person: Person | None = None) -> Waiting:
    return Waiting(kind, at(due), window_end(kind, at(due), person or mara()))


def told(
    due: Sequence[Waiting], now: str, person: Person | None = None, heard: Sequence[PastDelivery] = ()
) -> list[str]:
    """Return what becomes of each, as "speak", "visit quiet", ..."""
    decided = decide_deliveries(due, person or mara(), now=at(now), heard=heard)
    return [f"{one.way} {one.reason or ''}".strip() for one in decided]


@pytest.mark.parametrize(
    ("kind", "due", "ends"),
    [
        (TALK, "20:30", "22:00"),
        (TALK, "20:00", "21:30"),
        (TALK, "21:59", "22:00"),
        (TALK, "22:30", "24 00:00"),
        (TALK, "07:00", "08:30"),
        (PLAN, "18:00", "24 00:00"),
        (PLAN, "00:00", "24 00:00"),
        (PLAN, "23:59", "24 00:00"),
        (PLAN, "24 00:00", "25 00:00"),
        (PromptKind.HARD_TALK, "18:50", "19:00"),
        (PromptKind.HARD_TALK, "06:55", "07:05"),
        (PromptKind.TIME_OUT, "20:10", "21:10"),
        (PromptKind.TIME_OUT, "21:30", "22:00"),
    ],
)
def test_a_prompt_may_be_heard_until_here_and_not_later(kind: PromptKind, due: str, ends: str) -> None:
    assert window_end(kind, at(due), mara()) == at(ends)


def test_without_quiet_hours_only_the_ninety_minutes_count() -> None:
    assert window_end(TALK, at("23:30"), mara((0, 0))) == at("24 01:00")
    assert quiet_begins(mara((600, 600)), at("20:30")) > at("25 20:30")


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("America/New_York", "2026-03-08", 23),
        ("America/New_York", "2026-11-01", 25),
        ("Europe/Berlin", "2026-03-29", 23),
    ],
)
def test_a_plan_may_be_asked_about_all_day_however_long_the_day_is(zone: str, day: str, hours: int) -> None:
    midnight = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert window_end(PLAN, midnight, mara(zone=zone)) - midnight == timedelta(hours=hours)


def test_from_two_minutes_on_it_counts_as_left_over() -> None:
    assert not is_late(at("20:30"), at("20:32"))
    assert is_late(at("20:30"), at("20:32") + timedelta(microseconds=1))
    assert not is_late(at("20:30"), at("20:29"))


@pytest.mark.parametrize(
    ("case", "kind", "due", "now", "becomes"),
    [
        ("on time", TALK, "20:30", "20:30", "speak"),
        ("late within its window", TALK, "20:30", "21:59", "speak"),
        ("at the end of its window", TALK, "20:30", "22:00", "expire late"),
        ("a day late", TALK, "20:30", "24 20:30", "expire late"),
        ("asked for inside the quiet hours", TALK, "23:00", "23:00", "visit quiet"),
        ("a plan in the evening", PLAN, "21:00", "21:10", "speak"),
        ("a plan that comes due in the quiet hours", PLAN, "22:30", "22:40", "visit quiet"),
        ("a plan before dawn waits for the morning", PLAN, "05:00", "05:10", "wait"),
        ("and is spoken then", PLAN, "05:00", "07:00", "speak"),
        ("the same plan after midnight", PLAN, "22:30", "24 00:00", "expire late"),
    ],
)
def test_one_that_is_due_alone(case: str, kind: PromptKind, due: str, now: str, becomes: str) -> None:
    assert told([waiting(kind, due)], now) == [becomes], case


def test_what_waits_for_the_morning_is_looked_at_when_the_quiet_ends() -> None:
    decided = decide_deliveries([waiting(PLAN, "05:00")], mara(), now=at("05:10"), heard=())
    assert decided == [DeliveryDecision(Action.WAIT, until=at("07:00"))]
    until_midnight = mara((1200, 0))
    assert told([waiting(PLAN, "21:00")], "21:10", until_midnight) == ["visit quiet"], "it ends when the quiet does"


def test_what_is_spoken_must_be_heard_before_the_quiet_begins_or_the_window_ends() -> None:
    [plan] = decide_deliveries([waiting(PLAN, "21:00")], mara(), now=at("21:10"), heard=())
    [talk] = decide_deliveries([waiting(TALK, "19:00")], mara(), now=at("19:00"), heard=())
    assert (plan.until, talk.until) == (at("22:00"), at("20:30"))


@pytest.mark.parametrize("muted", [True, False])
def test_in_a_pause_it_is_dropped_and_not_kept_for_later(*, muted: bool) -> None:
    person = mara()
    if muted:
        person.muted = True
    else:
        person.paused_until = at("20:31")
    assert told([waiting(TALK, "20:30")], "20:30", person) == ["expire paused"]
    assert told([waiting(PLAN, "22:30")], "22:40", person) == (["expire paused"] if muted else ["visit quiet"])
    person.muted = False
    assert told([waiting(TALK, "20:30")], "20:31", person) == ["speak"]


def test_after_an_outage_the_latest_is_spoken_and_the_others_are_merged_into_it() -> None:
    due = [waiting(PLAN, "12:00"), waiting(PLAN, "15:00"), waiting(TALK, "17:00"), waiting(PLAN, "18:00")]
    assert told(due[:2] + due[3:], "18:20") == ["visit merged", "visit merged", "speak"]
    assert [one.stands_for_several for one in decide_deliveries(due, mara(), now=at("18:20"), heard=())] == [
        False
    ] * 3 + [True]
    assert [one.stands_for_several for one in decide_deliveries(due[2:], mara(), now=at("18:20"), heard=())] == [
        False,
        False,
    ]
    [_, _, talk] = decide_deliveries(due[:3], mara(), now=at("18:20"), heard=())
    assert not talk.stands_for_several, "an evening prompt says nothing about plans"


def test_what_is_late_and_what_is_on_time_may_both_be_spoken() -> None:
    assert told([waiting(PLAN, "15:00"), waiting(TALK, "18:20")], "18:20") == ["speak", "speak"]
    gone = waiting(TALK, "15:00")
    assert told([gone, waiting(PLAN, "18:00")], "18:20") == ["expire late", "speak"], "an expired one is no choice"


@pytest.mark.parametrize(("minutes_ago", "becomes"), [(1, "visit merged"), (59, "visit merged"), (60, "speak")])
def test_a_second_late_one_within_the_hour_comes_from_the_same_outage(minutes_ago: int, becomes: str) -> None:
    spoken = at("18:20") - minutes_ago * MINUTE
    late, on_time = PastDelivery(spoken, spoken - HOUR), PastDelivery(spoken, spoken)
    assert told([waiting(PLAN, "18:00")], "18:20", heard=[late]) == [becomes]
    assert told([waiting(PLAN, "18:00")], "18:20", heard=[on_time]) == ["speak"], "that one was no outage"
    assert told([waiting(PLAN, "18:20")], "18:20", heard=[late]) == ["speak"], "this one is none"


def test_three_are_enough_for_one_local_date_and_the_next_date_begins_anew() -> None:
    heard = [PastDelivery(at(time), at(time)) for time in ("08:00", "12:00", "16:00")]
    assert told([waiting(PLAN, "18:00")], "18:00", heard=heard) == ["visit enough_today"]
    assert told([waiting(PLAN, "18:00")], "18:00", heard=heard[1:]) == ["speak"]
    assert told([waiting(PLAN, "24 08:00")], "24 08:00", heard=heard) == ["speak"]
    several = [waiting(TALK, "18:00")] * 5
    assert told(several, "18:00") == ["speak"] * 3 + ["visit enough_today"] * 2
    assert told(several, "18:00", heard=heard[:2]) == ["speak"] + ["visit enough_today"] * 4


def test_plans_that_are_due_together_are_one_label_and_not_a_flood() -> None:
    plans = [waiting(PLAN, "18:00"), waiting(PLAN, "18:00"), waiting(PLAN, "18:01")]
    assert told(plans, "18:01") == ["visit merged"] * 2 + ["speak"]
    assert [one.stands_for_several for one in decide_deliveries(plans, mara(), now=at("18:01"), heard=())] == [
        False,
        False,
        True,
    ]
    assert told([*plans, waiting(TALK, "18:01")], "18:01") == ["visit merged"] * 2 + ["speak"] * 2
    [alone] = decide_deliveries(plans[:1], mara(), now=at("18:01"), heard=())
    assert not alone.stands_for_several


def test_the_day_is_the_persons_own_and_ends_with_the_night() -> None:
    heard = [PastDelivery(at(time), at(time)) for time in ("23 23:10", "23 23:20", "23 23:30")]
    no_quiet = (0, 0)
    assert told([waiting(PLAN, "23:50")], "23:50", mara(no_quiet), heard) == ["visit enough_today"]
    in_berlin = mara(no_quiet, "Europe/Berlin")
    after_midnight = waiting(PLAN, "24 00:10", mara(no_quiet))
    assert told([after_midnight], "24 00:10", mara(no_quiet), heard) == ["visit enough_today"]
    assert told([waiting(PLAN, "24 04:10", mara(no_quiet))], "24 04:10", mara(no_quiet), heard) == ["speak"]
    assert told([waiting(PLAN, "24 00:10", in_berlin)], "24 00:10", in_berlin, heard) == ["visit enough_today"]


@given(
    st.lists(st.tuples(st.sampled_from(PromptKind), st.integers(0, 2880)), max_size=8),
    st.integers(0, 2880),
    st.lists(st.tuples(st.integers(0, 1440), st.integers(0, 300)), max_size=5),
    st.tuples(st.integers(0, 1439), st.integers(0, 1439)),
    st.none() | st.integers(0, 2880),
)
def test_whatever_comes_together_no_promise_of_the_clock_is_broken(
    due_minutes: list[tuple[PromptKind, int]],
    now_minute: int,
    heard_before: list[tuple[int, int]],
    quiet: tuple[int, int],
    paused: int | None,
) -> None:
    start, person = at("22 12:00"), mara(quiet)
    now = start + now_minute * MINUTE
    person.paused_until = start + paused * MINUTE if paused is not None else None
    dues = sorted((start + minute * MINUTE, kind) for kind, minute in due_minutes if minute <= now_minute)
    due = [Waiting(kind, when, window_end(kind, when, person)) for when, kind in dues]
    heard = [PastDelivery(now - ago * MINUTE, now - (ago + lateness) * MINUTE) for ago, lateness in heard_before]
    decided = decide_deliveries(due, person, now=now, heard=heard)
    assert len(decided) == len(due), "each has exactly one end"
    spoken = [(one, what) for one, what in zip(due, decided, strict=True) if what.way is Action.SPEAK]
    today = sum(person.local(one.at).date() == person.local(now).date() for one in heard)
    assert len(spoken) <= max(0, UNASKED_A_DAY - today)
    assert sum(is_late(one.due_at, now) for one, _ in spoken) <= 1, "one late one after an outage"
    assert not spoken or not (person.is_quiet(now) or person.is_paused(now))
    for one, what in zip(due, decided, strict=True):
        assert (what.way in (Action.HOLD_FOR_VISIT, Action.EXPIRE)) == (what.reason is not None), (
            "what is not spoken is counted"
        )
        is_hurried = one.kind is PromptKind.HARD_TALK and is_late(one.due_at, now)
        assert (what.way is Action.EXPIRE) == (now >= one.window_end or person.is_paused(now) or is_hurried)
        assert what.reason is not OccurrenceReason.PAUSED or person.is_paused(now)
        if what.way in (Action.SPEAK, Action.WAIT):
            assert what.until is not None
            assert now < what.until <= one.window_end
