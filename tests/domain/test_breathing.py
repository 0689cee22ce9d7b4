"""The arithmetic of a breath: the table of patterns (rules.md H1), the pace, the health gate, every cue's second."""

import itertools

import pytest
from support.all_at_once import each

from skill.domain.breathing import (
    DEFAULT_PATTERN,
    FASTEST,
    LENGTHS,
    PATTERNS,
    SLOWEST,
    BreathPhase,
    allowed,
    pace_within,
    plan,
)

PACES = [half / 2 for half in range(round(FASTEST * 2), round(SLOWEST * 2) + 1)]


@pytest.mark.parametrize(
    ("pattern", "cycles"),
    [
        ("longer_out", (6, 18, 30)),
        ("even", (6, 18, 30)),
        ("sigh", (6, 18, 30)),
        ("box", (4, 11, 19)),
        ("night", (3, 4, 4)),
        ("natural", (6, 18, 30)),
    ],
)
def test_one_three_and_five_minutes_hold_the_cycles_of_the_table(pattern: str, cycles: tuple[int, int, int]) -> None:
    assert tuple(plan(pattern, minutes=minutes).cycles for minutes in LENGTHS) == cycles


def test_the_longer_out_breath_goes_four_in_and_six_out() -> None:
    first = [(cue.phase, cue.at, cue.seconds) for cue in plan("longer_out", minutes=1).cues[:3]]
    assert first == [(BreathPhase.IN, 0.0, 4.0), (BreathPhase.OUT, 4.0, 6.0), (BreathPhase.IN, 10.0, 4.0)]


def test_the_long_sigh_has_a_second_sip_of_air() -> None:
    first = [(cue.phase, cue.seconds) for cue in plan("sigh", minutes=1).cues[:3]]
    assert first == [(BreathPhase.IN, 2.5), (BreathPhase.SIP, 1.0), (BreathPhase.OUT, 6.5)]


@each(itertools.product(PATTERNS, LENGTHS, PACES))
def test_each_cue_begins_where_the_one_before_ends(pattern: str, minutes: int, slower_by: float) -> None:
    cues = plan(pattern, minutes=minutes, slower_by=slower_by).cues
    assert cues[0].at == 0.0
    for before, after in itertools.pairwise(cues):
        assert after.at == pytest.approx(before.at + before.seconds, abs=1e-9)
        assert after.cycle in (before.cycle, before.cycle + 1)


@each(itertools.product(["longer_out", "even", "sigh", "box", "natural"], LENGTHS, PACES))
def test_another_pace_changes_the_number_of_cycles_and_keeps_the_time(
    pattern: str, minutes: int, slower_by: float
) -> None:
    planned = plan(pattern, minutes=minutes, slower_by=slower_by)
    one_cycle = planned.seconds / planned.cycles
    assert abs(planned.seconds - minutes * 60) <= one_cycle / 2


def test_too_fast_makes_each_breath_in_and_out_half_a_second_longer() -> None:
    usual = plan("box", minutes=1).cues[:4]
    slower = plan("box", minutes=1, slower_by=0.5).cues[:4]
    assert [after.seconds - before.seconds for before, after in zip(usual, slower, strict=True)] == [
        0.5,
        0.0,
        0.5,
        0.0,
    ]
    assert plan("longer_out", minutes=3, slower_by=0.5).cycles == 16


def test_the_pace_has_a_floor_and_a_ceiling() -> None:
    pattern = PATTERNS["longer_out"]
    assert pace_within(pattern, -7.0) == FASTEST
    assert pace_within(pattern, 60.0) == SLOWEST
    assert pace_within(pattern, 0.5) == 0.5


def test_noticing_without_counting_has_no_pace() -> None:
    assert pace_within(PATTERNS["natural"], 1.0) == 0.0
    assert {cue.phase for cue in plan("natural", minutes=3).cues} == {BreathPhase.REST}


def test_four_seven_eight_is_breathed_four_times_at_most() -> None:
    assert max(plan("night", minutes=minutes, slower_by=-1.0).cycles for minutes in LENGTHS) == 4


def test_no_pattern_that_holds_the_breath_is_allowed_before_the_gate() -> None:
    closed = {one.id for one in PATTERNS.values() if not allowed(one, holds_allowed=False)}
    assert closed == {"box", "night"}
    assert all(allowed(one, holds_allowed=True) for one in PATTERNS.values())


def test_a_pattern_holds_exactly_when_one_of_its_phases_does() -> None:
    for pattern in PATTERNS.values():
        phases = {cue.phase for cue in plan(pattern.id, minutes=1).cues}
        assert pattern.holds == (BreathPhase.HOLD in phases)


def test_the_usual_pattern_holds_nothing() -> None:
    assert allowed(PATTERNS[DEFAULT_PATTERN], holds_allowed=False)


def test_a_pattern_that_is_not_ours_is_refused() -> None:
    with pytest.raises(KeyError):
        plan("fire", minutes=1)
