"""A breathing is played by one absolute schedule, and the bar fills, stays and empties with it."""

import itertools
import random

import pytest

from skill.domain.breathing import PATTERNS, plan
from skill.speaker.playback import CuePlayer, is_breathing
from skill.speech.breath import chapters
from skill.speech.catalog import Catalog
from skill.speech.ssml import SpeechPhase, timeline

PHRASES = Catalog.load()
BEGAN = 1000.0


def spoken(pattern: str, minutes: int = 1) -> str:
    planned = plan(pattern, minutes=minutes)
    return chapters(planned, phrase=lambda key, **values: PHRASES.say(key, "", **values), limit=7500)[0]


def levels(ssml: str, times: list[float]) -> list[tuple[SpeechPhase, float] | None]:
    playing = CuePlayer(timeline(ssml), BEGAN)
    found = [playing.level(BEGAN + at) for at in times]
    return [None if one is None else (one.phase, round(one.fill, 2)) for one in found]


def test_the_bar_fills_with_the_breath_in_stays_on_hold_and_empties_with_the_breath_out() -> None:
    ssml = (
        '<prosody pitch="high">In.<break time="3300ms"/></prosody>'
        '<prosody pitch="medium">Hold.<break time="3300ms"/></prosody>'
        '<prosody pitch="low">Out.<break time="3300ms"/></prosody>'
    )
    assert levels(ssml, [0.0, 2.0, 4.0, 7.9, 8.0, 10.0, 11.99, 12.0]) == [
        (SpeechPhase.IN, 0.0),
        (SpeechPhase.IN, 0.5),
        (SpeechPhase.HOLD, 1.0),
        (SpeechPhase.HOLD, 1.0),
        (SpeechPhase.OUT, 1.0),
        (SpeechPhase.OUT, 0.5),
        (SpeechPhase.OUT, 0.0),
        None,
    ]


def test_a_hold_after_the_breath_out_stays_empty() -> None:
    ssml = spoken("box")
    playing = CuePlayer(timeline(ssml), 0.0)
    first = next(cue.at for cue in timeline(ssml) if cue.phase is SpeechPhase.IN)
    stands = playing.level(first + 14.0)
    assert stands is not None
    assert (stands.phase, stands.fill) == (SpeechPhase.HOLD, 0.0)


def test_word_and_silence_of_one_phase_are_one_movement() -> None:
    ssml = spoken("longer_out")
    playing = CuePlayer(timeline(ssml), 0.0)
    first = next(cue.at for cue in timeline(ssml) if cue.phase is SpeechPhase.IN)
    fills = [playing.level(first + tenth / 10).fill for tenth in range(40)]
    steps = [after - before for before, after in itertools.pairwise(fills)]
    assert steps == pytest.approx([0.025] * 39)


def test_noticing_without_counting_has_no_bar() -> None:
    ssml = spoken("natural")
    assert is_breathing(ssml)
    assert set(levels(ssml, [float(second) for second in range(80)])) == {None}


def test_ordinary_words_are_no_breathing() -> None:
    assert not is_breathing("<speak>Noted. <break time='2s'/> Good night.</speak>")
    assert all(is_breathing(spoken(pattern)) for pattern in PATTERNS)


def test_each_cue_begins_once_and_in_order() -> None:
    cues = timeline(spoken("even"))
    playing = CuePlayer(cues, BEGAN)
    begun = []
    now = BEGAN
    while not playing.is_over(now):
        begun += playing.begun(now)
        now += 0.37
    assert tuple(begun) == cues
    assert now - BEGAN >= cues[-1].at + cues[-1].length


def test_late_wake_ups_do_not_add_up_over_five_minutes() -> None:
    """Simulated: each wait ends up to 0.15 s late, some time passes between looking and waiting."""
    cues = timeline(spoken("longer_out", 5))
    playing = CuePlayer(cues, BEGAN)
    late = random.Random(2026)
    now = BEGAN
    errors = []
    while not playing.is_over(now):
        errors += [now - BEGAN - cue.at for cue in playing.begun(now)]
        now += max(0.0, min(playing.next_at() - now, 0.05)) + late.uniform(0.0, 0.15)
    assert len(errors) == len(cues) > 80
    assert min(errors) >= 0.0
    assert max(errors) <= 0.2
    assert max(errors[-20:]) <= 0.2


def test_what_is_empty_is_over_at_once() -> None:
    assert CuePlayer((), BEGAN).is_over(BEGAN)
