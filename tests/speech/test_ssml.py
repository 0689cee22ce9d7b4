"""SSML: every value escaped, pauses of at most ten seconds, and the way back to cues and to a readable line."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.speech.ssml import (
    SpeechPhase,
    escape,
    pause,
    plain,
    seconds,
    speaking_seconds,
    timeline,
)


@given(st.text())
def test_whatever_was_heard_is_safe_inside_ssml(heard: str) -> None:
    ssml = f"<speak>{escape(heard)}</speak>"
    assert list(ElementTree.fromstring(ssml)) == []


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1))
def test_no_readable_character_is_lost_by_escaping(heard: str) -> None:
    assert ElementTree.fromstring(f"<speak>{escape(heard)}</speak>").text == heard


def test_an_ampersand_and_a_heart_are_said_as_they_are() -> None:
    assert plain(f"<speak>{escape('Tom & Ann <3')}</speak>") == "Tom & Ann <3"


def test_a_value_cannot_close_an_attribute() -> None:
    assert '"' not in escape('" onload="')


@given(st.integers(min_value=0, max_value=900))
def test_a_pause_is_exactly_as_long_as_asked_and_no_piece_over_ten_seconds(tenths: int) -> None:
    ssml = pause(tenths / 10)
    assert seconds(ssml) == pytest.approx(tenths / 10, abs=1e-6)
    assert all(cue.length <= 10.0 for cue in timeline(ssml))


def test_a_pause_of_nothing_says_nothing() -> None:
    assert pause(0) == ""


def test_a_pause_inside_high_pitch_is_a_breath_in() -> None:
    ssml = '<speak>Begin.<prosody pitch="high">In.<break time="3300ms"/></prosody><break time="2s"/></speak>'
    assert [(cue.at, cue.length, cue.text, cue.phase) for cue in timeline(ssml)] == [
        (0.0, 0.7, "Begin.", SpeechPhase.SPEECH),
        (0.7, 0.7, "In.", SpeechPhase.IN),
        (1.4, 3.3, "", SpeechPhase.IN),
        (4.7, 2.0, "", SpeechPhase.REST),
    ]


def test_low_is_out_and_medium_is_hold() -> None:
    ssml = '<prosody pitch="low">Out.</prosody><prosody pitch="medium">Hold.</prosody>'
    assert [cue.phase for cue in timeline(ssml)] == [SpeechPhase.OUT, SpeechPhase.HOLD]


def test_slow_words_take_longer() -> None:
    words = "One more, in your own time."
    slow = seconds(f'<prosody rate="slow">{words}</prosody>')
    assert slow == pytest.approx(speaking_seconds(words) / 0.8, abs=0.06)
    assert slow > speaking_seconds(words)


def test_a_minute_of_reading_is_about_165_words() -> None:
    assert speaking_seconds(" ".join(["word"] * 165)) == pytest.approx(60.0)


def test_every_tag_we_may_say_is_understood() -> None:
    ssml = (
        "<speak><p><s>Call <say-as interpret-as='digits'>911</say-as>.</s></p>"
        "<amazon:effect name='whispered'>Good <emphasis level='reduced'>night</emphasis>.</amazon:effect>"
        "<break strength='strong'/></speak>"
    )
    assert plain(ssml) == "Call 911. Good night."
    assert seconds(ssml) == pytest.approx(speaking_seconds("Call 911. Good night."), abs=0.31)


def test_long_silences_are_shown_and_short_ones_are_not() -> None:
    ssml = "Sit.<break time='400ms'/> Rest.<break time='4s'/><break time='10s'/>That's it."
    assert plain(ssml) == "Sit. Rest. … That's it."


def test_silence_alone_reads_as_nothing() -> None:
    assert plain("<speak><break time='4s'/></speak>") == ""
    assert timeline("<speak></speak>") == ()
    assert seconds("<speak/>") == 0.0


@pytest.mark.parametrize(
    "broken",
    [
        "<speak>Tom & Ann</speak>",
        "<speak>open",
        "<speak></p></speak>",
        "<!DOCTYPE x [<!ENTITY a 'b'>]><speak>&a;</speak>",
        "<?xml version='1.0'?><speak/>",
        "<speak>&nosuch;</speak>",
        "<speak><![CDATA[x]]></speak>",
    ],
)
def test_what_is_not_well_formed_is_refused(broken: str) -> None:
    with pytest.raises(ValueError, match="SSML"):
        timeline(broken)
