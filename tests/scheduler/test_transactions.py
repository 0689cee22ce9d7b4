"""How many writer's locks a due prompt takes, and that a tick with nothing due takes none."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import event
from support.clock_only import Clockwork

EVENING = 20 * 60 + 30
WRITES_AT_MOST = 3
"""Leased, laid before the speaker, stamped."""


@contextmanager
def begun(clockwork: Clockwork) -> Iterator[list[str]]:
    """Collect how each transaction begins."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("BEGIN"):
            found.append(statement)

    event.listen(clockwork.database.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(clockwork.database.engine, "before_cursor_execute", note)


def test_a_due_prompt_takes_few_writers_locks_however_many_are_due_and_an_idle_tick_none(clockwork: Clockwork) -> None:
    for name in ("mara", "jonas", "nora"):
        clockwork.person(name, evening=EVENING)
    clockwork.tick()
    due = clockwork.dispatcher.next_due()
    assert due is not None
    clockwork.clock.set(due - timedelta(seconds=1))
    clockwork.listen()
    with begun(clockwork) as idle:
        assert clockwork.dispatcher.tick(clockwork.now) == 0
        clockwork.dispatcher.next_due()
    assert set(idle) == {"BEGIN"}
    with begun(clockwork) as writes:
        assert clockwork.dispatcher.tick(due) == 3
    assert writes.count("BEGIN IMMEDIATE") <= WRITES_AT_MOST
    clockwork.clock.set(due)
    assert sorted(one.name for one in clockwork.listen()) == ["jonas", "mara", "nora"]
