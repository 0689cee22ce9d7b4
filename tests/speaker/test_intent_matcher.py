"""The local ear hears through the interaction model alone, and honours what was asked for."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from support.sampling import a_part, in_parts

from skill.speaker.understanding.intent_matcher import FALLBACK, LAUNCH, IntentMatcher

TODAY = date(2026, 11, 23)
MODEL = Path(__file__).parents[2] / "interaction_models" / "en-US.json"
LANGUAGE = json.loads(MODEL.read_text())["interactionModel"]["languageModel"]
EXAMPLES = {
    "AMAZON.NUMBER": "three",
    "AMAZON.FOUR_DIGIT_NUMBER": "twenty three forty one",
    "AMAZON.TIME": "half past seven",
    "AMAZON.DATE": "friday",
    "AMAZON.DURATION": "three days",
    "AMAZON.SearchQuery": "carry the bags",
    "AMAZON.FirstName": "Jonas",
    "MoodWord": "heartbroken",
    "BreathingPattern": "four corners",
    "AfterTalk": "heavier",
    "PromiseAsk": "a walk",
    "PromisedThing": "a walk",
    "SharedThing": "my promise",
    "City": "berlin",
    "Country": "canada",
}


@pytest.fixture(scope="module")
def ear() -> IntentMatcher:
    return IntentMatcher.load(MODEL)


def samples() -> list[tuple[str, str, set[str]]]:
    found = []
    for intent in LANGUAGE["intents"]:
        types = {slot["name"]: slot["type"] for slot in intent.get("slots", ())}
        for sample in intent["samples"]:
            said = re.sub(r"\{(\w+)\}", lambda slot, types=types: EXAMPLES[types[slot[1]]], sample)
            found.append((intent["name"], said, set(re.findall(r"\{(\w+)\}", sample))))
    return found


@in_parts(7)
def test_every_sample_is_heard_as_its_own_intent_with_its_slots(ear: IntentMatcher, nth: int) -> None:
    wrong = []
    for intent, said, slots in a_part(samples(), nth):
        heard = ear.hear(said, elicit=None, today=TODAY)
        if heard.intent != intent or set(heard.slots) != slots:
            wrong.append((said, intent, heard.intent, dict(heard.slots)))
    assert not wrong


def test_every_mood_word_and_synonym_is_heard_with_its_id(ear: IntentMatcher) -> None:
    moods = next(kind for kind in LANGUAGE["types"] if kind["name"] == "MoodWord")
    wrong = []
    for value in moods["values"]:
        for word in (value["name"]["value"], *value["name"]["synonyms"]):
            heard = ear.hear(f"i feel {word}", elicit=None, today=TODAY)
            if heard.intent != "CheckInIntent" or heard.slots["mood"].id != value["id"]:
                wrong.append((word, heard))
    assert not wrong


@pytest.mark.parametrize(
    ("said", "elicit", "slot"),
    [
        ("Mara", ("OnboardingNameIntent", "name"), "Mara"),
        ("it's mara lou", ("OnboardingNameIntent", "name"), "it's mara lou"),
        ("half past eight would be good", ("ScheduleEveningIntent", "time"), "08:30"),
        ("20:15", ("ScheduleEveningIntent", "time"), "20:15"),
        ("heavy and numb somehow", ("CheckInIntent", "mood"), "numb"),
        (
            "the blue door was open and I slept",
            ("ReflectionWordsIntent", "words"),
            "the blue door was open and I slept",
        ),
        ("around three days i think", ("SchedulePauseIntent", "duration"), "P3D"),
        ("somewhere near berlin", ("ScheduleZoneIntent", "city"), "berlin"),
    ],
)
def test_what_was_asked_for_is_heard_where_free_words_are_expected(
    ear: IntentMatcher, said: str, elicit: tuple[str, str], slot: str
) -> None:
    heard = ear.hear(said, elicit=elicit, today=TODAY)
    assert heard.intent == elicit[0]
    assert heard.slots[elicit[1]].value == slot


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("stop", "AMAZON.StopIntent"),
        ("help", "AMAZON.HelpIntent"),
        ("what is coming up", "ScheduleAgendaIntent"),
        ("i need help", "CourtesySupportIntent"),
        ("no", "AMAZON.NoIntent"),
    ],
)
def test_a_question_for_free_words_does_not_swallow_a_way_out(ear: IntentMatcher, said: str, intent: str) -> None:
    assert ear.hear(said, elicit=("ReflectionWordsIntent", "words"), today=TODAY).intent == intent


@pytest.mark.parametrize(
    "said",
    ["I want to kill myself", "he hit me again last night", "i'm afraid to go home", "I promise not to hurt myself"],
)
def test_words_of_danger_come_before_every_mood_and_promise(ear: IntentMatcher, said: str) -> None:
    assert ear.hear(said, elicit=("CheckInIntent", "mood"), today=TODAY).intent in (
        "DangerIntent",
        "DangerAtHomeIntent",
    )


def test_trapped_in_my_head_is_heavy_but_trapped_is_danger(ear: IntentMatcher) -> None:
    assert ear.hear("i feel trapped in my head", elicit=None, today=TODAY).intent == "DangerHeavyIntent"
    assert ear.hear("i am trapped here", elicit=None, today=TODAY).intent == "DangerAtHomeIntent"


@pytest.mark.parametrize("said", ["open steady ground", "Alexa, open Steady Ground!", "start steady ground"])
def test_the_skill_is_opened_by_its_name(ear: IntentMatcher, said: str) -> None:
    assert ear.hear(said, elicit=None, today=TODAY).intent == LAUNCH


@pytest.mark.parametrize("said", ["", "   ", "?!", "\u0000", "…", "a" * 5000, "{mood}", "(", "[a|b]", "<x/>"])
def test_odd_text_is_refused_and_never_fails(ear: IntentMatcher, said: str) -> None:
    assert ear.hear(said, elicit=None, today=TODAY).intent == FALLBACK


@pytest.mark.parametrize("elicit", [("ScheduleEveningIntent", "time"), ("TimeIntent", "time")])
def test_a_whole_code_is_no_time_of_the_day_where_a_time_was_asked_for(
    ear: IntentMatcher, elicit: tuple[str, str]
) -> None:
    said = "my code is twenty-three fifty-one seventy-nine seventeen"
    heard = ear.hear(said, elicit=elicit, today=TODAY)
    assert (heard.intent, {name: slot.value for name, slot in heard.slots.items()}) == (
        "LinkingCodeIntent",
        {"first": "2351", "second": "7917"},
    )
    assert ear.hear("eight thirty", elicit=elicit, today=TODAY).intent == elicit[0]
