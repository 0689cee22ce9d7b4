"""A feeling word and what it means; and words of danger, which are looked for before any feeling."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.local_speaker import LocalSpeakerApp

from skill.content import danger_phrases, danger_words, families, moods
from skill.domain.checkin import BROAD, OPPOSITES, Mood, MoodEntry, confirmable, find_mood
from skill.domain.danger import HARMLESS, SOFT, DangerSearch, danger_in

PHRASES = danger_phrases()
HARD = [(kind, phrase) for kind, them in PHRASES.items() if kind not in (SOFT, HARMLESS) for phrase in them]
DANGER = {
    "self_harm": [
        "I want to die",
        "Some nights I just want to end it all.",
        "I could kill myself",
        "I'm scared I will HURT MYSELF tonight",
        "they'd be better off without me",
        "I can’t go on",
        "I am, well, suicidal",
        "I don't want to be here any more",
        "I promise not to kill myself by six",
    ],
    "unsafe_at_home": [
        "I'm not safe here",
        "I’m unsafe",
        "I am scared of him",
        "honestly? scared of her",
        "I'm afraid of my partner",
        "I am afraid to go home",
        "last night he hit me",
        "She hit me!",
        "they hit me and left",
        "Jonas threatened me",
        "he won't let me leave",
        "I feel trapped",
        "trapped",
        "he forced me to sign",
        "trapped in my head, and he hit me",
        "hopeless; she threatened me again",
    ],
    "may_harm_other": [
        "I want to hurt him",
        "I really want to hurt her for this",
        "sometimes I want to hurt them",
        "I might hurt someone tonight",
    ],
    SOFT: [
        "I feel hopeless",
        "worthless, that is how I feel",
        "I can't do this anymore",
        "what's the point",
        "I'm trapped in my head",
        "Trapped. In my head.",
    ],
}
NO_DANGER = [
    "this traffic kills me",
    "my feet are killing me",
    "I am dead tired",
    "I feel hurt",
    "he hurt my feelings",
    "I feel afraid",
    "I'm scared of the dentist",
    "I feel safe here",
    "she hit metal",
    "the hit melody of the year",
    "we strapped the bags on",
    "I promise to let me-time be",
    "nobody forced Mexico on us",
    "the plot ends it",
    "go on, I can hear you",
    "I promise to end the call at six",
    "I threatened the cat with a bath",
    "he left me, and hit the road",
    "hope less, do more",
    "I am worth less than gold and more than silver",
    "the point is what's missing",
    "I could die of laughing",
    "I died of shame",
    "you kill me",
    "I feel like a new person",
    "three minutes of longer out",
    "",
    "?!",
]


@pytest.mark.parametrize(("kind", "said"), [(kind, said) for kind, them in DANGER.items() for said in them])
def test_a_sentence_of_danger_is_heard_as_what_it_is(kind: str, said: str) -> None:
    assert danger_in(said, danger_words()) == kind


@pytest.mark.parametrize("said", NO_DANGER)
def test_a_sentence_that_only_sounds_like_it_is_left_in_peace(said: str) -> None:
    assert danger_in(said, danger_words()) is None


def test_every_phrase_is_found_in_any_dress_at_any_place() -> None:
    for kind, phrase in HARD:
        dresses = [phrase.upper(), phrase.replace("'", "’"), phrase.replace(" ", ", "), f"well {phrase}, tonight.\n"]
        for dress in dresses:
            assert danger_in(dress, danger_words()) == kind, dress
        inside = f"x{phrase}", f"{phrase}x", f"{phrase}'s"
        assert all(danger_in(word, DangerSearch({kind: (phrase,)})) is None for word in inside), phrase


def test_no_soft_or_harmless_phrase_hides_a_danger_said_before_or_after_it() -> None:
    mild = [*PHRASES[SOFT], *PHRASES[HARMLESS]]
    of_each_kind = [next(one for one in HARD if one[0] == kind) for kind in PHRASES if kind not in (SOFT, HARMLESS)]
    pairs = [*itertools.product(of_each_kind, mild), *itertools.product(HARD, mild[:: len(mild) // 8])]
    for (kind, phrase), other in pairs:
        assert danger_in(f"{other} and {phrase}", danger_words()) == kind, (other, phrase)
        assert danger_in(f"{phrase}, and {other}", danger_words()) == kind, (other, phrase)


def test_a_harmless_phrase_hides_the_danger_inside_it() -> None:
    assert [one for one in PHRASES.get(HARMLESS, ()) if danger_in(one, danger_words())] == []


@pytest.mark.parametrize(
    "said",
    [
        "I cut myself on purpose",
        "I cut myself on my arms again",
        "he beat me at home",
        "she beats me at night",
        "he beat me to the ground",
        "he hit me up against the wall",
    ],
)
def test_a_harmless_phrase_hides_no_danger_that_goes_on_differently(said: str) -> None:
    assert danger_in(said, danger_words()) not in (None, SOFT)


@pytest.mark.parametrize(
    "said",
    [
        "he punched me",
        "she slapped me",
        "he kicked me again",
        "he is hitting me",
        "I want to end my own life",
        "I don't wanna be here anymore",
        "I am scared of Jonas, he hurts me",
    ],
)
def test_a_common_way_to_say_danger_is_heard_too(said: str) -> None:
    assert danger_in(said, danger_words()) is not None


@pytest.mark.parametrize("said", ["I feel 'trapped'", "he said ‘I want to die’"])
def test_danger_in_single_quotes_is_heard_as_well(said: str) -> None:
    assert danger_in(said, danger_words()) is not None


@given(st.text())
def test_any_text_is_searched_without_a_fault(said: str) -> None:
    assert danger_in(said, danger_words()) in (None, *PHRASES)


def test_no_feeling_word_of_ours_is_taken_for_danger() -> None:
    for mood in moods():
        for name in (mood.word, *mood.synonyms):
            for said in (name, f"I feel {name}", f"I am {name}", f"{name} of course"):
                assert danger_in(said, danger_words()) is None, said


@pytest.mark.parametrize("mood", moods(), ids=lambda mood: mood.id)
def test_a_feeling_is_found_by_its_id_its_word_and_each_of_its_synonyms(mood: Mood) -> None:
    for name in (mood.id, mood.word, *mood.synonyms):
        assert find_mood(moods(), name) is mood
        assert find_mood(moods(), f"  {name.upper()} ") is mood
    assert mood.family in families()


@pytest.mark.parametrize("said", ["", " ", "hurtt", "hurt sad", "sorrow", "?", "nothing special", "_", "rage "])
def test_a_word_that_is_not_ours_is_not_guessed(said: str) -> None:
    assert find_mood(moods(), said) is None


def test_words_that_sound_alike_and_point_opposite_ways_name_each_other() -> None:
    named = {mood.id: other.id for mood in moods() if (other := confirmable(mood, moods())) is not None}
    assert named == {"heard": "hurt", "hurt": "heard", "sad": "safe", "safe": "sad"}
    assert set(named) == {name for pair in OPPOSITES for name in pair}
    of = {mood.id: mood for mood in moods()}
    carries = {"hope", "calm", "connected"}
    assert all((of[one].family in carries) != (of[other].family in carries) for one, other in OPPOSITES)


def test_only_a_word_too_broad_for_a_family_is_asked_about() -> None:
    assert [mood.word for mood in moods() if mood.family == BROAD] == ["bad"]


@given(st.sampled_from(moods()), st.none() | st.integers(1, 5))
def test_what_is_sealed_of_a_feeling_comes_back_as_it_was(mood: Mood, strength: int | None) -> None:
    word = MoodEntry(mood.id, strength, mood.family)
    assert MoodEntry.from_json(word.to_json()) == word


@pytest.mark.parametrize(
    ("said", "strength"),
    [
        ("I feel tense", None),
        ("I feel tense, strength one", 1),
        ("I feel tense, strength five", 5),
        ("I feel tense, strength 3", 3),
    ],
)
def test_mara_says_how_strong_it_is_or_leaves_it(app: LocalSpeakerApp, said: str, strength: int | None) -> None:
    app.move_in()
    app.say(said)
    mara = app.person()
    with app.application.database.work() as work:
        latest = work.checkins.latest(mara, app.clock.now())
    assert latest == MoodEntry("stressed", strength, "fear")
