"""A commitment from promise to answer: every state and every way between them, and when silence counts."""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from support.local_speaker import LocalSpeakerApp

from skill.domain.commitment import Commitment, CommitmentState

MADE = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
DUE = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
"""Six in the evening in New York."""
LATER = DUE + timedelta(hours=1)
HOUR = timedelta(hours=1)

Act = Callable[[Commitment], object]
ACTS: dict[str, Act] = {
    "keep": lambda one: one.keep(LATER),
    "own_missed": lambda one: one.own_missed(LATER),
    "withdraw": lambda one: one.withdraw(LATER),
    "move": lambda one: one.move(LATER, LATER + HOUR),
    "fall_silent": lambda one: one.mark_not_heard(),
    "rest": lambda one: one.rest(),
}
ENDS_AS = {
    "keep": CommitmentState.KEPT,
    "own_missed": CommitmentState.MISSED_OWNED,
    "withdraw": CommitmentState.WITHDRAWN,
    "move": CommitmentState.PROMISED,
    "fall_silent": CommitmentState.NOT_HEARD,
    "rest": CommitmentState.WITHDRAWN,
}
SETTLED = (
    CommitmentState.KEPT,
    CommitmentState.MISSED_OWNED,
    CommitmentState.REPAIRED,
    CommitmentState.SKIPPED,
    CommitmentState.WITHDRAWN,
)
"""What its owner said; the clock may not say anything else afterwards (rules.md R8)."""
OPEN_AGAIN = {
    ("not_heard", "keep"): CommitmentState.KEPT,
    ("not_heard", "own_missed"): CommitmentState.MISSED_OWNED,
    ("not_heard", "withdraw"): CommitmentState.WITHDRAWN,
    ("not_heard", "move"): CommitmentState.PROMISED,
    ("missed_owned", "move"): CommitmentState.PROMISED,
    ("kept", "own_missed"): CommitmentState.MISSED_OWNED,
    ("missed_owned", "keep"): CommitmentState.KEPT,
    ("repaired", "own_missed"): CommitmentState.MISSED_OWNED,
    ("repaired", "keep"): CommitmentState.KEPT,
    ("skipped", "keep"): CommitmentState.KEPT,
    ("skipped", "own_missed"): CommitmentState.MISSED_OWNED,
    ("skipped", "withdraw"): CommitmentState.WITHDRAWN,
    ("skipped", "move"): CommitmentState.PROMISED,
}
"""Late answers, a new time after "it did not happen", and a word that was misheard and is said again."""


def a_promise(state: CommitmentState = CommitmentState.PROMISED) -> Commitment:
    """Something that Mara promised for six."""
    made = Commitment(UUID(int=1), UUID(int=2), MADE, DUE, DUE, "America/New_York", b"sealed")
    made.state = state
    made.decided_at = LATER if state in SETTLED else None
    return made


@pytest.mark.parametrize("act", ACTS)
def test_a_promise_ends_as_what_was_said_of_it(act: str) -> None:
    made = a_promise()
    ACTS[act](made)
    assert made.state is ENDS_AS[act]
    is_said = made.state in SETTLED and act != "rest"
    assert made.decided_at == (LATER if is_said else None), "silence and a new time decide nothing"
    assert (made.first_due_at, made.made_at) == (DUE, MADE), "what was first promised stays known"


@pytest.mark.parametrize(("state", "act"), OPEN_AGAIN)
def test_a_late_or_corrected_word_of_its_owner_counts(state: str, act: str) -> None:
    made = a_promise(CommitmentState(state))
    ACTS[act](made)
    assert made.state is OPEN_AGAIN[state, act]


FORBIDDEN = [
    *((state, "fall_silent") for state in (*SETTLED, CommitmentState.NOT_HEARD)),
    *((CommitmentState.WITHDRAWN, act) for act in ("keep", "own_missed", "move")),
    *((CommitmentState.CLAIMED, act) for act in ("keep", "own_missed", "fall_silent")),
]


@pytest.mark.parametrize(("state", "act"), FORBIDDEN)
def test_what_is_settled_cannot_be_undone_by_silence_nor_what_is_taken_back_be_answered(
    state: CommitmentState, act: str
) -> None:
    made = a_promise(state)
    with pytest.raises(ValueError, match=state):
        ACTS[act](made)
    assert (made.state, made.due_at, made.moved_before, made.moved_after) == (state, DUE, 0, 0)
    assert made.decided_at == (LATER if state in SETTLED else None)


@pytest.mark.parametrize(
    ("minutes", "keeps_faith"), [(-600, True), (-1, True), (0, False), (1, False), (60 * 30, False)]
)
def test_moving_it_before_its_time_keeps_faith_and_afterwards_does_not(minutes: int, *, keeps_faith: bool) -> None:
    made = a_promise()
    said_at = DUE + timedelta(minutes=minutes)
    assert made.move(said_at, DUE + timedelta(days=2)) is keeps_faith
    assert (made.moved_before, made.moved_after) == ((1, 0) if keeps_faith else (0, 1))
    assert made.due_at == DUE + timedelta(days=2)
    assert made.state is CommitmentState.PROMISED


def test_each_move_is_counted_against_the_time_that_held_then() -> None:
    made = a_promise()
    made.move(DUE - HOUR, DUE + HOUR)
    made.move(DUE, DUE + 2 * HOUR)
    made.move(DUE + 2 * HOUR, DUE + 3 * HOUR)
    assert (made.moved_before, made.moved_after) == (2, 1)
    assert made.first_due_at == DUE


def test_it_is_asked_about_from_its_minute_on_and_only_while_nobody_answered() -> None:
    assert not a_promise().is_due(DUE - timedelta(microseconds=1))
    assert a_promise().is_due(DUE)
    assert a_promise().is_due(DUE + timedelta(days=9))
    for state in set(CommitmentState) - {CommitmentState.PROMISED}:
        assert not a_promise(state).is_due(LATER)


@pytest.mark.parametrize(
    ("zone", "due", "ends"),
    [
        ("America/New_York", "2026-11-23T18:00-05:00", "2026-11-25T00:00-05:00"),
        ("America/New_York", "2026-11-23T00:00-05:00", "2026-11-25T00:00-05:00"),
        ("America/New_York", "2026-11-23T23:59-05:00", "2026-11-25T00:00-05:00"),
        ("America/New_York", "2026-10-31T18:00-04:00", "2026-11-02T00:00-05:00"),
        ("America/New_York", "2026-03-07T18:00-05:00", "2026-03-09T00:00-04:00"),
        ("Europe/Berlin", "2026-03-28T18:00+01:00", "2026-03-30T00:00+02:00"),
        ("Pacific/Auckland", "2026-12-31T20:00+13:00", "2027-01-02T00:00+13:00"),
        ("Asia/Kathmandu", "2026-02-28T20:00+05:45", "2026-03-02T00:00+05:45"),
        ("Asia/Beirut", "2026-03-27T20:00+02:00", "2026-03-29T01:00+03:00"),
    ],
)
def test_the_grace_is_the_whole_next_local_day_whatever_the_clocks_do(zone: str, due: str, ends: str) -> None:
    made = a_promise()
    made.zone, made.due_at = zone, datetime.fromisoformat(due).astimezone(UTC)
    assert made.grace_ends() == datetime.fromisoformat(ends)
    assert made.grace_ends().tzinfo is UTC


def test_moving_it_moves_the_grace_along() -> None:
    made = a_promise()
    before = made.grace_ends()
    made.move(DUE - HOUR, DUE + timedelta(days=3))
    assert made.grace_ends() - before == timedelta(days=3)


def test_every_pair_of_state_and_act_is_either_allowed_or_forbidden_by_this_file() -> None:
    every = set(itertools.product(CommitmentState, ACTS))
    allowed = {(CommitmentState.PROMISED, act) for act in ACTS}
    allowed |= {(CommitmentState(state), act) for state, act in OPEN_AGAIN}
    same = {(state, act) for state, act in every if ENDS_AS[act] is state and act != "fall_silent"}
    undecided = every - allowed - same - set(FORBIDDEN)
    assert {f"{act} on {state}" for state, act in undecided} == {
        "withdraw on kept",
        "withdraw on missed_owned",
        "withdraw on repaired",
        "move on kept",
        "move on repaired",
        "withdraw on claimed",
        "move on claimed",
        *(f"rest on {state}" for state in set(CommitmentState) - {"promised", "withdrawn"}),
    }, "these stand open: whoever decides one writes it down above"


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("I kept it", CommitmentState.KEPT),
        ("I didn't make it", CommitmentState.MISSED_OWNED),
        ("", CommitmentState.NOT_HEARD),
    ],
)
def test_mara_promises_and_only_her_own_word_or_her_silence_settles_it(
    app: LocalSpeakerApp, answer: str, state: CommitmentState
) -> None:
    app.move_in()
    app.say("I promise to call the plumber by seven")
    app.say("yes")
    app.wait(timedelta(minutes=90))
    assert [one.state for one in app.commitments()] == [CommitmentState.PROMISED]
    if answer:
        app.say(answer)
    after(app, timedelta(hours=28))
    early = [one.state for one in app.commitments()]
    assert early == [state if answer else CommitmentState.PROMISED], "the next day is still in the grace"
    after(app, timedelta(hours=1))
    assert [one.state for one in app.commitments()] == [state]


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_what_mara_took_back_at_another_speaker_is_not_asked_about_later(app: LocalSpeakerApp, answer: str) -> None:
    app.move_in()
    app.say("I promise to call the plumber by eight")
    app.application.speaker("").hear("take it back")
    heard = app.say(answer).words
    assert [one.state for one in app.commitments()] == [CommitmentState.WITHDRAWN]
    assert "I'll ask you" not in heard


def after(app: LocalSpeakerApp, span: timedelta) -> None:
    """Leap over a span of time and let the clock do what is due then."""
    app.clock.set(app.clock.now() + span)
    app.wait(timedelta(minutes=1))
