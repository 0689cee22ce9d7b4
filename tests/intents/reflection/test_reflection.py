"""The evening reflection: a prompt that fits the room, kept if one likes, left without a word about it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from support.local_speaker import MISSED_TWICE, Heard, LocalSpeakerApp
from support.sql import sql

from skill.content import prompts
from skill.domain.occurrence import OccurrenceReason, OccurrenceState
from skill.domain.reflection import Reflection
from skill.domain.room import Room

Send = Callable[..., dict[str, Any]]
EVENING_COMES = timedelta(hours=2, minutes=35)
CHOICE = "Another one, keep it, or good night?"


def kept(app: LocalSpeakerApp) -> list[tuple[bool, bool]]:
    """Return of every prompt that was heard, the oldest first: was it kept, and are there words with it?"""
    with app.application.database.work() as work:
        found = sql(work).scalars(select(Reflection).order_by(Reflection.heard_at))  # type: ignore[arg-type]
        return [(one.kept, one.sealed_words is not None) for one in found]


def indiscreet(heard: list[str]) -> list[str]:
    """Return the prompts that were said and that no guest should overhear."""
    return [one.id for one in prompts() for said in heard if one.text in said and not one.discreet]


def test_the_evening_speaks_up_with_its_label_alone_and_asks_who_is_there(mara: LocalSpeakerApp) -> None:
    assert mara.wait(EVENING_COMES) == [
        Heard("Your evening minute.", False),
        Heard("Just you, or is someone there?", True),
    ]


def test_alone_a_prompt_is_said_and_kept_with_words_of_ones_own(mara: LocalSpeakerApp) -> None:
    mara.say("tonight's question")
    assert mara.say("alone").words.endswith(CHOICE)
    assert mara.say("keep it").words.startswith("Kept.")
    assert mara.say("write down I slept") == Heard("I've kept that, just for you. Good night.", False)
    assert kept(mara) == [(True, True)]


def test_a_prompt_needs_no_answer(mara: LocalSpeakerApp) -> None:
    mara.say("tonight's question")
    mara.say("alone")
    assert mara.say("good night") == Heard("Good night.", False)
    assert kept(mara) == [(False, False)]


def test_another_one_is_another_one_and_what_is_kept_is_the_last(mara: LocalSpeakerApp) -> None:
    mara.say("tonight's question")
    said = {mara.say("alone").words, *(mara.say("another one").words for _ in range(3))}
    assert len(said) == 4
    mara.say("keep it")
    assert sorted(kept(mara)) == [(False, False)] * 3 + [(True, False)]


@pytest.mark.parametrize("no", ["good night", "no", "not now", "that's all"])
def test_words_of_ones_own_are_not_needed_after_keeping(mara: LocalSpeakerApp, no: str) -> None:
    for words in ("tonight's question", "alone", "keep it"):
        mara.say(words)
    assert not mara.say(no).is_open
    assert kept(mara) == [(True, False)]


@pytest.mark.parametrize("words", ["<speak>&", "\U0001f600", "word " * 1000, "yes"])
def test_words_of_any_characters_are_kept_and_never_said_back(mara: LocalSpeakerApp, send: Send, words: str) -> None:
    mara.say("tonight's question")
    mara.say("alone")
    answered = send("ReflectionWordsIntent", words=words)
    assert answered["response"]["outputSpeech"]["ssml"] == "<speak>I've kept that, just for you. Good night.</speak>"
    assert kept(mara) == [(True, True)]


@pytest.mark.parametrize("way_out", ["not tonight", "not now", "good night"])
def test_not_tonight_is_neutral_and_ends_the_evening(mara: LocalSpeakerApp, way_out: str) -> None:
    mara.wait(EVENING_COMES)
    assert not mara.say(way_out).is_open
    assert mara.wait(timedelta(hours=1)) == []
    assert kept(mara) == []


def test_an_evening_without_an_answer_goes_by_and_is_not_mentioned(mara: LocalSpeakerApp) -> None:
    mara.wait(timedelta(hours=20))
    assert mara.open().words.endswith("One word is plenty.")
    assert kept(mara) == []


def test_the_evening_is_done_once_its_prompt_was_heard(mara: LocalSpeakerApp) -> None:
    mara.wait(EVENING_COMES)
    mara.say("alone")
    mara.say("stop")
    with mara.application.database.work() as work:
        assert work.calendar.counts()[(OccurrenceState.DONE, OccurrenceReason.ANSWERED)] == 1


def test_silence_after_the_label_keeps_the_evening_for_the_next_visit(mara: LocalSpeakerApp) -> None:
    mara.wait(EVENING_COMES + timedelta(minutes=40))
    assert not mara.speaker.is_open
    assert mara.open().words.endswith("Just you, or is someone there?")


@pytest.mark.parametrize("room", ["company", "yes"])
def test_in_company_every_prompt_may_be_overheard(mara: LocalSpeakerApp, room: str) -> None:
    mara.say("tonight's question")
    heard = [mara.say(room).words]
    while heard[-1].endswith(CHOICE):
        heard.append(mara.say("another one").words)
    assert len(heard) > 5
    assert indiscreet(heard) == []
    assert heard[-1] == "I don't have a question for you tonight. Would you like to breathe for a few minutes instead?"
    assert mara.say("no") == Heard("Good night.", False)


def test_an_indiscreet_prompt_is_caught() -> None:
    private = next(one for one in prompts() if not one.discreet)
    assert indiscreet([f"{private.text} {CHOICE}"]) == [private.id]


def test_where_a_second_name_is_known_alone_counts_as_company(mara: LocalSpeakerApp) -> None:
    mara.speaker.become("Nora")
    mara.open()
    for words in ("no", "no", "stop", "tonight's question"):
        mara.say(words)
    heard = [mara.say("alone").words, *(mara.say("another one").words for _ in range(12))]
    assert indiscreet(heard) == []


def test_a_speaker_that_knows_of_company_does_not_ask(mara: LocalSpeakerApp) -> None:
    mara.speaker.enter(Room.COMPANY)
    assert mara.say("tonight's question").words.endswith(CHOICE)


QUESTIONS = (["tonight's question"], ["tonight's question", "alone"], ["tonight's question", "alone", "keep it"])


@pytest.mark.parametrize("before", QUESTIONS)
def test_stop_ends_every_question_of_the_evening(mara: LocalSpeakerApp, before: list[str]) -> None:
    assert [mara.say(words).is_open for words in before][-1]
    assert mara.say("stop") == Heard("Okay.", False)


@pytest.mark.parametrize("before", QUESTIONS[:2])
def test_a_feeling_in_the_middle_is_heard(mara: LocalSpeakerApp, before: list[str]) -> None:
    for words in before:
        mara.say(words)
    assert "ounds like a steady day." in mara.say("I feel calm").words


@pytest.mark.parametrize("before", QUESTIONS[:2])
def test_two_misunderstandings_end_the_evening_kindly(mara: LocalSpeakerApp, before: list[str]) -> None:
    for words in before:
        mara.say(words)
    assert mara.say("purple monkey dishwasher").is_open
    assert mara.say("colourless green ideas") == MISSED_TWICE


def test_words_that_were_asked_for_take_whatever_is_said_and_reach_nobody(mara: LocalSpeakerApp) -> None:
    for words in QUESTIONS[2]:
        mara.say(words)
    assert mara.say("purple monkey dishwasher") == Heard("I've kept that, just for you. Good night.", False)
    assert kept(mara) == [(True, True)]
