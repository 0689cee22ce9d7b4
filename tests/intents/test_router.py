"""Who answers: an end first, then danger, then whoever asked, then a welcome, then whoever hears it."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.local_speaker import Heard, LocalSpeakerApp

from intents.dialog.intent_names import ENDS
from intents.router import CONVERSATIONS
from skill.content import danger_phrases, danger_words
from skill.domain.danger import NO_BREATH, SOFT, danger_in
from skill.speaker.understanding.built_in import BUILT_IN

Send = Callable[..., dict[str, Any]]
MODEL = Path(__file__).parents[2] / "interaction_models" / "en-US.json"
OPENERS = ("check in", "I promise to call", "breathe", "tonight's question", "pause everything", "I'm alone")
"""What leaves a question of each conversation open."""
PHRASES = sorted(phrase for them in danger_phrases().values() for phrase in them)
DANGER = [one for one in PHRASES if danger_in(one, danger_words()) not in (None, SOFT, NO_BREATH)]
HEAVY = [one for one in PHRASES if danger_in(one, danger_words()) == SOFT]
CALM = "I'm glad you told me. You don't have to carry this alone."


def test_no_two_conversations_answer_for_the_same_questions() -> None:
    topics = [one.topic for one in CONVERSATIONS]
    assert len(topics) == len(set(topics))


@pytest.mark.parametrize("opener", ["", *OPENERS])
def test_every_way_to_end_ends_whatever_is_open(mara: LocalSpeakerApp, opener: str) -> None:
    for end in sorted(ENDS):
        if opener:
            assert mara.say(opener).is_open
        assert mara.say(BUILT_IN[end][0]) == Heard("Okay.", False)


@pytest.mark.parametrize("opener", OPENERS)
def test_launching_in_the_middle_begins_anew(mara: LocalSpeakerApp, opener: str) -> None:
    mara.say(opener)
    assert mara.open().words.endswith("One word is plenty.")


def test_every_phrase_of_danger_leaves_the_script_and_keeps_nothing(mara: LocalSpeakerApp) -> None:
    heard = {phrase: mara.say(phrase).words for phrase in DANGER}
    assert [phrase for phrase, said in heard.items() if not said.startswith(CALM)] == []
    assert mara.commitments() == []


def test_every_phrase_of_no_air_hears_the_emergency_number_first(mara: LocalSpeakerApp) -> None:
    heard = {phrase: mara.say(phrase) for phrase in danger_phrases()[NO_BREATH]}
    assert len(heard) > 5
    assert [
        one for one, said in heard.items() if not said.words.startswith("If you're in danger, call nine one one.")
    ] == []


def test_every_heavy_phrase_gets_one_kind_question(mara: LocalSpeakerApp) -> None:
    heard = {phrase: mara.say(phrase) for phrase in HEAVY}
    assert [phrase for phrase, said in heard.items() if not said.words.startswith("That sounds really heavy.")] == []
    assert all(one.is_open for one in heard.values())


def test_danger_is_heard_from_a_stranger_before_any_welcome(app: LocalSpeakerApp) -> None:
    assert app.say("I need help").words.startswith("There are people you can call")
    assert app.say(DANGER[0]).words.startswith(CALM)


@pytest.mark.parametrize("opener", OPENERS)
def test_danger_is_heard_in_the_middle_of_any_question(mara: LocalSpeakerApp, opener: str) -> None:
    mara.say(opener)
    assert mara.say(DANGER[-1]).words.startswith(CALM)
    assert mara.say("stop") == Heard("Okay.", False)


@pytest.mark.parametrize("opener", OPENERS)
def test_a_wish_of_another_conversation_is_heard_in_the_middle_of_any_question(
    mara: LocalSpeakerApp, opener: str
) -> None:
    mara.say(opener)
    assert mara.say("what is coming up").words == "Your evening minute, half past eight this evening."


@pytest.mark.parametrize("opener", OPENERS[:1] + OPENERS[2:])
def test_a_yes_or_no_belongs_to_whoever_asked(mara: LocalSpeakerApp, opener: str) -> None:
    mara.say("I promise to bring the book by seven in the evening")
    mara.say("yes")
    mara.clock.set(mara.clock.now() + timedelta(minutes=65))
    mara.say(opener)
    mara.say("yes")
    assert [one.decided_at for one in mara.commitments()] == [None]


def test_danger_is_heard_in_every_slot_of_every_intent(mara: LocalSpeakerApp, send: Send) -> None:
    language = json.loads(MODEL.read_text())["interactionModel"]["languageModel"]
    for one in language["intents"]:
        for slot in one.get("slots", ()):
            answered = send(one["name"], **{slot["name"]: f"please {DANGER[0]} now"})
            assert CALM in answered["response"]["outputSpeech"]["ssml"], (one["name"], slot["name"])
    assert mara.commitments() == []


@pytest.mark.parametrize("words", ["write down I slept", "another one", "again", "strength four", "by six"])
def test_what_belongs_to_no_open_question_is_answered_all_the_same(mara: LocalSpeakerApp, words: str) -> None:
    assert mara.say(words).words
    assert mara.commitments() == []
