"""A breathing as speech: cues on their second, fading words, two sounds, one response for every length and pace."""

import re

import pytest
from support.all_at_once import each

from skill.domain.breathing import FASTEST, LENGTHS, PATTERNS, SLOWEST, Plan, plan
from skill.domain.breathing import BreathPhase as Breath
from skill.speech.breath import BEFORE_FIRST, chapters
from skill.speech.catalog import Catalog
from skill.speech.ssml import SpeechCue, SpeechPhase, plain, seconds, timeline

LIMIT = 7500
PACES = [half / 2 for half in range(round(FASTEST * 2), round(SLOWEST * 2) + 1)]
PHRASES = Catalog.load()
HEARD_AS = {
    Breath.IN: SpeechPhase.IN,
    Breath.SIP: SpeechPhase.IN,
    Breath.HOLD: SpeechPhase.HOLD,
    Breath.OUT: SpeechPhase.OUT,
    Breath.REST: SpeechPhase.HOLD,
}
everything = each([(pattern, minutes, pace) for pattern in PATTERNS for minutes in LENGTHS for pace in PACES])


def said(planned: Plan, limit: int = LIMIT) -> tuple[str, ...]:
    return chapters(planned, phrase=lambda key, **values: PHRASES.say(key, "", **values), limit=limit)


def breath_of(ssml: str) -> list[SpeechCue]:
    """The cues from the first breath to the last, the words before and after left out."""
    return [cue for cue in timeline(ssml) if cue.phase in (SpeechPhase.IN, SpeechPhase.HOLD, SpeechPhase.OUT)]


def words_by_cycle(planned: Plan) -> list[list[str]]:
    heard = breath_of(said(planned)[0])
    start = heard[0].at
    words: list[list[str]] = [[] for _ in range(planned.cycles)]
    for cue in heard:
        if cue.text:
            at = next(one for one in reversed(planned.cues) if one.at <= cue.at - start + 0.05)
            words[at.cycle].append(cue.text)
    return words


@everything
def test_every_planned_cue_begins_on_its_second(pattern: str, minutes: int, slower_by: float) -> None:
    planned = plan(pattern, minutes=minutes, slower_by=slower_by)
    heard = breath_of(said(planned)[0])
    begins = {round(cue.at - heard[0].at, 3): cue.phase for cue in heard}
    for cue in planned.cues:
        assert begins[round(cue.at, 3)] is HEARD_AS[cue.phase]
    last = heard[-1]
    assert last.at + last.length - heard[0].at == pytest.approx(planned.seconds, abs=1e-6)


@everything
def test_every_breathing_fits_into_one_response_of_alexa(pattern: str, minutes: int, slower_by: float) -> None:
    parts = said(plan(pattern, minutes=minutes, slower_by=slower_by))
    assert len(parts) == 1
    assert len(f"<speak>{parts[0]}</speak>") <= LIMIT


@everything
def test_no_single_pause_is_longer_than_alexa_allows(pattern: str, minutes: int, slower_by: float) -> None:
    ssml = said(plan(pattern, minutes=minutes, slower_by=slower_by))[0]
    breaks = [int(found) / 1000 for found in re.findall(r'<break time="(\d+)ms"/>', ssml)]
    assert breaks
    assert max(breaks) <= 10.0


def test_the_first_breath_comes_within_three_seconds_of_the_introduction() -> None:
    for pattern in PATTERNS:
        cues = timeline(said(plan(pattern, minutes=3))[0])
        first = next(place for place, cue in enumerate(cues) if cue.phase in HEARD_AS.values())
        assert cues[first - 1].text == ""
        assert cues[first - 1].length == BEFORE_FIRST <= 3.0


def test_words_shrink_from_sentences_to_one_word_to_every_fourth_cycle() -> None:
    words = words_by_cycle(plan("longer_out", minutes=3))
    full, short, rest = words[:3], words[3:9], words[9:]
    assert full == [["Breathe in", "and slowly out"]] * 3
    assert short == [["In.", "Out."]] * 6
    assert [" ".join(one) for one in rest] == [
        "Your own pace is fine.",
        "",
        "",
        "Out.",
        "",
        "",
        "",
        "Out.",
        "",
    ]


def test_at_most_one_line_is_said_in_the_middle() -> None:
    for pattern in PATTERNS:
        assert said(plan(pattern, minutes=5))[0].count("Your own pace is fine.") <= 1


def test_in_is_high_and_out_is_low_even_where_nothing_is_said() -> None:
    silent = [cue for cue in breath_of(said(plan("even", minutes=5))[0]) if not cue.text and cue.length == 5.0]
    assert {SpeechPhase.IN, SpeechPhase.OUT} <= {cue.phase for cue in silent}


def test_every_pause_of_a_breath_lies_inside_its_pitch() -> None:
    ssml = said(plan("box", minutes=1))[0]
    inside = re.findall(r'<prosody pitch="(high|medium|low)">[^<]*(?:<break [^>]*/>)+</prosody>', ssml)
    assert inside == ["high", "medium", "low", "medium"] * 4


def test_the_end_is_slow_and_leaves_room_for_one_natural_breath() -> None:
    ssml = said(plan("longer_out", minutes=1))[0]
    ending = ssml[ssml.index('<prosody rate="slow">') :]
    assert plain(ending) == "One more, in your own time. … That's it."
    assert 8.0 <= seconds(ending) <= 14.0


def test_noticing_names_feet_hands_and_things_in_the_room() -> None:
    words = plain(said(plan("natural", minutes=1))[0])
    for thing in ("feet", "hands", "one thing you can see", "one more thing you see", "sound"):
        assert thing in words


@pytest.mark.parametrize("pattern", list(PATTERNS))
def test_a_small_limit_gives_chapters_cut_between_two_breaths(pattern: str) -> None:
    planned = plan(pattern, minutes=5)
    parts = said(planned, limit=1500)
    assert "".join(parts) == said(planned)[0]
    for part in parts:
        assert len(part) <= 1500
        assert timeline(part)
    begins = {round(cue.at, 3) for cue in planned.cues if cue.at == 0 or cue.phase in (Breath.IN, Breath.REST)}
    done = 0.0
    for part in parts[:-1]:
        heard = breath_of(part)
        done += sum(cue.length for cue in heard)
        assert round(done, 3) in begins


def test_no_sound_file_is_ever_named() -> None:
    assert all("<audio" not in said(plan(pattern, minutes=5))[0] for pattern in PATTERNS)
