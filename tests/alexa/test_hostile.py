"""Whoever is not Amazon, not for us, not fresh or not whole hears the same empty 400, and nothing of it is kept."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

import pytest
from alexa.hostile import TABLE, Class, Row, Scene
from support.fake_alexa import GOOD, Authority, Door, Letter, Shelf
from support.sampling import slow_but

Refuse = Callable[[Letter, str], None]
Note = Callable[[Row], None]
WITHOUT_A_FETCH = {Class.SHAPE, Class.HEADERS, Class.ADDRESS, Class.SIGNATURE}
LEAST = 120
KEPT = {*{row.kind: row for row in TABLE}.values(), *TABLE[::6]}
"""One of each class, and every sixth row: `make test-all` sends them all."""


@pytest.mark.parametrize("row", slow_but(TABLE, KEPT), ids=lambda row: f"{row.kind}: {row.said}")
def test_a_hostile_request_is_refused_in_silence_for_this_reason(
    door: Door, refuse: Refuse, shelf: Shelf, authority: Authority, now: datetime, row: Row, note: Note
) -> None:
    *first, last = row.make(Scene(now, authority, shelf))
    for one in first:
        door.send(one)
    fetched = shelf.fetches.total() - shelf.fetches[GOOD]
    refuse(last, row.reason)
    if row.kind in WITHOUT_A_FETCH:
        assert shelf.fetches.total() - shelf.fetches[GOOD] == fetched
    note(row)


def test_the_table_has_every_class_and_no_row_twice() -> None:
    assert len(TABLE) >= LEAST
    assert {row.kind for row in TABLE} == set(Class)
    assert [said for said, number in Counter((row.kind, row.said) for row in TABLE).items() if number > 1] == []
