"""What people say and no sample says: heard in the right sense, or refused."""

import json
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from skill.app.bootstrap import matcher as hears
from skill.speaker.terminal.typed import normalise
from skill.speaker.understanding.intent_matcher import FALLBACK, IntentMatcher, Understood

TODAY = date(2026, 11, 23)
MODEL = Path(__file__).parents[2] / "interaction_models" / "en-US.json"
SAID = {file.stem: tomllib.loads(file.read_text()) for file in sorted(Path(__file__).parent.glob("utterances*.toml"))}
AT_LEAST = {"utterances": 60}
"""How many sentences each file tests; the later ones hold those of one topic."""


@pytest.fixture(scope="module")
def ear() -> IntentMatcher:
    return hears()


def is_right(heard: Understood, intent: str, slots: dict[str, str]) -> bool:
    got = {name: slot.id or slot.value for name, slot in heard.slots.items()}
    if heard.intent != intent or set(got) != set(slots):
        return False
    return all(wanted in ("*", got[name]) for name, wanted in slots.items())


@pytest.mark.parametrize("file", SAID)
def test_nine_of_ten_sentences_that_are_no_samples_are_heard_with_their_slots(ear: IntentMatcher, file: str) -> None:
    tested = SAID[file]["tested"]
    heard = [(said, intent, slots, ear.hear(said, elicit=None, today=TODAY)) for said, intent, slots in tested]
    wrong = [(said, intent, got) for said, intent, slots, got in heard if not is_right(got, intent, slots)]
    stages = Counter(got.stage for _, _, _, got in heard)
    print(f"\n{file}: {len(tested) - len(wrong)} of {len(tested)} heard with intent and slots; stages: {dict(stages)}")
    for said, intent, got in wrong:
        print(f"  {said!r}: wanted {intent}, heard {got.intent} {dict(got.slots)}")
    assert len(tested) >= AT_LEAST.get(file, 20)
    assert len(wrong) <= len(tested) // 10


@pytest.mark.parametrize("file", [file for file, said in SAID.items() if said.get("foreign")])
def test_eight_of_ten_foreign_sentences_are_refused(ear: IntentMatcher, file: str) -> None:
    foreign = SAID[file]["foreign"]
    taken = [
        (said, heard.intent)
        for said in foreign
        if (heard := ear.hear(said, elicit=None, today=TODAY)).intent != FALLBACK
    ]
    print(f"\n{file}: {len(foreign) - len(taken)} of {len(foreign)} foreign sentences refused; taken: {taken}")
    assert len(foreign) >= 10
    assert len(taken) <= len(foreign) // 5


@pytest.mark.parametrize("file", [file for file, said in SAID.items() if said.get("tuning")])
def test_the_sentences_looked_at_while_tuning_are_heard(ear: IntentMatcher, file: str) -> None:
    wrong = [
        said
        for said, intent, slots in SAID[file]["tuning"]
        if not is_right(ear.hear(said, elicit=None, today=TODAY), intent, slots)
    ]
    assert len(wrong) <= 1, wrong


def test_none_of_these_sentences_is_a_sample() -> None:
    samples = {
        normalise(sample)
        for intent in json.loads(MODEL.read_text())["interactionModel"]["languageModel"]["intents"]
        for sample in intent["samples"]
    }
    said = [one[0] for file in SAID.values() for one in file["tested"]]
    assert len(set(said)) == len(said)
    assert not samples & {normalise(one) for one in said}
