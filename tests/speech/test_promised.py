"""A promise of the other one reads as a sentence, in its owner's words, however it was said."""

import pytest

from skill.speech.promised import Promised, promised

TO = [
    ("i promise my partner to call", "to call"),
    ("I promise my partner to bring the Green Book", "to bring the Green Book"),
    ("I promise my husband to stay sober", "to stay sober"),
    ("I promise my wife, to fix the gate", "to fix the gate"),
    ("I promise you to be on time", "to be on time"),
    ("I promise him to listen", "to listen"),
    ("I promise her never to read the letters", "never to read the letters"),
    ("I promise them not to yell", "not to yell"),
    ("I promise to my partner to call Anna", "to call Anna"),
    ("I promise to call Anna", "to call Anna"),
    ("I want to promise my partner to cook on Friday", "to cook on Friday"),
    ("I'd like to promise my wife to walk the dog", "to walk the dog"),
    ("I would like to promise my wife to walk the dog", "to walk the dog"),
    ("I give my word to my partner to call", "to call"),
    ("I swear to you to stop", "to stop"),
    ("I commit to call", "to call"),
    ("my promise to my partner is to come home", "to come home"),
    ("a promise to my partner: to come home", "to come home"),
    ("make a promise to my partner to come home", "to come home"),
    ("my partner to call", "to call"),
    ("to my partner to call", "to call"),
    ("call", "to call"),
    ("Be home.", "to Be home"),
    ("not yell at dinner", "to not yell at dinner"),
    ("bring the green book", "to bring the green book"),
    ("I promise my partner ten minutes of listening", "ten minutes of listening"),
    ("I promise my partner a walk", "a walk"),
    ("ten minutes of listening", "ten minutes of listening"),
    ("no phone at dinner", "no phone at dinner"),
    ("that walk by the river", "that walk by the river"),
]
QUOTED = [
    ("I promise my partner that I'll call", "I'll call"),
    ("I promise my partner I'll call", "I'll call"),
    ("I promise that I will call my mother", "I will call my mother"),
    ("I promise you, I won\u2019t yell", "I won't yell"),
    ("my partner that I call", "I call"),
    ("i promise my partner to call my mother", "to call my mother"),
    ("be home before you", "be home before you"),
    ("call her at noon", "call her at noon"),
    ("honesty", "honesty"),
    ("dinner together", "dinner together"),
    ("I promise", "I promise"),
    ("Ich rufe an", "Ich rufe an"),
    ("promising things is hard", "promising things is hard"),
]


@pytest.mark.parametrize(("kept", "words"), TO)
def test_a_promise_follows_they_promised_you_as_one_sentence(kept: str, words: str) -> None:
    assert promised(kept) == Promised(words, is_quoted=False)


@pytest.mark.parametrize(("kept", "words"), QUOTED)
def test_what_speaks_of_i_and_you_is_told_as_its_owners_own_words(kept: str, words: str) -> None:
    assert promised(kept) == Promised(words, is_quoted=True)


@pytest.mark.parametrize("kept", [one for one, _ in TO + QUOTED])
def test_nothing_but_the_beginning_is_cut_and_nothing_but_to_is_added(kept: str) -> None:
    assert kept.replace("\u2019", "'").rstrip(".").endswith(promised(kept).words.removeprefix("to "))
