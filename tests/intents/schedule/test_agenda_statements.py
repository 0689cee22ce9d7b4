"""Asking what is coming up takes a bounded number of statements, however much is promised, and keeps nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event
from support.local_speaker import LocalSpeakerApp

AT_MOST = 16
"""Statements of the whole turn: who speaks, what is coming, and the row of the person."""
HOURS = ("seven", "eight", "nine", "ten")


@contextmanager
def statements(app: LocalSpeakerApp) -> Iterator[list[str]]:
    """Collect every statement that the database is sent."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    engine = app.application.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def asked(app: LocalSpeakerApp) -> tuple[str, list[str]]:
    with statements(app) as sent:
        words = app.say("what is coming up").words
    return words, [one for one in sent if not one.startswith(("BEGIN", "PRAGMA"))]


def test_with_eight_recurring_promises_it_takes_no_more_statements_than_with_one(mara: LocalSpeakerApp) -> None:
    counts = []
    for number in range(8):
        days, hour = ("every day", "every sunday")[number % 2], HOURS[number // 2]
        mara.say(f"I promise to water plant {number} {days} at {hour} in the evening")
        mara.say("yes")
        words, sent = asked(mara)
        assert "plan" in words
        assert [one for one in sent if one.startswith(("INSERT", "DELETE"))] == []
        counts.append(len(sent))
    with mara.application.database.work() as work:
        assert len(work.series.active(mara.person())) == 8
    print(f"\nstatements with one to eight recurring promises: {counts}")
    assert max(counts) <= AT_MOST
    assert max(counts) == min(counts)


def test_a_promise_for_a_far_weekday_is_named_at_its_own_hour(mara: LocalSpeakerApp) -> None:
    mara.say("I promise to call home every sunday at seven in the evening")
    mara.say("yes")
    assert "Your seven o'clock plan, on Sunday." in mara.say("what is coming up").words
