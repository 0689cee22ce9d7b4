"""What failed is tried again ever more slowly, a minute at most, and not all at once."""

from datetime import timedelta
from uuid import UUID

from skill.domain.backoff import AT_MOST, UNAVAILABLE, again_after, doubled, spread


def test_the_wait_doubles_up_to_a_minute_however_often_it_failed() -> None:
    assert [doubled(one).total_seconds() for one in (0, 1, 5, 6, 7, 2000)] == [1, 2, 32, 60, 60, 60]


def test_rows_that_failed_together_wait_differently_and_each_the_same_in_every_process() -> None:
    waits = [spread(UUID(int=number), 3) for number in range(50)]
    assert waits == [spread(UUID(int=number), 3) for number in range(50)]
    assert len(set(waits)) == 50
    assert timedelta(0) < min(waits) < max(waits) <= doubled(3)


def test_what_amazon_asks_for_and_its_being_unavailable_only_lengthen_the_wait() -> None:
    assert again_after(1, is_unavailable=True) == UNAVAILABLE
    assert again_after(1, is_unavailable=True, retry_after=90.0) == timedelta(seconds=90)
    assert again_after(9, retry_after=5.0) == AT_MOST
    assert again_after(1, accepted=True) == timedelta(minutes=2)
