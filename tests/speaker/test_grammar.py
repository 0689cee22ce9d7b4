"""The grammar a recogniser listens by: the interaction model's own sentences, in words it can pronounce."""

import json
import re
from pathlib import Path

from skill.speaker.audio.grammar import grammar_of

MODEL = json.loads((Path(__file__).parents[2] / "interaction_models" / "en-US.json").read_text())


def small_model(*intents: dict[str, object], types: tuple[dict[str, object], ...] = ()) -> dict[str, object]:
    return {"interactionModel": {"languageModel": {"intents": list(intents), "types": list(types)}}}


def feelings(*words: str) -> dict[str, object]:
    return {"name": "MoodWord", "values": [{"id": word, "name": {"value": word}} for word in words]}


def test_everything_that_takes_no_free_words_is_expected() -> None:
    jsgf = grammar_of(MODEL, is_known=lambda word: True).jsgf
    assert jsgf.startswith("#JSGF V1.0;\ngrammar steady;\npublic <turn> = ")
    for sentence in (
        "what did i promise",
        "i kept it",
        "not tonight",
        "i'm scared of him",
        "stop",
        "open steady ground",
    ):
        assert re.search(rf"[=|] {sentence} [|]", jsgf), sentence


def test_a_promise_in_free_words_is_left_to_typing() -> None:
    jsgf = grammar_of(MODEL, is_known=lambda word: True).jsgf
    assert "i promise to" not in jsgf
    assert "my name is" not in jsgf


def test_a_word_that_cannot_be_pronounced_is_left_out_and_named() -> None:
    mood = {"name": "CheckInIntent", "slots": [{"name": "mood", "type": "MoodWord"}], "samples": ["i feel {mood}"]}
    grammar = grammar_of(small_model(mood, types=(feelings("hurt", "xqzt"),)), is_known=lambda word: word != "xqzt")
    assert "<MoodWord> = hurt;" in grammar.jsgf
    assert grammar.left_out == ("xqzt",)


def test_moods_are_written_once_however_many_sentences_name_them() -> None:
    mood = {
        "name": "CheckInIntent",
        "slots": [{"name": "mood", "type": "MoodWord"}, {"name": "strength", "type": "AMAZON.NUMBER"}],
        "samples": ["{mood}", "i feel {mood}", "i'm {mood}", "i feel {mood} strength {strength}"],
    }
    jsgf = grammar_of(small_model(mood, types=(feelings("hurt"),)), is_known=lambda word: True).jsgf
    assert "[i feel | i'm] <MoodWord> [(strength) <AMAZON_NUMBER>]" in jsgf
    assert jsgf.count("<MoodWord>") == 2


def test_a_hyphen_is_no_sound() -> None:
    mood = {"name": "CheckInIntent", "slots": [{"name": "mood", "type": "MoodWord"}], "samples": ["i feel {mood}"]}
    jsgf = grammar_of(small_model(mood, types=(feelings("self-conscious"),)), is_known=lambda word: True).jsgf
    assert "<MoodWord> = self conscious;" in jsgf


def test_every_rule_that_is_named_is_there() -> None:
    jsgf = grammar_of(MODEL, is_known=lambda word: True).jsgf
    named = set(re.findall(r"<(\w+)>", jsgf))
    assert named == set(re.findall(r"^(?:public )?<(\w+)> =", jsgf, re.MULTILINE))
    assert {"MoodWord", "City", "AMAZON_TIME", "AMAZON_DATE", "AMAZON_DURATION", "AMAZON_NUMBER"} <= named


def test_written_words_fit_the_grammar_as_spoken_ones_do() -> None:
    grammar = grammar_of(MODEL, is_known=lambda word: True)
    for sentence in (
        "i feel hurt strength four",
        "numb",
        "move it to half past nine tomorrow",
        "by six o'clock",
        "stop",
    ):
        assert grammar.fits(sentence), sentence
    for sentence in ("i feel", "i feel hurt about", "the dishwasher is leaking", "", "stopstop"):
        assert not grammar.fits(sentence), sentence
