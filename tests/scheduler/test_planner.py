"""The agenda makes the near future from the rules, once however often it runs, and lets the past come to rest."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import BigInteger, select, type_coerce, update
from support.clock_only import NEW_YORK, Clockwork
from support.sampling import slow_but
from support.sql import sql

from scheduler.planner import Planner, PlannerRound
from skill.domain.commitment import Commitment, CommitmentState
from skill.domain.occurrence import OccurrenceReason, OccurrenceState
from skill.domain.person import Person
from skill.domain.rule import PromptKind
from skill.storage.tables.calendar import occurrences, rules

EVENING = 20 * 60 + 30
HOUR = timedelta(hours=1)
NOTHING = PlannerRound(0, 0, 0)


def dates(clockwork: Clockwork) -> list[date]:
    """Return the local dates that have an occurrence still to come."""
    with clockwork.database.work() as work:
        found = select(occurrences.c.local_date).where(occurrences.c.state == OccurrenceState.DUE)
        return sorted(sql(work).scalars(found))


def state_of(clockwork: Clockwork, person: Person, commitment: Commitment) -> CommitmentState:
    """Return what is known of a commitment."""
    with clockwork.database.work() as work:
        kept = work.commitments.get(person, commitment.id)
        assert kept is not None
        return kept.state


def test_the_next_day_and_a_half_is_made_and_a_second_round_changes_nothing(clockwork: Clockwork) -> None:
    clockwork.person(evening=EVENING)
    clockwork.agenda.round(clockwork.now)
    assert dates(clockwork) == [date(2026, 11, 23), date(2026, 11, 24)]
    assert clockwork.agenda.round(clockwork.now) == NOTHING
    assert Planner(clockwork.database).round(clockwork.now) == NOTHING
    assert dates(clockwork) == [date(2026, 11, 23), date(2026, 11, 24)]


def test_day_after_day_each_date_is_made_once(clockwork: Clockwork) -> None:
    clockwork.person(evening=EVENING)
    begin = clockwork.now
    for hour in range(0, 24 * 7, 5):
        clockwork.agenda.round(begin + hour * HOUR)
    assert dates(clockwork) == [date(2026, 11, 23) + timedelta(days=day) for day in range(8)]


def test_many_rules_are_made_in_several_small_transactions(clockwork: Clockwork) -> None:
    mara = clockwork.person()
    with clockwork.database.work() as work:
        for _ in range(450):
            rule = work.calendar.set_daily(mara, PromptKind.REFLECTION, EVENING, clockwork.now)
            rule.ended_at = clockwork.now
            sql(work).flush()
        sql(work).execute(update(rules).values(ended_at=None, filled_until=None))
        sql(work).execute(occurrences.delete())
    shares: list[int] = []
    done = clockwork.agenda.round(clockwork.now, between=lambda: shares.append(1))
    assert (done.made, len(shares)) == (900, 2)


def test_with_other_time_zone_tables_all_that_is_to_come_is_computed_anew(clockwork: Clockwork) -> None:
    mara = clockwork.person(evening=EVENING)
    clockwork.promise(mara, clockwork.now + 3 * HOUR)
    clockwork.agenda.round(clockwork.now)
    with clockwork.database.work() as work:
        wrong = {"tz_version": "1999a", "due_at": type_coerce(occurrences.c.due_at, BigInteger) + 3_600_000_000}
        sql(work).execute(update(occurrences).where(occurrences.c.kind == PromptKind.REFLECTION).values(**wrong))
    assert Planner(clockwork.database).round(clockwork.now).made == 2
    assert [one.at[-5:] for one in clockwork.let_pass(clockwork.now + 10 * HOUR)] == ["15:00", "20:30"]


def test_silence_after_the_grace_is_not_heard_and_nothing_worse(clockwork: Clockwork) -> None:
    mara = clockwork.person()
    promised = clockwork.promise(mara, datetime(2026, 11, 23, 23, tzinfo=UTC))
    clockwork.let_pass(datetime(2026, 11, 25, 4, 59, tzinfo=UTC))
    assert state_of(clockwork, mara, promised) is CommitmentState.PROMISED
    clockwork.let_pass(datetime(2026, 11, 25, 5, 0, tzinfo=UTC))
    assert state_of(clockwork, mara, promised) is CommitmentState.NOT_HEARD
    assert clockwork.ended() == {"expired unanswered": 1}


def test_the_ledger_is_forgotten_after_thirty_days(clockwork: Clockwork) -> None:
    mara = clockwork.person()
    clockwork.promise(mara, clockwork.now + HOUR)
    clockwork.let_pass(clockwork.now + timedelta(days=2))
    assert clockwork.ended() == {"expired unanswered": 1}
    clockwork.tick(clockwork.now + timedelta(days=31))
    assert clockwork.ended() == {}
    with clockwork.database.work() as work:
        assert list(sql(work).scalars(select(rules.c.id))) == []


def test_a_rule_that_cannot_be_filled_holds_up_nobody_else(clockwork: Clockwork) -> None:
    nora = clockwork.person("nora", evening=EVENING)
    clockwork.person("mara", evening=EVENING)
    with clockwork.database.work() as work:
        sql(work).execute(update(rules).values(filled_until=None))
        sql(work).execute(occurrences.delete())
        sql(work).execute(update(rules).where(rules.c.person_id == nora.id).values(zone="Nowhere/Land"))
    assert clockwork.agenda.round(clockwork.now).made == 2
    assert clockwork.agenda.round(clockwork.now) == NOTHING


def travel(clockwork: Clockwork, person: Person, zone: str) -> None:
    """Let somebody live by another zone's clock from now on."""
    with clockwork.database.work() as work:
        kept = work.people.get(person.id)
        assert kept is not None
        work.schedules.change_time_zone(kept, zone, clockwork.now)


ZONES = (NEW_YORK, "Europe/Berlin", "Pacific/Auckland", "Pacific/Honolulu", "Asia/Kathmandu", "Pacific/Kiritimati")


@pytest.mark.parametrize(
    ("there", "leaves"),
    slow_but(product(ZONES, [6, 12]), [("Pacific/Kiritimati", 12)], is_rows=True),
)
def test_on_a_journey_no_local_date_is_heard_twice_and_none_after_it_is_missed(
    clockwork: Clockwork, there: str, leaves: int
) -> None:
    mara = clockwork.person(evening=EVENING)
    begin = clockwork.now
    heard = clockwork.let_pass(begin + leaves * HOUR)
    travel(clockwork, mara, there)
    arrived = mara.local(clockwork.now).date()
    kept = Person(mara.id, mara.created_at, b"", "", zone=there)
    first = kept.local(clockwork.now).date()
    heard += clockwork.let_pass(begin + timedelta(days=3))
    travel(clockwork, mara, NEW_YORK)
    heard += clockwork.let_pass(begin + timedelta(days=6))
    on = [one.at[:10] for one in heard]
    assert len(set(on)) == len(on)
    assert {one.at[-5:] for one in heard} == {"20:30"}
    assert len(on) >= 5
    assert (first - arrived).days in (-1, 0, 1)


def test_a_time_of_today_that_the_journey_skipped_is_counted(clockwork: Clockwork) -> None:
    mara = clockwork.person(evening=EVENING)
    clockwork.let_pass(clockwork.now + 4 * HOUR)
    travel(clockwork, mara, "Europe/Berlin")
    assert clockwork.counts()[OccurrenceState.CANCELLED, OccurrenceReason.CHANGED] == 1
    heard = clockwork.let_pass(clockwork.now + timedelta(days=1))
    assert [one.at for one in heard] == ["2026-11-24 20:30"]
