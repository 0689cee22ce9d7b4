"""What was said of a feeling is read without a fault; several stand beside each other, and old rows stay readable."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.content import families, moods
from skill.domain.checkin import BROAD, CARE_FIRST, MoodEntry
from skill.domain.feeling import LONGEST, read_feeling, read_set_off
from skill.domain.reflection import LIGHT, WEIGHTS

FEELINGS = st.lists(st.sampled_from([(one.id, one.family) for one in moods()]), unique=True, max_size=4)
TEXT = st.none() | st.text(min_size=1)


@pytest.mark.parametrize(
    ("said", "ids", "own", "set_off"),
    [
        (["sad", "relieved"], ["sad", "relieved"], None, None),
        (["sad and relieved", None], ["sad", "relieved"], None, None),
        (["sad", "angry and a bit hopeful"], ["sad", "angry", "hopeful"], None, None),
        (["in two minds", None], ["torn"], None, None),
        (["wobbly", "sad"], ["sad"], "wobbly", None),
        (["Wobbly, and frayed!", None], [], "Wobbly, and frayed!", None),
        (["sad and Wobbly"], ["sad"], "Wobbly", None),
        (["Hurt because of Nora's song (again)"], ["hurt"], None, "Nora's song (again)"),
        (["hurt because of a song", None], ["hurt"], None, "a song"),
        (["sad and angry after the call", None], ["sad", "angry"], None, "the call"),
        (["frayed because the phone rang", None], [], "frayed", "the phone rang"),
        (["taken by surprise", None], [], "taken by surprise", None),
        (["let_down", None], ["let_down"], None, None),
        ([None, None], [], None, None),
        (["  ", ""], [], None, None),
    ],
)
def test_a_feeling_is_read_from_its_slots(
    said: list[str | None], ids: list[str], own: str | None, set_off: str | None
) -> None:
    feeling = read_feeling(moods(), said)
    assert ([mood.id for mood in feeling.moods], feeling.own, feeling.set_off) == (ids, own, set_off)


@pytest.mark.parametrize(
    ("said", "ids", "set_off"),
    [
        ("a song", [], "a song"),
        ("i feel hurt a song", ["hurt"], "a song"),
        ("I feel sad and angry, the old song", ["sad", "angry"], "the old song"),
        ("i'm so furious and the phone ringing", ["furious"], "the phone ringing"),
        ("i feel it was a song", [], "i feel it was a song"),
        ("i feel hurt", [], "i feel hurt"),
    ],
)
def test_what_set_it_off_is_told_from_the_feeling_before_it(said: str, ids: list[str], set_off: str) -> None:
    feeling = read_set_off(moods(), said)
    assert ([mood.id for mood in feeling.moods], feeling.set_off) == (ids, set_off)


@given(st.lists(st.none() | st.text(), max_size=3), st.text())
def test_any_text_is_read_without_a_fault_and_never_without_end(said: list[str | None], text: str) -> None:
    for feeling in (read_feeling(moods(), said), read_set_off(moods(), text)):
        assert all(len(one) <= LONGEST for one in (feeling.own, feeling.set_off) if one is not None)


def test_the_order_of_care_knows_every_family_and_begins_with_those_that_make_an_evening_light() -> None:
    assert set(CARE_FIRST) == set(families())
    light = {family for family, weights in WEIGHTS.items() if weights == {LIGHT}}
    assert set(CARE_FIRST[: len(light)]) == light
    heaviness = [len(WEIGHTS[family]) for family in CARE_FIRST]
    assert heaviness == sorted(heaviness), "the leading feeling never allows a heavier question than another one would"


@given(FEELINGS, st.none() | st.integers(1, 5), TEXT, TEXT)
def test_what_is_sealed_comes_back_as_it_was(
    feelings: list[tuple[str, str]], strength: int | None, own: str | None, set_off: str | None
) -> None:
    word = MoodEntry.of(feelings, strength, own=own, set_off=set_off)
    assert MoodEntry.from_json(word.to_json()) == word
    assert word.families == {family for _, family in feelings}


def test_a_row_of_an_older_release_is_read_and_a_plain_word_is_still_written_like_one() -> None:
    older = json.dumps(["hurt", 4, "sorrow"])
    assert MoodEntry.from_json(older) == MoodEntry("hurt", 4, "sorrow")
    assert MoodEntry("hurt", 4, "sorrow").to_json() == older


@given(FEELINGS)
def test_the_order_in_which_they_are_said_decides_nothing_but_the_order(feelings: list[tuple[str, str]]) -> None:
    one, other = MoodEntry.of(feelings, None), MoodEntry.of(feelings[::-1], None)
    assert one.family == other.family
    assert set(one.feelings) == set(other.feelings) == set(feelings)


@given(FEELINGS, FEELINGS)
def test_what_is_said_next_takes_the_place_of_a_broad_word_and_of_nothing_else(
    first: list[tuple[str, str]], later: list[tuple[str, str]]
) -> None:
    both = set(MoodEntry.of(first, None).completed_by(MoodEntry.of(later, None)).feelings)
    said = {*first, *later}
    narrow = {one for one in said if one[1] != BROAD}
    assert both == (narrow or said)
