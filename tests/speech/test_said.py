"""What was said is matched in a plain form, and what is kept is cut out of the original, character by character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.speech.said import Said, plain


@pytest.mark.parametrize(
    ("said", "matched"),
    [
        ("Be HOME by 6:30 p.m., please!", "be home by 6:30 pm please"),
        ("I’m “fine” — really…", "i'm fine really"),
        ("मैं नेहा हूँ", "मैं नेहा हूँ"),
        ("ฉันเหนื่อย", "ฉันเหนื่อย"),
        ("Jose\u0301 from I\u0307stanbul", "jose\u0301 from i\u0307stanbul"),
        ("snake_case 🙂", "snake case"),
        ("?!", ""),
    ],
)
def test_the_plain_form_has_no_capitals_and_no_punctuation_but_every_mark_of_a_letter(said: str, matched: str) -> None:
    assert plain(said) == matched


@pytest.mark.parametrize(
    ("said", "out", "left"),
    [
        ("Be home by 6:30 p.m., with Milk!", "by 6:30 pm", "Be home, with Milk!"),
        ("call Anna tomorrow.", "tomorrow", "call Anna"),
        ("tomorrow, call Anna…", "tomorrow", "call Anna…"),
        ("call “Anna” (tomorrow)", "tomorrow", "call “Anna”"),
        ("नेहा को फ़ोन करूँ by six!", "by six", "नेहा को फ़ोन करूँ!"),
        ("be home by six 🙂", "by six", "be home 🙂"),
        ("pay 3.50  to Bob's", "", "pay 3.50  to Bob's"),
    ],
)
def test_what_is_left_are_the_original_words_with_their_punctuation(said: str, out: str, left: str) -> None:
    read = Said.read(said)
    start = read.text.index(out)
    assert read.without(start, start + len(out)).left() == left


@given(st.text())
def test_every_place_of_the_plain_form_lies_in_the_original_and_in_order(said: str) -> None:
    read = Said.read(said)
    assert len(read.spans) == len(read.text)
    assert all(0 <= start < end <= len(said) for start, end in read.spans)
    assert list(read.spans) == sorted(read.spans)
    assert "  " not in read.text and read.text == read.text.strip(" ")


@given(st.text())
def test_the_whole_cut_is_the_whole_that_was_said(said: str) -> None:
    read = Said.read(said)
    assert read.cut(0, len(read.text)) == said.strip()
