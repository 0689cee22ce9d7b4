"""Recurring promises in rows: sealed once, one commitment for each date, ended whole, and nobody else's."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from support.clock_only import NEW_YORK, Clockwork
from support.sql import sql

from skill.domain.commitment import Commitment, CommitmentState
from skill.domain.errors import NotReadableError
from skill.storage.unit_of_work import UnitOfWork

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def clockwork(tmp_path):  # type: ignore[no-untyped-def]
    with Clockwork(tmp_path / "data", NOON) as built:
        yield built


def rows(work: UnitOfWork) -> list[Commitment]:
    return list(sql(work).scalars(select(Commitment).order_by(Commitment.due_at)))  # type: ignore[arg-type]


def test_its_words_are_kept_once_and_each_of_its_commitments_has_them(clockwork: Clockwork) -> None:
    mara, nora = clockwork.person("mara"), clockwork.person("nora")
    with clockwork.database.work() as work:
        series = work.series.make(mara, "be home", minute=18 * 60, days=127, now=NOON)
        assert b"be home" not in series.sealed_text
        assert [work.commitments.words(mara, one) for one in rows(work)] == ["be home"] * 2
        assert {one.sealed_text for one in rows(work)} == {b""}
        with pytest.raises(NotReadableError):
            work.series.words(nora, series)
        assert work.series.get(nora, series.id) is None
        assert work.series.active(nora) == []


def test_a_date_can_never_be_there_twice(clockwork: Clockwork) -> None:
    mara = clockwork.person()
    with clockwork.database.work() as work:
        work.series.make(mara, "be home", minute=18 * 60, days=127, now=NOON)
        first = rows(work)[0]
        series_id, on = first.series_id, first.local_date
    with pytest.raises(IntegrityError), clockwork.database.work() as work:
        twin = work.commitments.make(mara, "again", due_at=NOON, now=NOON)
        twin.series_id, twin.local_date = series_id, on


def test_ended_it_yields_nothing_more_and_what_was_stays(clockwork: Clockwork) -> None:
    mara = clockwork.person()
    with clockwork.database.work() as work:
        series = work.series.make(mara, "be home", minute=18 * 60, days=127, now=NOON)
        rows(work)[0].keep(NOON)
        work.series.end(series, NOON)
        assert [one.state for one in rows(work)] == [CommitmentState.KEPT, CommitmentState.WITHDRAWN]
        assert work.series.to_fill(NOON + 9 * DAY, 10) == []


def test_the_next_one_is_made_ahead_of_its_day_once(clockwork: Clockwork) -> None:
    mara = clockwork.person(zone=NEW_YORK)
    with clockwork.database.work() as work:
        series = work.series.make(mara, "call", minute=12 * 60, days=0b1000000, now=NOON)
        assert rows(work) == []
        one = work.series.next_of(series, mara, NOON)
        assert one is not None
        assert one.local_due().isoformat() == "2026-11-29T12:00:00-05:00"
        assert work.series.next_of(series, mara, NOON) is one
        one.skip(NOON)
        following = work.series.next_of(series, mara, NOON)
        assert following is not None
        assert following.due_at - one.due_at == 7 * DAY


def test_of_a_series_only_the_last_date_is_open_and_yesterday_is_not_asked_about(clockwork: Clockwork) -> None:
    mara = clockwork.person()
    with clockwork.database.work() as work:
        work.series.make(mara, "be home", minute=18 * 60, days=127, now=NOON)
        evening = NOON + timedelta(hours=7)
        first, second = rows(work)
        assert work.commitments.due(mara, evening) == [first]
        assert work.commitments.due(mara, evening + DAY) == [second]
        assert work.commitments.past_grace(evening + DAY, 10) == [first, second]


def test_one_sentence_of_owning_is_sealed_for_its_own_cell(clockwork: Clockwork) -> None:
    mara, nora = clockwork.person("mara"), clockwork.person("nora")
    with clockwork.database.work() as work:
        one = work.commitments.make(mara, "call", due_at=NOON, now=NOON)
        assert work.commitments.owning(mara, one) is None
        work.commitments.own(mara, one, "I did not call")
        assert one.sealed_owning is not None
        assert b"did not" not in one.sealed_owning
        assert work.commitments.owning(mara, one) == "I did not call"
        with pytest.raises(NotReadableError):
            work.commitments.owning(nora, one)
        one.sealed_text, one.sealed_owning = one.sealed_owning, one.sealed_text
        with pytest.raises(NotReadableError):
            work.commitments.words(mara, one)


def test_repairs_in_a_circle_do_not_turn_for_ever(clockwork: Clockwork) -> None:
    mara = clockwork.person()
    with clockwork.database.work() as work:
        one, other = (work.commitments.make(mara, "call", due_at=NOON, now=NOON) for _ in range(2))
        one.repairs_id, other.repairs_id = other.id, one.id
        other.own_missed(NOON)
        one.keep(NOON)
        work.commitments.settle(one, NOON)
        assert other.state is CommitmentState.REPAIRED
