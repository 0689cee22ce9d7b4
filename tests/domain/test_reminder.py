"""What the calendar wants Alexa to ring: never what is over, skipped or paused; and when two alerts are heard alike."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from skill.domain.occurrence import OccurrenceReason, OccurrenceState
from skill.domain.person import Recipient
from skill.domain.reminder import ATTEMPTS, LEAD, Alert, again_after, wanted
from skill.domain.rule import EVERY_DAY, PromptKind, Rule

NOW = datetime(2026, 10, 30, 22, 0, tzinfo=UTC)
TODAY = date(2026, 10, 30)
ZONES = ("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kathmandu", "UTC")


def somebody(*, paused_until: datetime | None = None, muted: bool = False) -> Recipient:
    return Recipient(uuid4(), NOW, "America/New_York", 0, 0, paused_until, muted)


def evening(minute: int = 20 * 60 + 30, zone: str = "America/New_York", days: int = EVERY_DAY) -> Rule:
    return Rule(uuid4(), uuid4(), PromptKind.REFLECTION, minute, zone, days)


@given(
    minute=some.integers(0, 1439),
    zone=some.sampled_from(ZONES),
    now=some.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes)),
    pause=some.one_of(some.none(), some.integers(0, 90 * 24 * 60)),
    over=some.sets(some.integers(0, 5)),
)
def test_what_is_wanted_rings_just_when_the_calendar_is_due(
    minute: int, zone: str, now: datetime, pause: int | None, over: set[int]
) -> None:
    rule, person = evening(minute, zone), somebody(paused_until=now + timedelta(minutes=pause) if pause else None)
    today = now.astimezone(ZoneInfo(zone)).date()
    known = {today + timedelta(days=day): (OccurrenceState.CANCELLED, OccurrenceReason.SKIPPED) for day in over}
    alert = wanted(rule, person, known, now=now)
    days = (today + timedelta(days=ahead) for ahead in range(99))
    dues = ((day, rule.due_on(day)) for day in days if day not in known)
    first = next(due for _, due in dues if due is not None and due > now + LEAD and not person.is_paused(due))
    assert alert is not None
    assert alert.next_ring(now + LEAD) == first
    assert alert.rings_at(first)
    assert alert.rings_like(alert, now)


@pytest.mark.parametrize("rule", [None, "ended", "muted"])
def test_without_a_rule_or_after_stop_nothing_is_wanted(rule: str | None) -> None:
    kept = evening() if rule else None
    if kept is not None and rule == "ended":
        kept.ended_at = NOW
    assert wanted(kept, somebody(muted=rule == "muted"), {}, now=NOW) is None


@pytest.mark.parametrize(
    ("state", "reason", "is_wanted"),
    [
        (OccurrenceState.DUE, None, True),
        (OccurrenceState.LEASED, None, True),
        (OccurrenceState.CANCELLED, OccurrenceReason.WITHDRAWN, False),
        (OccurrenceState.CANCELLED, OccurrenceReason.ANSWERED, False),
        (OccurrenceState.DONE, OccurrenceReason.ANSWERED, False),
    ],
)
def test_a_promise_is_rung_for_only_as_long_as_it_is_open(
    state: OccurrenceState, reason: OccurrenceReason | None, is_wanted: bool
) -> None:
    rule = evening()
    rule.on_date = TODAY
    found = wanted(rule, somebody(), {TODAY: (state, reason)}, now=NOW)
    assert found == (Alert("America/New_York", 20 * 60 + 30, TODAY, is_daily=False) if is_wanted else None)


def test_two_alerts_are_alike_if_from_now_on_they_are_heard_alike() -> None:
    told = Alert("America/New_York", 1230, TODAY - timedelta(days=40), is_daily=True)
    assert told.rings_like(Alert("America/New_York", 1230, TODAY, is_daily=True), NOW)
    for other in (
        Alert("America/New_York", 1230, TODAY + timedelta(days=1), is_daily=True),
        Alert("America/New_York", 1231, TODAY, is_daily=True),
        Alert("America/Chicago", 1230, TODAY, is_daily=True),
        Alert("America/New_York", 1230, TODAY, is_daily=False),
    ):
        assert not told.rings_like(other, NOW)


def test_waiting_grows_up_to_a_minute_and_an_hour_where_amazon_tries_by_itself() -> None:
    assert [again_after(one).total_seconds() for one in (1, 2, 3, ATTEMPTS)] == [2, 4, 8, 60]
    assert again_after(1, accepted=True) == timedelta(minutes=2)
    assert again_after(ATTEMPTS, accepted=True) == timedelta(hours=1)
