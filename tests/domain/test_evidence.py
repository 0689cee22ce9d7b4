"""Facts are counted as their owner told them, over two weeks or more, and a direction needs enough of them."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from skill.domain.commitment import Commitment
from skill.domain.evidence import SPANS, Evidence, count, direction, kinds_of_days, span_for

MADE = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
DUE = MADE + timedelta(hours=6)
EARLIER, LATER = DUE - timedelta(hours=1), DUE + timedelta(hours=1)
WEEK = timedelta(weeks=1)


def a_promise() -> Commitment:
    return Commitment(UUID(int=1), UUID(int=2), MADE, DUE, DUE, "UTC", b"sealed")


def test_each_promise_counts_once_as_what_became_of_it() -> None:
    kept, moved, repaired, owned, mended, silent, open_one, back = (a_promise() for _ in range(8))
    kept.keep(LATER)
    moved.move(EARLIER, LATER)
    moved.keep(LATER)
    repaired.move(LATER, LATER + WEEK)
    repaired.keep(LATER + WEEK)
    owned.own_missed(LATER)
    mended.own_missed(LATER)
    mended.move(LATER, LATER + WEEK)
    mended.keep(LATER + WEEK)
    silent.mark_not_heard()
    back.withdraw(EARLIER)
    found = count([kept, moved, repaired, owned, mended, silent, open_one, back])
    assert found == Evidence(kept=1, moved=1, repaired=2, owned=1, not_heard=1)
    assert (found.total, found.kept_faith) == (6, 4)


def test_left_out_beforehand_keeps_faith_and_what_makes_good_shows_in_what_was_missed() -> None:
    skipped, missed, good, tried, trying = (a_promise() for _ in range(5))
    skipped.series_id = good.repairs_id = trying.repairs_id = UUID(int=3)
    skipped.skip(EARLIER)
    missed.own_missed(LATER)
    good.keep(LATER)
    missed.repair(LATER)
    tried.own_missed(LATER)
    trying.own_missed(LATER)
    found = count([skipped, missed, good, tried, trying])
    assert found == Evidence(skipped=1, repaired=1, owned=1), "a try to make good never adds to what did not happen"
    assert (found.total, found.kept_faith) == (3, 2)


@pytest.mark.parametrize(
    ("wanted", "known", "span"),
    [
        (None, 1, None),
        (None, 2, 2),
        (None, 3, 2),
        (None, 4, 4),
        (None, 50, 4),
        (1, 50, 2),
        (10, 50, 12),
        (12, 5, 4),
        (52, 50, 12),
    ],
)
def test_it_is_never_less_than_two_weeks_nor_more_than_is_known(
    wanted: int | None, known: int, span: int | None
) -> None:
    found = span_for(wanted * WEEK if wanted else None, known * WEEK)
    assert found == (span * WEEK if span else None)
    assert found is None or found in SPANS


@pytest.mark.parametrize(
    ("now", "before", "way"),
    [
        (Evidence(kept=5), Evidence(kept=1, owned=4), 1),
        (Evidence(kept=1, not_heard=4), Evidence(kept=5), -1),
        (Evidence(kept=4, owned=1), Evidence(kept=5), 0),
        (Evidence(kept=2), Evidence(kept=1, owned=4), None),
        (Evidence(kept=9), Evidence(owned=2), None),
        (Evidence(moved=3, repaired=2), Evidence(owned=5), 1),
        (Evidence(skipped=5), Evidence(kept=5), 0),
    ],
)
def test_a_direction_is_said_only_where_enough_is_known(now: Evidence, before: Evidence, way: int | None) -> None:
    assert direction(now, before) == way


def test_a_day_is_of_the_kind_that_was_said_last() -> None:
    monday, tuesday = date(2026, 11, 2), date(2026, 11, 3)
    said = [(monday, "a stormy day"), (monday, "a steady day"), (tuesday, "a steady day")]
    assert kinds_of_days(said) == [("a steady day", 2)]
