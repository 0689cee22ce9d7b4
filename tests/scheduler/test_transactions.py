"""How many writer's locks a due prompt takes, and that whoever finds nothing to do takes none."""

from datetime import timedelta
from typing import Any, cast

from support.clock_only import Clockwork
from support.sql import begun

from scheduler.alexa_sync import AlexaSync

EVENING = 20 * 60 + 30


def test_due_prompts_take_two_writers_locks_however_many_they_are_and_an_idle_tick_none(
    clockwork: Clockwork,
) -> None:
    for name in ("mara", "jonas", "nora"):
        clockwork.person(name, evening=EVENING)
    clockwork.tick()
    due = clockwork.dispatcher.next_due()
    assert due is not None
    clockwork.clock.set(due - timedelta(seconds=1))
    clockwork.listen()
    with begun(clockwork.database) as idle:
        assert clockwork.dispatcher.tick(clockwork.now) == 0
        clockwork.dispatcher.next_due()
    assert set(idle) == {"BEGIN"}
    with begun(clockwork.database) as writes:
        assert clockwork.dispatcher.tick(due) == 3
    assert writes == ["BEGIN", "BEGIN IMMEDIATE", "BEGIN IMMEDIATE"], "looked, leased, announced and stamped"
    clockwork.clock.set(due)
    assert sorted(one.name for one in clockwork.listen()) == ["jonas", "mara", "nora"]


def test_a_round_that_has_nothing_to_tell_amazon_takes_no_writers_lock(clockwork: Clockwork) -> None:
    clockwork.person("mara", evening=EVENING)
    nobody = cast("Any", None)
    sync = AlexaSync(clockwork.database, messaging=nobody, proactive=nobody)
    with begun(clockwork.database) as found:
        sync.round(clockwork.now)
        assert sync.next_due() is None
    assert set(found) == {"BEGIN"}
