"""Who is in the room: said once, remembered for the session, forgotten with it, and asked before anything private."""

from datetime import timedelta

import pytest
from support.local_speaker import Heard, LocalSpeakerApp

from skill.domain.room import Room

PRIVATE = ("what did I promise", "tonight's question", "four corners")
"""What depends on who is in the room."""
QUESTION = "Just you, or is someone there?"


@pytest.fixture
def promised(mara: LocalSpeakerApp) -> LocalSpeakerApp:
    """Mara has promised to bring the book tomorrow."""
    mara.say("I promise to bring the book tomorrow by seven in the evening")
    mara.say("yes")
    return mara


def private(heard: str) -> bool:
    """Does this hold what only somebody who is alone may hear: a promise's words, or the health question?"""
    return "book" in heard or "pregnancy" in heard


@pytest.mark.parametrize("words", PRIVATE)
def test_where_it_was_not_said_it_is_asked_first(promised: LocalSpeakerApp, words: str) -> None:
    assert promised.say(words).words.endswith(QUESTION)


@pytest.mark.parametrize("words", PRIVATE)
def test_alone_said_before_saves_the_question(promised: LocalSpeakerApp, words: str) -> None:
    assert promised.say("I'm alone") == Heard("Okay, just you. What would you like?", True)
    assert QUESTION not in promised.say(words).words


@pytest.mark.parametrize("words", PRIVATE)
def test_in_company_nothing_private_is_said_and_nothing_asked(promised: LocalSpeakerApp, words: str) -> None:
    promised.say("I'm not alone")
    heard = promised.say(words).words
    assert QUESTION not in heard
    assert not private(heard)


@pytest.mark.parametrize("words", PRIVATE)
def test_whoever_came_in_later_counts(promised: LocalSpeakerApp, words: str) -> None:
    promised.say("I'm alone")
    promised.say("I'm not alone")
    assert not private(promised.say(words).words)


@pytest.mark.parametrize("end", ["stop", "good night", ""])
def test_it_is_forgotten_with_the_session(promised: LocalSpeakerApp, end: str) -> None:
    promised.say("I'm alone")
    if end:
        promised.say(end)
    else:
        promised.wait(timedelta(minutes=40))
    assert promised.say("what did I promise").words == QUESTION


def test_another_name_begins_without_a_room(promised: LocalSpeakerApp) -> None:
    promised.speaker.enter(Room.ALONE)
    promised.speaker.become("Nora")
    promised.open()
    for words in ("no", "no", "stop"):
        promised.say(words)
    heard = [promised.say(words).words for words in ("four corners", "stop", "what did I promise")]
    assert not any(private(one) for one in heard)


def test_what_speaks_up_by_itself_asks_anew_who_is_there(promised: LocalSpeakerApp) -> None:
    promised.speaker.enter(Room.ALONE)
    unasked = promised.wait(timedelta(hours=3))
    assert [one.words for one in unasked] == ["Your evening minute.", QUESTION]


def test_saying_it_in_the_middle_of_a_question_keeps_the_question_open(promised: LocalSpeakerApp) -> None:
    asked = promised.say("I promise to call my mother")
    assert asked.words == "What time? Say it like six, or six thirty."
    assert promised.say("I'm not alone").is_open
    assert promised.say("by nine in the evening").words.startswith("Okay, nine o'clock")


@pytest.mark.parametrize("words", ["I'm alone", "I'm not alone"])
def test_it_is_never_kept(promised: LocalSpeakerApp, words: str) -> None:
    before = vars(promised.person()).copy()
    promised.say(words)
    after = vars(promised.person())
    changed = {name for name in before if not name.startswith("_") and before[name] != after[name]}
    assert changed == set()


@pytest.mark.parametrize("leak", ["You promised: bring the book.", "They're not for pregnancy, heart, lung"])
def test_a_planted_leak_is_caught(leak: str) -> None:
    assert private(leak)
